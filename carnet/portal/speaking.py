"""Another language or size of text in the middle of a page. The buttons of the header belong to the form of the
page, so that what was typed comes along, also without JavaScript."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from carnet.firms.actions import change_language
from carnet.firms.signin import keep_language

SIZE_COOKIE = "text_size"
SIZES = ("normal", "large", "larger")
A_YEAR = 365 * 24 * 60 * 60


def switched_to(request: Any) -> str:
    """The language whose button was pressed; empty for any other button."""
    return _pressed(request, "language-", dict(settings.LANGUAGES))


def sized_to(request: Any) -> str:
    """The size whose button was pressed; empty for any other button."""
    return _pressed(request, "size-", SIZES)


def _pressed(request: Any, kind: str, known: Any) -> str:
    word = request.POST.get("then", "")
    chosen = word.removeprefix(kind)
    return chosen if word.startswith(kind) and chosen in known else ""


def only_looks(request: Any) -> bool:
    """The page is to be shown otherwise, and nothing else is meant."""
    return bool(switched_to(request) or sized_to(request))


def heed(request: Any) -> None:
    """The page drawn in reply has the new size already."""
    if size := sized_to(request):
        request.COOKIES[SIZE_COOKIE] = size


def remember(request: Any, response: HttpResponse) -> HttpResponse:
    """From now on as just chosen, on this device; a colleague takes a language along to other browsers."""
    if code := switched_to(request):
        keep_language(response, code)
        if request.colleague:
            change_language(request.colleague, code)
    if size := sized_to(request):
        response.set_cookie(
            SIZE_COOKIE,
            size,
            max_age=A_YEAR,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


@login_not_required
@require_POST
def size(request):
    """For a page without a form of its own. Changes nothing but this browser's own pages."""
    next_page = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(next_page, {request.get_host()}, request.is_secure()):
        next_page = "/q/start/"
    return remember(request, redirect(next_page))


routes = [path("size/", size, name="size")]
