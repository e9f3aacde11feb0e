"""The outbox. A mail is a row written in the same transaction as what it tells; the worker sends it.

A letter may be composed only when it is sent, so that the secret of a link never rests in the
outbox: `letter("name")` registers the composer, `post("name", about=row, …)` queues one. Every mail
leaves at least once, under a Message-ID fixed at queueing. Without a mail server (MAIL_HOST) it is
kept instead and shown on the Outbox page. Knows no firms and no clients; composers do.
"""

import logging
import smtplib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.db.models import F, Model, Q
from django.utils import timezone, translation

from carnet.core.models import Mail, MailQuerySet

log = logging.getLogger(__name__)

CLAIM_LASTS = timedelta(minutes=10)
PAUSES = [0, 1, 5, 15, 60]  # minutes until the next try; then hourly
MOST_ATTEMPTS = 76  # about 72 hours
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
    sent: Outcome | None = None
    refused: Outcome | None = None


LETTERS: dict[str, Composing] = {}


def letter(
    name: str, *, sent: Outcome | None = None, refused: Outcome | None = None
) -> Callable[[Composer], Composer]:
    """Register who composes this letter. The composer returns None when it is no longer wanted.

    `sent` and `refused` are told in the same transaction as the outcome is noted.
    """

    def register(compose: Composer) -> Composer:
        LETTERS[name] = Composing(compose, sent, refused)
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
    return Mail.objects.bulk_create(
        [
            Mail(letter=name, about=str(a.about.pk), to=a.to, language=a.language, firm=firm)
            for a in addresses
        ],
        batch_size=500,
    )


class OutboxBackend(BaseEmailBackend):
    """Django's and allauth's own mails join the outbox as ready texts."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for address in message.recipients():
                Mail.objects.create(
                    firm_id=message.extra_headers.get(FIRM_HEADER),
                    to=address,
                    language=translation.get_language() or settings.LANGUAGE_CODE,
                    subject=message.subject[:250],
                    text=str(message.body),
                    html=_html_of(message),
                )
        return len(email_messages)


def _html_of(message: EmailMessage) -> str:
    alternatives = getattr(message, "alternatives", [])
    return next((part.content for part in alternatives if part.mimetype == "text/html"), "")


def send_next(now: datetime | None = None) -> bool:
    """Send one waiting mail. False when none is due.

    A claim lets go after ten minutes: what kills its sender is tried again, until it has been tried
    too often.
    """
    now = now or timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)
    due = Mail.objects.waiting().filter(free, next_try_at__lte=now)
    mail = due.order_by("next_try_at", "pk").first()
    if mail is None:
        return False
    if due.filter(pk=mail.pk).update(claimed_at=now, attempts=F("attempts") + 1):
        mail.refresh_from_db()
        _send(mail, now)
    return True


def _send(mail: Mail, now: datetime) -> None:
    if mail.attempts > MOST_ATTEMPTS:
        _give_up(mail, "unwritable", now)
        return
    composed = _compose(mail)
    if composed is None:
        Mail.objects.filter(pk=mail.pk).update(dropped_at=now, claimed_at=None)
        return
    try:
        if settings.MAIL_HOST:
            _hand_over(mail, composed)
    except (smtplib.SMTPException, OSError, ValueError) as problem:
        _note_failure(mail, problem, now)
    else:
        _note_sent(mail, composed, now)


def _compose(mail: Mail) -> Letter | None:
    if not mail.letter:
        return Letter(mail.subject, mail.text, mail.html)
    with translation.override(mail.language):
        return LETTERS[mail.letter].compose(mail)


def _hand_over(mail: Mail, composed: Letter) -> None:
    address = settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(
        subject=" ".join(composed.subject.split()),
        body=composed.text,
        from_email=_from(composed.sender, address),
        to=[mail.to],
        reply_to=[composed.reply_to] if composed.reply_to else None,
        headers={
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            **composed.headers,
        },
        connection=_server(),
    )
    if composed.html:
        message.attach_alternative(composed.html, "text/html")
    message.send()


def _from(name: str, address: str) -> str:
    plain = name.replace('"', "").replace("\\", "")
    return f'"{" ".join(plain.split())}" <{address}>' if name else address


def _server() -> BaseEmailBackend:
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=settings.MAIL_HOST,
        port=settings.MAIL_PORT,
        username=settings.MAIL_USER,
        password=settings.MAIL_PASSWORD,
        use_tls=settings.MAIL_SECURITY == "starttls",
        use_ssl=settings.MAIL_SECURITY == "tls",
        timeout=30,
    )


@transaction.atomic
def _note_sent(mail: Mail, composed: Letter, now: datetime) -> None:
    """What left is blanked: it may hold a link. What is kept for the Outbox page stays readable."""
    kept = not settings.MAIL_HOST
    Mail.objects.filter(pk=mail.pk).update(
        sent_at=now,
        claimed_at=None,
        kept=kept,
        subject=composed.subject[:250],
        text=composed.text if kept else "",
        html=composed.html if kept else "",
        problem="",
    )
    _tell(mail, "sent")


def _note_failure(mail: Mail, problem: Exception, now: datetime) -> None:
    """The server's own words are kept without its text: some quote the recipient."""
    reason, final = _reason(problem)
    log.warning("mail %s: %s", mail.uuid, reason)
    if final or mail.attempts >= MOST_ATTEMPTS:
        _give_up(mail, reason, now)
        return
    minutes = PAUSES[min(mail.attempts, len(PAUSES) - 1)]
    Mail.objects.filter(pk=mail.pk).update(
        next_try_at=now + timedelta(minutes=minutes), claimed_at=None, problem=reason
    )


@transaction.atomic
def _give_up(mail: Mail, reason: str, now: datetime) -> None:
    Mail.objects.filter(pk=mail.pk).update(failed_at=now, claimed_at=None, problem=reason)
    _tell(mail, "refused")


def _reason(problem: Exception) -> tuple[str, bool]:
    """What to note, and whether trying again is useless: a 5xx answer about this mail (RFC 5321).
    One about our sign-in, sender or connection is ours to repair, and the mail waits for that."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code = next(iter(problem.recipients.values()))[0]
        return f"recipient {code}", code >= 500
    if isinstance(problem, smtplib.SMTPResponseException):
        word = OURS_TO_REPAIR.get(type(problem))
        code = problem.smtp_code
        return f"{word or 'content'} {code}", word is None and code >= 500
    # A bad certificate is both, and a matter of the connection.
    if isinstance(problem, ValueError) and not isinstance(problem, OSError):
        return f"unwritable {type(problem).__name__}", True
    return f"connection {type(problem).__name__}", False


OURS_TO_REPAIR: dict[type[Exception], str] = {
    smtplib.SMTPAuthenticationError: "signin",
    smtplib.SMTPSenderRefused: "sender",
    smtplib.SMTPConnectError: "connection",
    smtplib.SMTPHeloError: "connection",
}


def try_again(mails: MailQuerySet, now: datetime) -> int:
    """Put failed mails back in the queue, with all their tries before them."""
    return mails.failed().update(failed_at=None, attempts=0, problem="", next_try_at=now)


def _tell(mail: Mail, what: str) -> None:
    composing = LETTERS.get(mail.letter)
    listener = getattr(composing, what) if composing else None
    if listener:
        listener(mail)
