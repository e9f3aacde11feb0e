"""A newer text from Carnet brought into a questionnaire that the firm has made its own: a three-way merge.

`base` is the document the firm took over, `ours` what it made of it, `theirs` Carnet's new one. What only one side
changed is as that side has it; where both did, the firm's stands unless it is told to take Carnet's. What the firm
added is never lost. All three must have passed the check; the result is well formed but must pass it again, since
two changes that are right alone can be wrong together.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from carnet.questionnaires.arranging import arranged
from carnet.questionnaires.loading import Document
from carnet.questionnaires.mentions import TEXTS, mentioned, newly_mentioned
from carnet.questionnaires.outline import Outline, Part, identified, outline
from carnet.questionnaires.renaming import with_same_ids


class Missing:
    """What is not there; unlike None, which a document may hold."""

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING = Missing()


class Why(StrEnum):
    """What makes Carnet's change none to follow silently."""

    BOTH = "both"  # both changed the same
    TAKEN_OUT = "taken_out"  # the firm took out what Carnet changed or put something into
    WITHDRAWN = "withdrawn"  # Carnet took out what the firm changed
    STILL_USED = (
        "still_used"  # Carnet took out what something of the firm's own stands in or speaks of
    )
    NEEDED = "needed"  # the firm took out what Carnet's changes speak of
    OTHER_KIND = (
        "other_kind"  # another kind of question in Carnet's text, other words in the firm's
    )


@dataclass(frozen=True)
class Conflict:
    """`key` is the address of the part and, after further dots, of the field: `items.rent.text.fr`. A part is
    shown without what stands in it; MISSING is what one side does not have. `fixed`: only the firm's can stand."""

    key: str
    why: Why
    ours: Any
    theirs: Any
    taken: bool = False
    fixed: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.key.split("."))


@dataclass(frozen=True)
class Merged:
    document: Document
    conflicts: tuple[Conflict, ...]


# Lists in which each word stands for itself, so that both sides may add to them.
WORD_LISTS = frozenset(("languages", "complete", "respondents", "tags", "was"))
# At the root, what parts refer to by name.
NAMED = frozenset(("root.choices", "root.facts", "root.sources"))
HOME = "@home"


def merge(
    base: Document, ours: Document, theirs: Document, *, take: Collection[str] = ()
) -> Merged:
    """`take`: the keys of the conflicts in which Carnet's version is wanted."""
    taken = frozenset(take)
    base, ours, theirs = with_same_ids(base, ours, theirs)
    used = frozenset(newly_mentioned(named_parts(base), named_parts(ours)))
    needed = frozenset(newly_mentioned(named_parts(base), named_parts(theirs)))
    while True:
        merging = Merging(outline(base), outline(ours), outline(theirs), taken)
        merging.used, merging.needed = used, needed
        merged = merging.merged()
        # What stays though Carnet withdrew it must find what it speaks of, which may have to stay for that.
        further = frozenset(mentioned([part.fields for part in merging.kept()]))
        if further <= used:
            return spoken(merged, theirs)
        used |= further


def named_parts(document: Document) -> dict[str, Any]:
    """By names, so that what moved compares with itself."""
    found = outline(document)
    parts = {address: by_name(part.fields) for address, part in found.parts.items()}
    return {**by_name(found.root), **parts}


def by_name(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: by_name(inner) for key, inner in value.items()}
    if identified(value):
        return {one["id"]: by_name(one) for one in value}
    return value


class Merging:
    """One merge of three outlines; `conflicts` collects by key what needs a person."""

    def __init__(self, base: Outline, ours: Outline, theirs: Outline, take: frozenset[str]) -> None:
        self.base, self.ours, self.theirs = base, ours, theirs
        self.take = take
        self.used: frozenset[str] = frozenset()
        self.needed: frozenset[str] = frozenset()
        self.conflicts: dict[str, Conflict] = {}
        self.parts: dict[str, Part] = {}

    def merged(self) -> Merged:
        sides = (self.base.root, self.ours.root, self.theirs.root)
        root = self.mapping("root", *sides)
        for address in dict.fromkeys((*self.ours.parts, *self.theirs.parts)):
            self.add(address)
        self.settle_homes()
        self.fill_lists()
        result = Outline(root, self.parts, self.orders())
        return Merged(result.document(), tuple(self.conflicts.values()))

    def kept(self) -> Iterator[Part]:
        """Parts that stay although Carnet's new text does not have them."""
        for address, part in self.parts.items():
            if address not in self.theirs.parts:
                yield part

    def add(self, address: str) -> None:
        sides = [one.parts.get(address) for one in (self.base, self.ours, self.theirs)]
        fields = self.thing(address, *(one.fields if one else MISSING for one in sides))
        if fields is MISSING:
            return
        homes = (one.home if one else MISSING for one in sides)
        home = self.home(address, *homes)
        self.parts[address] = Part(fields, home)

    def home(self, address: str, base: Any, ours: Any, theirs: Any) -> str:
        """Where the part stands. One that comes or stays against the other side stands where its own side has it."""
        if ours is MISSING or theirs is MISSING:
            return str(theirs if ours is MISSING else ours)
        return str(self.value(f"{address}.{HOME}", base, ours, theirs))

    def value(self, key: str, base: Any, ours: Any, theirs: Any) -> Any:
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return self.mapping(key, base if isinstance(base, dict) else {}, ours, theirs)
        if identified(ours) and identified(theirs):
            return self.listed(key, base if identified(base) else [], ours, theirs)
        if key.rpartition(".")[2] in WORD_LISTS and listed_words(ours) and listed_words(theirs):
            return words(base if listed_words(base) else [], ours, theirs)
        return self.decided(key, reason(ours, theirs), ours, theirs)

    def thing(self, key: str, base: Any, ours: Any, theirs: Any) -> Any:
        """Like a value, of something that others speak of by its name."""
        name = key.rpartition(".")[2]
        if theirs is MISSING and ours == base is not MISSING and name in self.used:
            return self.decided(key, Why.STILL_USED, ours, theirs)
        if ours is MISSING and theirs == base is not MISSING and name in self.needed:
            return self.decided(key, Why.NEEDED, ours, theirs)
        if self.other_kind(base, ours, theirs):
            return self.decided(key, Why.OTHER_KIND, ours, theirs)
        return self.value(key, base, ours, theirs)

    def other_kind(self, base: Any, ours: Any, theirs: Any) -> bool:
        """Half a question of one kind and half of another would be none."""
        if not isinstance(ours, dict) or not isinstance(theirs, dict):
            return False
        both_changed = base not in (ours, theirs)
        return both_changed and ours.get("type") != theirs.get("type")

    def mapping(self, key: str, base: Document, ours: Document, theirs: Document) -> Document:
        merge_one = self.thing if key in NAMED else self.value
        names = dict.fromkeys((*ours, *theirs))
        found = {
            name: merge_one(
                f"{key}.{name}",
                *(side.get(name, MISSING) for side in (base, ours, theirs)),
            )
            for name in names
        }
        return {name: value for name, value in found.items() if value is not MISSING}

    def listed(
        self, key: str, base: list[Document], ours: list[Document], theirs: list[Document]
    ) -> list[Document]:
        """Choices: each by its id, in an order that suits both."""
        sides = [{one["id"]: one for one in side} for side in (base, ours, theirs)]
        found = {
            name: self.thing(f"{key}.{name}", *(side.get(name, MISSING) for side in sides))
            for name in dict.fromkeys((*sides[1], *sides[2]))
        }
        members = {name for name, value in found.items() if value is not MISSING}
        orders = [list(side) for side in sides]
        return [found[name] for name in arranged(*orders, members=members)]

    def decided(self, key: str, why: Why, ours: Any, theirs: Any) -> Any:
        taken = key in self.take
        self.conflicts[key] = Conflict(key, why, ours, theirs, taken)
        return theirs if taken else ours

    def settle_homes(self) -> None:
        """Everything stands in something that is there and can hold it; what a part of the firm's stands in stays."""
        waiting = list(self.parts)
        while waiting:
            address = waiting.pop(0)
            part = self.parts.get(address)
            home = self.parts.get(part.home) if part else None
            if not part or not part.home or (home and fits(part, home)):
                continue
            if (own := self.ours.parts.get(address)) is None:
                waiting += self.leave_out(address)
            elif home and home.holds:
                waiting += self.hold(address)
            elif own.home != part.home:
                self.parts[address] = replace(part, home=own.home)
                waiting.append(address)
            else:
                waiting += self.hold(own.home)

    def hold(self, address: str) -> list[str]:
        """Keep a part as the firm has it, whatever Carnet made of it."""
        own, theirs = self.ours.parts[address], self.theirs.parts.get(address)
        for key in [key for key in self.conflicts if key.startswith(f"{address}.")]:
            del self.conflicts[key]
        self.conflicts[address] = Conflict(
            address,
            Why.OTHER_KIND if theirs else Why.STILL_USED,
            own.fields,
            theirs.fields if theirs else MISSING,
            fixed=True,
        )
        self.parts[address] = own
        return [address]

    def leave_out(self, address: str) -> list[str]:
        """Carnet put it into something that the firm took out; wanted all the same, it brings that along."""
        part = self.parts.pop(address)
        if self.decided(address, Why.TAKEN_OUT, MISSING, part.fields) is MISSING:
            return [inner for inner, one in self.parts.items() if one.home == address]
        self.parts[address] = part
        home = part.home
        while home and not (home in self.parts and self.parts[home].holds):
            self.parts[home] = self.theirs.parts[home]
            home = self.parts[home].home
        return []

    def fill_lists(self) -> None:
        """A list without questions would be none; one that stays although Carnet withdrew it stays whole."""
        homes = {part.home for part in self.parts.values()}
        lists = [a for a, part in self.parts.items() if part.holds and a.startswith("items.")]
        for address in lists:
            if address not in homes or address not in self.theirs.parts:
                self.fill(address, empty=address not in homes)

    def fill(self, address: str, *, empty: bool) -> None:
        own = self.ours.parts.get(address)
        source = self.ours if own and own.holds else self.theirs
        for inner in source.order.get(address, ()):
            if inner not in self.parts:
                self.parts[inner] = source.parts[inner]
            elif empty and source is self.ours:
                self.hold(inner)
        if all(part.home != address for part in self.parts.values()):
            if own:
                self.hold(address)
            else:
                del self.parts[address]

    def orders(self) -> dict[str, list[str]]:
        members: dict[str, list[str]] = {}
        for address, part in self.parts.items():
            members.setdefault(part.home, []).append(address)
        return {home: self.order(home, found) for home, found in members.items()}

    def order(self, home: str, members: list[str]) -> list[str]:
        sides = [one.order.get(home, []) for one in (self.base, self.ours, self.theirs)]
        found = arranged(*sides, members=set(members))
        return found + [address for address in members if address not in found]


def fits(part: Part, home: Part) -> bool:
    """A list stands in a section, never in another list."""
    return home.holds and not (part.holds and home.home)


def reason(ours: Any, theirs: Any) -> Why:
    if ours is MISSING:
        return Why.TAKEN_OUT
    return Why.WITHDRAWN if theirs is MISSING else Why.BOTH


def listed_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def words(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    """Without the words Carnet took out, with those it added."""
    kept = [word for word in ours if word in theirs or word not in base]
    return kept + [word for word in theirs if word not in (*base, *ours)]


def spoken(merged: Merged, theirs: Document) -> Merged:
    """Carnet's texts in the languages that the firm has: others would be refused."""
    silent = frozenset(theirs["languages"]) - frozenset(merged.document["languages"])
    if not silent:
        return merged
    return replace(merged, document=without(merged.document, silent))


def without(part: Any, languages: Collection[str], key: str = "") -> Any:
    if isinstance(part, list):
        return [without(inner, languages) for inner in part]
    if not isinstance(part, Mapping):
        return part
    if key in TEXTS:
        return {name: words for name, words in part.items() if name not in languages}
    if key == "sources":
        return {name: without(text, languages, "text") for name, text in part.items()}
    return {name: without(inner, languages, name) for name, inner in part.items()}
