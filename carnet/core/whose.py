"""Whose rows a query may meet: one firm's inside `scope(firm=…)`, everybody's where `across_firms` says why, else
nobody's. Django's queries are held to it by django-scopes, and every statement by PostgreSQL (core/postgresql)."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from django_scopes import scopes_disabled
from django_scopes.state import state

log = logging.getLogger(__name__)

EVERYBODY, NOBODY = "*", ""
_no_matter: ContextVar[bool] = ContextVar("no_matter", default=False)


@contextmanager
def across_firms(why: str) -> Iterator[None]:
    """For work that is about more than one firm, or begins before its firm is known; `why` is for the reader."""
    log.debug("Across firms: %s.", why)
    with scopes_disabled():
        yield


@contextmanager
def no_matter_whose() -> Iterator[None]:
    """For a table that belongs to no firm: the database need not be told whose rows come next."""
    token = _no_matter.set(True)
    try:
        yield
    finally:
        _no_matter.reset(token)


@contextmanager
def nobody_yet() -> Iterator[None]:
    token = state.set({})
    try:
        yield
    finally:
        state.reset(token)


def whose() -> str | None:
    """As the policies of the database read it: the number of a firm, or one of the words above. None: no matter."""
    if _no_matter.get():
        return None
    held = state.get() or {}
    if not held.get("_enabled", True):
        return EVERYBODY
    firm = held.get("firm")
    return NOBODY if firm is None else str(getattr(firm, "pk", firm))


class NobodyYet:
    """A request begins without any firm, whatever its thread did before, and leaves none behind."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with nobody_yet():
            return self.get_response(request)
