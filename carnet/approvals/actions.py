"""Puts documents up for approval, takes what people decide, withdraws. Whatever is told goes through the outbox in
the same transaction; what a mail says is not known here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from carnet.answers import documents
from carnet.answers.actions import STAFF
from carnet.answers.documents import Incoming
from carnet.answers.models import Document
from carnet.approvals import pages
from carnet.approvals.models import Approval, Voice
from carnet.audit import record as audit
from carnet.campaigns.models import Dossier
from carnet.core import mail
from carnet.core.models import Mail
from carnet.core.sealed import under
from carnet.firms.models import Colleague
from carnet.invitations import actions as invitations
from carnet.invitations.actions import RENEWALS_A_DAY
from carnet.invitations.models import Invitation, Person
from carnet.invitations.parting import partner_shut_out, somebody_else
from carnet.invitations.people import BOTH, for_couples, guest

LETTER, REMINDER = "approval", "approval_reminder"
ASKED = gettext_noop("approval asked")
GIVEN = gettext_noop("approval given")
DECLINED = gettext_noop("approval declined")
WITHDRAWN = gettext_noop("approval withdrawn")
State = Voice.State


class NotSent(Exception):
    """The client has not sent the answers yet."""


class Settled(Exception):
    """Somebody was first: it was decided otherwise, withdrawn, or replaced by a newer version."""


@dataclass(frozen=True)
class Wish:
    """What is asked. `key` was made with the form; `replaces` is the version this one is newer than."""

    key: UUID
    words: str = ""
    people: Sequence[str] = (Person.CLIENT,)
    remind_days: int = 0
    replaces: Approval | None = None


def may_ask(dossier: Dossier) -> list[str]:
    """Who can be asked to approve: the client, and the partner where the questionnaire is for couples."""
    found = [one for one in BOTH if guest(dossier, one)]
    if Person.PARTNER in found and (not for_couples(dossier) or partner_shut_out(dossier)):
        found.remove(Person.PARTNER)
    return [str(one) for one in found]


def ask(
    dossier: Dossier, incoming: Incoming, wish: Wish, *, by: Colleague, now: datetime
) -> Approval:
    """Check and keep the file, then ask. Raises Refused, NotSent, Settled, NoAddress and ShutOut. Opening a file
    takes seconds, so nothing is locked until it has been looked at."""
    if known := dossier.approvals.filter(key=wish.key).first():
        return known
    paper = documents.keep(dossier, incoming, path="", person=STAFF, now=now)
    try:
        approval = _put_up(dossier, paper, wish, drawn=pages.draw(paper), by=by, now=now)
    except BaseException:
        pages.throw_away(paper)
        raise
    if approval.uuid != paper.uuid:  # the same form, sent twice at one moment
        pages.throw_away(paper)
    return approval


@transaction.atomic
def _put_up(
    dossier: Dossier, paper: Document, wish: Wish, *, drawn: int, by: Colleague, now: datetime
) -> Approval:
    held = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if known := held.approvals.filter(key=wish.key).first():
        return known
    if not held.submitted_at:
        raise NotSent
    if wish.replaces:
        _replace(wish.replaces, now)
    approval = Approval.objects.create(
        uuid=paper.uuid, key=wish.key, dossier=dossier, replaces=wish.replaces,
        words=wish.words or None, name=paper.name, kind=paper.kind, size=paper.size,
        sha256=paper.sha256, file=paper.file, pages=paper.pages, pictured=paper.pictured,
        remark=paper.remark, drawn=drawn, remind_days=wish.remind_days, asked_by=by, asked_at=now,
    )  # fmt: skip
    for person in wish.people:
        invitation = invitations.standing(dossier, person, by=by, now=now)
        voice = approval.voices.create(person=person, invitation=invitation)
        _mail(voice, invitation)
    facts = {"approval": approval.pk, "sha256": approval.sha256}
    audit.record(ASKED, dossier, firm=dossier.firm, by=by, **facts)
    return approval


def _replace(before: Approval, now: datetime) -> None:
    """What was decided stays as it was decided; what is open is not asked any more."""
    held = Approval.objects.select_for_update(of=("self",)).get(pk=before.pk)
    if held.state == Approval.State.WITHDRAWN or Approval.objects.filter(replaces=held).exists():
        raise Settled
    if held.open:
        _end(held, Approval.State.REPLACED, now)


def _end(approval: Approval, state: str, now: datetime) -> None:
    """Of an approval that is held."""
    Approval.objects.filter(pk=approval.pk).update(state=state, ended_at=now)
    approval.state, approval.ended_at = state, now
    approval.voices.filter(state=State.WAITING).update(state=State.VOID)


def _mail(voice: Voice, invitation: Invitation) -> Mail:
    to, language = invitation.email, invitation.language
    return mail.post(LETTER, about=voice, to=to, language=language, firm=invitation.firm)


def theirs(voice: Voice, dossier: Dossier) -> bool:
    """Is whom we asked still who would answer? Another partner does not inherit what the former one was asked."""
    if voice.person == Person.CLIENT:
        return True
    return not somebody_else(dossier, voice.invitation)


def accept(voice: Voice, *, text: str, name: str, now: datetime) -> bool:
    """Whether it was this that decided; False for the second press of one button. Raises Settled."""
    return _decide(voice, State.ACCEPTED, {"text": text, "name": name}, now=now)


def decline(voice: Voice, *, reason: str, now: datetime) -> bool:
    return _decide(voice, State.DECLINED, {"reason": reason}, now=now)


def approve_on_paper(voice: Voice, *, reason: str, by: Colleague, now: datetime) -> bool:
    """The firm holds this person's word otherwise, and says how."""
    return _decide(voice, State.ON_PAPER, {"reason": reason}, now=now, by=by)


@transaction.atomic
def _decide(
    voice: Voice, state: str, said: dict[str, str], *, now: datetime, by: Colleague | None = None
) -> bool:
    # The two of a couple wait for each other here: the second sees what the first decided.
    held = Approval.objects.select_for_update(of=("self",)).select_related("dossier")
    approval = held.get(pk=voice.approval_id)
    voice.approval = approval
    fields = under(voice, {"state": state, "said": said, "decided_at": now, "noted_by": by})
    waiting = Voice.objects.filter(pk=voice.pk, state=State.WAITING, approval__state="open")
    if not waiting.update(sha256=approval.sha256, **fields):
        voice.refresh_from_db()
        if voice.state != state:
            raise Settled
        return False
    voice.refresh_from_db()
    _settle(approval, now)
    what = DECLINED if state == State.DECLINED else GIVEN
    _trace(what, approval, by=by, person=voice.person, complete=not approval.open)
    return True


def _settle(approval: Approval, now: datetime) -> None:
    """Decided once everybody has approved, or somebody has not."""
    states = set(approval.voices.values_list("state", flat=True))
    if State.DECLINED in states:
        _end(approval, Approval.State.DECLINED, now)
    elif State.WAITING not in states:
        _end(approval, Approval.State.APPROVED, now)


def _trace(what: str, approval: Approval, *, by: Colleague | None, **facts: Any) -> None:
    dossier = Dossier.objects.select_related("firm").get(pk=approval.dossier_id)
    facts |= {"approval": approval.pk, "sha256": approval.sha256}
    audit.record(what, dossier, firm=dossier.firm, by=by, **facts)


@transaction.atomic
def withdraw(approval: Approval, *, by: Colleague, now: datetime) -> None:
    """Nobody is asked any more. Raises Settled."""
    held = Approval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    if not held.open:
        raise Settled
    _end(held, Approval.State.WITHDRAWN, now)
    _trace(WITHDRAWN, held, by=by)


@transaction.atomic
def mail_again(voice: Voice, *, by: Colleague | None, now: datetime) -> bool:
    """To the address in the client's file today; False when a mail waits already. Raises NoAddress and ShutOut."""
    dossier = voice.approval.dossier
    Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if not Voice.objects.filter(pk=voice.pk, state=State.WAITING).exists():
        raise Settled
    if Mail.objects.waiting().filter(letter=LETTER, about=str(voice.pk)).exists():
        return False
    invitation = renewed(voice, by=by, now=now)
    _mail(voice, invitation)
    return True


def renewed(voice: Voice, *, by: Colleague | None, now: datetime) -> Invitation:
    """This person's way in, open for two more weeks. Raises NoAddress and ShutOut."""
    dossier = voice.approval.dossier
    if not theirs(voice, dossier):
        raise invitations.ShutOut(dossier.pk)
    invitation = invitations.standing(dossier, voice.person, by=by, now=now)
    Voice.objects.filter(pk=voice.pk).update(invitation=invitation, undelivered_at=None)
    return invitation


def renew(invitation: Invitation, *, now: datetime) -> bool:
    """Somebody with an expired link asks for a new one while their word is waited for: it goes to the address on
    file, nowhere else."""
    voice = waiting_of(invitation).first()
    if invitation.revoked_at or voice is None:
        return False
    mails = Mail.objects.filter(letter=LETTER, about=str(voice.pk))
    if mails.filter(created_at__gt=now - timedelta(days=1)).count() >= RENEWALS_A_DAY:
        return False
    try:
        return mail_again(voice, by=None, now=now)
    except (invitations.NoAddress, Settled):
        return False


def waiting_of(invitation: Invitation):
    voices = Voice.objects.filter(
        approval__dossier=invitation.dossier_id, person=invitation.person, state=State.WAITING
    )
    return voices.select_related(
        "invitation", "approval__dossier__firm", "approval__dossier__client",
        "approval__dossier__campaign", "approval__dossier__revision__questionnaire",
    ).order_by("pk")  # fmt: skip


def note_read(voice: Voice, now: datetime) -> None:
    """The document lay before this person; the first time counts."""
    Voice.objects.filter(pk=voice.pk, read_at=None).update(read_at=now)
