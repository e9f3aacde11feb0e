"""Recognises the program a list comes from by its headers; what it writes there wins over what words mean.

A layout is data (products.py, contacts.py). Headers it does not name are read like anybody's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from carnet.imports.columns.headers import TITLES
from carnet.imports.columns.words import normalise, readings, word_set


@dataclass(frozen=True)
class Meaning:
    """What one header holds: a field, or `ignore` and the note why.

    `company`: the cell names a company where the row has no person's name. `aside`: it names a company
    only where it is not the person's name once more.
    """

    field: str
    note: str = ""
    company: str = ""


@dataclass(frozen=True)
class Layout:
    name: str
    signs: frozenset[str]
    needed: int
    meanings: Mapping[str, Meaning]

    def fits(self, titles: frozenset[str]) -> int:
        """How many of its signs are there, or 0 if not enough."""
        found = len(self.signs & titles)
        return found if found >= self.needed else 0


def layout(name: str, *, signs: str, needed: int, columns: str = "") -> Layout:
    """`columns`: a line `headers: field`, `headers: ignore note` or `headers: field company` each."""
    meanings: dict[str, Meaning] = {}
    for line in filter(str.strip, columns.splitlines()):
        words, _colon, rest = line.rpartition(":")
        meanings |= dict.fromkeys(word_set(words), _meaning(rest.split()))
    return Layout(name, word_set(signs), needed, meanings)


def _meaning(words: Sequence[str]) -> Meaning:
    field, *more = words
    if field == "ignore":
        return Meaning(field, note=more[0])
    return Meaning(field, company=more[0] if more else "")


@cache
def our_template(language: str) -> Layout:
    """What write_template made, recognised as long as most of its columns are there."""
    titles = {normalise(names[language]): Meaning(field) for field, names in TITLES.items()}
    return Layout("Carnet", frozenset(titles), len(titles) * 3 // 4, titles)


def title_set(titles: Sequence[str]) -> frozenset[str]:
    """The headers of a file, as layouts compare them."""
    return frozenset(words for title in titles for words in readings(title) if words)


def recognise(titles: Sequence[str], known: Sequence[Layout]) -> Layout | None:
    """The layout with the most of its signs among the headers."""
    there = title_set(titles)
    layouts = [*map(our_template, ("fr", "nl", "de", "en")), *known]
    best = max(layouts, key=lambda one: one.fits(there))
    return best if best.fits(there) else None


def meaning(found: Layout | None, title: str) -> Meaning | None:
    """What this layout says of a header, if anything."""
    if found is None:
        return None
    return next((found.meanings[w] for w in readings(title) if w in found.meanings), None)
