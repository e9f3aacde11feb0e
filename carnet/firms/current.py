"""Finds the firm of a request. Inside a request every query is held to that firm (django-scopes)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_scopes import scope

from carnet.firms.models import Colleague, Firm


class FirmRequest(HttpRequest):
    """What views get: Django's request, and the firm it is about (None before sign-in)."""

    firm: Firm | None


Next = Callable[[HttpRequest], HttpResponse]
OPEN_AT_FIRST = ["firms:setup", "set_language"]


class FirstStart:
    """While nobody works here, every page leads to the set-up; afterwards this costs nothing."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.ready = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.ready and not request.path.startswith("/static/"):
            self.ready = Colleague.objects.exists()
            if not self.ready and request.path not in {reverse(name) for name in OPEN_AT_FIRST}:
                return redirect("firms:setup")
        return self.get_response(request)


class CurrentFirm:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: FirmRequest) -> HttpResponse:
        request.firm = request.user.firm if request.user.is_authenticated else None
        if request.firm is None:  # scope(firm=None) would mean every firm
            return self.get_response(request)
        with scope(firm=request.firm):
            return self.get_response(request)


def firm(request: HttpRequest) -> dict[str, Any]:
    """`firm` for every template."""
    return {"firm": getattr(request, "firm", None)}
