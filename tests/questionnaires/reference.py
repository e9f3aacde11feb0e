"""A second, slow and simple engine for generated forms (bench/forms.py), to compare the real one with.

Shares nothing with it but the words for states: no CEL, no order of nodes, three-valued logic written out.
"""

from collections.abc import Mapping, Sequence

from bench.forms import Asked, Part
from carnet.questionnaires.given import BLANK, Given

SHOWN, HIDDEN, PENDING = "shown", "hidden", "pending"


class Reference:
    def __init__(
        self,
        questions: Sequence[Asked],
        answers: Mapping[str, Given],
        entries: Mapping[str, Sequence[str]],
    ) -> None:
        self.by_id = {one.id: one for one in questions}
        self.by_id |= {inner.id: inner for one in questions for inner in one.inner}
        self.list_of = {inner.id: one.id for one in questions for inner in one.inner}
        self.answers = answers
        self.entries = entries

    def states(self) -> dict[str, str]:
        return {path: self.state(path) for path in self.paths()}

    def paths(self) -> list[str]:
        found = []
        for one in self.by_id:
            if one in self.list_of:
                list_id = self.list_of[one]
                found += [f"{list_id}/{entry}/{one}" for entry in self.entries.get(list_id, ())]
            else:
                found.append(one)
        return found

    def state(self, path: str) -> str:
        place, _slash, name = path.rpartition("/")
        above = self.state(place.split("/")[0]) if place else SHOWN
        parts = self.by_id[name].condition
        if above != SHOWN or not parts:
            return above
        verdict = self.verdict(parts, place)
        if verdict is not None:
            return SHOWN if verdict else HIDDEN
        return PENDING if any(self.open(self.at(part.name, place)) for part in parts) else HIDDEN

    def verdict(self, parts: Sequence[Part], place: str) -> bool | None:
        """Yes, no or not known: one part that decides is enough, whatever the others are."""
        found = [self.compare(part, self.value(self.at(part.name, place))) for part in parts]
        deciding = parts[0].joint == "or"
        if deciding in found:
            return deciding
        return None if None in found else not deciding

    def at(self, name: str, place: str) -> str:
        return f"{place}/{name}" if name in self.list_of else name

    def value(self, path: str) -> str | None:
        given = self.answers.get(path, BLANK)
        return str(given.value) if given.counts and self.state(path) == SHOWN else None

    def open(self, path: str) -> bool:
        """Can this still be answered?"""
        state = self.state(path)
        return state == PENDING or (
            state == SHOWN
            and self.value(path) is None
            and not self.answers.get(path, BLANK).escaped
        )

    def compare(self, part: Part, value: str | None) -> bool | None:
        if value is None:
            return None
        if part.sign in ("==", "!="):
            return (value == part.value) is (part.sign == "==")
        number, limit = float(value), float(part.value)
        return {"<": number < limit, ">": number > limit, ">=": number >= limit}[part.sign]

    def total(self, one: Asked) -> float:
        """Hidden and blank amounts count as nothing; the whole of a hidden list does."""
        paths = list(one.adds)
        if one.over:
            list_id, field = one.over
            shown = self.state(list_id) == SHOWN
            paths = (
                [f"{list_id}/{entry}/{field}" for entry in self.entries[list_id]] if shown else []
            )
        return sum(float(self.value(path) or 0) for path in paths)
