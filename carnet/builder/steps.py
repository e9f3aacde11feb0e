"""What one edit changed in a document, small enough to keep, and the way back and forth again. Pure.

Two colleagues may edit one draft. So a step names only what it touched: fields of parts with the value before
and after, and the places of parts that came, went or moved. It fits as long as nobody changed the same since,
whatever else they did.

A step holds `fields`: of each address, of each key the value before and after; and `places`: of each address what
it stands in and behind what, before and after. What was or is not there is an empty list. The root of the
document has the address "root"; the top, and the front of a list, are "".
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from carnet.questionnaires.loading import Document
from carnet.questionnaires.outline import TOP, Outline, Part, outline

Step = dict[str, dict[str, Any]]
Place = list[str]
ROOT = "root"


class Overtaken(Exception):
    """The same was changed since, by another edit; `part` is its address."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def step(old: Document, new: Document) -> Step:
    return between(outline(old), outline(new))


def between(before: Outline, after: Outline) -> Step:
    places = dict(moves(before, after))
    return {"fields": dict(changes(before, after)), "places": places}


def is_empty(taken: Step) -> bool:
    return not taken["fields"] and not taken["places"]


def changes(before: Outline, after: Outline) -> Iterator[tuple[str, dict[str, Any]]]:
    olds, news = fields_of(before), fields_of(after)
    for address in [*olds, *(one for one in news if one not in olds)]:
        old, new = olds.get(address, {}), news.get(address, {})
        # What an edit did not touch is the very same object, most of the time; to compare takes long.
        if old is new:
            continue
        if found := {key: pair for key in {**old, **new} if differ(pair := both(old, new, key))}:
            yield address, found


def both(old: Document, new: Document, key: str) -> list[list[Any]]:
    return [[old[key]] if key in old else [], [new[key]] if key in new else []]


def differ(pair: list[list[Any]]) -> bool:
    return pair[0] != pair[1] or repr(pair[0]) != repr(
        pair[1]
    )  # True == 1, and yet another document


def fields_of(found: Outline) -> dict[str, Document]:
    return {ROOT: found.root, **{address: part.fields for address, part in found.parts.items()}}


def moves(before: Outline, after: Outline) -> Iterator[tuple[str, list[Place]]]:
    olds, news = places_of(before), places_of(after)
    stayed = frozenset(staying(before, after))
    for address in [*olds, *(one for one in news if one not in olds)]:
        if address not in stayed:
            yield address, [olds.get(address, []), news.get(address, [])]


def staying(before: Outline, after: Outline) -> Iterator[str]:
    """Parts that kept their home and their order among those that did."""
    for home, old in before.order.items():
        new = after.order.get(home, [])
        if old == new:
            yield from old
            continue
        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            yield from old[block.a : block.a + block.size]


def places_of(found: Outline) -> dict[str, Place]:
    """Of each part what it stands in, and behind what; in the order of the document."""
    return {
        address: [home, behind]
        for home, addresses in found.order.items()
        for behind, address in zip(["", *addresses], addresses, strict=False)
    }


def taken_back(document: Document, taken: Step) -> Document:
    """The document without what this step did. Raises Overtaken."""
    return stepped(document, taken, was=1, will=0)


def done_again(document: Document, taken: Step) -> Document:
    """The document with what this step did, after it was taken back. Raises Overtaken."""
    return stepped(document, taken, was=0, will=1)


def stepped(document: Document, taken: Step, *, was: int, will: int) -> Document:
    found = outline(document)
    going = {one for one, place in taken["places"].items() if not place[will]}
    coming = {one for one, place in taken["places"].items() if not place[was]}
    for address, fields in taken["fields"].items():
        if address in coming:
            come(found, address, fields, will)
        else:
            change(found, address, fields, was=was, will=will)
    for address, place in taken["places"].items():
        leave(found, address, place[was])
    settle(found, {one: place[will] for one, place in taken["places"].items() if one not in going})
    for address in going:
        go(found, address)
    return found.document()


def come(found: Outline, address: str, fields: dict[str, Any], will: int) -> None:
    if address in found.parts:
        raise Overtaken(address)
    values = {key: pair[will][0] for key, pair in fields.items() if pair[will]}
    found.parts[address] = Part(values, TOP)
    if "items" in values:
        found.order.setdefault(address, [])


def change(found: Outline, address: str, fields: dict[str, Any], *, was: int, will: int) -> None:
    if address != ROOT and address not in found.parts:
        raise Overtaken(address)
    now = found.root if address == ROOT else found.parts[address].fields
    for key, pair in fields.items():
        if differ([[now[key]] if key in now else [], pair[was]]):
            raise Overtaken(address)
    kept = {key: value for key, value in now.items() if key not in fields}
    changed = {**kept, **{key: pair[will][0] for key, pair in fields.items() if pair[will]}}
    if address == ROOT:
        found.root = changed
    else:
        found.parts[address] = Part(changed, found.parts[address].home)


def leave(found: Outline, address: str, place: Place) -> None:
    """Out of where it stands now; it must still stand in what the step knows it in."""
    if not place:
        return
    if address not in found.order.get(place[0], ()):
        raise Overtaken(address)
    found.order[place[0]].remove(address)


def settle(found: Outline, places: dict[str, Place]) -> None:
    """Each behind what it stood behind, those first whose neighbour stands already."""
    waiting = dict(places)
    while waiting:
        address = next(
            (one for one in waiting if waiting[one][1] not in waiting), next(iter(waiting))
        )
        home, behind = waiting.pop(address)
        if home not in found.order:
            raise Overtaken(home)
        there = found.order[home]
        there.insert(
            there.index(behind) + 1 if behind in there else len(there) * bool(behind), address
        )
        found.parts[address] = Part(found.parts[address].fields, home)


def go(found: Outline, address: str) -> None:
    """What another colleague put into it since must not go with it."""
    if found.order.get(address):
        raise Overtaken(address)
    del found.parts[address]
    found.order.pop(address, None)
