"""How far a run has come, as the next step needs it: small enough to be kept after each one, and nothing but JSON. And
the mark of a run, from which the next one may ask for changes alone. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zlib import crc32

from carnet.connectors.adminconsult.couples import Pair

MOMENT = "%Y-%m-%d %H:%M:%S"
# Their clock may be another's, and in another zone; what is asked for twice does no harm.
OVERLAP = timedelta(hours=3)
# Changes of projects and their managers are not told, nor who was added to a taskflow by another way.
AT_LEAST = timedelta(days=7)
AT_ONCE = 100


@dataclass
class Progress:
    """`wanted`: the customers asked for, None for all; `beside`: partners of theirs. `left`: what this stage still has
    to ask for. All of them are references as numbers."""

    stage: str
    began: str
    full: str = ""  # the day of the last run that asked for everybody
    rate: int = 0
    size: int = 0
    calls: int = 0
    following: str = ""
    at_once: int = AT_ONCE
    members: list[int] | None = None
    changed: list[int] | None = None
    types: list[int] = field(default_factory=list)
    pairs: list[list[int]] = field(default_factory=list)
    wanted: list[int] | None = None
    beside: list[int] = field(default_factory=list)
    persons: list[int] = field(default_factory=list)
    orphans: list[int] = field(default_factory=list)  # projects without a manager
    lists: list[str] = field(default_factory=list)  # value lists that are needed
    left: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "Progress":
        return cls(**state)

    def state(self) -> dict[str, Any]:
        return asdict(self)

    def settle(self) -> None:
        """Whom to ask for, now that it is known who changed, who takes part and who is whose partner. With somebody
        who changed, what is told of their partner changes, too."""
        if self.changed is not None:
            wanted = {*self.changed, *self.partners_of(self.changed)}
            self.wanted = sorted(wanted if self.members is None else wanted & set(self.members))
        elif self.members is not None:
            self.wanted = self.members
        if self.wanted is not None:
            self.beside = sorted(self.partners_of(self.wanted) - set(self.wanted))

    def partners_of(self, ids: Collection[int]) -> set[int]:
        known = set(ids)
        there = {other for one, other in self.pairs if one in known}
        return there | {one for one, other in self.pairs if other in known}

    def need(self, name: str, needed: bool) -> None:
        if needed and name not in self.lists:
            self.lists.append(name)

    def join(self, pairs: Iterable[Pair]) -> None:
        self.pairs += [[int(one), int(other)] for one, other in pairs if one and other]


@dataclass(frozen=True)
class Mark:
    """`since`: the moment from which changes are to be asked for; `full`: when everybody was last asked for; `whom`:
    the taskflow and who took part in it."""

    since: str
    full: str
    whom: str = ""

    def __str__(self) -> str:
        return f"{self.since};{self.full};{self.whom}"


def whom(group: str, members: Collection[int] | None) -> str:
    if not group:
        return ""
    return f"{group}:{crc32(','.join(map(str, sorted(members or ()))).encode()):08x}"


def usable(mark: str, group: str, today: date) -> Mark | None:
    """None: everybody is asked for again, as the mark is none, another taskflow's or too old."""
    try:
        since, full, those = mark.split(";")
        datetime.strptime(since, MOMENT)  # noqa: DTZ007  on the clock of their wall
        fresh = today - AT_LEAST < date.fromisoformat(full) <= today
    except ValueError:
        return None
    return Mark(since, full, those) if fresh and those.partition(":")[0] == group else None
