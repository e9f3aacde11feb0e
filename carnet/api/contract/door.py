"""The way into every operation: a key opens it, and nothing else. What a browser sends along (session, language) does
not count, so no page of somebody else can act through it."""

import logging
from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django_scopes import scope

from carnet.api.contract import rate
from carnet.api.contract.once import once
from carnet.api.contract.problems import Problem, answer
from carnet.api.keys.actions import sent_key
from carnet.api.keys.models import Key
from carnet.core import acting
from carnet.core.views import AGAIN_AFTER
from carnet.firms import limits, tries
from carnet.firms.models import Colleague, Firm, Tries

log = logging.getLogger(__name__)


class ApiRequest(HttpRequest):
    """What operations get: the firm, the key, and in whose name it acts."""

    firm: Firm
    key: Key
    by: Colleague


View = Callable[..., HttpResponse]


def guarded(view: View) -> View:
    @login_not_required
    @csrf_exempt
    @wraps(view)
    def door(request: ApiRequest, **arguments: Any) -> HttpResponse:
        try:
            return _let_in(request, lambda: view(request, **arguments))
        except OperationalError as found:
            return _refined(answer(busy(request, found)))

    return door


def _let_in(request: ApiRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    key = sent_key(request.headers.get("Authorization", ""), timezone.now())
    if key is None:
        sent = "Authorization" in request.headers
        return answer(_wrong_key(request) if sent else no_key())
    request.COOKIES = {}
    request.key, request.firm, request.by = key, key.firm, key.created_by
    with (
        scope(firm=key.firm),
        acting.through(key=key.pk),
        translation.override(_language(request)),
    ):
        return _refined(_answered(request, run))


def busy(request: HttpRequest, found: OperationalError) -> Problem:
    """As in core/views.py: a database that is away, full or busy for too long is no fault of the request."""
    match = request.resolver_match  # the address itself may name a client
    log.error("%s %s: %s", request.method, match.route if match else "-", type(found.__cause__))
    return Problem("busy", headers={"Retry-After": AGAIN_AFTER})


def _answered(request: ApiRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        _count(request.key)
        return once(request, request.key, run)
    except Problem as problem:
        return answer(problem)
    except OperationalError as found:  # told here, in the language of whoever sent it
        return answer(busy(request, found))


def _wrong_key(request: HttpRequest) -> Problem:
    """Counted for the network, and only when the key is wrong: 256 bits cannot be guessed, and whoever sits behind the
    same address as a program must not be able to stop it."""
    now = timezone.now()
    try:
        tries.take([limits.of_network(Tries.Kind.KEY, request)], now)
    except tries.Paused as paused:
        seconds = max(1, ceil((paused.until - now).total_seconds()))
        sentence = _("Too many wrong keys came from your network.")
        return Problem("too-many", sentence, headers={"Retry-After": str(seconds)})
    return no_key()


def no_key() -> Problem:
    """The same whatever is wrong with the key."""
    sentence = _(
        "Send it in the header “Authorization: Bearer carnet_…”. Administrators make keys."
    )
    return Problem("no-key", sentence, headers={"WWW-Authenticate": "Bearer"})


def _language(request: ApiRequest) -> str:
    """The firm's own, where the program does not say which it reads."""
    if request.headers.get("Accept-Language"):
        return translation.get_language_from_request(request)
    return request.firm.language


def _count(key: Key) -> None:
    seconds = rate.wait(key.pk, settings.API_REQUESTS_A_MINUTE)
    if seconds:
        sentence = _("A key may ask %(most)s times a minute.")
        raise Problem(
            "too-many",
            sentence % {"most": settings.API_REQUESTS_A_MINUTE},
            headers={"Retry-After": str(seconds)},
        )


def _refined(response: HttpResponse) -> HttpResponse:
    if response.status_code == 405:
        allowed = sorted(response.headers["Allow"].split(", "))
        response = answer(Problem("method", headers={"Allow": ", ".join(allowed)}))
    response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    return response


@guarded
def nowhere(request: HttpRequest) -> HttpResponse:
    """No operation has this address; the same to see as an operation about something that is not there."""
    raise Problem("not-found")
