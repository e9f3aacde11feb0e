"""The chain of a firm's events: each holds the hash of the one before it, so that nothing can be changed, taken out,
put in or moved without all that follows telling. Pure; tools/verify_trail.py says the same to outsiders."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Break:
    """`change` is `changed`, `missing`, `inserted` or `moved`; `place` where in the chain; `event` its row."""

    place: int
    change: str
    event: int | None = None


def beginning(firm: UUID) -> bytes:
    """What the first event is linked to: no chain can pass for that of another firm."""
    return hashlib.sha256(f"carnet trail of {firm}".encode()).digest()


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def content(event: Any, firm: UUID) -> dict[str, Any]:
    return {
        "id": event.pk,
        "firm": str(firm),
        "by": event.by_id,
        "at": moment(event.at),
        "what": event.what,
        "kind": event.kind,
        "key": event.key,
        "facts": event.facts,
    }


def linked(before: bytes, told: dict[str, Any]) -> bytes:
    """The hash of an event that stands after this one."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(before + text.encode("utf-8", "surrogatepass")).digest()


def breaks(
    events: Iterable[Any], firm: UUID, place: int, before: bytes | None
) -> Iterator[tuple[Break, bytes]]:
    """Of sealed events in their order, the first of which should stand at `place` and after `before` (None: whatever
    stands there). With `missing` comes the hash of what should stand there: the caller may know where that is."""
    for event in events:
        if event.place != place:
            yield Break(place, "missing"), b""
        elif before is not None and bytes(event.before) != before:
            yield Break(event.place, "missing", event.pk), bytes(event.before)
        if linked(bytes(event.before), content(event, firm)) != bytes(event.hash):
            yield Break(event.place, "changed", event.pk), b""
        place, before = event.place + 1, bytes(event.hash)
