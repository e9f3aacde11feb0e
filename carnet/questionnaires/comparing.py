"""What is different between two texts of a questionnaire, and how much each difference weighs. Pure.

Both are compared as they were read, so that a choice list written in place equals the same one under a name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any, Literal

from carnet.questionnaires.definition import Choice, Definition, Item, Section
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document
from carnet.questionnaires.reading import read
from carnet.questionnaires.weights import OF_ALL, OF_CHOICE, OF_ITEM, OF_SECTION, Weigh, Weight

How = Literal["added", "removed", "changed", "moved", "renamed"]


@dataclass(frozen=True)
class Change:
    """`place` is the way to what changed, in ids: a section, an item (behind its list), a choice; empty for the
    whole. `what` is the field that changed, with its language behind a colon (`text:fr`); of what was
    added or removed it is "section", "item" or "choice". `old` and `new` are the field's values, None where
    there is none."""

    how: How
    place: tuple[str, ...]
    what: str
    weight: Weight
    old: Any = None
    new: Any = None


def compare(old: Document, new: Document) -> list[Change]:
    """In the order of the new text; what is gone comes first. Both must be readable."""
    return list(between(read(old)[0], read(new)[0]))


def between(old: Definition, new: Definition) -> Iterator[Change]:
    former, current = _items(old), _items(new)
    origin = _origins(former, current)
    gone = former.keys() - origin.values()
    yield from _differences((), old, new, OF_ALL, skip=("sections", "key", "was"))
    yield from _sections(old.sections, new.sections)
    for name in former:
        if name in gone:
            yield Change("removed", _place(former[name]), "item", _lost(former[name]), former[name])
    for name, item in current.items():
        if name in origin:
            yield from _item(_in_its_list(former[origin[name]], origin), item)
        else:
            yield Change("added", _place(item), "item", _new(item), None, item)
    yield from _moves(old, new, origin)


def heaviest(changes: Sequence[Change]) -> Weight | None:
    """None where nothing changed."""
    return max((change.weight for change in changes), default=None)


def summary(changes: Sequence[Change]) -> Mapping[str, int]:
    """How many items and sections were "added", "changed" and "removed"; one that changed in two ways counts
    once."""
    where: dict[str, set[tuple[str, ...]]] = {"added": set(), "changed": set(), "removed": set()}
    for change in changes:
        whole = change.what in ("item", "section") and change.how in where
        where[change.how if whole else "changed"].add(_of_whom(change))
    apart = where["added"] | where["removed"]
    return {how: len(found - apart if how == "changed" else found) for how, found in where.items()}


def _of_whom(change: Change) -> tuple[str, ...]:
    return change.place[:-1] if change.what.startswith("choice") else change.place


def _items(definition: Definition) -> dict[str, Item]:
    return {item.id: item for item in definition.all_items()}


def _origins(former: Mapping[str, Item], current: Mapping[str, Item]) -> dict[str, str]:
    """The former id of each item that had one: its own, or one of those it says it had (`was`)."""
    found = {}
    for name, item in current.items():
        earlier = (name, *(one for one in item.was if one not in current))
        if known := next((one for one in earlier if one in former), None):
            found[name] = known
    return found


def _place(item: Item) -> tuple[str, ...]:
    return (item.list_id, item.id) if item.list_id else (item.id,)


def _in_its_list(item: Item, origin: Mapping[str, str]) -> Item:
    """A list that only has another name now is the same list to what stands in it."""
    names = {old: new for new, old in origin.items()}
    return replace(item, list_id=names.get(item.list_id, item.list_id))


def _lost(item: Item) -> Weight:
    """Only what was answered can be lost."""
    return Weight.BREAKING if KINDS[item.kind].asks or KINDS[item.kind].repeats else Weight.TEXT


def _new(item: Item) -> Weight:
    kind = KINDS[item.kind]
    needed = kind.asks and item.required is not False or kind.repeats and bool(item.min)
    free = item.for_office or not needed
    return Weight.ADDITIVE if free else Weight.RESTRICTIVE


def _item(old: Item, new: Item) -> Iterator[Change]:
    place = _place(new)
    if old.id != new.id:
        yield Change("renamed", place, "id", Weight.RESTRICTIVE, old.id, new.id)
    yield from _differences(place, old, new, OF_ITEM, skip=("id", "items", "choices", "was"))
    yield from _choices(place, old.choices, new.choices)


def _choices(
    place: tuple[str, ...], old: Sequence[Choice], new: Sequence[Choice]
) -> Iterator[Change]:
    """A choice that is gone breaks only where somebody has chosen it: the dry run knows who."""
    former, current = {one.id: one for one in old}, {one.id: one for one in new}
    for name in former.keys() - current.keys():
        yield Change("removed", (*place, name), "choice", Weight.RESTRICTIVE, former[name])
    for name, choice in current.items():
        if name not in former:
            yield Change("added", (*place, name), "choice", Weight.ADDITIVE, None, choice)
        else:
            yield from _differences(
                (*place, name), former[name], choice, OF_CHOICE, skip=("id",), of="choice "
            )


def _sections(old: Sequence[Section], new: Sequence[Section]) -> Iterator[Change]:
    former, current = {one.id: one for one in old}, {one.id: one for one in new}
    for name, section in former.items():
        if name not in current:
            yield Change("removed", (name,), "section", Weight.TEXT, section)
    for name, section in current.items():
        if name in former:
            yield from _differences(
                (name,), former[name], section, OF_SECTION, skip=("id", "items"), of="section "
            )
        else:
            yield Change("added", (name,), "section", Weight.TEXT, None, section)


def _differences(
    place: tuple[str, ...],
    old: Any,
    new: Any,
    weights: Mapping[str, Weigh],
    *,
    skip: Sequence[str],
    of: str = "",
) -> Iterator[Change]:
    for field in fields(old):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name in skip or before == after:
            continue
        weight = weights[field.name](before, after) if field.name in weights else Weight.TEXT
        for what, one, other in _by_language(field.name, before, after):
            yield Change("changed", place, of + what, weight, one, other)


def _by_language(name: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        yield name, old, new
        return
    for language in dict.fromkeys((*new, *old)):
        if old.get(language) != new.get(language):
            yield f"{name}:{language}", old.get(language), new.get(language)


def _moves(old: Definition, new: Definition, origin: Mapping[str, str]) -> Iterator[Change]:
    """Items that stand in another section, or elsewhere among those that were there before."""
    was, now = _homes(old), _homes(new)
    order = {name: at for at, name in enumerate(was)}
    known = [name for name in now if origin.get(name) in was]
    for name in known:
        before, after = was[origin[name]], now[name]
        if before != after:
            weight = (
                Weight.RESTRICTIVE if _hides(old, before) or _hides(new, after) else Weight.TEXT
            )
            yield Change("moved", (name,), "section", weight, before, after)
    for one, other in pairwise(known):
        if order[origin[one]] > order[origin[other]] and was[origin[one]] == now[one]:
            yield Change("moved", (other,), "order", Weight.TEXT, None, one)


def _homes(definition: Definition) -> dict[str, str]:
    """The section of each item outside lists."""
    return {item.id: section.id for section in definition.sections for item in section.items}


def _hides(definition: Definition, section: str) -> bool:
    return bool(definition.section(section).show_if)
