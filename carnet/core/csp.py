"""What browsers report when something on a page is not allowed by its policy (headers.py): a fault of ours, an
extension of theirs, or somebody who tries to get in.

Anybody may send us such a report, so: it is small, there are not many, and nothing of it is kept as it came. The
address of a client's page is its key; its route stands instead. Of what was blocked there is one word or a host.
"""

import json
import logging
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.http import require_POST

from carnet.core.models import Violation
from carnet.core.worker import hourly

log = logging.getLogger(__name__)

PATH = "/reports/csp"
KINDS = frozenset({"application/csp-report", "application/reports+json", "application/json"})
LARGEST = 16 * 2**10
AT_ONCE = 20  # reports in one message
A_MINUTE = 60  # messages, of each web process
MOST = 200  # different ones; the rest is counted together
KEPT = timedelta(days=30)
OTHER = "other"
HERE = "self"

DIRECTIVES = frozenset(
    {
        *("default-src", "script-src", "script-src-elem", "script-src-attr", "style-src"),
        *("style-src-elem", "style-src-attr", "img-src", "font-src", "connect-src", "frame-src"),
        *("child-src", "worker-src", "manifest-src", "media-src", "object-src", "form-action"),
        *("frame-ancestors", "base-uri", "sandbox"),
    }
)
WORDS = frozenset({"inline", "eval", "wasm-eval", HERE})
SCHEMES = frozenset(
    {
        *("data", "blob", "about", "filesystem", "ws", "wss"),
        *("chrome-extension", "moz-extension", "safari-web-extension"),
    }
)
HOST = re.compile(r"[a-z0-9][a-z0-9.-]{0,98}")


@dataclass(frozen=True)
class Seen:
    route: str
    directive: str
    blocked: str


class Meter:
    """So many a minute and no more."""

    def __init__(self, a_minute: int) -> None:
        self.a_minute, self.left, self.minute = a_minute, a_minute, 0
        self._lock = threading.Lock()

    def lets_in(self, moment: float) -> bool:
        with self._lock:
            if (minute := int(moment // 60)) != self.minute:
                self.minute, self.left = minute, self.a_minute
            self.left -= 1
            return self.left >= 0


meter = Meter(A_MINUTE)


@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """No sign-in, no token: browsers send it by themselves."""
    if not meter.lets_in(time.monotonic()):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    if request.content_type not in KINDS:
        return HttpResponse(status=415)
    content = request.read(LARGEST + 1)
    if len(content) > LARGEST:
        return HttpResponse(status=413)
    try:
        seen = list(read(json.loads(content)))[:AT_ONCE]
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    for one in seen:
        note(one, timezone.now())
    return HttpResponse(status=204)


def read(told: Any) -> Iterator[Seen]:
    """Both shapes there are: one report as report-uri has it, a list of several as report-to has it. ValueError."""
    for one in told if isinstance(told, list) else [told]:
        if not isinstance(one, dict):
            raise ValueError("no report")
        if isinstance(old := one.get("csp-report"), dict):
            yield _seen(
                old.get("document-uri"),
                old.get("effective-directive") or old.get("violated-directive"),
                old.get("blocked-uri"),
            )
        elif one.get("type") == "csp-violation" and isinstance(body := one.get("body"), dict):
            yield _seen(
                body.get("documentURL"), body.get("effectiveDirective"), body.get("blockedURL")
            )


def note(seen: Seen, now: datetime) -> None:
    """Counted; and told in the log the first time. A database that is away is told elsewhere."""
    try:
        with transaction.atomic():
            if not _counted(seen, now) and _new(seen, now):
                log.warning("CSP: %s forbids %s on %s", seen.directive, seen.blocked, seen.route)
    except DatabaseError:
        log.exception("a report could not be counted")


def _counted(seen: Seen, now: datetime) -> bool:
    same = Violation.objects.filter(**vars(seen))
    return bool(same.update(times=F("times") + 1, seen_at=now))


def _new(seen: Seen, now: datetime) -> bool:
    """Was there none such? Of two who come at the same time one is told of; there is no end of made up ones."""
    if Violation.objects.count() >= MOST:
        rest = Seen("-", seen.directive, OTHER)
        if not _counted(rest, now):
            Violation.objects.bulk_create([_row(rest, now)], ignore_conflicts=True)
        return False
    _kept, made = Violation.objects.get_or_create(**vars(seen), defaults={"seen_at": now})
    if not made:
        _counted(seen, now)
    return made


def _row(seen: Seen, now: datetime) -> Violation:
    return Violation(**vars(seen), seen_at=now)


def forget(now: datetime) -> int:
    return Violation.objects.filter(seen_at__lt=now - KEPT).delete()[0]


forget_hourly = hourly(forget)


def _seen(page: Any, directive: Any, blocked: Any) -> Seen:
    where = _parts(page)
    name = _text(directive).split(" ")[0].lower()
    return Seen(
        route=_route(where.path),
        directive=name if name in DIRECTIVES else OTHER,
        blocked=_blocked(_text(blocked), where.hostname),
    )


def _route(path: str) -> str:
    try:
        return str(resolve(path).route)[:200] or "/"
    except Resolver404:
        return "-"


def _blocked(text: str, here: str | None) -> str:
    if text in WORDS:
        return text
    parts = _parts(text)
    if parts.scheme in SCHEMES:
        return parts.scheme
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        # Browsers say the scheme alone of what has no host.
        return text if text in SCHEMES else OTHER
    if parts.hostname == here:
        return HERE
    return parts.hostname if HOST.fullmatch(parts.hostname) else OTHER


def _parts(address: Any) -> SplitResult:
    try:
        return urlsplit(_text(address))
    except ValueError:
        return urlsplit("")


def _text(value: Any) -> str:
    return value[:2000] if isinstance(value, str) else ""
