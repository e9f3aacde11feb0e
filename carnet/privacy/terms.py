"""The terms of the law, counted: 72 hours to report an incident, a month to answer a person. Pure.

A month ends on the day of the same number (GDPR 12(3)), thirty days in Switzerland (FADP 25(7)). A term that ends on a
holiday is not moved on: who answers by the day shown is in time everywhere.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

REPORT_WITHIN = timedelta(hours=72)
WARNED_BEFORE = timedelta(days=7)
HOUR = timedelta(hours=1)


class Clock(StrEnum):
    RUNNING = "running"
    OVER = "over"
    REPORTED = "reported"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True)
class Reading:
    """`hours` are those left, those too many, or those after which it was reported."""

    clock: Clock
    hours: int = 0


def reading(
    found_at: datetime, reported_at: datetime | None, not_needed: bool, now: datetime
) -> Reading:
    if reported_at:
        return Reading(Clock.REPORTED, max(0, -((found_at - reported_at) // HOUR)))
    if not_needed:
        return Reading(Clock.NOT_NEEDED)
    left = found_at + REPORT_WITHIN - now
    if left >= timedelta():
        return Reading(Clock.RUNNING, left // HOUR)
    return Reading(Clock.OVER, -left // HOUR)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last one of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def answer_by(received: date, country: str) -> date:
    return received + timedelta(days=30) if country == "CH" else months_after(received, 1)


def extended(received: date, country: str) -> date:
    """Two months more, for what is many or hard."""
    if country == "CH":
        return months_after(answer_by(received, country), 2)
    return months_after(received, 3)
