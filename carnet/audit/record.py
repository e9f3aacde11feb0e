"""Writes the audit trail and reads it back. Knows nobody: firm and colleague arrive as objects."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from carnet.audit.models import Event


def record(what: str, thing: Model, *, firm: Any, by: Any, **facts: Any) -> Event:
    """Note that `by` (a colleague, or None for Carnet or a client) did `what` to `thing`.

    `facts` hold ids, counts and field names; never names, addresses or secrets.
    """
    return Event.objects.create(
        firm=firm, by=by, what=what, kind=thing._meta.label_lower, key=str(thing.pk), facts=facts
    )


def record_all(what: str, things: Iterable[Model], *, firm: Any, by: Any, **facts: Any) -> None:
    """The same for many objects at once."""
    events = [
        Event(
            firm=firm,
            by=by,
            what=what,
            kind=thing._meta.label_lower,
            key=str(thing.pk),
            facts=facts,
        )
        for thing in things
    ]
    Event.objects.bulk_create(events, batch_size=500)


def trail(thing: Model, *, firm: Any) -> QuerySet[Event]:
    """What happened to this object, newest first."""
    return (
        Event.objects.filter(firm=firm, kind=thing._meta.label_lower, key=str(thing.pk))
        .select_related("by")
        .order_by("-id")
    )


def events_of(firm: Any, *, by: Any = None) -> QuerySet[Event]:
    found = Event.objects.filter(firm=firm).select_related("by")
    return found if by is None else found.filter(by=by)
