"""A fragment put into a draft: under names that are free there, behind what somebody chose. Knows no database."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from carnet.builder.bank_fragments import (
    ITEMS,
    SECTIONS,
    Fragment,
    in_languages,
    inner,
)
from carnet.builder.grid import spoken
from carnet.questionnaires.loading import Document
from carnet.questionnaires.outline import items_of
from carnet.questionnaires.renaming import former_ids, renamed

LONGEST_ID = 40
NUMBERED = re.compile(r"_\d{1,3}$")
# Renamings: of questions, of lists of choices, of sources.
Names = Mapping[str, Mapping[str, str]]


class NoPlace(Exception):
    """The part cannot stand there: a list in a list, or behind something that is gone."""


@dataclass(frozen=True)
class Fitted:
    """A fragment in the languages and under the names of a draft; `names` tells what is called otherwise now."""

    fragment: Fragment
    names: Names


@dataclass(frozen=True)
class Inserted:
    document: Document
    fitted: Fitted


def insert(
    document: Document, found: Fragment, *, after: str, past: Mapping[str, Document] | None = None
) -> Inserted:
    """`after`: the address of what it stands behind; of a question also that of a section, at whose beginning it
    then stands. `past`: questions of former revisions, whose ids keep their meaning. Raises NoPlace."""
    fitted = fit(found, document, past=past)
    made = placed_in(document, fitted.fragment, after)
    return Inserted(with_named(made, fitted.fragment), fitted)


def fit(
    found: Fragment,
    document: Document,
    *,
    names: Names | None = None,
    own: Collection[str] = (),
    past: Mapping[str, Document] | None = None,
) -> Fitted:
    """`names`: those it got before; `own`: ids in the document that are this very fragment's."""
    names = names or {}
    found = in_languages(found, spoken(document))
    ids = free_ids(found, document, names.get(ITEMS, {}), own, past or {})
    lists = free_names(found.choices, document.get("choices") or {}, names.get("choices", {}))
    sources = free_names(found.sources, document.get("sources") or {}, names.get("sources", {}))
    told = {ITEMS: ids, "choices": lists, "sources": sources}
    return Fitted(under(found, told), {key: new for key, new in told.items() if new})


def free_ids(
    found: Fragment,
    document: Document,
    known: Mapping[str, str],
    own: Collection[str],
    past: Mapping[str, Document],
) -> dict[str, str]:
    """Which ids become which. An id means one thing for ever, in former revisions too."""
    there = items_of(document)
    taken = {*there, *(document.get("facts") or {})} - set(own)
    taken |= {old for item in there.values() for old in former_ids(item)}
    parts = list(inner(found.part))
    if found.kind == SECTIONS:
        taken_sections = {section["id"] for section in document["sections"]} - set(own)
    names: dict[str, str] = {}
    for part in parts:
        id_ = part["id"]
        section = found.kind == SECTIONS and part is found.part
        busy = taken_sections if section else taken
        wanted = known.get(id_, id_)
        if wanted in busy or (not section and id_ not in known and other(past.get(wanted), part)):
            wanted = free(
                id_, {*taken, *past, *busy, *names.values(), *(one["id"] for one in parts)}
            )
        if wanted != id_:
            names[id_] = wanted
    return names


def other(before: Document | None, part: Document) -> bool:
    """Did a former revision ask something else under this id?"""
    if before is None:
        return False
    return before.get("type") != part.get("type") or not agree(before.get("text"), part.get("text"))


def agree(one: Any, two: Any) -> bool:
    if isinstance(one, dict) and isinstance(two, dict):
        return any(two.get(code) == words for code, words in one.items())
    return bool(one == two)


def free_names(
    wanted: Mapping[str, Any], there: Mapping[str, Any], known: Mapping[str, str]
) -> dict[str, str]:
    """Lists and sources that are there already and say the same are shared; others get a name of their own."""
    names = dict(known)
    for name, value in wanted.items():
        if name not in names and name in there and there[name] != value:
            names[name] = free(name, {*there, *wanted, *names.values()})
    return {name: new for name, new in names.items() if name in wanted}


def free(name: str, taken: Collection[str]) -> str:
    stem = NUMBERED.sub("", name)
    number = 2
    while (made := f"{stem[: LONGEST_ID - 1 - len(str(number))]}_{number}") in taken:
        number += 1
    return made


def under(found: Fragment, names: Names) -> Fragment:
    """The same under these names."""
    wrapped = wrapped_of(found)
    ids = {
        old: new
        for old, new in names[ITEMS].items()
        if found.kind == ITEMS or old != found.part["id"]
    }
    made = renamed(wrapped, ids)["sections"][0]
    part = made if found.kind == SECTIONS else made["items"][0]
    if found.kind == SECTIONS:
        part = {**part, "id": names[ITEMS].get(part["id"], part["id"])}
    part = named_otherwise(part, names["choices"], names["sources"])
    return replace(
        found,
        part=part,
        choices={names["choices"].get(name, name): value for name, value in found.choices.items()},
        sources={names["sources"].get(name, name): value for name, value in found.sources.items()},
    )


def wrapped_of(found: Fragment) -> Document:
    """As a questionnaire of its own, as far as names and texts go."""
    section = found.part if found.kind == SECTIONS else {"id": "bank", "items": [found.part]}
    return {
        "languages": list(found.languages),
        "choices": found.choices,
        "sources": found.sources,
        "sections": [section],
    }


def named_otherwise(
    part: Document, lists: Mapping[str, str], sources: Mapping[str, str]
) -> Document:
    made = dict(part)
    if isinstance(part.get("choices"), str):
        made["choices"] = lists.get(part["choices"], part["choices"])
    if part.get("sources"):
        words = part["sources"]
        told = [words] if isinstance(words, str) else words
        made["sources"] = [sources.get(str(word), word) for word in told]
    if "items" in part:
        made["items"] = [named_otherwise(one, lists, sources) for one in part["items"]]
    return made


def with_named(document: Document, found: Fragment) -> Document:
    """The lists, facts and sources it needs, where they are not there yet."""
    made = document
    for key in ("choices", "facts", "sources"):
        there = document.get(key) or {}
        new = {name: value for name, value in getattr(found, key).items() if name not in there}
        if key == "facts":
            new = {name: value for name, value in new.items() if name not in items_of(document)}
        if new:
            made = {**made, key: {**there, **new}}
    return made


def placed_in(document: Document, found: Fragment, after: str) -> Document:
    if found.kind == SECTIONS:
        return {**document, "sections": behind(document["sections"], after, SECTIONS, found.part)}
    sections = [in_section(one, found, after) for one in document["sections"]]
    if sections == document["sections"]:
        raise NoPlace(after)
    return {**document, "sections": sections}


def in_section(section: Document, found: Fragment, after: str) -> Document:
    items = section.get("items") or []
    if after == f"{SECTIONS}.{section['id']}":
        return {**section, "items": [found.part, *items]}
    if any(after == f"{ITEMS}.{one['id']}" for one in items):
        return {**section, "items": behind(items, after, ITEMS, found.part)}
    made = [in_list(item, found, after) for item in items]
    return {**section, "items": made} if made != items else section


def in_list(item: Document, found: Fragment, after: str) -> Document:
    if not any(after == f"{ITEMS}.{one['id']}" for one in item.get("items") or ()):
        return item
    if "items" in found.part:
        raise NoPlace(after)
    return {**item, "items": behind(item["items"], after, ITEMS, found.part)}


def behind(parts: list[Document], after: str, kind: str, part: Document) -> list[Document]:
    if not after:
        return [part, *parts]
    place = next((n for n, one in enumerate(parts) if after == f"{kind}.{one['id']}"), None)
    if place is None:
        raise NoPlace(after)
    return [*parts[: place + 1], part, *parts[place + 1 :]]


def lacking(found: Fragment, document: Document) -> dict[str, Any]:
    """The names it speaks of and that the draft does not have, with their words where it comes from."""
    there = {*items_of(document), *(document.get("facts") or {})}
    return {name: text for name, text in found.speaks.items() if name not in there}


def silent_languages(found: Fragment, document: Document) -> list[str]:
    """Languages of the draft in which the fragment says nothing."""
    return [code for code in spoken(document) if code not in found.languages]
