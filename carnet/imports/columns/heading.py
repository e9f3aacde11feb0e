"""One header → what its words alone say. Knows no neighbours and nothing of what stands below it."""

import re
from dataclasses import dataclass, replace
from functools import cache

from carnet.imports.columns import context, shortened
from carnet.imports.columns.aside import ASIDE
from carnet.imports.columns.headers import TITLES
from carnet.imports.columns.synonyms import SYNONYMS
from carnet.imports.columns.whose import WHOSE_WORDS, whose
from carnet.imports.columns.words import LONGEST, normalise, readings, word_set

IGNORE = "ignore"
# From this length on a word with one letter wrong is still known by the others.
LONG_ENOUGH = 6


@dataclass(frozen=True)
class Heading:
    """`word` is the known word, empty if there is none; `field` what it names, if that is certain.

    A word without field is settled by its neighbours (context.RULES). A `note` tells why the column is
    left out on purpose (aside.py).
    """

    word: str = ""
    field: str = ""
    note: str = ""
    owner: str = ""
    place: str = ""
    misspelt: bool = False

    @property
    def known(self) -> bool:
        return bool(self.word)


NOTHING = Heading()

# “E-mail 2 - Value”, “Phone 3 - Label”: address books count what a person may have several of.
NUMBERED = [
    (re.compile(r"[a-z ]+ \d+ (?:label|type)"), "card"),
    (re.compile(r"(?:event|relation|im|website) \d+ value"), "card"),
    (re.compile(r"organization \d+ (?!name).*"), "profession"),
    (re.compile(r"(?:e mail|email) [2-9](?: value| address)?"), "second_email"),
    (
        re.compile(r"address [2-9] (?:street|city|postal code|country|formatted|extended address)"),
        "second_address",
    ),
    (re.compile(r"address \d+ (?:region|po box)"), "region"),
]


def _known() -> dict[str, str]:
    known = {word: field for field, words in SYNONYMS.items() for word in word_set(words)}
    for field, titles in TITLES.items():
        if not field.startswith("partner_"):
            known |= {normalise(title): field for title in titles.values()}
    return {word: field for word, field in known.items() if word not in context.RULES}


KNOWN = _known()
LEFT_OUT = {word: note for note, words in ASIDE.items() for word in word_set(words)}


def read_heading(title: str, group: str = "") -> Heading:
    """`group` is what stands in the line above, over several columns at once."""
    if not title or len(title) > LONGEST:
        return NOTHING
    if len(group) > LONGEST:
        group = ""
    above = whose(normalise(group)) if group else None
    found = _best(title) or (_best(f"{title} {group}") if group else NOTHING) or NOTHING
    if above is None or not found.known:
        return found
    together = _exact(normalise(f"{title} {group}")) if not (above.owner or above.place) else None
    found = together or found
    return Heading(
        found.word,
        found.field,
        found.note,
        found.owner or above.owner,
        found.place or above.place,
        found.misspelt,
    )


def _best(title: str) -> Heading | None:
    """A part of a header (“Voornaam / Prénom”) only where the whole means nothing."""
    texts = list(readings(title))
    for words in texts:
        if found := _told(words):
            return found
    return _shortened(title) or next(filter(None, map(_misspelt, texts)), None)


def _shortened(title: str) -> Heading | None:
    found = shortened.meant(title, _words(), _told, _meaning)
    if found is None:
        return None
    heading, sure = found
    return heading if sure else replace(heading, misspelt=True)


def _told(words: str) -> Heading | None:
    return _exact(words) or _of_somebody(words)


def _meaning(heading: Heading) -> tuple[object, ...]:
    """Words that are settled alike mean the same."""
    rule = None if heading.field else context.RULES.get(heading.word)
    return heading.field, heading.note, heading.owner, heading.place, rule


@cache
def _words() -> frozenset[str]:
    """All that headers are made of."""
    headers = " ".join((*KNOWN, *LEFT_OUT, *context.RULES))
    return frozenset(headers.split()) | WHOSE_WORDS


def _exact(words: str) -> Heading | None:
    if words in context.RULES:
        return Heading(words)
    if words in KNOWN:
        return Heading(words, field=KNOWN[words])
    if words in LEFT_OUT:
        return Heading(words, IGNORE, LEFT_OUT[words])
    note = next((note for pattern, note in NUMBERED if pattern.fullmatch(words)), "")
    return Heading(words, IGNORE, note) if note else None


def _of_somebody(words: str) -> Heading | None:
    """“Date de naissance du conjoint”: a word we know, and whose it is."""
    told = whose(words)
    if not (told.owner or told.place):
        return None
    found = _exact(told.rest) if told.rest else _nobody_but(told.owner)
    if found is None:
        return None
    return Heading(found.word, found.field, found.note, told.owner, told.place)


def _nobody_but(owner: str) -> Heading | None:
    """“Contribuable”, “Kunde”, “Personne de contact” alone."""
    return {"client": Heading("client"), "partner": Heading("partner")}.get(owner)


def _misspelt(words: str) -> Heading | None:
    """One letter too many, too few, wrong or swapped, if that can mean but one thing."""
    if len(words) < LONG_ENOUGH:
        return None
    found = {
        name
        for left in _one_less(words)
        for name in _almost().get(left, ())
        if _digits(name) == _digits(words)
    }
    meanings = {KNOWN[name] for name in found}
    if len(meanings) != 1:
        return None
    return Heading(min(found), field=meanings.pop(), misspelt=True)


@cache
def _almost() -> dict[str, list[str]]:
    """Every known word under itself with any one letter taken away."""
    almost: dict[str, list[str]] = {}
    for name in KNOWN:
        if len(name) >= LONG_ENOUGH:
            for left in _one_less(name):
                almost.setdefault(left, []).append(name)
    return almost


def _one_less(words: str) -> set[str]:
    return {words, *(words[:at] + words[at + 1 :] for at in range(len(words)))}


def _digits(words: str) -> str:
    return "".join(filter(str.isdigit, words))


def is_known(title: str) -> bool:
    """Whether these are words of a header, spelt right."""
    return any(map(_told, readings(title)))
