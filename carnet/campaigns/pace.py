"""How fast a campaign moves: the share that is finished by day, and how long clients take to begin. Pure.

Days are dates of the firm's clock, shares are between 0 and 1, `finished` says how many became finished on a
day. Nothing here fails; without dossiers there are no points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

# Beyond the due date, the curve of last year is still worth a look for as long.
AFTERWARDS = timedelta(days=14)
WIDTH, HEIGHT = 640, 160
Point = tuple[date, float]


@dataclass(frozen=True)
class Pace:
    """One campaign, or several together. `due` is empty where they have different days."""

    total: int
    finished: Mapping[date, int]
    first: date
    due: date | None = None

    def points(self, last: date) -> list[Point]:
        """Where the curve steps: nothing on the first day, then a point for each day that brought something."""
        if not self.total:
            return []
        days = sorted(day for day in self.finished if day <= last)
        sums = accumulate(self.finished[day] for day in days)
        first = min([self.first, *days[:1]])
        steps = [(day, done / self.total) for day, done in zip(days, sums, strict=True)]
        start = [] if steps and steps[0][0] == first else [(first, 0.0)]
        return [*start, *steps]

    def share(self, day: date) -> float:
        done = sum(count for at, count in self.finished.items() if at <= day)
        return done / self.total if self.total else 0.0


@dataclass(frozen=True)
class Plot:
    """Lines as SVG paths in a field of WIDTH by HEIGHT, and the same in figures."""

    now: str
    before: str
    due_at: float | None
    today_at: float
    first: date
    last: date
    share: float
    share_before: float | None


def plot(pace: Pace, earlier: Pace | None, today: date) -> Plot | None:
    """Last year's curve is laid over this one by the days to the due date. None where nothing is to be seen:
    no dossiers, or a campaign of today."""
    points = pace.points(today)
    if not points or points[0][0] >= today:
        return None
    first = points[0][0]
    last = max(today, pace.due + AFTERWARDS) if pace.due else today
    shift = pace.due - earlier.due if pace.due and earlier and earlier.due else None
    line = points_before(earlier, shift, first, last) if earlier and shift is not None else []
    share_before = earlier.share(today - shift) if earlier and shift is not None else None
    field = Field(first, last)
    return Plot(
        now=field.path([*points, (today, points[-1][1])]),
        before=field.path(line),
        due_at=field.x(pace.due) if pace.due else None,
        today_at=field.x(today),
        first=first,
        last=last,
        share=pace.share(today),
        share_before=share_before,
    )


def points_before(earlier: Pace, shift: timedelta, first: date, last: date) -> list[Point]:
    """Moved to this year's days, and cut where this year's field begins and ends."""
    begin = earlier.share(first - shift)
    inside = [
        (day + shift, share)
        for day, share in earlier.points(last - shift)
        if first < day + shift <= last
    ]
    end = inside[-1][1] if inside else begin
    return [(first, begin), *inside, (last, end)]


@dataclass(frozen=True)
class Field:
    first: date
    last: date

    def x(self, day: date) -> float:
        whole = (self.last - self.first).days or 1
        return round((day - self.first).days * WIDTH / whole, 1)

    def path(self, points: Sequence[Point]) -> str:
        """Stairs: what is finished stays so until the next day that brings something."""
        if not points:
            return ""
        (start, share), *others = points
        moves = [f"M{self.x(start)} {self.y(share)}"]
        moves += [f"H{self.x(day)}V{self.y(share)}" for day, share in others]
        return "".join(moves)

    def y(self, share: float) -> float:
        return round(HEIGHT * (1 - share), 1)


def median(hours: Mapping[int, int]) -> int | None:
    """Of how many took how many hours; the lower one of the two in the middle."""
    middle = (sum(hours.values()) + 1) // 2
    reached = 0
    for hour in sorted(hours):
        reached += hours[hour]
        if reached >= middle:
            return hour
    return None
