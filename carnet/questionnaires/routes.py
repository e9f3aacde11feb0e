"""Where the answers to one text of a questionnaire belong in another. Pure: works on paths and values.

Answers stay under their ids. Only what its author says was renamed (`was`) or chosen differently (`choice_map`)
is carried over; what has no place in the other text is left where it is, and counts for nothing there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from carnet.questionnaires.definition import Definition, Item
from carnet.questionnaires.given import Given, Value
from carnet.questionnaires.kinds import KINDS


@dataclass(frozen=True)
class Route:
    """From one text to another. `ids`: each former id that has a place, with the id it has there. `choices`:
    by the new id, each former choice with the one that took its place."""

    ids: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    # The same for the way back.
    choices_back: Mapping[str, Mapping[str, str]]

    def path(self, path: str) -> str:
        """The path there, or "" where the question has no place: it is gone, or asks for something else."""
        if "/" not in path:
            return self.ids.get(path, "")
        first, *inner = path.split("/")
        name = self.ids.get(first, "")
        if not name:
            return ""
        last = self.ids.get(inner[-1], "")
        return f"{name}/{inner[0]}/{last}" if last else ""

    def value(self, path: str, value: Value | None) -> Value | None:
        """A value as it is said there; `path` is the new one."""
        renamed = self.choices.get(path.rpartition("/")[2])
        if not renamed:
            return value
        if isinstance(value, list):
            return list(dict.fromkeys(renamed.get(word, word) for word in value))
        return renamed.get(value, value) if isinstance(value, str) else value

    def answers(self, answers: Mapping[str, Given]) -> dict[str, Given]:
        """All answers that have a place there, under their new paths."""
        found = {new: given for path, given in answers.items() if (new := self.path(path))}
        for path, given in found.items():
            value = self.value(path, given.value)
            if value is not given.value:  # hardly ever, and making one anew takes long
                found[path] = replace(given, value=value)
        return found

    def entries(self, entries: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
        return {self.ids[name]: keys for name, keys in entries.items() if name in self.ids}

    def back(self) -> "Route":
        """The same way back. A choice that was there before the change stays what it is."""
        ids = {new: old for old, new in self.ids.items()}
        return Route(ids, self.choices_back, self.choices)


def route(old: Definition, new: Definition) -> Route:
    former = {item.id: item for item in old.all_items()}
    ids = dict(_ids(former, new))
    there, back = {}, {}
    origin = {after: before for before, after in ids.items()}
    for item in new.all_items():
        if item.choice_map and item.id in origin and KINDS[item.kind].chooses:
            before = former[origin[item.id]]
            there[item.id], back[before.id] = _choices(before, item)
    return Route(ids, there, back)


def _ids(former: Mapping[str, Item], new: Definition) -> Iterator[tuple[str, str]]:
    """A list goes first in the document, so where it went is known when its items are asked for."""
    names = {item.id for item in new.all_items()}
    went: dict[str, str] = {"": ""}
    for item in new.all_items():
        earlier = (item.id, *(one for one in item.was if one not in names))
        before = next((former[one] for one in earlier if one in former), None)
        if before and same_kind(before, item) and went.get(before.list_id) == item.list_id:
            went[before.id] = item.id
            yield before.id, item.id


def same_kind(old: Item, new: Item) -> bool:
    """Is an answer to one also an answer to the other?"""
    return old.kind == new.kind and old.format == new.format


def _choices(old: Item, new: Item) -> tuple[dict[str, str], dict[str, str]]:
    """Which choices became which, and back: there only those that are new, since the others were chosen by
    people who meant them."""
    had, has = {choice.id for choice in old.choices}, {choice.id for choice in new.choices}
    there = {
        one: other for one, other in new.choice_map.items() if one in had - has and other in has
    }
    return there, {other: one for one, other in there.items() if other not in had}
