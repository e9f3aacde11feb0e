"""Whom to call today, why, and in which order. Pure.

A client is called about a dossier that is late or due within seven days, and that a mail no longer moves:

1. mail does not reach them: there is no address, or the last mail came back;
2. they promised it for a day that has passed;
3. two reminders or more have arrived, and the link was never opened;
4. something was asked again, and nothing has happened for more than five days;
5. they stopped more than five days ago with little left to do: at most five questions.

Nobody is called who has promised a day that is still to come, or whom a colleague has called within three days. The
most overdue come first; of those with one due date, the first reason of this list.

Days are dates of the firm's clock. Nothing here fails.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

SOON = timedelta(days=7)
QUIET = timedelta(days=5)
CALLED = timedelta(days=3)
REMINDED, LITTLE = 2, 5


class Reason(IntEnum):
    """In the order of the list above."""

    UNREACHED = 1
    PROMISED = 2
    UNOPENED = 3
    ASKED_AGAIN = 4
    STOPPED = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier that is open. `reached` is whether mail arrives, `active` the last day something happened in it,
    `left` how many questions are left once it is begun, `promised` the day that counts, `called` the last call."""

    dossier: int
    due: date
    reached: bool = True
    reminders: int = 0
    opened: bool = False
    begun: bool = False
    asked_again: bool = False
    active: date | None = None
    left: int = 0
    promised: date | None = None
    called: date | None = None


@dataclass(frozen=True, slots=True)
class Call:
    case: Case
    reason: Reason

    @property
    def urgency(self) -> tuple[date, Reason, int]:
        return self.case.due, self.reason, self.case.dossier


def to_call(cases: Iterable[Case], today: date) -> list[Call]:
    calls = [Call(case, reason) for case in cases if (reason := why(case, today))]
    return sorted(calls, key=lambda call: call.urgency)


def why(case: Case, today: date) -> Reason | None:
    if case.due > today + SOON or left_in_peace(case, today):
        return None
    quiet = case.active is not None and case.active < today - QUIET
    reasons = [
        (Reason.UNREACHED, not case.reached),
        (Reason.PROMISED, case.promised is not None),
        (Reason.UNOPENED, not case.opened and case.reminders >= REMINDED),
        (Reason.ASKED_AGAIN, case.asked_again and quiet),
        (Reason.STOPPED, case.begun and quiet and case.left <= LITTLE),
    ]
    return next((reason for reason, holds in reasons if holds), None)


def left_in_peace(case: Case, today: date) -> bool:
    promised = case.promised is not None and case.promised >= today
    called = case.called is not None and case.called > today - CALLED
    return promised or called
