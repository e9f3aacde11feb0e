"""Words cut short in a header, as narrow columns make people write them: “Date naiss.”, “Prénom conj.”."""

import re
from collections.abc import Callable, Collection, Hashable, Iterator
from itertools import product
from math import prod
from typing import TypeVar

from carnet.imports.columns.words import normalise, parts

# Behind two letters a point may stand for the rest of the word; behind one it is a sign like others (C.P.).
POINT = re.compile(r"(?<=[^\W\d_]{2})\.")
CUT = "§"  # which normalising leaves
# Without a point only a longer beginning is taken for a word, and not where it is all there is.
LONG_ENOUGH = 4
# Whole headers tried for one that is cut short; beyond them it could mean anything.
MOST = 200

Known = TypeVar("Known")


def meant(
    header: str,
    words: Collection[str],
    read: Callable[[str], Known | None],
    meaning: Callable[[Known], Hashable],
) -> tuple[Known, bool] | None:
    """What `read` makes of the header once its words are whole (of `words`), if all that it can mean is one thing;
    and whether each word that is cut short says so with a point."""
    for part in parts(header):
        tokens = [token for token in normalise(POINT.sub(f"{CUT} ", part)).split() if token != CUT]
        pointed = any(token.endswith(CUT) for token in tokens)
        if len(tokens) < 2 and not pointed:
            continue
        sure = not any(_is_cut_without(token, words) for token in tokens)
        # “Tél.” is a word by itself, and only if that leads nowhere the beginning of “téléfax”, too.
        for choices in (_usual, _all):
            tried = _whole([choices(token, words) for token in tokens])
            found = {meaning(one): one for whole in tried if (one := read(whole))}
            if len(found) == 1:
                return found.popitem()[1], sure
    return None


def _whole(choices: list[list[str]]) -> Iterator[str]:
    return map(" ".join, product(*choices)) if prod(map(len, choices)) <= MOST else iter(())


def _usual(token: str, words: Collection[str]) -> list[str]:
    stem = token.removesuffix(CUT)
    return [stem] if stem in words else _all(token, words)


def _all(token: str, words: Collection[str]) -> list[str]:
    """In one order, so that the same is found each time."""
    if token.endswith(CUT) or _is_cut_without(token, words):
        start = token.removesuffix(CUT)
        return sorted(word for word in words if word.startswith(start))
    return [token]


def _is_cut_without(token: str, words: Collection[str]) -> bool:
    """Without a point."""
    return not token.endswith(CUT) and len(token) >= LONG_ENOUGH and token not in words
