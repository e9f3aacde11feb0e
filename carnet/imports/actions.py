"""Receives a file, plans what importing it would do, and does exactly that; importing never sends mail.

Knows no page and no command. What a file says is worked out once and remembered; what it would do is
worked out anew each time, since clients change meanwhile.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from carnet.audit.record import record as trace
from carnet.clients.actions import NumberTaken, add_clients, change_many
from carnet.clients.models import Client
from carnet.clients.record import REQUIRED, ClientRecord
from carnet.firms.models import Colleague, Firm
from carnet.imports import files, register
from carnet.imports.columns.table import Table
from carnet.imports.models import Import, ImportedRow
from carnet.imports.planning.checking import Checked, Defaults, check_rows
from carnet.imports.planning.outcome import Changed, New, Plan
from carnet.imports.planning.plan import make_plan
from carnet.imports.reading.sheet import check_name, read_table

AT_ONCE = 500
FILES_LAST = timedelta(days=30)


class AlreadyApplied(Exception):
    """Somebody pressed twice, or a colleague was faster."""


class ClientsChanged(Exception):
    """Clients changed since the plan was shown, so that applying it would do something else."""


def receive(firm: Firm, uploaded: UploadedFile, *, by: Colleague | None, keep: bool) -> Import:
    """Keep the file if there is a list of clients in it; otherwise Unreadable tells why not."""
    name = (uploaded.name or "")[-200:]
    check_name(name, uploaded.size or 0)
    data = uploaded.read()
    table = read_table(data)
    received = Import(firm=firm, name=name, size=len(data), keep=keep, by=by, mapping=table.mapping)
    received.sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        received.file = files.store(data, firm=firm.uuid, uuid=received.uuid)
        received.save()
        trace("client list received", received, firm=firm, by=by, rows=len(table.rows))
    return received


def table_of(received: Import) -> Table:
    return _read(received.file, _defaults(received.firm), get_language())[0]


def make(received: Import) -> Plan:
    """What applying it now would do."""
    return _plan(received.firm, _checked(received))


def plan_to_show(received: Import) -> Plan:
    """The same, remembered while somebody leafs through it and nothing happens in the firm.

    Every act leaves a row in the trail, so its last row tells whether clients may have changed.
    """
    last = received.firm.events.order_by("-id").values_list("pk", flat=True).first()
    return _remembered(received, received.file, get_language(), last)


@lru_cache(maxsize=4)
def _remembered(received: Import, path: str, language: str | None, last: int | None) -> Plan:
    return make(received)


def plan_data(firm: Firm, data: bytes) -> tuple[Table, Plan]:
    """The same for a file that is not kept."""
    table = read_table(data)
    return table, _plan(firm, list(check_rows(table, _defaults(firm))))


def apply(received: Import, *, expected_digest: str, by: Colleague | None, now: datetime) -> None:
    """Write what the plan of this digest shows, all of it or, if anything is in the way, nothing."""
    rows = _checked(received)  # the long part; done before the database is held
    try:
        with transaction.atomic():
            _claim(received, now)
            plan = _plan(received.firm, rows)
            if plan.digest != expected_digest:
                _remembered.cache_clear()
                raise ClientsChanged
            _write(received, plan, by=by, now=now)
    except NumberTaken as problem:  # planned anew, the line says whose number it is
        raise ClientsChanged from problem
    received.refresh_from_db()


def _claim(received: Import, now: datetime) -> None:
    if not Import.objects.filter(pk=received.pk, applied_at=None).update(applied_at=now):
        raise AlreadyApplied


def _write(received: Import, plan: Plan, *, by: Colleague | None, now: datetime) -> None:
    firm, via = received.firm, f"import {received.pk}"
    records = [ClientRecord(**row.values, told=frozenset(row.values)) for row in plan.new]
    added = add_clients(
        firm, records, keep=received.keep, by=by, today=timezone.localdate(now), via=via
    )
    clients = firm.clients.in_bulk([row.client for row in plan.changed])
    changes = [(clients[row.client], _record(clients[row.client], row)) for row in plan.changed]
    if change_many(changes, by=by, via=via):
        raise ClientsChanged
    _note(received, plan.new, added, ImportedRow.What.ADDED)
    _note(received, plan.changed, [client for client, _record in changes], ImportedRow.What.CHANGED)
    Import.objects.filter(pk=received.pk).update(counts=plan.counts)
    trace("clients imported", received, firm=firm, by=by, **plan.counts)


def _record(client: Client, row: Changed) -> ClientRecord:
    new: Mapping[str, Any] = {field: theirs for field, (_ours, theirs) in row.differences.items()}
    ours = {name: getattr(client, name) for name in REQUIRED}
    return ClientRecord(**{**ours, **new}, told=frozenset(new))


def _note(
    received: Import, rows: Sequence[New | Changed], clients: Sequence[Client], what: str
) -> None:
    ImportedRow.objects.bulk_create(
        [
            ImportedRow(origin=received, client=client, line=row.line, what=what)
            for row, client in zip(rows, clients, strict=True)
        ],
        batch_size=AT_ONCE,
    )


def forget_next(now: datetime) -> bool:
    """A step of the worker: deletes one file that is a month old. False when there is none."""
    old = Import.objects.filter(created_at__lt=now - FILES_LAST).exclude(file="").first()
    if old is None:
        return False
    files.delete(old.file)
    Import.objects.filter(pk=old.pk).update(file="")
    trace("client list deleted", old, firm=old.firm, by=None)
    return True


# -- What a file says, and of whom ---------------------------------------------------------------


def _defaults(firm: Firm) -> Defaults:
    return Defaults(firm.default_country, firm.language, timezone.localdate())


def _checked(received: Import) -> Sequence[Checked]:
    return _read(received.file, _defaults(received.firm), get_language())[1]


@lru_cache(maxsize=4)
def _read(path: str, defaults: Defaults, language: str | None) -> tuple[Table, Sequence[Checked]]:
    """A stored file never changes; its problems are told in the reader's language."""
    table = read_table(files.load(path))
    return table, tuple(check_rows(table, defaults))


def _plan(firm: Firm, rows: Sequence[Checked]) -> Plan:
    return make_plan(rows, register.read(firm, rows))
