"""Tells a Sentry server of faults (SENTRY_DSN): what kind, where in the code, at which route. Nothing of a person.

A report is put together from the few things named here; the library that sends it looks at nothing by itself. What may
be said of a request and of an exception logs.py decides, for the log and for here.
"""

import atexit
import logging
import sys
import threading
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

from django.conf import settings
from sentry_sdk import Client
from sentry_sdk.transport import HttpTransport
from sentry_sdk.types import Event, Hint

from carnet.core import logs
from carnet.core.release import version
from carnet.core.request_ids import current

log = logging.getLogger(__name__)

# Of one fault a report every so many seconds, and in that time no more than so many of all.
PAUSE, MOST = 600, 50
# Seconds a process that ends waits for its last report to leave.
LAST_WORDS = 2
# The log of a library may repeat what a person wrote; of ours we know what it says.
OURS = "carnet"
# Besides what `_told` names, what says which Carnet it was and what the protocol asks for. The library knows more: the
# name of the machine, for one.
ALLOWED = {"event_id", "timestamp", "platform", "sdk", "release", "environment", "level", "logger"}
ALLOWED |= {"logentry", "exception", "transaction", "tags"}


class Seldom:
    """Remembers what was said within PAUSE."""

    def __init__(self) -> None:
        self.said: dict[object, float] = {}

    def allows(self, what: object) -> bool:
        now = time.monotonic()
        self.said = {one: at for one, at in self.said.items() if now - at < PAUSE}
        if what in self.said or len(self.said) >= MOST:
            return False
        self.said[what] = now
        return True


class Post(HttpTransport):
    """The library's own, which sends from a thread with a short queue. It gives up sooner, and says so now and then."""

    TIMEOUT = 5

    def __init__(self, options: dict[str, Any] | None = None) -> None:
        super().__init__(options or {})
        self.lost, self.told = "", Seldom()

    def on_dropped_event(self, reason: str) -> None:
        self.lost = reason
        if self.told.allows(reason):
            log.warning("a report of a fault could not be sent: %s", reason)


class Reports(logging.Handler):
    """Takes what the log calls an error."""

    def __init__(self, dsn: str) -> None:
        super().__init__(logging.ERROR)
        self.client, self.told = _client(dsn), Seldom()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if _is_fault(record) and self.told.allows(_where(record)):
                self.client.capture_event(_told(record))
        except Exception as problem:  # noqa: BLE001  who waits for a page must not wait in vain for our sake
            log.warning("a fault could not be reported: %s", type(problem).__name__)


def _client(dsn: str) -> Client:
    """Not the library's `init`, which looks into requests, variables, arguments and the machine: a client of our own,
    with nothing hooked in."""
    return Client(
        dsn=dsn,
        transport=Post,
        transport_queue_size=20,
        default_integrations=False,
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        send_client_reports=False,
        enable_backpressure_handling=False,
        spotlight=False,
        debug=False,
        before_send=_allowed,
        release=f"carnet@{version()}",
        environment="production" if settings.PRODUCTION else "development",
    )


def _allowed(event: Event, hint: Hint) -> Event:
    kept: Any = {name: value for name, value in event.items() if name in ALLOWED}
    return kept


def _is_fault(record: logging.LogRecord) -> bool:
    """A request that was refused is none; and the library's own trouble would go round in circles."""
    asked = logs.asked(record)
    refused = asked is not None and asked.status < 500
    return not refused and not record.name.startswith(("sentry_sdk", "urllib3"))


def _where(record: logging.LogRecord) -> tuple[object, ...]:
    call = (record.name, record.pathname, record.lineno)
    return *call, logs.asked(record), logs.error(record)


def _told(record: logging.LogRecord) -> Event:
    told: Event = {
        "timestamp": datetime.fromtimestamp(record.created, UTC),
        "level": "fatal" if record.levelno >= logging.CRITICAL else "error",
        "logger": record.name,
        "logentry": {"formatted": _words(record)},
        "tags": {name: value for name, value in _tags(record).items() if value},
    }
    if kinds := [_kind(one) for one in logs.faults(record)]:
        told["exception"] = {"values": kinds[::-1]}
    if asked := logs.asked(record):
        told["transaction"] = asked.route
    return told


def _tags(record: logging.LogRecord) -> dict[str, str | None]:
    told = {"process": process(), "request_id": current.get()}
    asked = logs.asked(record)
    return told | {"method": asked.method, "status": str(asked.status)} if asked else told


def _words(record: logging.LogRecord) -> str:
    if logs.asked(record) or record.name.partition(".")[0] == OURS:
        return logs.event(record)
    return f"a fault that {record.name} tells of"


def _kind(one: BaseException) -> dict[str, object]:
    frames = [
        {"filename": at.file, "lineno": at.line, "function": at.function, "in_app": at.ours}
        for at in logs.places(one)
    ]
    kind = type(one)
    return {"type": kind.__name__, "module": kind.__module__, "stacktrace": {"frames": frames}}


def process() -> str:
    """Which of Carnet's processes this is. Not which command: what follows its name is nobody's business."""
    program, *words = sys.argv
    if Path(program).name != "manage.py":
        return "web"
    return "worker" if words[:1] == ["work"] else "command"


@cache
def start() -> Reports:
    """In every process, as part of its log (settings.LOGGING), and beside it for what ends a command or a thread."""
    reports = Reports(settings.SENTRY_DSN)
    _listen_for_ends(reports)
    atexit.register(reports.client.close, timeout=LAST_WORDS)
    return reports


def _listen_for_ends(reports: Reports) -> None:
    ends, ends_thread = sys.excepthook, threading.excepthook

    def ended(kind: type[BaseException], one: BaseException, trace: TracebackType | None) -> None:
        if isinstance(one, Exception):  # Ctrl+C is none
            reports.handle(_line("a process ended", one))
        ends(kind, one, trace)

    def thread_ended(args: threading.ExceptHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            reports.handle(_line("a thread ended", args.exc_value))
        ends_thread(args)

    sys.excepthook, threading.excepthook = ended, thread_ended


def _line(words: str, one: Exception | None = None) -> logging.LogRecord:
    what = None if one is None else (type(one), one, one.__traceback__)
    return log.makeRecord(log.name, logging.CRITICAL, __file__, 0, words, (), what)


def try_out() -> str:
    """Sends a report and waits; what kept it from arriving, if anything did."""
    reports = start()
    reports.handle(_line("a report to try it out, no fault"))
    reports.client.flush(timeout=60)
    return reports.client.transport.lost if isinstance(reports.client.transport, Post) else ""
