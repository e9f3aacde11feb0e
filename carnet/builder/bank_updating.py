"""A newer text of what came from a bank, beside what the questionnaire made of it: question by question. Pure.

Three sides: as it was inserted (`base`), as the draft has it (`ours`), as the bank has it now (`theirs`). Nothing is
followed silently; what the draft changed itself stays unless that is asked for.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from carnet.builder.bank_fragments import SECTIONS, Fragment
from carnet.builder.bank_inserting import wrapped_of
from carnet.questionnaires.loading import Document
from carnet.questionnaires.mentions import TEXTS
from carnet.questionnaires.merging import merge
from carnet.questionnaires.outline import Outline, Part, outline

LISTS = "root.choices"


@dataclass(frozen=True)
class Difference:
    """One field, or one language of a text (`items.rent.text.fr`), as the draft and as the bank has it. `own`: the
    draft has changed it itself."""

    key: str
    ours: Any
    theirs: Any
    own: bool


@dataclass(frozen=True)
class Offer:
    """What became of one question, section or list of choices in the bank; `new` there, `gone` from there, or
    changed as `differences` say."""

    address: str
    differences: tuple[Difference, ...] = ()
    new: bool = False
    gone: bool = False

    @property
    def own(self) -> bool:
        return any(one.own for one in self.differences)


@dataclass(frozen=True)
class Sides:
    base: Fragment
    ours: Fragment
    theirs: Fragment

    def outlines(self) -> tuple[Outline, Outline, Outline]:
        base, ours, theirs = (
            outline(wrapped_of(one)) for one in (self.base, self.ours, self.theirs)
        )
        return base, ours, theirs

    def offers(self) -> list[Offer]:
        base, ours, theirs = self.outlines()
        found = [*parts_offered(base, ours, theirs), *self.lists_offered()]
        return [one for one in found if one.differences or one.new or one.gone]

    def lists_offered(self) -> Iterator[Offer]:
        for name, theirs in self.theirs.choices.items():
            base, ours = self.base.choices.get(name), self.ours.choices.get(name)
            if base is not None and theirs != base and theirs != ours:
                sides = [{"choices": one} if one else {} for one in (base, ours, theirs)]
                yield Offer(f"{LISTS}.{name}", tuple(differences(f"{LISTS}.{name}", *sides)))

    def merged(self, take: Collection[str], over: Collection[str] = ()) -> Document:
        """What the draft has after these offers are taken; of those in `over` the draft's own changes are given up."""
        theirs = self.wanted(take)
        sides = (wrapped_of(self.base), wrapped_of(self.ours), theirs)
        conflicts = merge(*sides).conflicts
        given_up = [
            one.key
            for one in conflicts
            if any(one.key == address or one.key.startswith(f"{address}.") for address in over)
        ]
        return merge(*sides, take=given_up).document

    def wanted(self, take: Collection[str]) -> Document:
        """The bank's text where it is taken, and as it was inserted where it is left."""
        base, _ours, theirs = self.outlines()
        offered = {one.address for one in self.offers()}
        left = offered - set(take)
        made = Outline(
            self.root(left), dict(theirs.parts), {k: list(v) for k, v in theirs.order.items()}
        )
        for address in left & base.parts.keys():
            restore(made, base, address)
        for address in left - base.parts.keys():
            drop(made, address)
        return made.document()

    def root(self, left: Collection[str]) -> Document:
        """Lists that are left are as they were; a question that is left still finds its own."""
        kept = {
            name: self.base.choices.get(name, value) if f"{LISTS}.{name}" in left else value
            for name, value in self.theirs.choices.items()
        }
        wrapped = wrapped_of(self.theirs)
        del wrapped["sections"]
        return {
            **wrapped,
            "choices": {**self.base.choices, **kept},
            "sources": {**self.base.sources, **self.theirs.sources},
        }


def restore(made: Outline, base: Outline, address: str) -> None:
    """A part that is left stays as it was inserted, also when the bank has taken it out."""
    part = base.parts[address]
    if address in made.parts:
        made.parts[address] = Part(part.fields, made.parts[address].home)
        return
    made.parts[address] = part
    order = made.order.setdefault(part.home, [])
    before = base.order[part.home][: base.order[part.home].index(address)]
    place = max((order.index(one) + 1 for one in before if one in order), default=0)
    order.insert(place, address)


def drop(made: Outline, address: str) -> None:
    """A new part that is left does not come in, nor what stands in it."""
    if address not in made.parts:
        return
    made.order[made.parts.pop(address).home].remove(address)
    for one in made.order.pop(address, []):
        made.parts.pop(one, None)


def parts_offered(base: Outline, ours: Outline, theirs: Outline) -> Iterator[Offer]:
    for address in dict.fromkeys((*theirs.parts, *base.parts)):
        was, is_, becomes = (side.parts.get(address) for side in (base, ours, theirs))
        if address == f"{SECTIONS}.bank" and not (becomes and becomes.fields.get("title")):
            continue  # only what a question without a section was wrapped in
        if was is None and becomes is not None and is_ is None:
            yield Offer(address, new=True)
        elif was is not None and becomes is None and is_ is not None:
            yield Offer(address, gone=True)
        elif was and is_ and becomes:
            yield Offer(
                address, tuple(differences(address, was.fields, is_.fields, becomes.fields))
            )


def differences(
    key: str, base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Iterator[Difference]:
    for name in dict.fromkeys((*theirs, *base)):
        was, is_, becomes = base.get(name), ours.get(name), theirs.get(name)
        if becomes in (was, is_):
            continue
        if name in TEXTS and all(isinstance(one, dict | None) for one in (was, is_, becomes)):
            yield from differences(f"{key}.{name}", was or {}, is_ or {}, becomes or {})
        else:
            yield Difference(f"{key}.{name}", is_, becomes, is_ != was)


def put_back(document: Document, address: str, merged: Document) -> Document:
    """The draft with the part as it was merged, and the lists and sources it uses."""
    kind, _dot, id_ = address.partition(".")
    section = merged["sections"][0]
    part = section if kind == SECTIONS else section["items"][0]
    made = dict(document)
    for key in ("choices", "sources"):
        if merged.get(key):
            made[key] = {**(document.get(key) or {}), **merged[key]}
    if kind == SECTIONS:
        made["sections"] = [part if one["id"] == id_ else one for one in document["sections"]]
    else:
        made["sections"] = [with_item(one, id_, part) for one in document["sections"]]
    return made


def with_item(holder: Document, id_: str, part: Document) -> Document:
    items = [
        part if one["id"] == id_ else with_item(one, id_, part) if "items" in one else one
        for one in holder.get("items") or ()
    ]
    return {**holder, "items": items}
