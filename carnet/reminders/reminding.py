"""Who is reminded on a day, of which step, and who is not and why. Pure: the worker does what is said here,
and the page “who gets what” shows it.

A `Row` is one person's open dossier, a `Day` what is known of the day for all of them. Steps are whole days
from the due date (-7, 3); days are dates of the firm's clock. Nothing here fails.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from carnet.core.working_days import next_working_day, working_day

# A step missed longer ago than this has lost its sense.
CATCH_UP = timedelta(days=14)
# Between two mails about one dossier, or after the client was busy with it.
REST = timedelta(days=2)
# A step that comes this soon goes along when the same address gets a mail anyway.
ALONG = timedelta(days=3)
TOMORROW = timedelta(days=1)
# How the key of a reminder begins that a colleague sent, and no step.
BY_HAND = "by-hand-"
LONG_AGO = date.min


class Why(StrEnum):
    DUE = "due"
    ALONG = "along"
    LATER = "later"
    OVER = "over"
    OFF = "off"
    FINISHED = "finished"
    UNDELIVERED = "undelivered"
    CAPPED = "capped"
    PROMISED = "promised"
    QUIET = "quiet"
    NIGHT = "night"
    RECENT = "recent"
    HELD = "held"
    MAILED = "mailed"


@dataclass(frozen=True, slots=True)
class Word:
    """A promise that counts."""

    key: str
    day: date


@dataclass(frozen=True, slots=True)
class Row:
    """`last` is the day of the last mail about it, `active` the client's last day in it; `sent` are the
    keys of the steps that were used; `finished` is a partner with nothing left to do."""

    invitation: int
    dossier: int
    person: str
    email: str
    country: str
    due: date
    steps: tuple[int, ...]
    most: int
    last: date
    active: date | None = None
    on: bool = True
    delivered: bool = True
    finished: bool = False
    sent: frozenset[str] = frozenset()
    promise: Word | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """`held` and `mailed` are addresses; a held "" stands for everybody. `over`: too late in the evening."""

    day: date
    held: frozenset[str] = frozenset()
    mailed: frozenset[str] = frozenset()
    over: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`step` is due or the next one; `on` is the day a mail is to be expected, as things stand."""

    row: Row
    why: Why
    step: str = ""
    on: date | None = None

    @property
    def goes(self) -> bool:
        return self.why in (Why.DUE, Why.ALONG)


def round_of(rows: Iterable[Row], day: Day) -> list[Verdict]:
    """One verdict for each row. Those that go to one address go in one mail."""
    verdicts = [decide(row, day) for row in rows]
    due = {verdict.row.email for verdict in verdicts if verdict.why is Why.DUE}
    return [along(one, day) if one.row.email in due else one for one in verdicts]


def along(verdict: Verdict, day: Day) -> Verdict:
    row = verdict.row
    soon = verdict.why is Why.LATER and verdict.on and verdict.on <= day.day + ALONG
    if soon and working_day(day.day, row.country) and not resting(row, day.day):
        return Verdict(row, Why.ALONG, verdict.step, day.day)
    return verdict


def decide(row: Row, day: Day) -> Verdict:
    today = day.day
    if why := never(row):
        return Verdict(row, why)
    if row.promise and today <= row.promise.day:
        return Verdict(row, Why.PROMISED, row.promise.key, after(row, row.promise.day + TOMORROW))
    step = due_step(row, today)
    if not step:
        return later(row, today)
    if why := not_today(row, day):
        return Verdict(row, why, step, after(row, today + TOMORROW))
    return Verdict(row, Why.DUE, step, today)


def by_hand(row: Row, day: Day) -> Verdict:
    """A colleague wants it sent now: whatever the steps say, but not to who promised a day, not twice on a day,
    and not when no mail leaves. The two days of rest are the colleague's to judge."""
    key = f"{BY_HAND}{day.day.isoformat()}"
    if why := never(row):
        return Verdict(row, why)
    if row.promise and day.day <= row.promise.day:
        return Verdict(row, Why.PROMISED, row.promise.key)
    # Also who was invited, or asked again, only today.
    why = (
        Why.RECENT
        if row.last == day.day
        else not_today(replace(row, last=LONG_AGO, active=None), day)
    )
    return Verdict(row, why or Why.DUE, key, day.day)


def never(row: Row) -> Why | None:
    if not row.on:
        return Why.OFF
    if not row.delivered:
        return Why.UNDELIVERED
    if row.finished:
        return Why.FINISHED
    return Why.CAPPED if len(row.sent) >= row.most else None


def not_today(row: Row, day: Day) -> Why | None:
    """What stands in the way of a step whose turn it is."""
    reasons = [
        (Why.QUIET, not working_day(day.day, row.country)),
        (Why.RECENT, resting(row, day.day)),
        (Why.HELD, bool(day.held & {"", row.email})),
        (Why.MAILED, row.email in day.mailed),
        (Why.NIGHT, day.over),
    ]
    return next((why for why, holds in reasons if holds), None)


def resting(row: Row, day: date) -> bool:
    return day < max(row.last, row.active or row.last) + REST


def due_step(row: Row, day: date) -> str:
    """The key of the step whose turn it is, or nothing. Of several missed ones the latest stands for all;
    one that a mail or a promise has overtaken is not made up for."""
    word = row.promise
    if word and word.key not in row.sent and word.day < day <= word.day + CATCH_UP:
        return word.key
    passed = [step for step in row.steps if row.due + timedelta(days=step) <= day]
    if not passed or str(max(passed)) in row.sent:
        return ""
    meant = row.due + timedelta(days=max(passed))
    overtaken = meant <= row.last or (word and meant <= word.day)
    return "" if overtaken or day > meant + CATCH_UP else str(max(passed))


def later(row: Row, day: date) -> Verdict:
    """The next step to come; a promise to come is not asked about here."""
    behind = max(day, row.last, row.promise.day if row.promise else day)
    coming = [
        step
        for step in row.steps
        if row.due + timedelta(days=step) > behind and str(step) not in row.sent
    ]
    if not coming:
        return Verdict(row, Why.OVER)
    return Verdict(
        row, Why.LATER, str(min(coming)), after(row, row.due + timedelta(days=min(coming)))
    )


def after(row: Row, day: date) -> date:
    """The first day from this one on which a mail may go."""
    return next_working_day(max(day, max(row.last, row.active or row.last) + REST), row.country)


def foresee(
    rows: Sequence[Row], first: date, last: date, known: Callable[[date], Day]
) -> list[Verdict]:
    """The verdicts of the day `last`, if every round from `first` is held and nobody does anything."""
    day = first
    while day < last:
        verdicts = round_of(rows, known(day))
        rows = [told(verdict, day) if verdict.goes else verdict.row for verdict in verdicts]
        day += TOMORROW
    return round_of(rows, known(day))


def told(verdict: Verdict, day: date) -> Row:
    """The row after its mail."""
    return replace(verdict.row, last=day, sent=verdict.row.sent | {verdict.step})
