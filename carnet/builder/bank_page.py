"""What the pages of the bank show: places in a draft, a fragment before it is inserted, what became of it since."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.builder.bank_fragments import ITEMS, SECTIONS, Fragment
from carnet.builder.bank_inserting import Fitted, fit, lacking, silent_languages
from carnet.builder.bank_updating import Difference, Offer, Sides
from carnet.builder.grid_page import name_of
from carnet.questionnaires.deciding import Telling
from carnet.questionnaires.definition import PLACEHOLDER, say
from carnet.questionnaires.description import KIND_WORDS
from carnet.questionnaires.loading import Document

SHORT = 70


@dataclass(frozen=True)
class Line:
    """One question of a fragment."""

    text: str
    kind: str
    rule: str
    within: bool


def words_of(text: Any, language: str) -> str:
    """As a title: where an answer would be repeated stand the words for it, or its name."""
    told = say(text, language) if isinstance(text, Mapping) else str(text or "")
    return PLACEHOLDER.sub(lambda found: (found[2] or "").strip() or f"‹{found[1]}›", told)


def lines(found: Fragment, language: str) -> list[Line]:
    tops = found.part.get("items") or [] if found.kind == SECTIONS else [found.part]
    made = []
    for item in tops:
        made.append(line(item, language, within=False))
        made += [line(one, language, within=True) for one in item.get("items") or ()]
    return made


def line(item: Document, language: str, *, within: bool) -> Line:
    kind = str(KIND_WORDS.get(item.get("type", ""), item.get("type", "")))
    text = words_of(item.get("text"), language) or item["id"]
    return Line(text, kind, str(item.get("show_if") or ""), within)


def parts(document: Document, language: str) -> list[tuple[str, str]]:
    """Everything that can be kept in the bank."""
    return [(address, told) for address, told, _inner in walked(document, language)]


def places(document: Document, found: Fragment, language: str) -> list[tuple[str, str]]:
    """Behind what it may stand."""
    listed = walked(document, language)
    if found.kind == SECTIONS:
        told = [(address, words) for address, words, _in in listed if address.startswith(SECTIONS)]
        return [("", _("At the very beginning")), *told]
    holds = "items" in found.part
    return [
        (address, _("At the beginning of: %(section)s") % {"section": words})
        if address.startswith(SECTIONS)
        else (address, words)
        for address, words, inner in listed
        if not (inner and holds)
    ]


def at_the_end(document: Document, kind: str) -> str:
    """Where it goes while nobody has chosen a place."""
    sections = document.get("sections") or []
    if not sections:
        return ""
    items = sections[-1].get("items") or []
    if kind == SECTIONS or not items:
        return f"{SECTIONS}.{sections[-1]['id']}"
    return f"{ITEMS}.{items[-1]['id']}"


def walked(document: Document, language: str) -> Iterator[tuple[str, str, bool]]:
    """Addresses with their words, those in a section set in; whether they stand in a list."""
    for section in document.get("sections") or ():
        yield f"{SECTIONS}.{section['id']}", short(section, language), False
        for item in section.get("items") or ():
            yield f"{ITEMS}.{item['id']}", "\u2003" + short(item, language), False
            for one in item.get("items") or ():
                yield f"{ITEMS}.{one['id']}", "\u2003\u2003" + short(one, language), True


def short(part: Document, language: str) -> str:
    told = words_of(part.get("title") or part.get("text"), language) or str(part["id"])
    return told if len(told) <= SHORT else f"{told[: SHORT - 1]}…"


def remarks(found: Fragment, document: Document, past: Mapping[str, Document]) -> list[str]:
    """What its author should know before it is inserted."""
    language = (document.get("languages") or ["en"])[0]
    told = []
    for name, text in lacking(found, document).items():
        words = words_of(text, language)
        about = {"name": name, "text": f" ({words})" if words else ""}
        told.append(
            _("It speaks of “%(name)s”%(text)s, which this questionnaire does not have.") % about
        )
    told += [
        _("It has no words in: %(language)s. You can translate it afterwards.")
        % {"language": name_of(code)}
        for code in silent_languages(found, document)
    ]
    return told + renamed(fit(found, document, past=past))


def renamed(fitted: Fitted) -> list[str]:
    names = [f"{old} → {new}" for told in fitted.names.values() for old, new in told.items()]
    if not names:
        return []
    sentence = ngettext(
        "This name is taken here, so it gets another one: %(names)s.",
        "These names are taken here, so they get others: %(names)s.",
        len(names),
    )
    return [sentence % {"names": ", ".join(names)}]


@dataclass(frozen=True)
class Told:
    """One offer in words."""

    offer: Offer
    where: str
    lines: tuple[tuple[str, str, str, bool], ...]


def told(sides: Sides, language: str) -> list[Told]:
    documents = [document_of(one) for one in (sides.ours, sides.theirs, sides.base)]
    telling = Telling(language, *documents)
    return [
        Told(offer, where(telling, offer), tuple(pair(telling, one) for one in offer.differences))
        for offer in sides.offers()
    ]


def where(telling: Telling, offer: Offer) -> str:
    if offer.address.startswith("root."):
        name = offer.address.rpartition(".")[2]
        return _("The list of choices “%(name)s”") % {"name": name}
    return telling.where(offer.address)


def pair(telling: Telling, one: Difference) -> tuple[str, str, str, bool]:
    ours, theirs = (telling.value(v) if v is not None else "" for v in (one.ours, one.theirs))
    return telling.field(one.key), ours, theirs, one.own


def document_of(found: Fragment) -> Document:
    section = found.part if found.kind == SECTIONS else {"id": "bank", "items": [found.part]}
    return {"languages": list(found.languages), "choices": found.choices, "sections": [section]}
