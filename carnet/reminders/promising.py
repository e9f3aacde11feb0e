"""“I will have it on 12 May”: what a client may promise, and what that changes. And what a colleague may
say: not this client, not on this day."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from carnet.audit import record as audit
from carnet.campaigns.models import Campaign, Dossier
from carnet.firms.models import Colleague, Firm
from carnet.invitations.actions import AFTER_DUE, LONGEST
from carnet.invitations.models import Invitation
from carnet.reminders.models import Hold, Promise
from carnet.reminders.waiting import LONGEST_PROMISE

PROMISED = gettext_noop("the client said when it will be ready")
SWITCHED_OFF = gettext_noop("reminders switched off")
SWITCHED_ON = gettext_noop("reminders switched on")
CHANGED = gettext_noop("reminders changed")
HELD = gettext_noop("reminders held for a day")
RELEASED = gettext_noop("reminders no longer held")


def latest_day(due: date, today: date) -> date:
    """A month after the due date. Who is later than that may still ask for a week."""
    return max(due + LONGEST_PROMISE, today + timedelta(days=7))


@transaction.atomic
def promise(
    invitation: Invitation, *, day: date, reason: str, now: datetime, by: Colleague | None = None
) -> Promise:
    """The last word counts. The link stays open until two weeks after the day."""
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=invitation.dossier_id)
    mine = {"dossier": dossier, "person": invitation.person}
    before = Promise.objects.filter(**mine, replaced_at=None).first()
    if before and (before.day, before.reason) == (day, reason):
        return before
    Promise.objects.filter(**mine, replaced_at=None).update(replaced_at=now)
    made = Promise.objects.create(
        **mine, firm_id=dossier.firm_id, day=day, reason=reason, made_at=now
    )
    until = min(end_of(day) + AFTER_DUE, invitation.created_at + LONGEST)
    Invitation.objects.filter(pk=invitation.pk, expires_at__lt=until).update(expires_at=until)
    audit.record(PROMISED, dossier, firm=invitation.firm, by=by, promise=made.pk)
    return made


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@transaction.atomic
def switch(dossier: Dossier, *, on: bool, by: Colleague) -> None:
    """Reminders for this client, in this campaign."""
    if Dossier.objects.filter(pk=dossier.pk, reminders_on=not on).update(reminders_on=on):
        what = SWITCHED_ON if on else SWITCHED_OFF
        audit.record(what, dossier, firm=dossier.firm, by=by)


@transaction.atomic
def change(campaign: Campaign, fields: dict, *, by: Colleague) -> None:
    """`fields` are those of the campaign that begin with “reminder”."""
    Campaign.objects.filter(pk=campaign.pk).update(**fields)
    audit.record(CHANGED, campaign, firm=campaign.firm, by=by, fields=sorted(fields))


@transaction.atomic
def hold(firm: Firm, *, day: date, email: str, by: Colleague) -> None:
    """Nobody (or not this address) gets a reminder on this day; those that are on their way are taken back
    when they would leave."""
    _hold, new = Hold.objects.get_or_create(
        firm=firm, day=day, email=email.lower(), defaults={"by": by}
    )
    if new:
        audit.record(HELD, firm, firm=firm, by=by, day=day.isoformat(), everybody=not email)


@transaction.atomic
def release(firm: Firm, *, day: date, email: str, by: Colleague) -> None:
    gone, _kinds = Hold.objects.filter(firm=firm, day=day, email=email.lower()).delete()
    if gone:
        audit.record(RELEASED, firm, firm=firm, by=by, day=day.isoformat(), everybody=not email)
