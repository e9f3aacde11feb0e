"""Takes a whole import back, chunk by chunk and as safe from kills as applying it: who was added is erased, who was
changed gets the former values, who was archived comes back. Whom somebody touched since is kept and noted."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q

from carnet.audit.record import record as trace
from carnet.clients import erasure, writing
from carnet.clients.models import Client
from carnet.clients.word_index import forget_removed
from carnet.clients.writing import Change
from carnet.connectors.models import Reference
from carnet.core import keyrings
from carnet.imports.models import Import, ImportedRow, State
from carnet.imports.staging import unpack
from carnet.imports.turns import Pace, moved, take_turn, waiting

What, Undo = ImportedRow.What, ImportedRow.Undo


def undo_next(now: datetime) -> bool:
    """A step of the worker: some chunks of one import to be taken back. False when there is none."""
    received = waiting(State.UNDOING).first()
    if received is None:
        return False
    take_turn(received, partial(_step, now=now))
    return True


def touched(received: Import) -> models.QuerySet[ImportedRow]:
    """Whom undoing would keep as they are, as far as one can tell beforehand."""
    moved_on = ~Q(client__version=F("version"))
    used = Q(client__archived_at__isnull=False) | moved_on
    for relation in _relations():
        way = relation.field.name
        rows = relation.related_model._base_manager.filter(**{way: OuterRef("client")})
        used |= Q(Exists(rows))
    back = ~Q(client__archived_at=received.started_at)
    kept = Q(what=What.ADDED) & used | Q(what=What.CHANGED) & moved_on
    return received.to_undo().filter(kept | Q(what=What.ARCHIVED) & back)


def _step(received: Import, pace: Pace, *, now: datetime) -> bool:
    if received.state != State.UNDOING:
        return False
    rows = list(received.to_undo()[: pace.size])
    if rows:
        _undo(received, rows, pace)
    else:
        _finish(received, now)
    return True


def _undo(received: Import, rows: Sequence[ImportedRow], pace: Pace) -> None:
    """If the database refuses what was looked at before, ever fewer rows are tried: what one client lacks holds
    up neither the others nor, for ever, the worker."""
    changes = _former(received, rows)
    try:
        with pace.transaction(len(rows)), transaction.atomic():
            if moved(received, State.UNDOING, done=F("done") + len(rows)):
                _write(received, rows, changes)
    except IntegrityError:
        if len(rows) > 1:
            _undo(received, rows[: len(rows) // 2], pace)
        else:
            _keep(received, rows)


def _keep(received: Import, rows: Sequence[ImportedRow]) -> None:
    with transaction.atomic():
        if moved(received, State.UNDOING, done=F("done") + len(rows)):
            _note(received, rows, back=())


def _former(received: Import, rows: Sequence[ImportedRow]) -> writing.Changes:
    """What stood there before, for those whom nobody changed since."""
    them = [row.client_id for row in rows if row.client_id and row.what != What.ADDED]
    keyrings.look_up(received.firm.clients.filter(pk__in=them).values_list("data_key", flat=True))
    wanted = [
        Change(row.client_id, row.version, unpack(row.before))
        for row in rows
        if row.what == What.CHANGED and row.client_id and row.before is not None
    ]
    return writing.changes(received.firm, wanted)


def _write(received: Import, rows: Sequence[ImportedRow], changes: writing.Changes) -> None:
    firm, by, via = received.firm, received.undone_by, f"undoing import {received.pk}"
    added = _untouched(received, [row for row in rows if row.what == What.ADDED])
    changes.leave(_merged(received, changes.before))
    changes.leave(_taken(received, changes))
    erasure.erase_many(firm, added, by=by, via=via)
    back = {*added, *writing.change(firm, changes, by=by, via=via), *_restore(received, rows, via)}
    _note(received, rows, back)


def _note(received: Import, rows: Sequence[ImportedRow], back: Collection[int]) -> None:
    """The notes of those who were added went with them."""
    undone = [row.pk for row in rows if row.client_id in back]
    kept = [row.pk for row in rows if row.client_id not in back]
    received.imported.filter(pk__in=undone).update(undo=Undo.DONE)
    received.imported.filter(pk__in=kept).update(undo=Undo.KEPT)
    counts = {**received.counts}
    for name, some in (("undone", undone), ("kept", kept)):
        counts[name] = counts.get(name, 0) + len(some)
    Import.objects.filter(pk=received.pk).update(counts=counts)


def _untouched(received: Import, rows: Sequence[ImportedRow]) -> list[int]:
    """Those on whom nothing hangs, and whom nobody changed or archived."""
    versions = {row.client_id: row.version for row in rows if row.client_id}
    held = received.firm.clients.select_for_update().filter(pk__in=versions, archived_at=None)
    same = {
        client
        for client, version in held.order_by("pk").values_list("pk", "version")
        if version == versions[client]
    }
    return sorted(same - _with_something(same))


def _with_something(clients: Collection[int]) -> set[int]:
    """On whom something hangs, of whichever stage; decisions about imports do not count."""
    found: set[int] = set()
    for relation in _relations():
        way = relation.field.name
        rows = relation.related_model._base_manager.filter(**{f"{way}__in": clients})
        found.update(rows.values_list(way, flat=True))
    return found


def _relations() -> list[Any]:
    """From everything that may hang on a client. Who they are in another software came with them."""
    own = (Import._meta.app_label, Reference._meta.app_label)
    return [
        relation
        for relation in Client._meta.related_objects
        if relation.related_model._meta.app_label not in own
    ]


def _merged(received: Import, clients: Collection[int]) -> list[int]:
    """Who became one with somebody since: the note of what was done may be about that other one."""
    merges = received.firm.merges.filter(winner__in=clients, at__gte=received.applied_at)
    return list(merges.values_list("winner", flat=True))


def _taken(received: Import, changes: writing.Changes) -> list[int]:
    """Whose former client number somebody else has by now."""
    numbers = {
        client: values["client_number"]
        for client, values in changes.wanted()
        if values.get("client_number")
    }
    holders = writing.holders(received.firm, numbers.values())
    return [client for client, number in numbers.items() if holders.get(number, client) != client]


def _restore(received: Import, rows: Sequence[ImportedRow], via: str) -> list[int]:
    moments = {
        row.client_id: datetime.fromisoformat(row.before["archived_at"])
        for row in rows
        if row.what == What.ARCHIVED and row.client_id and row.before
    }
    if not moments:
        return []
    [at] = set(moments.values())  # when the import began
    return writing.restore(received.firm, moments, at=at, by=received.undone_by, via=via)


def _finish(received: Import, now: datetime) -> None:
    forget_removed()
    with transaction.atomic():
        if not moved(received, State.UNDOING, state=State.UNDONE, undone_at=now):
            return
        firm, by, counts = received.firm, received.undone_by, received.counts
        firm.labels.filter(pk__in=received.labels, clients=None).delete()
        facts = {"undone": counts.get("undone", 0), "left": counts.get("kept", 0)}
        trace("import undone", received, firm=firm, by=by, **facts)
