"""Is it well? Short answers for machines that watch over this one: yes or no, and nothing else to learn from them.

`live`: this process answers. `ready`: it can serve visitors. `well`: and all else is as it should be. The last two say
the same and differ in their status: a mail server that is away is a reason to call somebody, and none to
send visitors away.
"""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.urls import resolve
from django.utils import timezone
from django.views.decorators.http import require_safe

from carnet.core import csp, disk, metrics, pulse, shelf
from carnet.core.mail import UNREACHABLE
from carnet.core.models import Beat, Mail
from carnet.core.whose import across_firms

# Longer than a claim of a mail lasts, of which the worker may have been killed.
STUCK_AFTER = timedelta(minutes=15)
TRIED_IN_VAIN = 3  # times, in about six minutes
# Whoever asks more often hears of the last write.
WRITE_EVERY = timedelta(seconds=5)
PROBE = "probe"
NEEDED_TO_SERVE = ("database", "migrations")
PATHS = frozenset({"/healthz/live", "/healthz/ready", "/healthz/well", "/metrics"})


class Probes:
    """Answers before sessions, languages and names of hosts are asked for: probes have none, and must be answered
    when the database is away; nor has a browser that reports (csp.py). The routes stand in urls.py like all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in PATHS and request.path_info != csp.PATH:
            return self.get_response(request)
        match = resolve(request.path_info)
        response = match.func(request)
        if response.status_code >= 400:  # the log names the route
            request.resolver_match = match
        return response


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"live": "yes"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    found = standing(timezone.now())
    return _told(found, all(found[name] for name in NEEDED_TO_SERVE))


@require_safe
def well(request: HttpRequest) -> HttpResponse:
    found = standing(timezone.now())
    return _told(found, all(found.values()))


def _told(found: dict[str, bool], good: bool) -> HttpResponse:
    words = {name: "yes" if yes else "no" for name, yes in found.items()}
    return JsonResponse(words, status=200 if good else 503)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """For Prometheus. Without the operator's token there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    token = settings.METRICS_TOKEN.encode()
    if not token or not hmac.compare_digest(given, token):
        return HttpResponseNotFound(content_type="text/plain")
    now = timezone.now()
    text = metrics.written([_as_gauge(standing(now)), *metrics.gathered(now)])
    return HttpResponse(text, content_type=metrics.CONTENT_TYPE)


def _as_gauge(found: dict[str, bool]) -> metrics.Gauge:
    samples = {name: int(yes) for name, yes in found.items()}
    return metrics.Gauge("carnet_well", "Whether all is well, by check.", "check", samples)


def standing(now: datetime) -> dict[str, bool]:
    """Each check and whether it is passed. What the database would have to tell is no when it is away."""
    writes = _passed(_database_writes, now)
    bucket = shelf.bucket()
    return {
        "database": writes,
        "migrations": writes and _passed(_migrated, now),
        "disk": _passed(_disk_has_room, now),
        **({"storage": bucket.answers()} if bucket else {}),
        "worker": writes and _passed(_worker_moves, now),
        "outbox": writes and _passed(_outbox_moves, now),
    }


def _passed(check: Callable[[datetime], bool], now: datetime) -> bool:
    try:
        return check(now)
    except (DatabaseError, OSError):
        return False


def _database_writes(now: datetime) -> bool:
    """Anybody may ask, as often as they like: most only read when somebody last wrote."""
    recent = Q(seen_at__gt=now - WRITE_EVERY, seen_at__lte=now)
    if not Beat.objects.filter(recent, name=PROBE).exists():
        pulse.note(Beat(name=PROBE, worker=False, seen_at=now))
    return True


def _migrated(now: datetime) -> bool:
    """What this program needs. More may be there: an update that other machines have already had."""
    return _needed() <= set(MigrationRecorder(connection).migration_qs.values_list("app", "name"))


@cache
def _needed() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def _disk_has_room(now: datetime) -> bool:
    return disk.has_room()


def _worker_moves(now: datetime) -> bool:
    return bool(pulse.workers(now, pulse.LATELY))


def _outbox_moves(now: datetime) -> bool:
    """Other mails than these may wait for their firm's hour to come, and one address may fail for three days."""
    left_lying = (Q(urgent=True) | Q(firm=None)) & Q(next_try_at__lt=now - STUCK_AFTER)
    in_vain = Q(pk__in=[])
    for word in UNREACHABLE:
        in_vain |= Q(attempts__gte=TRIED_IN_VAIN, problem__startswith=word)
    with across_firms("whether any firm's mail is stuck"):
        return not Mail.objects.waiting().filter(left_lying | in_vain).exists()
