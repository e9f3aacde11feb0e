"""Writes the audit trail and reads it back. Knows nobody: firm and colleague arrive as objects."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from carnet.audit import happenings
from carnet.audit.models import Event
from carnet.core import acting
from carnet.core.many_rows import insert, to_add
from carnet.core.written_often import add


def record(what: str, thing: Model, *, firm: Any, by: Any, **facts: Any) -> None:
    """Note that `by` (a colleague, or None for Carnet or a client) did `what` to `thing`.

    `facts` hold ids, counts and field names; never names, addresses or secrets.
    """
    facts |= acting.facts()
    kind, key = thing._meta.label_lower, str(thing.pk)
    things = {key: getattr(thing, "uuid", None)}
    happenings.queue(what, kind, things, firm=firm, by=by, facts=facts)
    add([Event(firm=firm, by=by, what=what, kind=kind, key=key, facts=facts)])


def record_all(
    what: str,
    model: type[Model],
    keys: Iterable[int] | Mapping[int, UUID],
    *,
    firm: Any,
    by: Any,
    **facts: Any,
) -> None:
    """The same for many objects of one model at once, by their primary keys; with their uuids where they are gone."""
    facts |= acting.facts()
    columns = {
        "firm_id": firm.pk,
        "by_id": by and by.pk,
        "what": what,
        "kind": model._meta.label_lower,
        "key": list(map(str, keys)),
        "facts": facts,
    }
    insert(to_add(Event, len(columns["key"]), columns))
    uuids = keys.values() if isinstance(keys, Mapping) else [None] * len(columns["key"])
    things = dict(zip(columns["key"], uuids, strict=True))
    happenings.queue(what, columns["kind"], things, firm=firm, by=by, facts=facts)


def trail(thing: Model, *, firm: Any) -> QuerySet[Event]:
    """What happened to this object, newest first."""
    return (
        Event.objects.filter(firm=firm, kind=thing._meta.label_lower, key=str(thing.pk))
        .select_related("by")
        .order_by("-id")
    )
