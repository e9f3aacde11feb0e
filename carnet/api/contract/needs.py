"""The right an operation asks of a key, and what it answers: `**asks("clients:read", 200, Clients)`."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from carnet.api.contract.problems import Problem
from carnet.api.contract.shapes import ProblemOut
from carnet.api.keys.scopes import SCOPES

EVERYWHERE = (401, 403, 422, 429)
# Where something is sent in JSON.
OF_BODY = (400, 413, 415)


class Needs(HttpBearer):
    """Who the key belongs to is known by now (door.py)."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        allow(request, self.scope)
        return request.key  # type: ignore[attr-defined]

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return self(request)


def asks(scope: str, status: int, shape: Any, *also: int, **more: Any) -> dict[str, Any]:
    """For a decorator of ninja's: `shape` when all is well, else a problem of one of the statuses in `also`, or of
    those that all have."""
    if scope not in SCOPES:
        raise KeyError(scope)
    return {
        "auth": Needs(scope),
        "response": {status: shape, frozenset((*EVERYWHERE, *also)): ProblemOut},
        "openapi_extra": {"security": [{"key": [scope]}], **more},
    }


def allow(request: Any, scope: str) -> None:
    """Also for what only part of an operation needs."""
    if scope not in request.key.scopes:
        raise Problem("not-allowed", _("It lacks the right %(scope)s.") % {"scope": scope})
