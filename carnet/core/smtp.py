"""A conversation with the mail server. Says whether it took a mail and, if not, whether trying again is
useless and whether it may have taken it all the same. Knows no rows."""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail.utils import DNS_NAME

PATIENCE = 30  # seconds for one answer
AFTER_THE_TEXT = 60  # the last answer takes longer: some servers look for viruses first
# A server that speaks a letter a second never runs into a pause; this ends it, well within a claim.
LONGEST = 300
ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")


class NotTaken(Exception):
    """`problem` as in reasons.py. `final`: a 5xx answer about this mail (RFC 5321); one about our
    sign-in, sender or connection is ours to repair, and the mail waits for that. `doubtful`: the
    text was handed over and the answer is missing."""

    def __init__(self, problem: str, *, final: bool = False, doubtful: bool = False) -> None:
        super().__init__(problem)
        self.problem, self.final, self.doubtful = problem, final, doubtful


@dataclass(frozen=True)
class Envelope:
    """`name` comes back in a bounce (RFC 3461); `international` needs SMTPUTF8 (RFC 6531)."""

    name: str
    sender: str
    to: str
    content: bytes
    international: bool = False


class Line:
    """Opened by the first mail and kept for the next ones; after any fault the next mail opens a new one."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_problem: object) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp:
            with suppress(smtplib.SMTPException, OSError), _at_most(smtp, PATIENCE):
                smtp.quit()
            smtp.close()

    def hand_over(self, envelope: Envelope) -> None:
        used, smtp = self._smtp is not None, self._smtp or _new()
        self._smtp = None
        try:
            with _at_most(smtp, LONGEST):
                if not used:
                    _open(smtp)
                _say(smtp, envelope)
        except _Tired as problem:
            smtp.close()
            if not used:
                raise NotTaken(problem.problem) from problem
            self.hand_over(envelope)
        except NotTaken:
            smtp.close()
            raise
        else:
            self._smtp = smtp


class _Tired(Exception):
    """The server ended the conversation before it had the text: some take only so many mails in one."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@contextmanager
def _at_most(smtp: smtplib.SMTP, seconds: float) -> Iterator[None]:
    def cut() -> None:
        if smtp.sock:
            with suppress(OSError):
                socket.socket.shutdown(smtp.sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _new() -> smtplib.SMTP:
    more: dict[str, Any] = {"local_hostname": str(DNS_NAME), "timeout": PATIENCE}
    if settings.MAIL_SECURITY == "tls":
        return smtplib.SMTP_SSL(context=ssl.create_default_context(), **more)
    return smtplib.SMTP(**more)


def _open(smtp: smtplib.SMTP) -> None:
    # smtplib checks the certificate against the name it would have been given when made.
    smtp._host = settings.MAIL_HOST  # type: ignore[attr-defined]
    with _told_as("connection"):
        code, text = smtp.connect(settings.MAIL_HOST, settings.MAIL_PORT)
        if code != 220:
            raise NotTaken(_problem("connection", code, text))
        smtp.ehlo_or_helo_if_needed()
    if settings.MAIL_SECURITY == "starttls":
        with _told_as("encryption"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
    if settings.MAIL_USER:
        with _told_as("signin"):
            smtp.login(settings.MAIL_USER, settings.MAIL_PASSWORD)


@contextmanager
def _told_as(word: str) -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPResponseException as problem:
        raise NotTaken(_problem(word, problem.smtp_code, problem.smtp_error)) from problem
    except (smtplib.SMTPException, OSError) as problem:
        word = "encryption" if isinstance(problem, ssl.SSLError) else word
        raise NotTaken(f"{word} {type(problem).__name__}") from problem


def _say(smtp: smtplib.SMTP, envelope: Envelope) -> None:
    if envelope.international and not smtp.has_extn("smtputf8"):
        raise NotTaken("characters", final=True)
    steps: list[tuple[str, Callable[[], tuple[int, bytes]]]] = [
        ("sender", lambda: smtp.mail(envelope.sender, _options(smtp, envelope))),
        ("recipient", lambda: smtp.rcpt(envelope.to, _notify(smtp))),
        ("content", lambda: smtp.docmd("DATA")),
    ]
    for word, ask in steps:
        try:
            code, text = ask()
        except (smtplib.SMTPException, OSError) as problem:
            raise _Tired(f"connection {type(problem).__name__}") from problem
        if code == 421:
            raise _Tired(_problem("connection", code, text))
        if not 200 <= code < 400:
            raise NotTaken(_problem(word, code, text), final=word != "sender" and code >= 500)
    _hand_text(smtp, envelope.content)


def _hand_text(smtp: smtplib.SMTP, content: bytes) -> None:
    quoted = re.sub(rb"(?m)^\.", b"..", content)
    end = b".\r\n" if quoted.endswith(b"\r\n") else b"\r\n.\r\n"
    try:
        smtp.send(quoted + end)
        if smtp.sock:
            smtp.sock.settimeout(AFTER_THE_TEXT)
        code, text = smtp.getreply()
    except (smtplib.SMTPException, OSError) as problem:
        raise NotTaken(f"connection {type(problem).__name__}", doubtful=True) from problem
    if smtp.sock:
        smtp.sock.settimeout(PATIENCE)
    if not 200 <= code < 300:
        raise NotTaken(_problem("content", code, text), final=code >= 500)


def _options(smtp: smtplib.SMTP, envelope: Envelope) -> list[str]:
    options = ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
    if envelope.international:
        options.append("SMTPUTF8")
    if smtp.has_extn("dsn"):
        # A bounce need not carry the text, which holds a link.
        options += ["RET=HDRS", f"ENVID={envelope.name}"]
    return options


def _notify(smtp: smtplib.SMTP) -> list[str]:
    return ["NOTIFY=FAILURE,DELAY"] if smtp.has_extn("dsn") else []


def _problem(word: str, code: int, text: bytes | str) -> str:
    """The server's codes without its words: some quote the recipient."""
    answer = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    found = ENHANCED.match(answer)
    return f"{word} {code} {found[1].decode()}" if found else f"{word} {code}"
