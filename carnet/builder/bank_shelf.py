"""Every section and question of the questionnaires that ship with Carnet, to be searched. Knows no database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from carnet.builder.bank_fragments import ITEMS, SECTIONS, Fragment, NoSuchPart, fragment_of
from carnet.builder.grid_page import plain
from carnet.questionnaires.definition import say
from carnet.questionnaires.loading import Document
from carnet.questionnaires.shipped import shipped, shipped_with


@dataclass(frozen=True)
class Thing:
    """Something on the shelf; `words` are its own in each language, `within` those of its section and questionnaire."""

    questionnaire: str
    address: str
    type: str
    words: Mapping[str, str]
    within: Mapping[str, str]
    questions: int
    looked_for: str


@cache
def shelf() -> tuple[Thing, ...]:
    """Made once: the files do not change while Carnet runs."""
    return tuple(thing for source in shipped() for thing in things_of(source.document))


def things_of(document: Document) -> Iterator[Thing]:
    title = document["title"]
    for section in document["sections"]:
        within = both(title, section["title"])
        yield thing(document, f"{SECTIONS}.{section['id']}", "", section["title"], title, section)
        for item in section["items"]:
            for one in (item, *(item.get("items") or ())):
                if one["type"] != "calc":
                    address = f"{ITEMS}.{one['id']}"
                    yield thing(document, address, one["type"], one["text"], within, one)


def both(title: Mapping[str, str], section: Mapping[str, str]) -> dict[str, str]:
    return {code: f"{words} › {section.get(code, '')}" for code, words in title.items()}


def thing(
    document: Document,
    address: str,
    type_: str,
    words: Mapping[str, str],
    within: Mapping[str, str],
    part: Document,
) -> Thing:
    told = " ".join((*words.values(), *(part.get("help") or {}).values(), part["id"]))
    asked = len(part.get("items") or ())
    return Thing(document["questionnaire"], address, type_, words, within, asked, plain(told))


def found(q: str, questionnaire: str = "") -> list[Thing]:
    """What holds all these words; whole sections before their questions."""
    wanted = plain(q).split()
    return [
        thing
        for thing in shelf()
        if (not questionnaire or thing.questionnaire == questionnaire)
        and all(word in thing.looked_for for word in wanted)
    ]


def taken(key: str, address: str) -> Fragment | None:
    """None when nothing ships under this (any more)."""
    document = shipped_with(key)
    try:
        return fragment_of(document, address) if document else None
    except NoSuchPart:
        return None


def titles(language: str) -> Iterable[tuple[str, str]]:
    return [
        (source.document["questionnaire"], say(source.document["title"], language))
        for source in shipped()
    ]
