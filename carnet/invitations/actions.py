"""Invites clients to their dossiers, mails again, withdraws. Everything goes through the outbox in the same
transaction; what a mail says and when it leaves is not known here."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from carnet.audit import record as audit
from carnet.campaigns import actions as campaigns
from carnet.campaigns import waves
from carnet.campaigns.models import Dossier, WrongState
from carnet.clients.states import OPEN_STATES, State
from carnet.core import mail
from carnet.core.models import Mail
from carnet.firms.models import Colleague
from carnet.invitations.models import Invitation, Person

AT_ONCE = 500
AFTER_DUE = timedelta(days=14)
LONGEST = timedelta(days=180)
LETTER = "invitation"
# What the trail of a dossier says, in the words its timeline shows.
INVITED = gettext_noop("invitation queued")
INVITED_AGAIN = gettext_noop("invitation queued again")
LINK_SHOWN = gettext_noop("link shown to pass on")
WITHDRAWN = gettext_noop("invitation withdrawn")
NEW_LINK = gettext_noop("new link asked for by the client")
# A client who asks for a new link over and over does not flood a mailbox.
RENEWALS_A_DAY = 3


class NotOpen(Exception):
    """The client can no longer answer in this dossier."""

    def __init__(self, dossier_id: int) -> None:
        super().__init__(f"dossier {dossier_id} takes no answers")
        self.dossier_id = dossier_id


def expiry(due_date: date, now: datetime) -> datetime:
    """Two weeks after the due date, or after today where that is later; never beyond 180 days."""
    due = timezone.make_aware(datetime.combine(due_date + timedelta(days=1), time.min))
    return min(max(due, now) + AFTER_DUE, now + LONGEST)


def invite(dossiers: Iterable[Dossier], *, by: Colleague | None, now: datetime) -> int:
    """Mail everyone whose dossier was never sent; whoever has a mail waiting gets no second one."""
    return _mail(dossiers, [State.NOT_SENT], INVITED, by=by, now=now)


def resend(dossiers: Iterable[Dossier], *, by: Colleague | None, now: datetime) -> int:
    """Mail again, to the address in the client's file today. Earlier links go on working unless the
    address has changed."""
    return _mail(dossiers, OPEN_STATES, INVITED_AGAIN, by=by, now=now)


def _mail(dossiers: Iterable[Dossier], states: list[State], what: str, *, by, now: datetime) -> int:
    numbers = [dossier.pk for dossier in dossiers]
    parts = [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]
    with transaction.atomic():
        return sum(_mail_part(part, states, what, by=by, now=now) for part in parts)


def _mail_part(numbers: list[int], states: list[State], what: str, *, by, now: datetime) -> int:
    # Pressing twice at the same moment: the second waits here and then finds the mail queued.
    locked = Dossier.objects.select_for_update(of=("self",)).filter(
        pk__in=numbers, state__in=states, client__archived_at=None
    )
    reachable = locked.exclude(client__email="").order_by("pk")
    wanted = list(reachable.select_related("firm", "client", "campaign"))
    if not wanted:
        return 0
    invitations = _without_waiting_mail(_invitations(wanted, by=by, now=now))
    firm = wanted[0].firm
    addresses = [mail.Address(i, i.email, i.dossier.language) for i in invitations]
    mail.post_many(LETTER, addresses, firm=firm)
    about = [invitation.dossier_id for invitation in invitations]
    audit.record_all(what, Dossier, about, firm=firm, by=by)
    return len(invitations)


def _invitations(dossiers: list[Dossier], *, by, now: datetime) -> list[Invitation]:
    """The client's one invitation to each dossier, with a full term; made where there is none."""
    held = _held(dossiers, now)
    new = [
        Invitation(
            firm=dossier.firm,
            dossier=dossier,
            email=dossier.client.email,
            created_at=now,
            created_by=by,
            expires_at=expiry(dossier.campaign.due_date, now),
        )
        for dossier in dossiers
        if dossier.pk not in held
    ]
    return [*held.values(), *Invitation.objects.bulk_create(new, batch_size=AT_ONCE)]


def _held(dossiers: list[Dossier], now: datetime) -> dict[int, Invitation]:
    """The invitations that stand. One to a former address is withdrawn: its mailbox may be anyone's."""
    by_number = {dossier.pk: dossier for dossier in dossiers}
    standing = Invitation.objects.filter(
        dossier__in=by_number, person=Person.CLIENT, revoked_at=None
    )
    held = {}
    for invitation in standing:
        invitation.dossier = by_number[invitation.dossier_id]
        if invitation.email == invitation.dossier.client.email:
            invitation.expires_at = expiry(invitation.dossier.campaign.due_date, now)
            held[invitation.dossier_id] = invitation
        else:
            Invitation.objects.filter(pk=invitation.pk).update(revoked_at=now)
    Invitation.objects.bulk_update(held.values(), ["expires_at"])
    return held


def _without_waiting_mail(invitations: list[Invitation]) -> list[Invitation]:
    about = [str(invitation.pk) for invitation in invitations]
    waiting = set(
        Mail.objects.waiting()
        .filter(letter=LETTER, about__in=about)
        .values_list("about", flat=True)
    )
    return [invitation for invitation in invitations if str(invitation.pk) not in waiting]


@transaction.atomic
def fresh_link(dossier: Dossier, *, by: Colleague, now: datetime) -> str:
    """A new address of the dossier for a colleague to pass on. Shown once; the code still goes to the
    client's mailbox."""
    if not dossier.open:
        raise NotOpen(dossier.pk)
    invitation = _invitations([dossier], by=by, now=now)[0]
    audit.record(LINK_SHOWN, dossier, firm=dossier.firm, by=by, invitation=invitation.pk)
    return invitation.new_link()


@transaction.atomic
def withdraw(dossier: Dossier, *, by: Colleague | None, now: datetime) -> int:
    """End every link to this dossier, and every visit through one. Answers are kept."""
    count = dossier.invitations.filter(revoked_at=None).update(revoked_at=now)
    if count:
        with suppress(WrongState):  # who has begun to answer keeps that state
            campaigns.move(dossier, State.NOT_SENT, now=now)
        audit.record(WITHDRAWN, dossier, firm=dossier.firm, by=by, count=count)
    return waves.leave(dossier) + count


@transaction.atomic
def renew(invitation: Invitation, *, now: datetime) -> bool:
    """A client with an expired link asks for a new one: it goes to the address on file, nowhere else."""
    dossier = invitation.dossier
    mails = Mail.objects.filter(letter=LETTER, about=str(invitation.pk))
    recent = mails.filter(created_at__gt=now - timedelta(days=1)).count()
    if invitation.revoked_at or not dossier.open or recent >= RENEWALS_A_DAY:
        return False
    return bool(_mail([dossier], OPEN_STATES, NEW_LINK, by=None, now=now))


@transaction.atomic
def note_opened(invitation: Invitation, *, now: datetime) -> None:
    """A person came in, not a scanner. The first time tells the accountant."""
    Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=now)
    with suppress(WrongState):  # opened before, or further than that
        campaigns.move(invitation.dossier, State.OPENED, now=now)
