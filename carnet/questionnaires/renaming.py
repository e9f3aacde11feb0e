"""Questions that got another id: the same questions still, and what speaks of them must follow."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from carnet.questionnaires.definition import PLACEHOLDER
from carnet.questionnaires.loading import Document
from carnet.questionnaires.mentions import NAME, RULES
from carnet.questionnaires.outline import identified, items_of

Names = Mapping[str, str]
# A word in quotes is no name.
QUOTED = re.compile(r"""('[^']*'|"[^"]*")""")


def former_ids(item: Document) -> Collection[str]:
    was = item.get("was") or ()
    return (was,) if isinstance(was, str) else was


def renamings(old: Document, new: Document) -> dict[str, str]:
    """Which items of `old` go under which other id in `new`, as `was` there says."""
    before, after = items_of(old), items_of(new)
    return {
        former: id_
        for id_, item in after.items()
        for former in former_ids(item)
        if former in before and former not in after and id_ not in before
    }


def with_same_ids(
    base: Document, ours: Document, theirs: Document
) -> tuple[Document, Document, Document]:
    """The three with the newest id of each question; where both sides gave it another, with ours."""
    our_names, their_names = renamings(base, ours), renamings(base, theirs)
    both = {new: our_names[old] for old, new in their_names.items() if old in our_names}
    theirs = renamed(renamed(theirs, both), our_names)
    return renamed(base, their_names | our_names), renamed(ours, their_names), theirs


def renamed(document: Document, names: Names) -> Document:
    """The document with these ids, in rules and texts too. A rule word that is also a choice may be either and
    stays: the check will say so."""
    found = items_of(document)
    names = {old: new for old, new in names.items() if old in found and new not in found}
    clear = {old: new for old, new in names.items() if old not in choice_ids(document)}
    return rewritten(document, names, clear) if names else document


def choice_ids(part: Any, key: str = "") -> set[str]:
    if isinstance(part, dict):
        return {id_ for name, inner in part.items() for id_ in choice_ids(inner, name)}
    if identified(part) and key not in ("sections", "items"):
        return {one["id"] for one in part}
    if isinstance(part, list):
        return {id_ for inner in part for id_ in choice_ids(inner)}
    return set()


def rewritten(part: Any, names: Names, clear: Names, key: str = "") -> Any:
    if isinstance(part, dict):
        made = {name: rewritten(value, names, clear, name) for name, value in part.items()}
        if key == "items":
            made["id"] = names.get(part["id"], part["id"])
        return made
    if isinstance(part, list):
        return [rewritten(inner, names, clear, key) for inner in part]
    if not isinstance(part, str):
        return part
    if key in RULES:
        return in_rule(part, clear)
    return PLACEHOLDER.sub(lambda found: replaced(found[0], found[1], names), part)


def in_rule(rule: str, names: Names) -> str:
    pieces = QUOTED.split(rule)
    return "".join(
        piece if index % 2 else NAME.sub(lambda found: names.get(found[0], found[0]), piece)
        for index, piece in enumerate(pieces)
    )


def replaced(placeholder: str, name: str, names: Names) -> str:
    return placeholder.replace(name, names[name], 1) if name in names else placeholder
