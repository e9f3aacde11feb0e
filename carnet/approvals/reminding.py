"""Queues the reminders of approvals that are due, from the worker. They share the day of their address with the
reminders of questionnaires: whichever is queued first is the one mail of that day."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from carnet.approvals import actions
from carnet.approvals.models import STANDARD_MOST, Filing, Nudge, Voice
from carnet.approvals.nudging import Row, goes
from carnet.audit import record as audit
from carnet.core import mail
from carnet.core.working_days import daytime
from carnet.firms.models import Firm
from carnet.invitations.actions import NoAddress
from carnet.reminders.models import Reminder
from carnet.reminders.reminding import Day
from carnet.reminders.sending import in_intervals
from carnet.reminders.waiting import days_of

AT_ONCE = 50
REMINDED = gettext_noop("reminder of an approval queued")


def remind(now: datetime) -> bool:
    """Queue a handful of what is due; False when nothing is."""
    if not daytime(now):
        return False
    firms = Firm.objects.filter(pk__in=asked().values("approval__dossier__firm")).order_by("pk")
    return any(remind_some(firm, now) for firm in firms)


remind_next = in_intervals(remind)


def asked() -> QuerySet[Voice]:
    """Whose word is waited for and may be reminded of: not once the return was filed, nor where a colleague has
    switched reminders off."""
    waiting = Voice.objects.filter(
        state=Voice.State.WAITING,
        approval__state="open",
        approval__remind_days__gt=0,
        approval__dossier__reminders_on=True,
        approval__dossier__client__archived_at=None,
        undelivered_at=None,
    )
    filed = Filing.objects.filter(taken_back_at=None)
    return waiting.exclude(approval__dossier__in=filed.values("dossier"))


def rows(firm: Firm, only: Collection[int] | None = None) -> list[Row]:
    found = asked().filter(approval__dossier__firm=firm)
    if only is not None:
        found = found.filter(pk__in=only)
    pace = getattr(firm, "approval_pace", None)
    most = pace.most if pace else STANDARD_MOST
    values = found.annotate(sent=Count("nudges"), last=Max("nudges__day")).values(
        "pk", "person", "sent", "last", "approval__dossier_id", "approval__asked_at",
        "approval__remind_days", "approval__dossier__client__country",
        email=F("invitation__email"),
    )  # fmt: skip
    return [_row(one, most, firm.default_country) for one in values.order_by("pk")]


def _row(one: Any, most: int, country: str) -> Row:
    return Row(
        voice=one["pk"],
        dossier=one["approval__dossier_id"],
        person=one["person"],
        email=one["email"].lower(),
        country=one["approval__dossier__client__country"] or country,
        last=one["last"] or timezone.localdate(one["approval__asked_at"]),
        sent=one["sent"],
        days=one["approval__remind_days"],
        most=most,
    )


def remind_some(firm: Firm, now: datetime) -> int:
    """How many mails were queued. Looked up first without holding up anybody, then once more, for these alone, while
    no other worker can."""
    if not (found := due(rows(firm), firm, now)):
        return 0
    theirs = [row.voice for some in found for row in some]
    with transaction.atomic():
        Firm.objects.select_for_update(no_key=True).get(pk=firm.pk)
        held = due(rows(firm, theirs), firm, now)
        return sum(_queue(some, firm, now) for some in held)


def due(listed: Iterable[Row], firm: Firm, now: datetime) -> list[list[Row]]:
    """What goes in one mail each: all of one person in one dossier, and one mail an address."""
    today = timezone.localdate(now)
    day = days_of(firm, now).get(today, Day(today))
    mails: dict[str, list[Row]] = {}
    for row in listed:
        if not goes(row, day):
            continue
        some = mails.setdefault(row.email, [row])
        if row not in some and (some[0].dossier, some[0].person) == (row.dossier, row.person):
            some.append(row)
    return list(mails.values())[:AT_ONCE]


def _queue(some: list[Row], firm: Firm, now: datetime) -> bool:
    day = timezone.localdate(now)
    related = ("invitation", "approval__dossier__firm", "approval__dossier__client",
               "approval__dossier__campaign", "approval__dossier__revision__questionnaire")  # fmt: skip
    voices = list(Voice.objects.select_related(*related).filter(pk__in=[row.voice for row in some]))
    try:
        found = [actions.renewed(voice, by=None, now=now) for voice in voices]
    except NoAddress:
        Voice.objects.filter(pk__in=[voice.pk for voice in voices]).update(undelivered_at=now)
        return False
    invitation = found[0]
    _day, free = Reminder.objects.get_or_create(
        firm=firm, email=invitation.email.lower(), day=day, defaults={"created_at": now}
    )
    if not free:
        return False
    nudges = [Nudge.objects.create(voice=voice, day=day) for voice in voices]
    to, language = invitation.email, invitation.language
    audit.record(REMINDED, voices[0].approval.dossier, firm=firm, by=None)
    mail.post(actions.REMINDER, about=nudges[0], to=to, language=language, firm=firm)
    return True
