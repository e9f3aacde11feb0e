"""Whose approval is reminded of on a day. Pure; days are dates of the firm's clock. Nothing here fails."""

from dataclasses import dataclass
from datetime import date, timedelta

from carnet.core.working_days import working_day
from carnet.reminders.reminding import Day


@dataclass(frozen=True, slots=True)
class Row:
    """One voice that is waited for. `last` is the day of the last mail about it, `sent` how many reminders left
    already; `days` 0 stands for none at all."""

    voice: int
    dossier: int
    person: str
    email: str
    country: str
    last: date
    sent: int
    days: int
    most: int


def next_day(row: Row) -> date | None:
    """When the next one is due; None when there is none left."""
    if not row.days or row.sent >= row.most:
        return None
    return row.last + timedelta(days=row.days)


def goes(row: Row, day: Day) -> bool:
    """Not on Sundays and holidays, not in the evening, not where a colleague holds back, and not to an address
    that has had its mail today."""
    when = next_day(row)
    if when is None or when > day.day or day.over or not working_day(day.day, row.country):
        return False
    return not {"", row.email} & day.held and row.email not in day.mailed
