"""What is wrong with a questionnaire, and where: in words for its author, with the line when there is one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from carnet.questionnaires.loading import Keys, Line

REFUSE, WARN = "refuse", "warn"


@dataclass(frozen=True)
class Problem:
    place: str
    message: str
    level: str = REFUSE
    line: Line | None = None
    # What is missing is a translation, and the first language stands in for it.
    stood_in: bool = False

    @property
    def refused(self) -> bool:
        return self.level == REFUSE


class Place(NamedTuple):
    """Where we are in a document: the keys down to here, and the same in the author's names. Tens of thousands are
    made in a large one, and a frozen dataclass takes thrice as long."""

    keys: Keys = ()
    names: tuple[str, ...] = ()

    def at(self, key: str | int, name: str = "") -> "Place":
        return Place((*self.keys, key), (*self.names, name) if name else self.names)

    def named(self, name: str) -> "Place":
        return Place(self.keys, (*self.names, name))

    def __str__(self) -> str:
        return " › ".join(self.names)


@dataclass
class Findings:
    """The problems found so far in one document."""

    lines: Mapping[Keys, Line] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, place: Place, message: str, *, stood_in: bool = False) -> None:
        self.add(place, message, REFUSE, stood_in)

    def warn(self, place: Place, message: str) -> None:
        self.add(place, message, WARN)

    def add(self, place: Place, message: str, level: str, stood_in: bool = False) -> None:
        line = self.line_of(place.keys)
        self.problems.append(Problem(str(place), message, level, line, stood_in))

    def line_of(self, keys: Keys) -> Line | None:
        for end in range(len(keys), 0, -1):
            if keys[:end] in self.lines:
                return self.lines[keys[:end]]
        return None
