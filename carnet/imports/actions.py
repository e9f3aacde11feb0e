"""Receives a file, takes decisions about it and orders to apply or undo it, which the worker carries out
(applying.py, undoing.py). Importing never sends mail. Knows no page and no command."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from carnet.audit.record import record as trace
from carnet.core.reading.rows import Source
from carnet.core.sealed import under
from carnet.core.shelf import Away
from carnet.firms.models import Colleague, Firm
from carnet.imports import files, lists, plans, references, sources, staging
from carnet.imports.columns.table import Table
from carnet.imports.lists import (
    Found,
    checked_of,
    choices_of,
    find_sheet,
    head_of,
    sheet_by,
    source_of,
    table_of,
)
from carnet.imports.models import AT_WORK, Different, Import, ImportedRow, Layout, State
from carnet.imports.planning.choices import Choices
from carnet.imports.planning.likeness import fingerprint
from carnet.imports.planning.outcome import Invalid, New, Plan
from carnet.imports.plans import plan_of
from carnet.imports.reading.sheet import check_name, read_source
from carnet.imports.references import Refs
from carnet.imports.repair import keep_reasons
from carnet.imports.surprises import DECIDED, Surprise
from carnet.imports.turns import moved
from carnet.questionnaires.models import Questionnaire

__all__ = ["choices_of", "plan_of", "source_of", "table_of"]

AT_ONCE = 500
FILES_LAST = timedelta(days=30)
LAYOUT = ("columns", "key", "policy", "never")


class AlreadyApplied(Exception):
    """Somebody pressed twice, or a colleague was faster."""


class PlanChanged(Exception):
    """Applying would do something else than was shown. `lines` tell what, as far as that is known."""

    def __init__(self, lines: Sequence[Surprise]) -> None:
        super().__init__(f"{len(lines)} lines")
        self.lines = lines


class CannotUndo(Exception):
    """It was not applied, or is being undone already, or its former values are forgotten."""


def receive(
    firm: Firm,
    uploaded: UploadedFile,
    *,
    by: Colleague | None,
    keep: bool,
    questionnaire: Questionnaire | None = None,
    year: int | None = None,
) -> Import:
    """Keep the file if there is a list of clients in it; otherwise Unreadable tells why not."""
    name = (uploaded.name or "")[-200:]
    check_name(name, uploaded.size or 0)
    data = uploaded.read()
    asked = {"questionnaire": questionnaire, "year": year}
    received = Import(firm=firm, name=name, size=len(data), keep=keep, by=by, **asked)
    store(received, data, read_source(data))
    return received


def store(
    received: Import,
    data: bytes,
    source: Source,
    *,
    choices: Choices | None = None,
    refs: Refs | None = None,
) -> None:
    """What was read of a file beside the file itself, with the choices made for the last of its kind. `refs`: who
    its rows are in the software they come from."""
    firm = received.firm
    choices, found = _found(firm, source, choices)
    table = found[1]
    received.sha256, received.mapping = hashlib.sha256(data).hexdigest(), table.mapping
    received.choices = choices.as_json()
    received.file = files.path_for(firm.uuid, received.uuid)
    # The row first: it leads to the files whatever happens now, so that they are deleted in time.
    with transaction.atomic():
        received.save()
        trace("client list received", received, firm=firm, by=received.by, rows=len(table.rows))
    try:
        files.store(received.file + ".rows", sources.write(source))
        references.write(received, refs or {})
        files.store(received.file, [data])
    except OSError:
        received.delete()
        files.delete_all(received.file)
        raise
    except Away:
        with suppress(Away):  # else the row stays, too, and takes what there is with it in time
            files.delete_all(received.file)
            received.delete()
        raise
    lists.now_received(received, source, choices, found)


def _found(firm: Firm, source: Source, choices: Choices | None) -> tuple[Choices, Found]:
    """The list, by what was chosen: here, or for the last of its kind."""
    if choices:
        return choices, find_sheet(source, choices)
    found = find_sheet(source, Choices())
    choices = as_last_time(firm, found[1])
    return choices, find_sheet(source, choices) if choices.columns else found


def as_last_time(firm: Firm, table: Table) -> Choices:
    """What was decided about the last file with these headers, as far as it is not about its rows."""
    layout = firm.layouts.filter(fingerprint=table.fingerprint).first()
    if layout is None:
        return Choices()
    columns = {int(index): field for index, field in layout.columns.items()}
    return Choices(
        columns=columns, key=layout.key, policy=layout.policy, never=frozenset(layout.never)
    )


def layout_of(received: Import, table: Table) -> Layout | None:
    """The one by which this file is read as the last of its kind was, so that a page can say so."""
    choices = choices_of(received)
    layout = received.firm.layouts.filter(fingerprint=table.fingerprint).first()
    same = layout and _layout(choices) == {name: getattr(layout, name) for name in LAYOUT}
    return layout if same else None


def _layout(choices: Choices) -> dict[str, Any]:
    return {
        "columns": {str(index): field for index, field in sorted(choices.columns.items())},
        "key": choices.key,
        "policy": choices.policy,
        "never": sorted(choices.never),
    }


def decide(received: Import, choices: Choices, *, by: Colleague | None) -> None:
    """Only until somebody presses Apply; AlreadyApplied after that."""
    change(received, lambda _standing: choices, by=by)


def change(received: Import, how: Callable[[Choices], Choices], *, by: Colleague | None) -> None:
    """Decide about one thing, on top of whatever a colleague decided in the same moment: `how` makes the
    new choices of those that stand."""
    wanted = how(choices_of(received))
    apart = _said_apart(received, wanted)
    mapping = sheet_by(received, wanted)[1].mapping
    with transaction.atomic():
        standing = Import.objects.select_for_update().get(pk=received.pk)
        choices = how(choices_of(standing))
        decided = {"choices": choices.as_json(), "mapping": mapping, "surprises": []}
        if not Import.objects.filter(pk=received.pk, state=State.PLANNED).update(
            **under(received, decided)
        ):
            raise AlreadyApplied(received.pk)
        Different.objects.bulk_create(apart, ignore_conflicts=True)
        for one in apart:
            trace("not the person in a file", one.client, firm=received.firm, by=by)
    for name, value in decided.items():
        setattr(received, name, value)


def _said_apart(received: Import, choices: Choices) -> list[Different]:
    """Those alike to a row of whom it is said only now that they are somebody else."""
    before, firm = choices_of(received).same, received.firm
    lines = {line for line, client in choices.same.items() if not client and before.get(line) != 0}
    if not lines:
        return []
    plan, rows = plan_of(received), checked_of(received)
    marks = {row.line: fingerprint(row, firm.uuid) for row in rows if row.line in lines}
    asked: list[New | Invalid] = [*plan.new, *plan.invalid]
    return [
        Different(firm=firm, client_id=one.client, fingerprint=marks[row.line])
        for row in asked
        if row.line in marks
        for one in row.alike
    ]


def request_apply(received: Import, *, digest: str, by: Colleague | None, now: datetime) -> None:
    """The worker will do what the plan of this digest shows, exactly that; PlanChanged if it no longer holds."""
    if received.state != State.PLANNED:
        raise AlreadyApplied(received.pk)
    last = plans.last_event(received.firm)
    plan = plans.plan_at(received, last)
    if plan.digest != digest:
        raise _changed(received, _since(received, plans.shown(received, digest), plan))
    # What was chosen for a connection is remembered with it (from_connection.py), not for files with these headers.
    layout = {"fingerprint": head_of(received).fingerprint, **_layout(choices_of(received))}
    layout = {} if received.connection_id else layout
    path = received.file + ".plan"
    keep_reasons(received, plan)
    if received.connection_id:
        references.write_met(received, plan)
    lists.forget()  # all that is still asked stands in the plan
    header = staging.write(path, plan, last=last, layout=layout)
    order = {"state": State.QUEUED, "staged": path, "total": header.total, "done": 0}
    counts = {**plan.counts, "late": 0, "archived": 0}
    order |= {"counts": counts, "applied_by": by, "started_at": now, "surprises": []}
    _order(received, State.PLANNED, AlreadyApplied, order)
    plans.forget()  # nobody looks at it any more, and the worker goes by what was put by


def _since(received: Import, shown: plans.Shown | None, plan: Plan) -> list[Surprise]:
    found = plans.changed_since(shown["outline"] if shown else None, plan)
    decided = shown is not None and shown["choices"] != received.choices
    return [DECIDED, *found] if decided else found


def _changed(received: Import, found: Sequence[Surprise]) -> PlanChanged:
    """Noted with the import, so that its plan can say so to whoever opens it next."""
    received.surprises = [asdict(one) for one in found]
    planned = Import.objects.filter(pk=received.pk, state=State.PLANNED)
    planned.update(surprises=received.surprises)
    return PlanChanged(found)


def request_undo(received: Import, *, by: Colleague | None, now: datetime) -> None:
    """The worker will take back what the import did, except where somebody went on since."""
    if not received.can_be_undone(now):
        raise CannotUndo(received.pk)
    order = {"state": State.UNDOING, "done": 0, "total": received.to_undo().count()}
    order |= {"undone_by": by, "started_at": now}
    _order(received, State.APPLIED, CannotUndo, order)


def _order(received: Import, state: State, refusal: type[Exception], order: dict[str, Any]) -> None:
    if not moved(received, state, **order):
        raise refusal(received.pk)
    for name, value in order.items():
        setattr(received, name, value)


def forget_next(now: datetime) -> bool:
    """A step of the worker: forgets some of what is a month old. False when there is nothing."""
    return _forget_former_values(now) or _forget_file(now)


def _forget_former_values(now: datetime) -> bool:
    """An import that can no longer be undone needs none, whichever became of it."""
    old = Import.objects.filter(undoable=True, applied_at__lt=now - Import.UNDO_LASTS)
    received = old.exclude(state__in=AT_WORK).first()
    if received is None:
        return False
    some = received.imported.exclude(before=None).values_list("pk", flat=True)[:AT_ONCE]
    if not ImportedRow.objects.filter(pk__in=list(some)).update(before=None):
        Import.objects.filter(pk=received.pk).update(undoable=False)
    return True


def _forget_file(now: datetime) -> bool:
    old = Import.objects.filter(created_at__lt=now - FILES_LAST).exclude(file="")
    received = old.exclude(state__in=AT_WORK).first()
    if received is None:
        return False
    files.delete_all(received.file)
    Import.objects.filter(pk=received.pk).update(file="")
    trace("client list deleted", received, firm=received.firm, by=None)
    return True
