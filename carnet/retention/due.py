"""Until when something is kept, and because of what. Knows days and rules only."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from carnet.retention.rules import Event, Rule

NOTICE = timedelta(days=30)
# Told some days before it has to be: a worker that stood still for a weekend puts nothing off.
AHEAD = timedelta(days=37)


@dataclass(frozen=True)
class Kept:
    """The last day it is kept; erased on the day after, unless somebody holds it."""

    until: date
    rule: Rule

    @property
    def erase_on(self) -> date:
        return self.until + timedelta(days=1)


def kept(rule: Rule, event: date) -> Kept:
    day = date(event.year, 12, 31) if rule.event == Event.YEAR_END else event
    return Kept(_months_later(day, rule.months) + timedelta(days=rule.days), rule)


def chosen(rule: Rule, months: int | None, days: int | None) -> Rule:
    """The rule with the firm's own period. Raises TooShort below what a law asks for."""
    longer = replace(rule, months=months or 0, days=days or 0)
    if rule.least and _length(longer) < _length(rule):
        raise TooShort(rule)
    return longer


class TooShort(Exception):
    """A law asks for more."""


def announced_for(erase_on: date, today: date) -> date:
    """Nobody is erased without the administrators having known for a month."""
    return max(erase_on, today + NOTICE)


def latest_event(rule: Rule, today: date) -> date:
    """What happened on this day or before is no longer kept today: the same sum, the other way round."""
    day = _months_later(today - timedelta(days=1 + rule.days), -rule.months)
    if rule.event == Event.YEAR_END:
        over = kept(rule, day).until < today
        return date(day.year if over else day.year - 1, 12, 31)
    while kept(rule, day).until >= today:
        day -= timedelta(days=1)
    while kept(rule, day + timedelta(days=1)).until < today:
        day += timedelta(days=1)
    return day


def _length(rule: Rule) -> int:
    return rule.months * 30 + rule.days


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
