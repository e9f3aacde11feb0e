"""A section or a question taken out of a questionnaire with all it needs: its lists of choices, facts and sources.

A fragment is kept as plain data. Knows no database.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from carnet.builder.grid import spoken
from carnet.builder.grid_languages import by_language, silent
from carnet.questionnaires.loading import Document, digest
from carnet.questionnaires.mentions import mentioned

SECTIONS, ITEMS = "sections", "items"
# What belongs to the past of the questionnaire it comes from.
PAST = frozenset(("was", "choice_map"))


class NoSuchPart(Exception):
    """Nothing stands under this address."""


@dataclass(frozen=True)
class Fragment:
    """`part` with everything in it; `speaks` says of each name that its rules and texts mention and that stands
    elsewhere what it is called there."""

    kind: str
    part: Document
    languages: tuple[str, ...]
    choices: Document = field(default_factory=dict)
    facts: Document = field(default_factory=dict)
    sources: Document = field(default_factory=dict)
    speaks: Mapping[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"{self.kind}.{self.part['id']}"

    @property
    def digest(self) -> str:
        told = asdict(self) | {"languages": sorted(self.languages)}
        del told["speaks"]
        return digest(told)

    @property
    def words(self) -> Mapping[str, str]:
        text = self.part.get("title") or self.part.get("text") or {}
        return text if isinstance(text, Mapping) else {"": str(text)}

    def plain(self) -> Document:
        return asdict(self) | {"languages": list(self.languages)}


def fragment(plain: Document) -> Fragment:
    return Fragment(**{**plain, "languages": tuple(plain["languages"])})


def fragment_of(document: Document, address: str, *, as_it_stands: bool = False) -> Fragment:
    """`as_it_stands`: with its past, and without what it would have to bring along. Raises NoSuchPart."""
    kind, _dot, id_ = address.partition(".")
    found = next((one for one in placed(document) if one[0] == kind and one[1]["id"] == id_), None)
    if found is None:
        raise NoSuchPart(address)
    languages = spoken(document)
    part = found[1] if as_it_stands else without_past(inheriting(found[1], found[2]))
    part = by_language(part, languages[0])
    used = frozenset(mentioned(part))
    inside = {one["id"] for one in inner(part)}
    named = document.get("choices") or {}
    texts = {
        one["id"]: one.get("text") or {} for key, one, _who in placed(document) if key == ITEMS
    }
    facts = document.get("facts") or {}
    return Fragment(
        kind,
        part,
        tuple(languages),
        by_language(chosen(named, lists_of(part)), languages[0]),
        chosen(facts, used - inside),
        chosen(document.get("sources") or {}, cited(part)),
        {name: texts[name] for name in texts if name in used and name not in inside},
    )


def placed(document: Document) -> Iterator[tuple[str, Document, Any]]:
    """Sections and items, each with who answers where it says nothing itself."""
    for section in document.get("sections") or ():
        yield SECTIONS, section, None
        for item in section.get("items") or ():
            who = section.get("who")
            yield ITEMS, item, who
            for one in item.get("items") or ():
                yield ITEMS, one, item.get("who", who)


def inheriting(part: Document, who: Any) -> Document:
    """Outside its section a question for the office alone stays one."""
    return {**part, "who": who} if who and "who" not in part else part


def without_past(part: Any) -> Any:
    if isinstance(part, list):
        return [without_past(one) for one in part]
    if isinstance(part, dict):
        return {key: without_past(value) for key, value in part.items() if key not in PAST}
    return part


def inner(part: Document) -> Iterator[Document]:
    """The part itself and every item in it."""
    yield part
    for item in part.get("items") or ():
        yield from inner(item)


def items_in(kind: str, part: Document) -> list[Document]:
    found = list(inner(part))
    return found[1:] if kind == SECTIONS else found


def lists_of(part: Document) -> set[str]:
    return {one["choices"] for one in inner(part) if isinstance(one.get("choices"), str)}


def cited(part: Document) -> set[str]:
    found: set[str] = set()
    for one in inner(part):
        words = one.get("sources") or ()
        found.update((words,) if isinstance(words, str) else map(str, words))
    return found


def chosen(named: Mapping[str, Any], names: Collection[str]) -> Document:
    return {name: value for name, value in named.items() if name in names}


def in_languages(found: Fragment, languages: Collection[str]) -> Fragment:
    """Only with the languages of the questionnaire it goes to; it would be refused with others."""
    told = found.plain()
    for language in found.languages:
        if language not in languages:
            told = {
                **told,
                "part": silent(told["part"], language),
                "choices": silent(told["choices"], language),
                "sources": silent({"sources": told["sources"]}, language)["sources"],
            }
    told["languages"] = [code for code in found.languages if code in languages]
    return fragment(told)
