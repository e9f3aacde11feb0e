"""Ids made from words: what a question is called in rules and in every file, for ever. Pure."""

import re
import unicodedata
from collections.abc import Container, Iterator

from carnet.questionnaires.checks import RESERVED
from carnet.questionnaires.loading import Document
from carnet.questionnaires.mentions import mentioned
from carnet.questionnaires.outline import identified, outline
from carnet.questionnaires.renaming import former_ids
from carnet.questionnaires.reserved import EXTRA

LONGEST = 40
# So much of a sentence makes an id that is still pleasant to read in a rule.
WORDS = 4
# Letters that no accent is taken from.
LETTERS = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
HOLE = re.compile(r"\{\{.*?\}\}")
# Words that say little in the four languages of the office.
SAY_LITTLE = """
    a an the of to in on is are was were do did does you your have had any and or for with by
    le la les un une des du de d l en et ou est vous votre vos avez etiez etes au aux par pour
    een het van op zijn u uw hebt heeft of voor met bij waren
    der die das ein eine von zu auf ist sind sie ihr ihre haben hatten und oder fur mit bei
"""
SMALL = frozenset(SAY_LITTLE.split())


def name_from(words: str, taken: Container[str], fallback: str = "question") -> str:
    """An id nobody has, from the words that say most."""
    return unused(slug(words) or fallback, taken)


def slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", HOLE.sub(" ", words).lower().translate(LETTERS))
    found = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().replace("'", " "))
    telling = [word for word in found if word not in SMALL] or found
    return "_".join(telling[:WORDS]).lstrip("0123456789_")[:LONGEST].rstrip("_")


def unused(name: str, taken: Container[str]) -> str:
    """This name, or the first with a number behind it that is free and no word of rules."""
    return next(one for one in candidates(name) if one not in taken and one not in RESERVED)


def candidates(name: str) -> Iterator[str]:
    base = f"q_{name}" if name.startswith(EXTRA) else name
    yield base
    number = 2
    while True:
        end = f"_{number}"
        yield base[: LONGEST - len(end)] + end
        number += 1


def taken_in(document: Document) -> frozenset[str]:
    """Ids that mean something here already, or did, or are spoken of though nothing has them yet."""
    parts = [part.fields for part in outline(document).parts.values()]
    used = {fields["id"] for fields in parts} | {old for one in parts for old in former_ids(one)}
    spoken = {name for fields in parts for name in mentioned(fields)}
    return frozenset(used | spoken | set(document.get("facts") or {}))


def chosen_in(choices: object) -> frozenset[str]:
    """The ids of these choices."""
    found = choices if identified(choices) and isinstance(choices, list) else []
    return frozenset(choice["id"] for choice in found)
