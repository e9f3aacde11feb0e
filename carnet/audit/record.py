"""Writes the audit trail and reads it back. Knows nobody: firm and colleague arrive as objects."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from carnet.audit.models import Event
from carnet.core import acting
from carnet.core.many_rows import insert, to_add


def record(what: str, thing: Model, *, firm: Any, by: Any, **facts: Any) -> Event:
    """Note that `by` (a colleague, or None for Carnet or a client) did `what` to `thing`.

    `facts` hold ids, counts and field names; never names, addresses or secrets.
    """
    facts |= acting.facts()
    return Event.objects.create(
        firm=firm, by=by, what=what, kind=thing._meta.label_lower, key=str(thing.pk), facts=facts
    )


def record_all(
    what: str, model: type[Model], keys: Iterable[int], *, firm: Any, by: Any, **facts: Any
) -> None:
    """The same for many objects of one model at once, by their primary keys."""
    columns = {
        "firm_id": firm.pk,
        "by_id": by and by.pk,
        "what": what,
        "kind": model._meta.label_lower,
        "key": [str(key) for key in keys],
        "facts": facts | acting.facts(),
    }
    insert(to_add(Event, len(columns["key"]), columns))


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
