"""Queues the reminders that are due, from the worker.

Rows and mail in one transaction. Two workers at once: the second waits for the first and then finds nothing;
the constraints of the tables hold whatever happens.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import chain, groupby
from time import monotonic

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from carnet.audit import record as audit
from carnet.campaigns.models import Campaign, Dossier
from carnet.core import mail
from carnet.core.working_days import daytime
from carnet.firms.models import Colleague, Firm
from carnet.invitations.actions import AFTER_DUE, LONGEST
from carnet.invitations.models import Invitation
from carnet.reminders import letters
from carnet.reminders.models import Reminder, Step
from carnet.reminders.reminding import Verdict
from carnet.reminders.waiting import BEFORE, BEYOND, REMINDED, who_gets

AT_ONCE = 50
LOOK_EVERY = timedelta(minutes=10)
A_TURN = 2.0  # seconds
QUEUED = gettext_noop("reminder queued")


def in_intervals(look: Callable[[datetime], bool]) -> Callable[[datetime], bool]:
    """A step that, once it has found nothing, does not look again for ten minutes: reminders may wait that
    long, and the worker asks every second."""
    found_nothing: list[datetime] = []

    def step(now: datetime) -> bool:
        if found_nothing and now - found_nothing[-1] < LOOK_EVERY:
            return False
        done = look(now)
        found_nothing[:] = [] if done else [now]
        return done

    return step


def in_turns() -> Callable[[datetime], bool]:
    """A step that looks through the firms a few seconds at a time: two thousand of them take minutes, in which no mail
    would leave. When it is through with all, it rests as above."""
    left: list[int] = []
    looked: dict[int, list[list[int]]] = {}
    through: list[datetime] = []

    def step(now: datetime) -> bool:
        if not daytime(now) or (through and now - through[-1] < LOOK_EVERY):
            return False
        left[:] = left or list(firms_waiting(now).values_list("pk", flat=True))
        begun = monotonic()
        while left:
            if _remind_next(left[0], looked, now):
                return True
            left.pop(0)
            if monotonic() - begun > A_TURN:
                break
        through[:] = [] if left else [now]
        return False

    return step


def _remind_next(key: int, looked: dict[int, list[list[int]]], now: datetime) -> bool:
    """The next handful of this firm's. All it waits for is looked through once, not for every fifty mails; who becomes
    due meanwhile is found by the next look."""
    firm = Firm.objects.filter(pk=key).first()
    if firm is None:
        return False
    if key not in looked:
        looked[key] = handfuls(firm, now)
    while looked[key]:
        if remind_these(firm, looked[key].pop(0), now):
            return True
    del looked[key]
    return False


remind_next = in_turns()


def firms_waiting(now: datetime) -> QuerySet[Firm]:
    today = timezone.localdate(now)
    near = Q(due_date__range=(today - BEYOND, today + BEFORE))
    # A campaign of last year may have a client with a day of this month.
    moved = Dossier.objects.exclude(due_date=None).filter(state__in=REMINDED)
    moved = moved.due_between(today - BEYOND, today + BEFORE)
    running = Campaign.objects.running().filter(reminders_on=True)
    waiting = running.filter(near | Q(pk__in=moved.values("campaign")))
    return Firm.objects.filter(pk__in=waiting.values("firm")).order_by("pk")


def handfuls(firm: Firm, now: datetime) -> list[list[int]]:
    """Who gets a reminder now, as invitations: those of so many addresses at a time. Holds nobody up."""
    verdicts = who_gets(firm, now)
    theirs: dict[str, list[int]] = {one.row.email: [] for one in verdicts if one.goes}
    for one in verdicts:
        if one.row.email in theirs:
            theirs[one.row.email].append(one.row.invitation)
    each = list(theirs.values())
    return [list(chain(*each[at : at + AT_ONCE])) for at in range(0, len(each), AT_ONCE)]


def remind_these(firm: Firm, invitations: Sequence[int], now: datetime) -> int:
    """As far as they are still to be reminded, looked up while no other worker can."""
    with transaction.atomic():
        Firm.objects.select_for_update(no_key=True).get(pk=firm.pk)
        due = [one for one in who_gets(firm, now, only=invitations) if one.goes]
        return queue(firm, due, now) if due else 0


def queue(firm: Firm, due: Sequence[Verdict], now: datetime, *, by: Colleague | None = None) -> int:
    day = timezone.localdate(now)
    invitations = prolonged([one.row.invitation for one in due], now)
    by_address = {
        email: list(group)
        for email, group in groupby(sorted(due, key=lambda one: one.row.email), _address)
    }
    reminders = Reminder.objects.bulk_create(
        Reminder(firm=firm, email=email, day=day, created_at=now) for email in by_address
    )
    Step.objects.bulk_create(
        _step(reminder, one) for reminder in reminders for one in by_address[reminder.email]
    )
    first = {email: invitations[group[0].row.invitation] for email, group in by_address.items()}
    mail.post_many(
        letters.LETTER,
        [
            mail.Address(reminder, to.email, to.dossier.language)
            for reminder in reminders
            for to in [first[reminder.email]]
        ],
        firm=firm,
    )
    audit.record_all(QUEUED, Dossier, [one.row.dossier for one in due], firm=firm, by=by)
    return len(reminders)


def _address(verdict: Verdict) -> str:
    return verdict.row.email


def _step(reminder: Reminder, verdict: Verdict) -> Step:
    row = verdict.row
    return Step(
        firm_id=reminder.firm_id,
        reminder=reminder,
        dossier_id=row.dossier,
        person=row.person,
        key=verdict.step,
    )


def prolonged(keys: Sequence[int], now: datetime) -> dict[int, Invitation]:
    """The invitations, open for two more weeks at least: a reminder with a link that is about to end helps
    nobody. Never beyond 180 days after the invitation."""
    found = Invitation.objects.select_related("dossier").in_bulk(keys)
    for one in found.values():
        most = one.created_at + LONGEST
        one.expires_at = max(one.expires_at, min(now + AFTER_DUE, most))
    Invitation.objects.bulk_update(found.values(), ["expires_at"], batch_size=AT_ONCE)
    return found
