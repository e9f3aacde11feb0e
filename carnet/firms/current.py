"""Finds the firm of a request. Inside a request every query is held to that firm (django-scopes)."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any

from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from carnet.core.whose import across_firms
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
            with across_firms("whether anybody works here"):
                self.ready = Colleague.objects.exists()
            if not self.ready and request.path not in {reverse(name) for name in OPEN_AT_FIRST}:
                return redirect("firms:setup")
        return self.get_response(request)


SIGN_IN = "/account/"


class CurrentFirm:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: FirmRequest) -> HttpResponse:
        with across_firms("whose colleague asks, is only known once they are found"):
            if request.user.is_authenticated and _over(request.session):
                logout(request)
            request.firm = request.user.firm if request.user.is_authenticated else None
        with self.held_to(request):
            return self.get_response(request)

    def held_to(self, request: FirmRequest) -> AbstractContextManager[None]:
        if request.firm is not None:
            return scope(firm=request.firm)
        if request.path_info.startswith(SIGN_IN):
            return across_firms("who signs in may be of any firm")
        return nullcontext()  # scope(firm=None) would mean every firm


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
