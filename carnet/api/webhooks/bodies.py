"""What a webhook says: that something happened, to which objects, and where to read them. No names, no addresses, no
answers: whoever may read those asks the API with a key."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from carnet.audit.models import Untold

# What the API calls the objects, and where it shows them.
COLLECTIONS = {
    "client": "clients",
    "campaign": "campaigns",
    "dossier": "dossiers",
    "import": "imports",
}
# What the API knows by a uuid; the others go by their number.
BY_UUID = {"client", "document", "import"}
# What an object belongs to is named with it.
PARENTS = ("dossier", "client", "campaign")
RELATED = ("dossier__client", "dossier__campaign", "client", "campaign")

Ref = dict[str, Any]


def write(rows: Sequence[Untold]) -> dict[UUID, str]:
    """The body of each, by its uuid."""
    objects = _objects(rows)
    return {
        row.uuid: body(
            row.name,
            row.uuid,
            row.at,
            firm=row.firm.uuid,
            data=_told(row, objects.get((row.kind, row.key))),
        )
        for row in rows
    }


def body(name: str, uuid: UUID, at: datetime, *, firm: UUID, data: Mapping[str, Any]) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    content = {
        "type": name,
        "id": f"msg_{uuid.hex}",
        "timestamp": moment,
        "firm": str(firm),
        "data": data,
    }
    return json.dumps(content, separators=(",", ":"))


def _objects(rows: Iterable[Untold]) -> dict[tuple[str, str], Model]:
    """Those that are still there."""
    keys: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        keys[row.kind].add(row.key)
    return {
        (kind, str(thing.pk)): thing
        for kind, wanted in keys.items()
        for thing in _of_kind(kind, wanted)
    }


def _of_kind(kind: str, keys: set[str]) -> Iterable[Model]:
    model = apps.get_model(kind)
    related = [path for path in RELATED if path.partition("__")[0] in _fields(model)]
    return model._base_manager.filter(pk__in=keys).select_related(*related)


def _fields(model: type[Model] | Model) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def _told(row: Untold, thing: Model | None) -> dict[str, Any]:
    objects = references(thing) if thing else {_name(row.kind): _gone(row)}
    return objects | _facts(row.facts)


def references(thing: Model) -> dict[str, Ref]:
    """The object and what it belongs to, by kind."""
    found = {_name(thing._meta.label_lower): _ref(thing)}
    for parent in PARENTS:
        if parent in _fields(thing) and (above := getattr(thing, parent)):
            found = references(above) | found
    return found


def _name(kind: str) -> str:
    return kind.rpartition(".")[2]


def _ref(thing: Model) -> Ref:
    name = _name(thing._meta.label_lower)
    number = str(thing.uuid) if name in BY_UUID else thing.pk  # type: ignore[attr-defined]
    found: Ref = {"id": number}
    if name in COLLECTIONS:
        found["url"] = f"{settings.SITE_URL}/api/v1/{COLLECTIONS[name]}/{number}"
    return found


def _gone(row: Untold) -> Ref:
    """Erased since: only what it was called outside."""
    if _name(row.kind) not in BY_UUID:
        return {"id": int(row.key), "gone": True}
    return {"id": str(row.thing) if row.thing else None, "gone": True}


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Which fields, how many, and through which key of the API, by which a program knows its own doing. Words of
    people never, whatever the trail holds."""
    numbers = {name: value for name, value in facts.items() if type(value) in (int, bool)}
    told: dict[str, Any] = {}
    if isinstance(facts.get("fields"), list):
        told["fields"] = facts["fields"]
    if "key" in numbers:
        told["key"] = numbers.pop("key")
    if numbers:
        told["counts"] = numbers
    return {"details": told} if told else {}
