"""Carries out a staged plan. What a chunk writes and how far the import is stand in one transaction, so that a
worker may be killed at any moment: the next one goes on at `Import.done`, and two never do one chunk twice."""

from dataclasses import asdict
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Count, F

from carnet.audit.record import record as trace
from carnet.clients.actions import NumberTaken, labels_named, one_client_a_number
from carnet.firms.models import Firm
from carnet.imports import chunks, files, plans, staging, surprises
from carnet.imports.chunks import Chunk
from carnet.imports.files import FileGone
from carnet.imports.lanes import Lanes
from carnet.imports.models import Import, ImportedRow, Layout, State
from carnet.imports.staging import Staged
from carnet.imports.surprises import Surprise
from carnet.imports.turns import Pace, moved, run_to_end, take_turn, waiting


def apply_next(now: datetime) -> bool:
    """A step of the worker: some chunks of one import that waits. False when none does."""
    received = waiting(State.QUEUED, State.APPLYING).first()
    if received is None:
        return False
    _turn(received, now)
    return True


def run_now(received: Import, now: datetime) -> None:
    """To its end, without a worker."""
    run_to_end(received, now, apply_next)


def _turn(received: Import, now: datetime) -> None:
    try:
        staged = Staged(received.staged)
        take_turn(received, partial(_step, staged=staged, now=now))
    except FileGone:
        # Another worker may have come to the end at this very moment, and deleted it.
        received.refresh_from_db()
        _give_up(received, now)


def _step(received: Import, pace: Pace, *, staged: Staged, now: datetime) -> bool:
    if received.state == State.QUEUED:
        _begin(received, staged, now)
    elif received.state != State.APPLYING:
        return False
    elif received.done < received.total:
        if not Lanes(received, staged, pace, now).run():
            _do_chunk(received, staged, pace, now)
    else:
        pace.wait_for_disk()  # since the plan is deleted after it
        _finish(received, staged, now)
    return True


def _begin(received: Import, staged: Staged, now: datetime) -> None:
    """Only if applying still does exactly what was shown."""
    if found := _surprises(received, staged):
        _back(received, found)
        return
    with transaction.atomic():
        # Whoever else begins an import of this firm waits here, and then sees ours.
        Firm.objects.select_for_update().get(pk=received.firm_id)
        ours = waiting(State.QUEUED).filter(pk=received.pk).exists()
        if ours and moved(received, State.QUEUED, state=State.APPLYING, started_at=now):
            _make_labels(received, staged.header.labels)


def _surprises(received: Import, staged: Staged) -> list[Surprise]:
    header, last = staged.header, plans.last_event(received.firm)
    if last == header.last:
        return []
    try:
        plan = plans.plan_at(received, last)
    except FileGone:
        return [surprises.UNKNOWN]
    if plan.digest != header.digest:
        return plans.changed_since(staged.outline, plan)
    # Clients may have changed where the plan does not touch them: they are of another version now.
    staging.write(staged.path, plan, last=last, layout=header.layout)
    return []


def _back(received: Import, found: list[Surprise]) -> None:
    """Nothing was written yet; the person looks at the plan as it is now."""
    told = [asdict(one) for one in found]
    if moved(received, State.QUEUED, state=State.PLANNED, staged="", surprises=told):
        files.delete(received.staged)


def _make_labels(received: Import, names: list[str]) -> None:
    if not names:
        return
    known = set(received.firm.labels.values_list("pk", flat=True))
    named = labels_named(received.firm, names)
    made = sorted({label.pk for label in named.values()} - known)
    Import.objects.filter(pk=received.pk).update(labels=made)


def _do_chunk(received: Import, staged: Staged, pace: Pace, now: datetime) -> None:
    steps = staged.steps(received.done, pace.size)
    chunk = chunks.prepare(received, steps, now)
    try:
        _write(received, chunk, pace)
    except NumberTaken:  # who took it is looked up only now, since hardly ever somebody does
        _write(received, chunk, pace, careful=True)


def _write(received: Import, chunk: Chunk, pace: Pace, *, careful: bool = False) -> None:
    rows = len(chunk.steps)
    with pace.transaction(rows), one_client_a_number():
        if moved(received, State.APPLYING, done=F("done") + rows):
            _count(received, chunks.write(received, chunk, careful=careful))


def _count(received: Import, more: dict[str, int]) -> None:
    """Mostly everything goes as planned, and there is nothing to write."""
    if not any(more.values()):
        return
    counts = {**received.counts}
    for name, number in more.items():
        counts[name] += number
    Import.objects.filter(pk=received.pk).update(counts=counts)


def _finish(received: Import, staged: Staged, now: datetime) -> None:
    with transaction.atomic():
        done = _end(received, now)
        if done:
            _remember(received, staged.header.layout, now)
    files.delete(staged.path)


def _end(received: Import, now: datetime) -> bool:
    if not moved(
        received, State.APPLYING, state=State.APPLIED, applied_at=now, staged="", undoable=True
    ):
        return False
    firm, by = received.firm, received.applied_by
    trace("clients imported", received, firm=firm, by=by, **received.counts)
    return True


def _remember(received: Import, layout: dict, now: datetime) -> None:
    """How this firm reads files with these headers."""
    if layout:
        facts = {**layout, "name": received.name, "used_at": now}
        fingerprint = facts.pop("fingerprint")
        Layout.objects.update_or_create(firm=received.firm, fingerprint=fingerprint, defaults=facts)


def _give_up(received: Import, now: datetime) -> None:
    """The staged plan is gone, as after a backup was put back without its files. What was written stays; the
    other rows count as left out."""
    _back(received, [surprises.UNKNOWN])
    if received.state == State.APPLYING:
        counts, written = {**received.counts}, _written(received)
        missing = counts["new"] + counts["changed"] - sum(written.values())
        received.counts = counts | written | {"late": counts["late"] + missing}
        with transaction.atomic():
            if _end(received, now):
                Import.objects.filter(pk=received.pk).update(counts=received.counts)


def _written(received: Import) -> dict[str, int]:
    """Rows of the file whose clients were added and changed so far."""
    kinds = {"new": ImportedRow.What.ADDED, "changed": ImportedRow.What.CHANGED}
    return {
        name: sum(
            received.imported.filter(what=what)
            .aggregate(Count("pk"), Count("partner_line"))
            .values()
        )
        for name, what in kinds.items()
    }
