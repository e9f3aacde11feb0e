"""Finds the firm of a request. Inside a request every query is held to that firm (django-scopes)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from carnet.firms.models import Colleague, Firm


class FirmRequest(HttpRequest):
    """What views get: Django's request, and the firm it is about (None before sign-in)."""

    firm: Firm | None


Next = Callable[[HttpRequest], HttpResponse]
OPEN_AT_FIRST = ["firms:setup", "set_language"]
# Programs follow no set-up page: the API tells them itself that they have no key.
NO_PAGES = ("/static/", "/api/")


class FirstStart:
    """While nobody works here, every page leads to the set-up; afterwards this costs nothing."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.ready = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.ready and not request.path.startswith(NO_PAGES):
            self.ready = Colleague.objects.exists()
            if not self.ready and request.path not in {reverse(name) for name in OPEN_AT_FIRST}:
                return redirect("firms:setup")
        return self.get_response(request)


class CurrentFirm:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: FirmRequest) -> HttpResponse:
        if request.user.is_authenticated and _over(request.session):
            logout(request)
        request.firm = request.user.firm if request.user.is_authenticated else None
        if request.firm is None:  # scope(firm=None) would mean every firm
            return self.get_response(request)
        with scope(firm=request.firm):
            return self.get_response(request)


IDLE, LONGEST = timedelta(hours=1), timedelta(hours=12)
# Noting every request would write at every request.
NOTE_EVERY = timedelta(minutes=5)


def _over(session: SessionBase) -> bool:
    """An hour without a sign of life ends a colleague's session, and so do twelve hours of work."""
    now = timezone.now().timestamp()
    began, seen = session.get("signed_in_at", now), session.get("active_at", 0)
    if seen and now - seen > IDLE.total_seconds():
        return True
    if now - seen > NOTE_EVERY.total_seconds():
        session["signed_in_at"], session["active_at"] = began, now
    return bool(now - began > LONGEST.total_seconds())


def firm(request: HttpRequest) -> dict[str, Any]:
    """`firm` for every template."""
    return {"firm": getattr(request, "firm", None)}
