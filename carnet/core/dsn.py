"""Reads what a mail server says about a mail that did not arrive: reports (RFC 3464), and the plain letters of
qmail, Exim, Exchange and others. Pure; may meet anything, for anybody can write to the mailbox.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from carnet.core import bounce_words

LARGEST = 256 * 1024  # bytes that are looked at; the beginning holds what counts
# Our Message-ID (Mail.message_id), and the same number as the name of the envelope (smtp.py).
OURS = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
IN_MESSAGE_ID = re.compile(r"<([0-9a-f]{32})@[^<>\s]+>")
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[ \-])")
REPLIES = {"552": "5.2.2", "452": "4.2.2"}  # codes that say as much by themselves
CODE = re.compile(f"{REPLY.pattern}|{STATUS.pattern}")
DAEMONS = re.compile(
    r"\b(mailer-daemon|postmaster|MicrosoftExchange[0-9a-f]{20,})@|^\s*(mailer-daemon|postmaster)\s*$",
    re.I,
)
# Where a letter goes on with what we wrote.
OUR_OWN = re.compile(
    r"^\W{0,40}(?:this is a copy of|below this line|original message|message[- ]id:|return-path:|received:"
    r"|message d['’]origine|oorspronkelijk bericht|urspr[uü]ngliche nachricht|en-t[eê]tes)",
    re.I | re.M,
)
MOST_NUMBERS, MOST_WORDS = 20, 8000
SPEAKING = {
    "1",
    "2",
    "3",
    "4",
    "7",
}  # subjects of RFC 3463 that say something to people (reasons.py)


@dataclass(frozen=True)
class Notice:
    """`mails`: the numbers of mails it may be about, the likeliest first; `status`: as 5.1.1; `words`: a
    piece of what the server wrote, where its status says nothing."""

    mails: tuple[str, ...]
    final: bool
    status: str
    words: str = ""


def read(raw: bytes) -> Notice | None:
    """None for what is no message about a mail that did not arrive: answers, receipts, anything."""
    message = BytesParser(policy=compat32).parsebytes(raw[:LARGEST])
    parts = list(message.walk())
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    if reports and any(_tells(block) for block in _blocks(reports[0])):
        verdict = _of_report(reports[0], _told(message))
    else:
        verdict = _of_letter(message)
    if verdict is None:
        return None
    final, status, words = verdict
    numbers = dict.fromkeys(_numbers(message, parts))
    return Notice(tuple(numbers)[:MOST_NUMBERS], final, status, words)


Verdict = tuple[bool, str, str]


def _tells(block: Message) -> bool:
    return bool(_text(block, "Action") or _text(block, "Status"))


def _of_report(report: Message, letter: str) -> Verdict | None:
    """The first recipient that failed, else the first that is delayed; we write to one at a time."""
    verdicts = [verdict for block in _blocks(report) if (verdict := _of_recipient(block, letter))]
    return max(verdicts, key=lambda verdict: verdict[0], default=None)


def _blocks(report: Message) -> list[Message]:
    payload = report.get_payload()
    return [block for block in payload if isinstance(block, Message)] if _many(payload) else []


def _many(payload: object) -> bool:
    return isinstance(payload, list)


def _of_recipient(block: Message, letter: str) -> Verdict | None:
    """The letter beside the report counts only where the report does not say why."""
    action = _text(block, "Action").split(" ")[0].casefold()
    told = _text(block, "Status")
    if not action and told:
        action = "failed" if told.startswith("5") else "delayed"
    if action not in {"failed", "delayed"}:
        return None
    return _verdict(action == "failed", told, _text(block, "Diagnostic-Code") or letter)


def _verdict(final: bool, status: str, words: str) -> Verdict:
    """The most telling status there is: 5.0.0 says nothing and 5.2.0 little. Then what the other server
    answered, what its words mean, its plain reply code; and at last the words themselves."""
    words = words[:MOST_WORDS]
    found = [match[0] for text in (status, words) for match in STATUS.finditer(text)]
    telling = [one for one in found if one.split(".")[1] in SPEAKING]
    exact = [one for one in telling if not one.endswith(".0")]
    reply = REPLY.search(words)
    known = [REPLIES[reply[1]]] if reply and reply[1] in REPLIES else []
    meant = bounce_words.status_of(words, final)
    best = next(iter([*exact, *filter(None, [meant]), *known, *telling]), None)
    if best:
        return final, best, ""
    return final, next(iter(found), "5.0.0" if final else "4.0.0"), bounce_words.quote(words, CODE)


def _of_letter(message: Message) -> Verdict | None:
    """A server that writes prose: Exim names the addresses in a header, others only sign as the daemon.
    An answer of a person on holiday does neither."""
    failed = _text(message, "X-Failed-Recipients")
    if not failed and not DAEMONS.search(_text(message, "From")):
        return None
    words = _told(message)
    all_words = f"{_text(message, 'Subject')} {words}"
    trying = bounce_words.STILL_TRYING.search(all_words)
    if not (failed or trying or CODE.search(words) or bounce_words.RETURNED.search(all_words)):
        return None
    return _verdict(bool(failed) or not trying, "", words)


def _told(message: Message) -> str:
    """The letter's own words on one line, without what we wrote."""
    texts = [OUR_OWN.split(_plain(part), maxsplit=1)[0] for part in _own_parts(message)]
    return " ".join(" ".join(texts).split())[:MOST_WORDS]


def _own_parts(part: Message) -> Iterator[Message]:
    """Texts the server wrote, not those in a mail it puts back."""
    if part.get_content_type() in {"text/plain", "text/html"}:
        yield part
    elif part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in part.get_payload():
            if isinstance(inner, Message):
                yield from _own_parts(inner)


def _plain(part: Message) -> str:
    """Without the tags of HTML, and without the styles before them."""
    text = next(_words([part]), "")
    if part.get_content_subtype() != "html":
        return text
    return html.unescape(re.sub(r"<[^<>]*>", " ", text.rpartition("</style>")[2]))


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
            yield _decoded(payload, part) if isinstance(payload, bytes) else ""


def _decoded(payload: bytes, part: Message) -> str:
    try:
        return payload.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:  # a character set nobody knows
        return payload.decode("utf-8", "replace")


def _text(part: Message, name: str) -> str:
    return " ".join(str(part.get(name, "")).split())
