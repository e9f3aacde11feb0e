"""Every request has an id, by which its lines in our log and in the proxy's are found together."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from http import HTTPMethod

from django.conf import settings
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

current: ContextVar[str | None] = ContextVar("request_id", default=None)
HARMLESS = re.compile(r"[0-9A-Za-z._-]{8,64}")
HEADER = "X-Request-Id"


class RequestIds:
    """Stands before all others. The proxy's id is taken over; a visitor's own is not, since the log would repeat it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name, began = _given(request) or secrets.token_hex(16), time.perf_counter()
        # It stays until the next request of this thread: Django tells of a refused page when we are through.
        current.set(name)
        response = self.get_response(request)
        response.headers[HEADER] = name
        if settings.LOG_FORMAT == "json":
            _tell(request, response, time.perf_counter() - began)
        return response


def _given(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
    return given if HARMLESS.fullmatch(given) else ""


def method_of(request: HttpRequest) -> str:
    """One that nobody knows is a visitor's own words."""
    method = request.method or ""
    return method if method in HTTPMethod.__members__ else "-"


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """The route, as it stands in urls.py: the address itself may be a client's key. Files that belong to every
    page, and probes, have none, and nobody wants to read of them."""
    match = request.resolver_match
    if match is None and response.status_code < 400:
        return
    what = {"method": method_of(request), "route": match.route if match else "-"}
    outcome = {"status": response.status_code, "ms": round(seconds * 1000, 1)}
    log.info("request", extra={**what, **outcome})
