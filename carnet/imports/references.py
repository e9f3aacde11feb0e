"""Who the rows of an import are in the software they come from, and which clients those are: so that whoever is
renamed, has moved or got another number there is still known here."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from carnet.connectors.models import Connection, Reference, Run
from carnet.imports import files
from carnet.imports.files import FileGone
from carnet.imports.models import Import, ImportedRow
from carnet.imports.planning.choices import Choices
from carnet.imports.planning.known import UNKNOWN, ByReference
from carnet.imports.planning.outcome import Changed, Plan, Unchanged

Refs = Mapping[int, str]  # line → reference
AT_ONCE = 500


class Met(NamedTuple):
    """The client a row is about, or whose partner the person of the row is."""

    line: int
    client: int
    partner: bool


def write(received: Import, refs: Refs) -> None:
    if refs:
        files.store(received.file + ".refs", [json.dumps(list(refs.items())).encode()])


def write_met(received: Import, plan: Plan) -> None:
    """Whom the plan that is to be applied knows already."""
    files.store(received.file + ".met", [json.dumps(list(met_in(plan))).encode()])


def refs_of(received: Import) -> Refs:
    return dict(_read(received, ".refs"))


def _read(received: Import, kind: str) -> Any:
    try:
        return json.loads(files.load(received.file + kind)) if received.file else []
    except FileGone:
        return []


def known(received: Import) -> ByReference:
    """By the references that are there now."""
    refs = refs_of(received) if received.connection_id else {}
    if not refs:
        return UNKNOWN
    found = {ref: (client, partner) for ref, client, partner in _references(received)}
    told = {line: found[ref] for line, ref in refs.items() if ref in found}
    clients = {line: client for line, (client, partner) in told.items() if not partner}
    partners = {line: client for line, (client, partner) in told.items() if partner}
    return ByReference(clients, partners)


def _references(received: Import) -> Iterable[tuple[str, int, bool]]:
    rows = Reference.objects.filter(connection=received.connection_id)
    return rows.values_list("ref", "client", "partner")


def clients_of(connection: Connection, refs: Collection[str]) -> list[int]:
    """Active clients these refer to; of a couple only the one who is the client."""
    rows = Reference.objects.filter(
        connection=connection, partner=False, client__archived_at=None
    ).values_list("ref", "client")
    return [client for ref, client in rows if ref in refs]


def met_in(plan: Plan) -> Iterator[Met]:
    rows: list[Changed | Unchanged] = [*plan.changed, *plan.unchanged]
    for row in rows:
        if row.client:
            yield Met(row.line, row.client, row.line in plan.partners)
            if row.partner_line:
                yield Met(row.partner_line, row.client, True)


def note_next(_now: datetime) -> bool:
    """A step of the worker: notes whom the rows of one import that was applied turned out to be. Done twice, it
    changes nothing. False when there is none."""
    due = Import.objects.filter(to_note=True).exclude(applied_at=None).order_by("pk")
    received = due.select_related("connection", "run").first()
    if received is None:
        return False
    if received.connection:
        note(received.connection, refs_of(received), _met(received))
        _note_mark(received)
    Import.objects.filter(pk=received.pk).update(to_note=False)
    return True


def _met(received: Import) -> Iterator[Met]:
    """Whom the plan knew, and those who were added."""
    yield from (Met(*one) for one in _read(received, ".met"))
    added = received.imported.filter(what=ImportedRow.What.ADDED, undo="")
    for line, partner_line, client in added.values_list("line", "partner_line", "client"):
        for at, partner in ((line, False), (partner_line, True)):
            if at and client:
                yield Met(at, client, partner)


def note(connection: Connection, refs: Refs, met: Iterable[Met]) -> None:
    told = [one for one in met if one.line in refs]
    for start in range(0, len(told), AT_ONCE):
        some = told[start : start + AT_ONCE]
        with transaction.atomic():
            here = connection.firm.clients.filter(pk__in={one.client for one in some})
            there = set(here.values_list("pk", flat=True))
            Reference.objects.bulk_create(
                (
                    Reference(
                        connection=connection,
                        client_id=one.client,
                        ref=refs[one.line],
                        partner=one.partner,
                    )
                    for one in some
                    if one.client in there
                ),
                update_conflicts=True,
                unique_fields=["connection", "ref"],
                update_fields=["client", "partner"],
            )


def _note_mark(received: Import) -> None:
    """From now on only what has changed since is asked for, and whoever was left undone here: some client always
    lacks an address, and for their sake a whole office is not fetched every hour."""
    if received.run:
        note_mark(received.run, refs_of(received), _undone(received))


def _undone(received: Import) -> set[int]:
    """Lines that had to be repaired, that came too late, or that wait for a person: not those a person left out."""
    invalid = set(map(int, _read(received, ".left")))
    late = {line for row in received.left_out() for line in row.lines}
    asked = set() if received.applied_by_id else set(Choices.from_json(received.choices).left)
    return invalid | late | asked


def note_mark(run: Run, refs: Refs, undone: Collection[int]) -> None:
    """Where the run asked for the same clients as the schedule does, and nobody moved the mark meanwhile from which it
    asked."""
    same = {"group": run.group, "companies": run.companies, "inactive": run.inactive}
    if run.since:
        same["mark"] = run.since
    again = sorted({refs[line] for line in undone if line in refs})
    Connection.objects.filter(pk=run.connection_id, **same).update(mark=run.mark, undone=again)
