"""What one says about the reminders of some dossiers, beside them in a list or on their page: the last one,
the next one, and what was promised. Reads only; a fixed number of queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.campaigns.models import Dossier
from carnet.core import days
from carnet.firms.models import Firm
from carnet.invitations import timeline
from carnet.invitations.models import Person
from carnet.invitations.timeline import Moment
from carnet.reminders.models import Promise, Reminder, Step
from carnet.reminders.reminding import Day, Verdict, decide
from carnet.reminders.waiting import promised_in, rows_of, too_late, used_in
from carnet.reminders.words import why_words


@dataclass
class Note:
    """Of one dossier; `next` and `why` are the client's, or the partner's where only that one is invited."""

    last: date | None = None
    verdict: Verdict | None = None
    promises: tuple[Promise, ...] = ()

    @property
    def next(self) -> date | None:
        return self.verdict.on if self.verdict else None

    @property
    def why(self) -> str:
        return why_words(self.verdict) if self.verdict else ""


def notes_of(dossiers: Sequence[Dossier], firm: Firm, now: datetime) -> dict[int, Note]:
    numbers = [dossier.pk for dossier in dossiers]
    notes = {number: Note() for number in numbers}
    used, promises = used_in(numbers), promised_in(numbers)
    for (number, _person), one in used.items():
        notes[number].last = max(filter(None, (notes[number].last, one.last)), default=None)
    for (number, _person), promise in promises.items():
        notes[number].promises += (promise,)
    today = Day(timezone.localdate(now), over=too_late(now))
    for row in rows_of(firm, numbers, used, promises):
        if row.person == Person.CLIENT or not notes[row.dossier].verdict:
            notes[row.dossier].verdict = decide(row, today)
    return notes


def told(dossiers: Sequence[Dossier]) -> Iterator[tuple[int, Moment]]:
    """For their timelines, each moment with the number of its dossier."""
    for step in Step.objects.filter(dossier__in=dossiers).select_related("reminder"):
        for moment in _told_of(step.reminder):
            yield step.dossier_id, moment
    for promise in Promise.objects.filter(dossier__in=dossiers):
        yield promise.dossier_id, Moment(promise.made_at, promised(promise))


def _told_of(reminder: Reminder) -> Iterator[Moment]:
    to = {"address": reminder.email}
    yield Moment(reminder.created_at, _("A reminder to %(address)s was queued.") % to)
    if reminder.failed_at:
        text = _("The reminder to %(address)s was not delivered.")
        yield Moment(reminder.failed_at, text % to)
    elif reminder.sent_at:
        text = _("The mail server accepted the reminder to %(address)s.")
        yield Moment(reminder.sent_at, text % to)


def promised(promise: Promise) -> str:
    day = {"day": days.short(promise.day), "reason": promise.reason}
    if promise.person == Person.PARTNER:
        return _("The partner will have it on %(day)s. %(reason)s") % day
    return _("The client will have it on %(day)s. %(reason)s") % day


timeline.TELLERS.append(told)
