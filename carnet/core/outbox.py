"""The Outbox page: what waits to be mailed, what left, what failed. Without a mail server it is also where
one reads the mails and follows their links. Administrators only."""

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from carnet.core import allowance, keyset, mail, mail_logo
from carnet.core.models import Mail, MailQuerySet

# Inline styles are how mails are written; a mail can run and fetch nothing.
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox"
)
TABS: dict[str, tuple[Any, Q]] = {
    "": (gettext_lazy("All"), Q()),
    "waiting": (gettext_lazy("Waiting"), Q(sent_at=None, dropped_at=None, failed_at=None)),
    "sent": (gettext_lazy("Sent"), Q(sent_at__isnull=False, bounced_at=None)),
    "failed": (gettext_lazy("Failed"), Q(failed_at__isnull=False) | Q(bounced_at__isnull=False)),
}


def _administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """core stands below firms and asks the user object itself."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_administrator:
            raise PermissionDenied(_("Only administrators of the firm may open this page."))
        return view(request, *args, **kwargs)

    return guarded


@_administrators_only
@require_GET
def outbox(request):
    state = request.GET.get("state", "")
    state = state if state in TABS else ""
    mails, asked = request.firm.mails.all(), request.GET.get("q", "").strip()
    if asked:
        mails = mails.filter(Q(to__icontains=asked) | Q(subject__icontains=asked))
    page = keyset.page(mails.filter(TABS[state][1]), ["-pk"], request.GET)
    _note_when_they_leave(page.rows, request.firm)
    context = {
        "page": page,
        "tabs": _tabs(request, mails, state),
        "state": state,
        "q": asked,
        "no_mail_server": not settings.MAIL_HOST,
    }
    return render(request, "core/outbox.html", context)


def _note_when_they_leave(mails: Iterable[Any], firm: Any) -> None:
    """At those the firm's limits hold back, for the page."""
    waits = any(row.state == "waiting" for row in mails)
    held = allowance.held_back(firm, timezone.now()) if waits else None
    for row in mails:
        row.leaves_at = held.leaves.get(row.pk) if held else None


def _tabs(request: HttpRequest, mails: MailQuerySet, current: str) -> list[dict]:
    counts = mails.aggregate(
        **{f"n_{key}": Count("pk", filter=rule or None) for key, (_label, rule) in TABS.items()}
    )
    return [
        {
            "url": "?" + keyset.changed(request.GET, {"state": key}),
            "label": label,
            "count": counts[f"n_{key}"],
            "current": key == current,
        }
        for key, (label, _rule) in TABS.items()
    ]


@_administrators_only
@require_GET
def outbox_mail(request, uuid):
    row = get_object_or_404(request.firm.mails, uuid=uuid)
    context = {"mail": row, "link": _link_in(row), "no_mail_server": not settings.MAIL_HOST}
    return render(request, "core/outbox_mail.html", context)


@_administrators_only
@require_GET
def outbox_frame(request, uuid):
    """The mail as a mail program shows it, for the frame on its page."""
    row = get_object_or_404(request.firm.mails.exclude(html=""), uuid=uuid)
    return HttpResponse(
        mail_logo.shown(row.html, request.firm),
        headers={"Content-Security-Policy": FRAME_POLICY, "X-Frame-Options": "SAMEORIGIN"},
    )


@_administrators_only
@require_POST
def outbox_retry(request, uuid=None):
    """One failed mail, or all of them."""
    mails = request.firm.mails.all()
    if uuid:
        mails = mails.filter(pk=get_object_or_404(mails, uuid=uuid).pk)
    count = mail.try_again(mails, timezone.now())
    text = ngettext(
        "%(count)d mail waits to be sent again.", "%(count)d mails wait to be sent again.", count
    )
    messages.success(request, text % {"count": count})
    return redirect("core:outbox")


def _link_in(row: Mail) -> str:
    """The address a person is meant to follow: the first one of this install."""
    found = re.search(re.escape(settings.SITE_URL) + r"/\S+", row.text)
    return found[0] if found else ""
