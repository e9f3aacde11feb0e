"""Through what somebody acts, besides a page of ours: noted with everything the audit trail gets meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_facts: ContextVar[dict[str, Any] | None] = ContextVar("acting", default=None)


@contextmanager
def through(**facts: Any) -> Iterator[None]:
    """`facts` hold ids, as those of the trail do."""
    token = _facts.set(facts)
    try:
        yield
    finally:
        _facts.reset(token)


def facts() -> dict[str, Any]:
    return _facts.get() or {}
