"""The thread of a dossier: what client and firm write to each other, beside the answers.

Asking the accountant is an answer ("asked"), and its words are the answer's remark; once the client goes on they
are a message too, in the same transaction. A mail tells the client that there is an answer, never what it says.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from carnet.answers.actions import Hand, Said, Saved, keep
from carnet.answers.form import dossier_form
from carnet.answers.message_models import MOST_SIGNS, STAFF, Message
from carnet.answers.reading import split
from carnet.audit import record as audit
from carnet.campaigns.models import Dossier
from carnet.core import mail
from carnet.core.models import Mail
from carnet.firms.models import Colleague
from carnet.invitations.models import Invitation, Person
from carnet.questionnaires.given import Status
from carnet.questionnaires.seen import others_questions

ANSWERED = "answered"
ASKED_AGAIN = "asked_again"
BETWEEN_MAILS = timedelta(hours=1)
# What the firm wrote, as read by each of a couple.
READ_MARKS = {str(Person.CLIENT): "read_at", str(Person.PARTNER): "partner_read_at"}
Kind = Message.Kind


def write(
    dossier: Dossier, text: str, by: Hand, *, path: str = "", kind: str = Kind.WORDS
) -> Message | None:
    """A message from the client's side; the same form (`by.key`) sent twice writes one. None for empty words."""
    words = text.strip()[:MOST_SIGNS]
    if not words:
        return None
    values = {"text": words, "person": by.person, "at": by.now, "path": path, "kind": kind}
    with transaction.atomic():
        if by.key:
            message, new = dossier.messages.get_or_create(key=by.key, defaults=values)
        else:
            message, new = dossier.messages.create(**values), True
        if new:
            told = {"reopen": True} if kind == Kind.REOPEN else {}
            audit.record("message received", message, firm=dossier.firm, by=by.of_firm, **told)
    return message


@transaction.atomic
def keep_and_ask(dossier: Dossier, answers: Sequence[Said], by: Hand) -> Saved:
    """Keep what a page says when its client goes on, and send the questions on it to the accountant."""
    saved = keep(dossier, answers, by)
    send_questions(dossier, [said.path for said in answers], by)
    return saved


def send_questions(dossier: Dossier, paths: Iterable[str] | None, by: Hand) -> int:
    """Make a message of every question to the accountant that is none yet; how many were made."""
    rows = dossier.answers.filter(status=Status.ASK_ACCOUNTANT).exclude(remark="")
    asked = {row.path: row for row in (rows if paths is None else rows.filter(path__in=paths))}
    if not asked:
        return 0
    sent = dossier.messages.filter(path__in=asked).exclude(person=STAFF)
    told = {(message.path, message.text) for message in sent}
    new = [row for row in asked.values() if (row.path, row.remark.strip()[:MOST_SIGNS]) not in told]
    for row in new:
        write(dossier, row.remark, replace(by, key=""), path=row.path)
    return len(new)


def was_sent(dossier: Dossier, path: str, remark: str) -> bool:
    """Has this question gone to the accountant as it stands? Then its box is free for the next one."""
    messages = dossier.messages.filter(path=path).exclude(person=STAFF)
    return any(message.text == remark.strip()[:MOST_SIGNS] for message in messages)


@transaction.atomic
def reply(
    dossier: Dossier, text: str, *, path: str, by: Colleague, key: str, now: datetime
) -> Message | None:
    """What a colleague answers. It reads what the client wrote, and a mail tells the client."""
    words = text.strip()[:MOST_SIGNS]
    if not words:
        return None
    values = {"text": words, "person": STAFF, "colleague": by, "at": now, "path": path}
    message, new = dossier.messages.get_or_create(key=key, defaults=values)
    if new:
        note_read(dossier, now)
        readers = [one for one in Person.values if may_read(dossier, path, one)]
        tell_client(dossier, ANSWERED, readers, now)
        audit.record("message answered", dossier, firm=dossier.firm, by=by)
    return message


def reaches(dossier: Dossier, path: str, now: datetime) -> bool:
    """Has somebody who may read about this question a link that works?"""
    live = Invitation.objects.live(now).filter(dossier=dossier).values_list("person", flat=True)
    return any(may_read(dossier, path, one) for one in live)


def note_read(dossier: Dossier, now: datetime) -> int:
    """A colleague has dealt with what the client wrote."""
    return dossier.messages.filter(read_at=None).exclude(person=STAFF).update(read_at=now)


def note_read_by_client(messages: Iterable[Message], person: str, now: datetime) -> None:
    """One of a couple reads for themselves; a colleague who fills in together reads for nobody."""
    mark = READ_MARKS.get(person)
    unread = [one.pk for one in messages if mark and one.from_firm and not getattr(one, mark)]
    if mark and unread:
        Message.objects.filter(pk__in=unread).update(**{mark: now})


def may_read(dossier: Dossier, path: str, person: str) -> bool:
    """What is about a question of one of a couple alone is not for the other; what is about none is for both."""
    return split(path)[2] not in others_questions(dossier_form(dossier).definition, person)


def legible(dossier: Dossier, messages: Iterable[Message], person: str) -> list[Message]:
    """Those this person may read. What was written about nothing in particular before a partner came in was
    written to the firm alone, and stays so."""
    listed = list(messages)
    if not listed:
        return []
    others = others_questions(dossier_form(dossier).definition, person)
    since = _joined(dossier) if person == Person.PARTNER else None
    return [
        one
        for one in listed
        if split(one.path)[2] not in others and (one.path or since is None or one.at >= since)
    ]


def _joined(dossier: Dossier) -> datetime | None:
    """When today's partner was first given a link."""
    called = dossier.client.partner_first_name
    links = dossier.invitations.filter(person=Person.PARTNER, called=called)
    return links.order_by("created_at").values_list("created_at", flat=True).first()


def unread_by_client(dossier: Dossier, person: str) -> int:
    """How many of the firm's messages wait, of those that this person may read."""
    unread = {READ_MARKS.get(person, "read_at"): None}
    waiting = dossier.messages.filter(person=STAFF, **unread).only("dossier", "path", "at")
    return len(legible(dossier, waiting, person))


def tell_client(dossier: Dossier, letter: str, people: Collection[str], now: datetime) -> int:
    """Mail these, as far as they may come in, each at most once an hour: what comes sooner waits, and is dropped
    when it was read meanwhile."""
    invitations = Invitation.objects.live(now).filter(dossier=dossier, person__in=people)
    invitations = invitations.with_dossier()
    return sum(_mail(one, dossier, letter, now) for one in invitations)


def _mail(invitation: Invitation, dossier: Dossier, letter: str, now: datetime) -> bool:
    mails = Mail.objects.filter(letter=letter, about=str(invitation.pk))
    if mails.waiting().exists():
        return False
    last = mails.filter(created_at__gt=now - BETWEEN_MAILS).order_by("created_at").last()
    row = mail.post(
        letter,
        about=invitation,
        to=invitation.email,
        language=invitation.language,
        firm=dossier.firm,
    )
    if last:
        Mail.objects.filter(pk=row.pk).update(next_try_at=last.created_at + BETWEEN_MAILS)
    return True
