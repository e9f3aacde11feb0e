"""One chunk of an import: worked out before anybody has to wait for it, then written in a transaction of the
caller's, with a note of what was done to whom. What cannot be written any more is left out, and noted too."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from carnet.clients import writing
from carnet.core.many_rows import Rows, insert, to_add
from carnet.core.sealed import Under
from carnet.firms.models import Firm
from carnet.imports.models import Import, ImportedRow
from carnet.imports.staging import Row, Steps, pack

What = ImportedRow.What


@dataclass(frozen=True)
class Chunk:
    steps: Steps
    new: writing.Newcomers
    changes: writing.Changes
    notes: Rows  # of each client in `changes.before`, in that order


def prepare(
    received: Import, steps: Steps, now: datetime, keys: Sequence[int] | None = None
) -> Chunk:
    """`keys`: the primary keys of those to add, if they are reserved already."""
    firm = received.firm
    new = writing.newcomers(
        firm, len(steps.new), steps.values, keep=received.keep, now=now, keys=keys
    )
    changes = writing.changes(firm, steps.changes)
    rows = {one.client: row for one, row in zip(steps.changes, steps.changed, strict=True)}
    notes = _notes(
        received,
        What.CHANGED,
        [rows[client] for client in changes.before],
        client_id=list(changes.before),
        before=[
            _former(received, What.CHANGED, rows[client], changes.data_keys[client], pack(values))
            for client, values in changes.before.items()
        ],
        version=[changes.versions[client] + 1 for client in changes.before],
    )
    return Chunk(steps, new, changes, notes)


def write(received: Import, chunk: Chunk, *, careful: bool) -> dict[str, int]:
    """By how much the counts of the import differ from what was planned. Who is careful looks whether client
    numbers are taken by now; else NumberTaken tells, and nothing is written."""
    steps = chunk.steps
    taken_new, taken_changed = _taken(received.firm, steps) if careful else (set(), set())
    _add(received, chunk, [place for place in range(len(steps.new)) if place not in taken_new])
    changed = _change(received, chunk, taken_changed)
    archived = _archive(received, steps.archive)
    not_added = [steps.new[place] for place in sorted(taken_new)]
    not_changed = {
        one.client: row
        for one, row in zip(steps.changes, steps.changed, strict=True)
        if one.client not in changed
    }
    _note_left_out(received, not_added, not_changed, taken_changed)
    new, others = _lines(not_added), _lines(not_changed.values())
    return {"new": -new, "changed": -others, "late": new + others, "archived": len(archived)}


def _taken(firm: Firm, steps: Steps) -> tuple[set[int], set[int]]:
    """Whose client number somebody else has by now: places among those to add, and clients to change."""
    numbers = steps.values.get("client_number", [])
    given = {
        one.client: one.values["client_number"]
        for one in steps.changes
        if one.values.get("client_number")
    }
    holders: dict[str, Any] = writing.holders(firm, [*numbers, *given.values()])
    changed = {
        client for client, number in given.items() if holders.setdefault(number, client) != client
    }
    new = {
        place
        for place, number in enumerate(numbers)
        if number and holders.setdefault(number, ("new", place)) != ("new", place)
    }
    return new, changed


def _add(received: Import, chunk: Chunk, places: Sequence[int]) -> None:
    new = chunk.new if len(places) == len(chunk.new) else chunk.new.at(places)
    keys = writing.add(received.firm, new, by=received.applied_by, via=_via(received))
    rows = [chunk.steps.new[place] for place in places]
    insert(_notes(received, What.ADDED, rows, client_id=list(keys)))


def _change(received: Import, chunk: Chunk, taken: Collection[int]) -> set[int]:
    """Those who are changed."""
    chunk.changes.leave(taken)
    done = writing.change(received.firm, chunk.changes, by=received.applied_by, via=_via(received))
    insert(chunk.notes.at([p for p, client in enumerate(chunk.changes.before) if client in done]))
    return done


def _archive(received: Import, clients: Collection[int]) -> list[int]:
    """Those who are archived, all at the moment the import began: by it undoing knows them again."""
    at = received.started_at
    if not clients or at is None:
        return []
    done = writing.archive(
        received.firm, clients, at=at, by=received.applied_by, via=_via(received)
    )
    before = _former(received, What.ARCHIVED, NO_ROW, None, {"archived_at": at.isoformat()})
    insert(_notes(received, What.ARCHIVED, [NO_ROW] * len(done), client_id=done, before=before))
    return done


def _note_left_out(
    received: Import, new: list[Row], changed: Mapping[int, Row], taken: Collection[int]
) -> None:
    insert(_notes(received, What.TAKEN, new, client_id=None))
    here = set(received.firm.clients.filter(pk__in=changed).values_list("pk", flat=True))
    for client, row in changed.items():
        what = What.TAKEN if client in taken else What.LATE
        insert(_notes(received, what, [row], client_id=client if client in here else None))


NO_ROW = Row(0, 0)
BEFORE: Any = ImportedRow._meta.get_field("before")


def _former(received: Import, what: str, row: Row, key: int | None, values: Any) -> Under:
    """As the note of this row will be named."""
    words = [received.pk, what, row.line or None]
    return Under(BEFORE.place_named(words, key, received.firm.uuid), values)


def _notes(received: Import, what: str, rows: Sequence[Row], **columns: Any) -> Rows:
    lines = {
        "line": [row.line or None for row in rows],
        "partner_line": [row.partner_line or None for row in rows],
    }
    shared = {"origin_id": received.pk, "what": what}
    return to_add(ImportedRow, len(rows), shared | lines | columns)


def _lines(rows: Iterable[Row]) -> int:
    return sum(row.lines for row in rows)


def _via(received: Import) -> str:
    """How the trail says where it came from."""
    return f"import {received.pk}"
