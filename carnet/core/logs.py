"""What the log says: one line for each event, and nothing of a person.

An address, a long number, a link or the words of an exception may come along in what Django, a library or a
database says; they are taken out here. Our own lines name things by their numbers only.
"""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import responses
from pathlib import Path
from traceback import FrameSummary, extract_tb

from carnet.core.request_ids import current, method_of

PERSONAL = [
    (re.compile(r"[^\s<>@\"'(]+@[^\s<>@\"')]+"), "[address]"),
    (re.compile(r"/q/[^\s\"']+"), "/q/[link]"),
    (re.compile(r"\?[^\s\"'=]+=\S*"), "?[query]"),
    # Nine digits or more, however they are set apart; not part of a uuid.
    (re.compile(r"(?<![\w-])\+?\d(?:[ ./-]{0,2}\d){8,}(?![\w-])"), "[number]"),
]
FRAMES = 12
ROOT = Path(__file__).parents[2]
# What a line of a request tells besides (carnet/core/request_ids.py).
EXTRAS = ("method", "route", "status", "ms")


class Line(logging.Formatter):
    """For people who read along."""

    def format(self, record: logging.LogRecord) -> str:
        begin = f"{self.formatTime(record)} {record.levelname} {record.name}"
        return " ".join([begin, event(record), *filter(None, [error(record)])])


class Json(logging.Formatter):
    """For programs that gather logs: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": event(record),
            "request_id": current.get(),
            "error": error(record),
        }
        told |= {name: getattr(record, name, None) for name in EXTRAS}
        return json.dumps({name: value for name, value in told.items() if value is not None})


@dataclass(frozen=True)
class Asked:
    """The request a line is about."""

    method: str
    route: str
    status: int


def asked(record: logging.LogRecord) -> Asked | None:
    """The whole address of a page stays out, since of a client's page it is the key: the route stands instead."""
    request = getattr(record, "request", None)
    if request is None or not hasattr(request, "resolver_match"):
        return None
    found = request.resolver_match
    return Asked(
        method_of(request),
        found.route if found else "-",
        getattr(record, "status_code", 0),
    )


def event(record: logging.LogRecord) -> str:
    one = asked(record)
    said = _outcome(one) if one else record.getMessage()
    return scrubbed(" ".join(said.split()))


def _outcome(one: Asked) -> str:
    return f"{responses.get(one.status, 'Refused')}: {one.method} {one.route}"


def scrubbed(text: str) -> str:
    for pattern, instead in PERSONAL:
        text = pattern.sub(instead, text)
    return text


def error(record: logging.LogRecord) -> str | None:
    """What kinds they were and where they came from. Their words are left out: they may repeat an answer."""
    told = (f"{type(one).__name__} in {_in_a_line(one)}" for one in faults(record))
    return " because of ".join(told) or None


def _in_a_line(one: BaseException) -> str:
    named = (f"{place.file}:{place.line} {place.function}" for place in places(one))
    return " < ".join(reversed(list(named)))


def faults(record: logging.LogRecord) -> Iterator[BaseException]:
    """The exception of a line, and one after another what it came of."""
    one = record.exc_info[1] if record.exc_info else None
    for _ in range(FRAMES):
        if one is None:
            return
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


@dataclass(frozen=True)
class Place:
    """A line of code: its file with the folder around it, without the way there."""

    file: str
    line: int | None
    function: str
    ours: bool


def places(one: BaseException) -> list[Place]:
    """Where it came through, its origin last."""
    return [_place(frame) for frame in extract_tb(one.__traceback__)[-FRAMES:]]


def _place(frame: FrameSummary) -> Place:
    path = Path(frame.filename)
    ours = path.is_relative_to(ROOT) and "site-packages" not in path.parts
    return Place("/".join(path.parts[-2:]), frame.lineno, frame.name, ours)
