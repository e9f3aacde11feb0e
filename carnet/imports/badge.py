"""The sign beside “Import” in the menu: an import runs, or has just finished. One query, and only for people
who may import."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from carnet.core.asked_often import AskedOften
from carnet.imports.models import PROPOSED, Import, State
from carnet.imports.pages.words import number
from carnet.imports.standing import RUNNING

NEWS_LASTS = timedelta(minutes=5)
MOST = 20
SHOWN = ("name", "state", "done", "total", "counts", "created_at", "applied_at", "undone_at")
Badge = dict[str, str]


def rail(request: HttpRequest) -> dict[str, Any]:
    """For every template; asked only by those that have a menu."""
    return {"rail_badges": SimpleLazyObject(lambda: {"imports:start": badge_of(request)})}


def badge_of(request: HttpRequest) -> Badge | None:
    firm = getattr(request, "firm", None)
    if firm is None or not getattr(request.user, "may_import", False):
        return None
    found = NEWS(firm=firm.pk, since=timezone.now() - NEWS_LASTS)
    return _badge(max(found, key=_how_new)) if found else None


# At every page of the office.
NEWS = AskedOften(
    lambda firm, since: Import._base_manager.filter(
        Q(state__in=RUNNING) | Q(applied_at__gt=since) | Q(undone_at__gt=since) | PROPOSED,
        firm=firm,
    ).only(*SHOWN)[:MOST]
)


def _how_new(received: Import) -> tuple[bool, bool, datetime]:
    """One that runs counts more than any that has finished, and that more than one that waits."""
    moment = received.undone_at or received.applied_at or received.created_at
    return received.state in RUNNING, received.state != State.PLANNED, moment


def _badge(received: Import) -> Badge | None:
    if received.state in RUNNING:
        percent = f"{100 * received.done // max(received.total, 1)} %"
        words = _("An import is running: %(percent)s") % {"percent": percent}
        return {"text": percent, "words": words, "again": reverse("imports:badge")}
    if received.state == State.PLANNED:
        count = number(sum(received.counts.get(kind, 0) for kind in ("new", "changed")))
        return {
            "text": count,
            "words": _("Changes from %(name)s wait") % {"name": received.name},
            "again": "",
        }
    if received.state == State.APPLIED:
        return {"text": "✓", "words": _("An import has just finished"), "again": ""}
    return {"text": "✓", "words": _("An import has just been undone"), "again": ""}
