"""The outbox. A mail is a row written in the same transaction as what it tells; the worker sends it.

A letter may be composed only when it is sent, so that the secret of a link never rests in the
outbox: `letter("name")` registers the composer, `post("name", about=row, …)` queues one. Every mail
leaves at least once, under a Message-ID fixed at queueing. Without a mail server (MAIL_HOST) it is
kept instead and shown on the Outbox page. Knows no firms and no clients; composers do.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import policy
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import OperationalError, transaction
from django.db.models import F, Model
from django.utils import timezone, translation
from email_validator import validate_email

from carnet.core import allowance, mail_logo, smtp
from carnet.core.models import Mail, MailQuerySet

log = logging.getLogger(__name__)

# So many at a time and no longer, well within a claim: the rest goes back in the queue.
ON_ONE_LINE, STRETCH = 10, 60.0
UNREACHABLE = ("connection", "encryption", "signin")
PAUSES = [0, 1, 5, 15, 60]  # minutes until the next try; then hourly
MOST_ATTEMPTS = 76  # about 72 hours
# Workers that did not come back from trying the same mail.
MOST_DEATHS = 5
# Names the firm (its number) of a ready text; it stays inside and is not sent.
FIRM_HEADER = "X-Firm"


@dataclass(frozen=True)
class Letter:
    """A composed mail. `sender` is the name shown before the install's own address."""

    subject: str
    text: str
    html: str = ""
    sender: str = ""
    reply_to: str = ""
    headers: dict[str, str] = field(default_factory=dict)


Composer = Callable[[Mail], Letter | None]
Outcome = Callable[[Mail], None]


@dataclass(frozen=True)
class Composing:
    compose: Composer
    urgent: bool = False
    sent: Outcome | None = None
    refused: Outcome | None = None


LETTERS: dict[str, Composing] = {}


def letter(
    name: str,
    *,
    urgent: bool = False,
    sent: Outcome | None = None,
    refused: Outcome | None = None,
) -> Callable[[Composer], Composer]:
    """Register who composes this letter. The composer returns None when it is no longer wanted.

    An urgent one, which somebody sits waiting for, leaves before the others. `sent` and `refused`
    are told in the same transaction as the outcome is noted; a bounce is a late refusal.
    """

    def register(compose: Composer) -> Composer:
        LETTERS[name] = Composing(compose, urgent, sent, refused)
        return compose

    return register


@dataclass(frozen=True)
class Address:
    about: Model
    to: str
    language: str


def post(name: str, *, about: Model, to: str, language: str, firm: Any) -> Mail:
    """Queue a letter; nothing leaves unless the surrounding transaction commits."""
    return post_many(name, [Address(about, to, language)], firm=firm)[0]


def post_many(name: str, addresses: Iterable[Address], *, firm: Any) -> list[Mail]:
    same = {"letter": name, "firm": firm, "urgent": name in LETTERS and LETTERS[name].urgent}
    return Mail.objects.bulk_create(
        [Mail(about=str(a.about.pk), to=a.to, language=a.language, **same) for a in addresses],
        batch_size=500,
    )


class Lapsed(Exception):
    """Another worker has taken this mail meanwhile: ours was frozen for longer than a claim lasts."""


class OutboxBackend(BaseEmailBackend):
    """Django's and allauth's own mails join the outbox as ready texts."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for address in message.recipients():
                Mail.objects.create(
                    firm_id=message.extra_headers.get(FIRM_HEADER),
                    to=address,
                    urgent=True,
                    language=translation.get_language() or settings.LANGUAGE_CODE,
                    subject=message.subject[:250],
                    text=str(message.body),
                    html=_html_of(message),
                )
        return len(email_messages)


def _html_of(message: EmailMessage) -> str:
    alternatives = getattr(message, "alternatives", [])
    return next((part.content for part in alternatives if part.mimetype == "text/html"), "")


def send_some(now: datetime) -> bool:
    """Send a few mails over one connection. False when none is due. The others' turn comes soon:
    what the worker does besides must not wait for a long queue."""
    mails = deque(allowance.take(now, ON_ONE_LINE))
    end, found, reachable = time.monotonic() + STRETCH, bool(mails), True
    try:
        with smtp.Line() as line:
            while mails and reachable and time.monotonic() < end:
                reachable = _send(line, mails.popleft(), timezone.now())
    finally:
        allowance.give_back(mails)
    return found


def send_next(now: datetime | None = None) -> bool:
    """Send one waiting mail. False when none is due."""
    now = now or timezone.now()
    mails = allowance.take(now)
    with smtp.Line() as line:
        for mail in mails:
            _send(line, mail, now)
    return bool(mails)


def _send(line: smtp.Line, mail: Mail, now: datetime) -> bool:
    """False when the mail server cannot be reached, and the next mail need not try."""
    if mail.attempts > MOST_ATTEMPTS or not _dares(mail):
        _give_up(mail, "unwritable", now)
        return True
    composed = _composed(mail, now)
    if composed is None:
        return True
    try:
        if settings.MAIL_HOST:
            line.hand_over(_envelope(mail, composed))
    except smtp.NotTaken as problem:
        _note_failure(mail, problem, now)
        return not problem.problem.startswith(UNREACHABLE)
    except ValueError as problem:
        unwritable = smtp.NotTaken(f"unwritable {type(problem).__name__}", final=True)
        _note_failure(mail, unwritable, now)
    else:
        _note_sent(mail, composed, now)
    return True


def _dares(mail: Mail) -> bool:
    """Whether it is tried once more. A try is counted before it, for who dies of it cannot count; the first is not,
    so that a mail that simply leaves costs no statement more."""
    if mail.unfinished >= MOST_DEATHS - 1:
        log.error("mail %s: %s workers did not come back from it", mail.uuid, MOST_DEATHS)
        return False
    if mail.attempts > 1:
        _claimed(mail).update(unfinished=F("unfinished") + 1)
    return True


def _composed(mail: Mail, now: datetime) -> Letter | None:
    """None when it does not leave now; why is noted. One that cannot be composed is tried again later, like one the
    mail server puts off: a whole campaign of them does not hold up the mails of all others."""
    claimed_at = mail.claimed_at
    try:
        composed = _compose(mail, now)
    except Lapsed:
        return None
    except OperationalError:  # the database's fault, not this letter's
        with suppress(OperationalError):
            Mail.objects.waiting().filter(pk=mail.pk).update(unfinished=mail.unfinished)
        raise
    except Exception as problem:  # noqa: BLE001  whatever it is, the next mail can leave
        mail.claimed_at = claimed_at  # what composing had noted is taken back
        log.exception("mail %s cannot be composed", mail.uuid)
        _note_failure(mail, smtp.NotTaken(f"unwritable {type(problem).__name__}"), now)
        return None
    if composed is None:
        _claimed(mail).update(dropped_at=now, claimed_at=None, handing_at=None, slot_at=None)
    return composed


def _claimed(mail: Mail) -> MailQuerySet:
    """The row, as long as it is ours."""
    return Mail.objects.waiting().filter(pk=mail.pk, claimed_at=mail.claimed_at)


@transaction.atomic
def _compose(mail: Mail, now: datetime) -> Letter | None:
    """With its link, if it has one, it is noted that the mail is about to leave, and the claim begins anew."""
    if not _claimed(mail).update(handing_at=now, claimed_at=now):
        raise Lapsed
    mail.claimed_at = now
    if not mail.letter:
        return Letter(mail.subject, mail.text, mail.html)
    with translation.override(mail.language):
        return LETTERS[mail.letter].compose(mail)


def _envelope(mail: Mail, composed: Letter) -> smtp.Envelope:
    """ValueError for an address or a text that cannot be written."""
    to, international = _address(mail.to)
    message = EmailMultiAlternatives(
        subject=" ".join(composed.subject.split()),
        body=composed.text,
        from_email=_from(composed.sender, settings.DEFAULT_FROM_EMAIL),
        to=["" if international else to],
        reply_to=[composed.reply_to] if composed.reply_to else None,
        headers={
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            **composed.headers,
        },
    )
    if composed.html:
        message.attach_alternative(composed.html, "text/html")
    written = message.message()
    mail_logo.attach(written, composed.html, mail.firm)
    if international:
        written["To"] = ""
        written.replace_header("To", to)
    return smtp.Envelope(
        name=mail.uuid.hex,
        sender=settings.BOUNCE_ADDRESS or settings.DEFAULT_FROM_EMAIL,
        to=to,
        content=_bytes(written, policy.SMTPUTF8 if international else policy.SMTP),
        international=international,
    )


def _bytes(message: Message, how: Any) -> bytes:
    """What Django has folded and encoded already stays as it is."""
    file = BytesIO()
    BytesGenerator(file, mangle_from_=False, policy=how.clone(refold_source="none")).flatten(
        message
    )
    return file.getvalue()


def _address(to: str) -> tuple[str, bool]:
    """As the server must hear it, and whether only a server that knows SMTPUTF8 can. A domain has a
    spelling in plain letters (IDNA 2008); what stands before the @ has none."""
    if to.isascii():
        return to, False
    found = validate_email(to, check_deliverability=False)
    if found.ascii_email:
        return found.ascii_email, False
    return f"{found.local_part}@{found.ascii_domain}", True


def _from(name: str, address: str) -> str:
    plain = name.replace('"', "").replace("\\", "")
    return f'"{" ".join(plain.split())}" <{address}>' if name else address


@transaction.atomic
def _note_sent(mail: Mail, composed: Letter, now: datetime) -> None:
    """What left is blanked: it may hold a link. What is kept for the Outbox page stays readable. It has left
    even if our claim lapsed while it did; of two workers the first notes it."""
    kept = not settings.MAIL_HOST
    noted = (
        Mail.objects.waiting()
        .filter(pk=mail.pk)
        .update(
            sent_at=now,
            claimed_at=None,
            handing_at=None,
            kept=kept,
            subject=composed.subject[:250],
            text=composed.text if kept else "",
            html=composed.html if kept else "",
            problem="",
        )
    )
    if noted:
        tell(mail, "sent")


def _note_failure(mail: Mail, problem: smtp.NotTaken, now: datetime) -> None:
    log.warning("mail %s: %s", mail.uuid, problem.problem)
    if problem.doubtful:
        _claimed(mail).update(doubtful_at=now)
    if problem.final or mail.attempts >= MOST_ATTEMPTS:
        _give_up(mail, problem.problem, now)
        return
    minutes = PAUSES[min(mail.attempts, len(PAUSES) - 1)]
    _claimed(mail).update(
        next_try_at=now + timedelta(minutes=minutes),
        claimed_at=None,
        handing_at=None,
        unfinished=0,
        slot_at=mail.slot_at if problem.doubtful else None,
        problem=problem.problem,
    )


@transaction.atomic
def _give_up(mail: Mail, reason: str, now: datetime) -> None:
    given_up = _claimed(mail).update(
        failed_at=now, claimed_at=None, handing_at=None, problem=reason
    )
    if given_up:
        tell(mail, "refused")


def try_again(mails: MailQuerySet, now: datetime) -> int:
    """Put failed mails back in the queue, with all their tries before them."""
    again = {"failed_at": None, "slot_at": None, "attempts": 0, "unfinished": 0, "problem": ""}
    return mails.failed().update(next_try_at=now, **again)


def tell(mail: Mail, what: str) -> None:
    composing = LETTERS.get(mail.letter)
    listener = getattr(composing, what) if composing else None
    if listener:
        listener(mail)
