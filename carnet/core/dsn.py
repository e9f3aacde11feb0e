"""Reads what a mail server says about a mail that did not arrive (RFC 3464, and the older plain letters of
Exim and others). Pure; may meet anything, for anybody can write to the mailbox.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

LARGEST = 256 * 1024  # bytes that are looked at; the beginning holds what counts
# Our Message-ID (Mail.message_id), and the same number as the name of the envelope (smtp.py).
OURS = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
IN_MESSAGE_ID = re.compile(r"<([0-9a-f]{32})@[^<>\s]+>")
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[ \-])")
REPLIES = {"552": "5.2.2", "452": "4.2.2"}  # codes that say as much by themselves
DAEMONS = re.compile(r"\b(mailer-daemon|postmaster)@|^\s*(mailer-daemon|postmaster)\s*$", re.I)
MOST_NUMBERS = 20


@dataclass(frozen=True)
class Notice:
    """`mails`: the numbers of mails it may be about, the likeliest first; `status`: as 5.1.1."""

    mails: tuple[str, ...]
    final: bool
    status: str


def read(raw: bytes) -> Notice | None:
    """None for what is no message about a mail that did not arrive: answers, receipts, anything."""
    message = BytesParser(policy=compat32).parsebytes(raw[:LARGEST])
    parts = list(message.walk())
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    verdict = _of_report(reports[0]) if reports else _of_letter(message, parts)
    if verdict is None:
        return None
    final, status = verdict
    numbers = dict.fromkeys(_numbers(message, parts))
    return Notice(tuple(numbers)[:MOST_NUMBERS], final, status)


def _of_report(report: Message) -> tuple[bool, str] | None:
    """The first recipient that failed, else the first that is delayed; we write to one at a time."""
    verdicts = [verdict for block in _blocks(report) if (verdict := _of_recipient(block))]
    return max(verdicts, key=lambda verdict: verdict[0], default=None)


def _blocks(report: Message) -> list[Message]:
    payload = report.get_payload()
    return [block for block in payload if isinstance(block, Message)] if _many(payload) else []


def _many(payload: object) -> bool:
    return isinstance(payload, list)


def _of_recipient(block: Message) -> tuple[bool, str] | None:
    action = _text(block, "Action").split(" ")[0].casefold()
    told = _text(block, "Status")
    if not action and told:
        action = "failed" if told.startswith("5") else "delayed"
    if action not in {"failed", "delayed"}:
        return None
    final = action == "failed"
    return final, _most_telling(told, _text(block, "Diagnostic-Code"), final)


def _most_telling(status: str, words: str, final: bool) -> str:
    """5.0.0 says nothing: then what the other server answered, and at last the plain reply code."""
    found = [match[0] for text in (status, words) for match in STATUS.finditer(text)]
    telling = [one for one in found if not one.endswith(".0.0")]
    reply = REPLY.search(words)
    known = REPLIES.get(reply[1]) if reply else None
    return next(iter([*telling, *filter(None, [known]), *found, "5.0.0" if final else "4.0.0"]))


def _of_letter(message: Message, parts: list[Message]) -> tuple[bool, str] | None:
    """A server that writes prose: Exim names the addresses in a header, others only sign as the daemon.
    An answer of a person on holiday does neither."""
    failed = _text(message, "X-Failed-Recipients")
    if not failed and not DAEMONS.search(_text(message, "From")):
        return None
    words = " ".join(_words(parts))
    final = bool(failed) or not re.search(
        r"\bdelayed\b|\bwarning\b|will (?:keep|be) (?:re)?try", words, re.I
    )
    if not failed and not (STATUS.search(words) or REPLY.search(words)):
        return None
    return final, _most_telling("", words, final)


def _numbers(message: Message, parts: list[Message]) -> Iterator[str]:
    """Wherever servers put back what we wrote: the name of the envelope, the headers, the text."""
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    for block in (block for report in reports for block in _blocks(report)):
        yield from OURS.findall(_text(block, "Original-Envelope-Id"))
    inner = [part for part in parts if part is not message]
    yield from _in_headers(inner, ["Message-ID"])
    for block in (block for report in reports for block in _blocks(report)):
        yield from IN_MESSAGE_ID.findall(_text(block, "Original-Message-ID"))
    yield from _in_headers([message], ["In-Reply-To", "References", "X-Original-Message-ID"])
    for words in _words(parts):
        yield from IN_MESSAGE_ID.findall(words)


def _in_headers(parts: Iterable[Message], names: list[str]) -> Iterator[str]:
    for part in parts:
        for name in names:
            yield from IN_MESSAGE_ID.findall(_text(part, name))


def _words(parts: Iterable[Message]) -> Iterator[str]:
    for part in parts:
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            yield payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _text(part: Message, name: str) -> str:
    return " ".join(str(part.get(name, "")).split())
