"""Invites clients to their dossiers, mails again, withdraws. Everything goes through the outbox in the same
transaction; what a mail says and when it leaves is not known here."""

from collections.abc import Callable, Collection, Iterable
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
from carnet.invitations.models import FORMER_PARTNER, Invitation, Person
from carnet.invitations.parting import partner_shut_out
from carnet.invitations.people import BOTH, Guest, at_once, guest, guests

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
PARTNER_INVITED = gettext_noop("partner invited")
# A client who asks for a new link over and over does not flood a mailbox.
RENEWALS_A_DAY = 3

# Whom of a couple to mail. Told is whether the partner is asked already: None when never invited.
People = Callable[[Dossier, bool | None], Collection[str]]


class NotOpen(Exception):
    """The client can no longer answer in this dossier."""

    def __init__(self, dossier_id: int) -> None:
        super().__init__(f"dossier {dossier_id} takes no answers")
        self.dossier_id = dossier_id


class NoAddress(Exception):
    """The client's file names nobody with an address for this seat."""

    def __init__(self, dossier_id: int) -> None:
        super().__init__(f"dossier {dossier_id} has no such person with an address")
        self.dossier_id = dossier_id


class ShutOut(NoAddress):
    """A former partner has answered for themselves in this dossier; the new one does not come in."""


def expiry(due_date: date, now: datetime) -> datetime:
    """Two weeks after the due date, or after today where that is later; never beyond 180 days."""
    due = timezone.make_aware(datetime.combine(due_date + timedelta(days=1), time.min))
    return min(max(due, now) + AFTER_DUE, now + LONGEST)


def invite(dossiers: Iterable[Dossier], *, by: Colleague | None, now: datetime) -> int:
    """Mail everyone whose dossier was never sent, and their partners where the campaign asks both at once;
    whoever has a mail waiting gets no second one. How many dossiers were sent."""
    mailed = _mail(
        dossiers, [State.NOT_SENT], INVITED, lambda one, _asked: at_once(one), by=by, now=now
    )
    return len({invitation.dossier_id for invitation in mailed})


def resend(
    dossiers: Iterable[Dossier],
    *,
    by: Colleague | None,
    now: datetime,
    person: str = "",
) -> int:
    """Mail again, to the address in the client's file today: this person, or everyone who is asked. Earlier
    links go on working unless the address has changed. How many mails that makes."""
    what = PARTNER_INVITED if person == Person.PARTNER else INVITED_AGAIN
    people = _only(person) if person else _asked_before
    return len(_mail(dossiers, OPEN_STATES, what, people, by=by, now=now))


def _only(person: str) -> People:
    return lambda _dossier, _asked: (person,)


def _asked_before(dossier: Dossier, partner_asked: bool | None) -> Collection[str]:
    """A partner whose link was withdrawn is not invited again in passing."""
    if partner_asked is None:
        return at_once(dossier)
    return BOTH if partner_asked else (Person.CLIENT,)


def _partners(dossiers: list[int]) -> dict[int, bool]:
    """Of the dossiers a partner was ever invited to: whether that invitation still stands."""
    invited = Invitation.objects.filter(dossier__in=dossiers, person=Person.PARTNER)
    standing = invited.filter(revoked_at=None).exclude(FORMER_PARTNER).values_list("dossier")
    asked = {number for (number,) in standing}
    return {number: number in asked for (number,) in invited.values_list("dossier")}


def _parted(dossiers: Collection[int]) -> set[int]:
    """Of these, whose client once had an invitation, in whatever dossier, sent to somebody who is not the partner
    in the file any more."""
    wanted = Dossier.objects.filter(pk__in=dossiers)
    former = Invitation.objects.of_former_partners().filter(
        dossier__client__in=wanted.values("client")
    )
    parted = wanted.filter(client__in=former.values("dossier__client"))
    return set(parted.values_list("pk", flat=True))


def _mail(
    dossiers: Iterable[Dossier],
    states: list[State],
    what: str,
    people: People,
    *,
    by,
    now: datetime,
) -> list[Invitation]:
    numbers = [dossier.pk for dossier in dossiers]
    parts = [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]
    with transaction.atomic():
        mailed = [_mail_part(part, states, what, people, by=by, now=now) for part in parts]
    return [invitation for part in mailed for invitation in part]


def _mail_part(
    numbers: list[int], states: list[State], what: str, people: People, *, by, now: datetime
) -> list[Invitation]:
    # Pressing twice at the same moment: the second waits here and then finds the mail queued.
    locked = Dossier.objects.select_for_update(of=("self",)).filter(
        pk__in=numbers, state__in=states, client__archived_at=None
    )
    related = ("firm", "client", "campaign", "revision__questionnaire")
    wanted = locked.select_related(*related).defer("revision__document").order_by("pk")
    partners = _partners(numbers)
    parted = _parted(numbers)
    asked = [
        one
        for dossier in wanted
        for one in guests(dossier, people(dossier, partners.get(dossier.pk)))
        if not (one.person == Person.PARTNER and dossier.pk in parted and partner_shut_out(dossier))
    ]
    if not asked:
        return []
    invitations = _without_waiting_mail(_invitations(asked, by=by, now=now))
    firm = asked[0].dossier.firm
    addresses = [mail.Address(i, i.email, i.language) for i in invitations]
    mail.post_many(LETTER, addresses, firm=firm)
    about = dict.fromkeys(invitation.dossier_id for invitation in invitations)
    audit.record_all(what, Dossier, about, firm=firm, by=by)
    return invitations


def _invitations(asked: list[Guest], *, by, now: datetime) -> list[Invitation]:
    """Each person's one invitation to each dossier, with a full term; made where there is none."""
    held = _held(asked, now)
    new = [
        Invitation(
            firm=one.dossier.firm,
            dossier=one.dossier,
            person=one.person,
            email=one.email,
            called=one.called,
            own_language=one.own_language,
            created_at=now,
            created_by=by,
            expires_at=expiry(one.dossier.due, now),
        )
        for one in asked
        if one.key not in held
    ]
    return [*held.values(), *Invitation.objects.bulk_create(new, batch_size=AT_ONCE)]


def _held(asked: list[Guest], now: datetime) -> dict[tuple[int, str], Invitation]:
    """The invitations that stand. One to a former address or partner is withdrawn: its mailbox may be
    anyone's."""
    by_key = {one.key: one for one in asked}
    standing = Invitation.objects.filter(
        dossier__in={number for number, _person in by_key}, revoked_at=None
    )
    held = {}
    for invitation in standing:
        one = by_key.get((invitation.dossier_id, invitation.person))
        if one is None:
            continue
        invitation.dossier = one.dossier
        if (invitation.email, invitation.called) == (one.email, one.called):
            invitation.expires_at = expiry(one.dossier.due, now)
            invitation.own_language = one.own_language
            held[one.key] = invitation
        else:
            Invitation.objects.filter(pk=invitation.pk).update(revoked_at=now)
    Invitation.objects.bulk_update(held.values(), ["expires_at", "own_language"])
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
def standing(dossier: Dossier, person: str, *, by, now: datetime) -> Invitation:
    """This person's way into the dossier, made where there is none, without a mail of its own: another
    stage has its own letter with the link. Raises NoAddress and ShutOut."""
    one = guest(dossier, person)
    if one is None:
        raise NoAddress(dossier.pk)
    if one.person == Person.PARTNER and partner_shut_out(dossier):
        raise ShutOut(dossier.pk)
    return _invitations([one], by=by, now=now)[0]


@transaction.atomic
def fresh_link(
    dossier: Dossier, *, by: Colleague, now: datetime, person: str = Person.CLIENT
) -> str:
    """A new address of the dossier for a colleague to pass on. Shown once; the code still goes to the
    person's mailbox. Raises NotOpen, NoAddress and ShutOut."""
    if not dossier.open:
        raise NotOpen(dossier.pk)
    invitation = standing(dossier, person, by=by, now=now)
    audit.record(LINK_SHOWN, dossier, firm=dossier.firm, by=by, invitation=invitation.pk)
    return invitation.new_link()


@transaction.atomic
def withdraw(dossier: Dossier, *, by: Colleague | None, now: datetime, person: str = "") -> int:
    """End every link to this dossier, or this person's, and every visit through one. Answers are kept."""
    live = dossier.invitations.filter(revoked_at=None)
    ended = live.filter(person=person) if person else live
    count = ended.update(revoked_at=now)
    if count:
        if person != Person.PARTNER:
            with suppress(WrongState):  # who has begun to answer keeps that state
                campaigns.move(dossier, State.NOT_SENT, now=now)
        audit.record(WITHDRAWN, dossier, firm=dossier.firm, by=by, count=count)
    return waves.leave(dossier) + count


@transaction.atomic
def renew(invitation: Invitation, *, now: datetime) -> bool:
    """Somebody with an expired link asks for a new one: it goes to the address on file, nowhere else."""
    dossier = invitation.dossier
    mails = Mail.objects.filter(letter=LETTER, about=str(invitation.pk))
    recent = mails.filter(created_at__gt=now - timedelta(days=1)).count()
    if invitation.revoked_at or not dossier.open or recent >= RENEWALS_A_DAY:
        return False
    if Invitation.objects.of_former_partners().filter(pk=invitation.pk).exists():
        return False
    people = _only(invitation.person)
    return bool(_mail([dossier], OPEN_STATES, NEW_LINK, people, by=None, now=now))


@transaction.atomic
def note_opened(invitation: Invitation, *, now: datetime) -> None:
    """A person came in, not a scanner. The first time tells the accountant."""
    Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=now)
    with suppress(WrongState):  # opened before, or further than that
        campaigns.move(invitation.dossier, State.OPENED, now=now)
