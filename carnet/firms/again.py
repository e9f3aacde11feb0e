"""Before what matters most, colleagues show once more that it is them, with password or second step.

That is good for five minutes. What they were about to do is kept meanwhile, with all they typed, and goes on by itself.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from carnet.core.going_on import go
from carnet.firms.access import View
from carnet.firms.current import FirmRequest, Next

FRESH = timedelta(minutes=5)
KEPT = "kept"


def always(request: HttpRequest) -> bool:
    return True


def posted(request: HttpRequest) -> bool:
    return request.method == "POST"


def takes_the_list(request: HttpRequest) -> bool:
    return request.POST.get("action") in {"export", "erase"}


def prepares(request: HttpRequest) -> bool:
    """Only then has the form been sent; before, the overview says which dossiers are meant."""
    return "uuid" in request.POST


# By route: when it is asked. Who closes something (revokes a key, pauses a webhook) need not wait.
ASKED: dict[str, Callable[[HttpRequest], bool]] = {
    "clients:number": posted,
    "clients:erase": always,
    "clients:bulk": takes_the_list,
    "exports:client": always,
    "exports:zip": posted,
    "exports:campaign": prepares,
    "exports:download": posted,
    "exports:follow_up": always,
    "trail:file": posted,
    "keys:keys": posted,
    "retention:switch": posted,
    "webhooks:add": always,
    "webhooks:change": always,
    "webhooks:replace_secret": posted,
    "firms:colleagues": posted,
    "firms:change_role": posted,
    "firms:reactivate": posted,
    "firms:deactivate": posted,
    "firms:ask_everybody": posted,
    "firms:take_away": posted,
}
# What is no page is fetched from one that stays (as everything that is posted).
FILES = {"exports:follow_up"}


class Again:
    """Stands behind CurrentFirm and SecondStep."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: FirmRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: FirmRequest, view: View, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        asked = name in ASKED and request.firm and ASKED[name](request)
        return _ask(request, name) if asked and not is_fresh(request) else None


def is_fresh(request: HttpRequest) -> bool:
    """The session knows when somebody signed in, allauth when they showed again who they are."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    times = [one["at"] for one in records if one.get("reauthenticated")]
    newest = max([request.session.get("signed_in_at", 0), *times])
    return bool(timezone.now().timestamp() - newest < FRESH.total_seconds())


def _ask(request: HttpRequest, name: str) -> HttpResponse:
    wanted = request.get_full_path()
    if request.method == "POST" or name in FILES:
        kept = request.session[KEPT] = _kept(request)
        wanted = f"{reverse('firms:again')}?{urlencode({'key': kept['key']})}"
    address = f"{reverse('account_reauthenticate')}?{urlencode({'next': wanted})}"
    return go(request, address)


def _kept(request: HttpRequest) -> dict[str, Any]:
    is_post = request.method == "POST"
    data = request.POST if is_post else request.GET
    return {
        # So that no other site, by a link to that page, sets off what somebody thought better of.
        "key": secrets.token_urlsafe(16),
        "method": "post" if is_post else "get",
        "action": request.get_full_path() if is_post else request.path,
        "fields": [
            (name, value)
            for name, values in data.lists()
            for value in values
            if name != "csrfmiddlewaretoken"
        ],
        "back": _page_before(request),
    }


def _page_before(request: HttpRequest) -> str:
    """Of our own pages only, and without the host."""
    address = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    try:
        parts = urlsplit(address)
    except ValueError:
        return reverse("home")
    path = parts._replace(scheme="", netloc="", fragment="").geturl()
    ours = parts.netloc == request.get_host() and url_has_allowed_host_and_scheme(path, None)
    return path if ours else reverse("home")


@never_cache
@require_safe
def again(request):
    """Sends what was kept, once: the way back through the browser's history does nothing a second time."""
    kept = request.session.get(KEPT)
    if kept and kept["key"] == request.GET.get("key") and is_fresh(request):
        return render(request, "firms/again.html", request.session.pop(KEPT))
    return redirect("home")
