"""Whom a firm waits for, as the rows that `reminding` decides on. Reads only; a fixed number of queries
however many dossiers there are."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from carnet.campaigns.models import Dossier, State, due_between
from carnet.campaigns.reminder_steps import FURTHEST
from carnet.core.asked_often import AskedOften
from carnet.core.models import Mail
from carnet.core.working_days import END
from carnet.firms.models import Firm
from carnet.invitations.actions import LETTER
from carnet.invitations.models import Invitation, Person
from carnet.reminders import reminding
from carnet.reminders.models import Hold, Promise, Reminder, Step
from carnet.reminders.reminding import Day, Row, Verdict, Word
from carnet.reminders.stopped import nothing_left

REMINDED = [
    State.SENT,
    State.NOT_DELIVERED,
    State.OPENED,
    State.IN_PROGRESS,
    State.ASKED_AGAIN,
]
# How long after the due date a client may promise something for.
LONGEST_PROMISE = timedelta(days=30)
BEFORE = timedelta(days=FURTHEST)
BEYOND = max(LONGEST_PROMISE, BEFORE) + reminding.CATCH_UP
FIELDS = [
    *("pk", "dossier_id", "person", "email", "created_at", "mailed_at"),
    *("dossier__state", "dossier__active_at", "dossier__reminders_on", "dossier__client__country"),
    *("dossier__due_date", "dossier__campaign__due_date", "dossier__campaign__reminders_on"),
    *("dossier__campaign__reminder_steps", "dossier__campaign__reminder_most"),
]


DUE = Coalesce("dossier__due_date", "dossier__campaign__due_date")


@dataclass
class Used:
    """Of one person in one dossier."""

    keys: set[str] = field(default_factory=set)
    last: date | None = None
    # The day the last reminder came back, and from which address.
    failed: tuple[date, str] | None = None


def who_gets(
    firm: Firm, now: datetime, day: date | None = None, only: Collection[int] | None = None
) -> list[Verdict]:
    """Everybody waited for, and whether they get a reminder now, or on that later day if nothing happens
    until then. What the worker does and what the page shows both come from here. `only` are invitations."""
    today = timezone.localdate(now)
    day = max(day or today, today)
    found = waited_for(firm, today, day)
    rows = rows_for(firm, found if only is None else found.filter(pk__in=only))
    rows = [replace(one, finished=True) if finished(one, day) else one for one in rows]
    known = days_of(firm, now)
    return reminding.foresee(rows, today, day, lambda one: known.get(one, Day(one)))


def waited_for(firm: Firm, first: date, last: date) -> QuerySet[Invitation]:
    """The invitations of clients who may get a reminder between these days."""
    return Invitation.objects.filter(
        due_between(first - BEYOND, last + BEFORE + reminding.ALONG, of="dossier__"),
        firm=firm,
        revoked_at=None,
        dossier__state__in=REMINDED,
        dossier__client__archived_at=None,
        dossier__campaign__closed_at=None,
    )


def finished(row: Row, day: date) -> bool:
    """A partner may be done long before the dossier is sent. Working that out takes a while, so only for
    those whose turn it is."""
    if row.person != Person.PARTNER or not reminding.due_step(row, day):
        return False
    dossiers = Dossier.objects.select_related(
        "campaign", "client", "firm", "revision__questionnaire"
    )
    found = dossiers.defer("revision__document").get(pk=row.dossier)
    return nothing_left(found, row.person, today=day)


def rows_for(firm: Firm, invitations: QuerySet[Invitation]) -> list[Row]:
    """By due date, the client before the partner; the order in which one mail names several dossiers."""
    dossiers = invitations.order_by().values("dossier")
    used, promises = used_in(dossiers), promised_in(dossiers)
    return [row(one, used, promises, firm.default_country) for one in _in_order(invitations)]


def rows_of(
    firm: Firm,
    dossiers: list[int],
    used: dict[tuple[int, str], Used],
    promises: dict[tuple[int, str], Promise],
) -> list[Row]:
    """Of these dossiers of the firm's, in the same order."""
    return [row(one, used, promises, firm.default_country) for one in WAITING(dossiers=dossiers)]


def mailed_at() -> Subquery:
    """When the invitation last left, or was queued where it has not left yet."""
    about = Cast(OuterRef("pk"), CharField(max_length=40))
    mails = Mail.objects.filter(letter=LETTER, about=about, dropped_at=None).order_by()
    when = mails.values("about").annotate(at=Max(Coalesce("sent_at", "created_at")))
    return Subquery(when.values("at"))


def _steps(dossiers: Any) -> QuerySet:
    # Asked for the firm besides (django-scopes), SQLite would read every step of the firm.
    steps = Step._base_manager.filter(dossier__pk__in=dossiers).order_by("reminder__day", "pk")
    told = ("reminder__day", "reminder__failed_at", "reminder__email")
    return steps.values_list("dossier_id", "person", "key", *told)


def _promises(dossiers: Any) -> QuerySet[Promise]:
    return Promise._base_manager.filter(dossier__pk__in=dossiers, replaced_at=None)


def _waiting(dossiers: Any) -> QuerySet:
    found = Invitation._base_manager.filter(
        dossier__pk__in=dossiers,
        revoked_at=None,
        dossier__state__in=REMINDED,
        dossier__campaign__closed_at=None,
    )
    return _in_order(found)


def _in_order(invitations: QuerySet[Invitation]) -> QuerySet:
    values = invitations.annotate(mailed_at=mailed_at()).values(*FIELDS)
    return values.order_by(DUE, "dossier_id", "person")


STEPS, PROMISES, WAITING = (AskedOften(one) for one in (_steps, _promises, _waiting))


def used_in(dossiers: Any) -> dict[tuple[int, str], Used]:
    found: dict[tuple[int, str], Used] = defaultdict(Used)
    steps = STEPS(dossiers=dossiers) if isinstance(dossiers, list) else _steps(dossiers)
    for dossier, person, key, day, failed_at, email in steps:
        one = found[dossier, person]
        one.keys.add(key)
        one.last, one.failed = day, (day, email) if failed_at else None
    return found


def promised_in(dossiers: Any) -> dict[tuple[int, str], Promise]:
    found = PROMISES(dossiers=dossiers) if isinstance(dossiers, list) else _promises(dossiers)
    return {(one.dossier_id, one.person): one for one in found}


def row(
    one: dict[str, Any],
    used: dict[tuple[int, str], Used],
    promises: dict[tuple[int, str], Promise],
    country: str,
) -> Row:
    key = one["dossier_id"], one["person"]
    told = used.get(key, Used())
    # Not by localdate, which looks the time zone up for each day: there may be tens of thousands of rows.
    zone, moment = timezone.get_current_timezone(), one["dossier__active_at"]
    invited = max(one["created_at"], one["mailed_at"] or one["created_at"]).astimezone(zone).date()
    active = moment and moment.astimezone(zone).date()
    last = max(invited, told.last or invited)
    if one["dossier__state"] == State.ASKED_AGAIN:  # what was due before is past
        last = max(last, active or last)
    email, word = one["email"].lower(), promises.get(key)
    came_back = bool(told.failed and told.failed[1] == email and told.failed[0] >= invited)
    return Row(
        invitation=one["pk"],
        dossier=one["dossier_id"],
        person=one["person"],
        email=email,
        country=one["dossier__client__country"] or country,
        due=one["dossier__due_date"] or one["dossier__campaign__due_date"],
        steps=tuple(one["dossier__campaign__reminder_steps"]),
        most=one["dossier__campaign__reminder_most"],
        last=last,
        active=active,
        on=one["dossier__campaign__reminders_on"] and one["dossier__reminders_on"],
        delivered=one["dossier__state"] != State.NOT_DELIVERED and not came_back,
        sent=frozenset(told.keys),
        promise=Word(word.key, word.day) if word else None,
    )


def days_of(firm: Firm, now: datetime) -> dict[date, Day]:
    """Today, and the later days for which a colleague has held something back."""
    today = timezone.localdate(now)
    held: dict[date, set[str]] = defaultdict(set, {today: set()})
    for day, email in Hold.objects.filter(firm=firm, day__gte=today).values_list("day", "email"):
        held[day].add(email)
    mailed = frozenset(
        Reminder.objects.filter(firm=firm, day=today).values_list("email", flat=True)
    )
    return {
        day: Day(day, frozenset(who), *((mailed, too_late(now)) if day == today else ()))
        for day, who in held.items()
    }


def too_late(now: datetime) -> bool:
    return timezone.localtime(now).time() >= END
