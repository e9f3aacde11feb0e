"""Who is invited on which day: groups of clients, spread over working days at one time of the day.
Knows neither database nor clock."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from carnet.core.working_days import public_holidays

SATURDAY = 5
TOGETHER, LABELS, DAILY = "together", "labels", "daily"

Members = Sequence[
    tuple[int, str]
]  # a client and the label it is sorted under, in the order of names
Free = Callable[[date], bool]


@dataclass(frozen=True)
class Planned:
    """One wave: `members` are clients' numbers; `at` is aware."""

    name: str
    at: datetime
    members: tuple[int, ...]

    @property
    def count(self) -> int:
        return len(self.members)


class NoSuchTime(ValueError):
    """The clocks jump over this time of the day."""


def moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """The aware moment somebody means. NoSuchTime in the hour that is left out in spring; of the hour that
    comes twice in autumn, the first."""
    meant = datetime.combine(day, clock, tzinfo=zone)
    if meant.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != meant.replace(tzinfo=None):
        raise NoSuchTime(meant)
    return meant


def holidays_of(country: str) -> Free:
    """Whether a day is a public holiday in all of the country; nowhere is, for a country nobody knows."""
    return lambda day: day in public_holidays(country, day.year)


def working(day: date, free: Free) -> bool:
    return day.weekday() < SATURDAY and not free(day)


def working_days(after: date, free: Free) -> Iterable[date]:
    """Without end, from the day after `after`."""
    day = after
    while True:
        day += timedelta(days=1)
        if working(day, free):
            yield day


def groups(members: Members, spread: str, per_day: int) -> list[tuple[str, tuple[int, ...]]]:
    """In the order in which they are invited: label by label, those without one last, or so many at a time."""
    numbers = tuple(number for number, _label in members)
    if spread == DAILY:
        starts = range(0, len(numbers), per_day)
        return [("", numbers[start : start + per_day]) for start in starts]
    if spread != LABELS:
        return [("", numbers)] if numbers else []
    found: dict[str, list[int]] = {}
    for number, label in members:
        found.setdefault(label, []).append(number)
    names = sorted(found, key=lambda name: (not name, name.casefold()))
    return [(name, tuple(found[name])) for name in names]


def plan(
    parts: Sequence[tuple[str, tuple[int, ...]]],
    *,
    first: datetime,
    clock: time,
    zone: tzinfo,
    free: Free,
) -> list[Planned]:
    """The first part at `first`, each further one a working day later at `clock` on the wall."""
    moments = [first]
    for day, _part in zip(
        working_days(first.astimezone(zone).date(), free), parts[1:], strict=False
    ):
        at = datetime.combine(day, clock, tzinfo=zone)
        # Through UTC: a time the clocks jump over becomes the one they show then.
        moments.append(at.astimezone(UTC).astimezone(zone))
    return [Planned(name, at, who) for (name, who), at in zip(parts, moments, strict=False)]
