"""What the log says: one line for each event, and nothing of a person.

An address, a long number, a link or the words of an exception may come along in what Django, a library or a
database says; they are taken out here. Our own lines name things by their numbers only.
"""

import json
import logging
import re
from datetime import UTC, datetime
from http.client import responses
from pathlib import Path
from traceback import extract_tb

from carnet.core.request_ids import current

PERSONAL = [
    (re.compile(r"[^\s<>@\"'(]+@[^\s<>@\"')]+"), "[address]"),
    (re.compile(r"/q/[^\s\"']+"), "/q/[link]"),
    (re.compile(r"\?[^\s\"'=]+=\S*"), "?[query]"),
    # Nine digits or more, however they are set apart; not part of a uuid.
    (re.compile(r"(?<![\w-])\+?\d(?:[ ./-]{0,2}\d){8,}(?![\w-])"), "[number]"),
]
FRAMES = 12
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


def event(record: logging.LogRecord) -> str:
    """Django says the whole address of a page, and of a client's page it is the key: the route stands instead."""
    request = getattr(record, "request", None)
    if request is not None and hasattr(request, "resolver_match"):
        status = getattr(record, "status_code", 0)
        found = request.resolver_match
        said = (
            f"{responses.get(status, 'Refused')}: {request.method} {found.route if found else '-'}"
        )
    else:
        said = record.getMessage()
    return scrubbed(" ".join(said.split()))


def scrubbed(text: str) -> str:
    for pattern, instead in PERSONAL:
        text = pattern.sub(instead, text)
    return text


def error(record: logging.LogRecord) -> str | None:
    """What kinds they were and where they came from. Their words are left out: they may repeat an answer."""
    told: list[str] = []
    one = record.exc_info[1] if record.exc_info else None
    while one is not None and len(told) < FRAMES:
        told.append(f"{type(one).__name__} in {_places(one)}")
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return " because of ".join(told) or None


def _places(one: BaseException) -> str:
    frames = extract_tb(one.__traceback__)[-FRAMES:]
    named = (f"{'/'.join(Path(f.filename).parts[-2:])}:{f.lineno} {f.name}" for f in frames)
    return " < ".join(reversed(list(named)))
