"""Makes an import of what was fetched from a practice software: the same plan, choices, result and undo as of a file.

What a schedule fetched waits as a plan if it would change anything; by the firm's policy what is clear is applied, and
what needs a person waits. Choices made for one import of a connection are those of the next.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from carnet.connectors import actions as connecting
from carnet.connectors.contract import GivesFile, Piece, Record, Session
from carnet.connectors.models import Connection, Run
from carnet.connectors.opening import session_of
from carnet.connectors.trouble import Trouble
from carnet.core.reading.rows import Source
from carnet.core.stumbles import place_of
from carnet.imports import actions, files, plans, references
from carnet.imports.lists import checked_of, choices_of, head_of
from carnet.imports.models import Import, State
from carnet.imports.pages.questions import Couple, open_questions
from carnet.imports.pages.rows import name_in_file
from carnet.imports.planning.choices import WHOLE_ROW, Choices
from carnet.imports.planning.outcome import Plan
from carnet.imports.reading.sheet import Unreadable, read_source
from carnet.imports.records import Listed, columns_of

log = logging.getLogger(__name__)

COMPANY = "company"


@dataclass(frozen=True)
class Brought:
    """What a run brought, as a file would be."""

    data: bytes
    source: Source
    choices: Choices | None
    refs: references.Refs


def plan_next(now: datetime) -> bool:
    """A step of the worker: a plan of one run that has fetched everything. False when none has."""
    fetched = Run.objects.filter(state=Run.State.FETCHED).order_by("pk")
    run = fetched.select_related("connection__firm", "by", "questionnaire").first()
    if run is None:
        return False
    with override(run.connection.firm.language):
        _plan(run, now)
    return True


def _plan(run: Run, now: datetime) -> None:
    if not _begun_anew(run):
        connecting.end(run, Run.State.PLANNED, now=now)
        return
    try:
        brought = _bring(run)
        received = _receive(run, brought, now) if brought else None
    except (Trouble, Unreadable) as problem:
        trouble = problem if isinstance(problem, Trouble) else Trouble("odd", str(problem))
        _fail(run, trouble, now)
        return
    if received is None:
        connecting.end(run, Run.State.NOTHING, now=now)
    elif run.scheduled:
        _by_itself(run, received, now)
    elif not connecting.end(run, Run.State.PLANNED, now=now):
        _drop(received)


def _begun_anew(run: Run) -> bool:
    """Of somebody who was killed here, a plan may be left whose run did not end. One that is used stays."""
    left = Import.objects.filter(uuid=run.uuid).first()
    if left is not None and left.state == State.PLANNED:
        _drop(left)
        left = None
    return left is None


@transaction.atomic
def _fail(run: Run, trouble: Trouble, now: datetime) -> None:
    said = {"trouble": trouble.code, "said": trouble.said[:200]}
    if connecting.end(run, Run.State.FAILED, now=now, **said):
        connecting.note_end(run, trouble)


def _bring(run: Run) -> Brought | None:
    """None when there is nobody. Raises Trouble and Unreadable."""
    pieces = _pieces(run)
    with session_of(run.connection) as session:
        if isinstance(session, GivesFile):
            data = session.file(pieces)
            return Brought(data, read_source(data), None, {})
        return _listed(run, _records(run, session, pieces))


def _records(run: Run, session: Session, pieces: Sequence[Piece]) -> list[Record]:
    """A connector that stumbles over what it fetched ends its own run, and is not asked again and again. Its message
    is not logged: it may hold what a client's field holds."""
    try:
        return list(session.records(pieces))
    except Exception as stumbled:  # noqa: BLE001
        log.error("records of run %s: %s", run.uuid, place_of(stumbled))
        raise Trouble("odd", type(stumbled).__name__) from None


def _pieces(run: Run) -> list[Piece]:
    """The same thing told again, as when a list moved while it was read, counts once."""
    found = {}
    for step in run.fetched.iterator(chunk_size=20):
        for kind, key, data in step.pieces:
            found[kind, key] = Piece(kind, key, data)
    return list(found.values())


def _listed(run: Run, records: Sequence[Record]) -> Brought | None:
    connection = run.connection
    wanted = [record for record in records if record.active and _of_a_kind(run, record)]
    archive: frozenset[int] = frozenset()
    if run.inactive == Connection.Inactive.ARCHIVE:
        gone = {record.ref for record in records if not record.active}
        archive = frozenset(references.clients_of(connection, gone))
    if not wanted:
        return None
    listed = Listed(wanted, columns_of(wanted, connection.columns), connection.firm.language)
    Connection.objects.filter(pk=connection.pk).update(columns=list(listed.columns))
    choices = _as_last_time(connection).with_(archive=archive)
    columns = {**dict(enumerate(listed.columns)), **choices.columns}
    return Brought(listed.data, listed.source, choices.with_(columns=columns), listed.refs)


def _of_a_kind(run: Run, record: Record) -> bool:
    return run.companies or record.values.get("kind") != COMPANY


def _as_last_time(connection: Connection) -> Choices:
    """As far as it was not about rows."""
    applied = connection.imports.exclude(applied_at=None).order_by("-applied_at")
    last = applied.only("firm", "uuid", "choices").first()
    if last is None:
        return Choices()
    former = choices_of(last)
    return Choices(columns=former.columns, key=former.key, policy=former.policy, never=former.never)


def _receive(run: Run, brought: Brought, now: datetime) -> Import:
    """Under the run's own uuid, so that it is there once, however often we are killed."""
    received = Import(
        uuid=run.uuid,
        firm=run.connection.firm,
        name=_name(run, now),
        size=len(brought.data),
        by=run.by,
        connection=run.connection,
        run=run,
        to_note=bool(brought.refs),
        questionnaire=run.questionnaire,
        year=run.year,
    )
    actions.store(
        received, brought.data, brought.source, choices=brought.choices, refs=brought.refs
    )
    return received


def _name(run: Run, now: datetime) -> str:
    day = date_format(timezone.localdate(now), "DATE_FORMAT")
    return ", ".join(filter(None, (run.connection.name, run.group_name[:60], day)))


# -- By schedule ---------------------------------------------------------------------------------


def _by_itself(run: Run, received: Import, now: datetime) -> None:
    """Only what would change something is kept; what waited before gives way, unless somebody is at work on it or it
    would do the same."""
    plan = plans.plan_of(received)
    waiting = _waiting(run.connection, received)
    if not does_something(plan):
        _note_nothing(run, received, plan)
        _drop_all(received, *(one for one in waiting if not _touched(one)))
        connecting.end(run, Run.State.NOTHING, now=now)
    elif any(_touched(one) or plans.plan_of(one).digest == plan.digest for one in waiting):
        _drop(received)
        connecting.end(run, Run.State.NOTHING, now=now)
    elif connecting.end(run, Run.State.PLANNED, now=now):
        _drop_all(*waiting)
        _propose(run, received, plan, now)
    else:
        _drop(received)
    plans.forget()


def does_something(plan: Plan) -> bool:
    return bool(plan.new or plan.changed or plan.only_here)


def _note_nothing(run: Run, received: Import, plan: Plan) -> None:
    refs = references.refs_of(received)
    references.note(run.connection, refs, references.met_in(plan))
    references.note_mark(run, refs, plan.left_out)


def _waiting(connection: Connection, received: Import) -> list[Import]:
    """What an earlier run proposed by itself."""
    proposed = connection.imports.proposed()  # type: ignore[attr-defined]
    return list(proposed.exclude(pk=received.pk).select_related("firm"))


def _touched(received: Import) -> bool:
    """Somebody has begun to decide about its rows."""
    choices = choices_of(received)
    return bool(choices.fixes or choices.left or choices.same or choices.couples)


def _propose(run: Run, received: Import, plan: Plan, now: datetime) -> None:
    if run.connection.policy == Connection.Policy.APPLY:
        plan = _apply_clear(received, plan, now)
    Import.objects.filter(pk=received.pk, state=State.PLANNED).update(counts=plan.counts)


def _apply_clear(received: Import, plan: Plan, now: datetime) -> Plan:
    """What asks a person is left out of it, and is proposed again by the next run."""
    choices = choices_of(received)
    asked = dict.fromkeys(_asked(received, plan), frozenset({WHOLE_ROW}))
    if asked:
        actions.decide(received, choices.with_(left=asked), by=None)
    clear = plans.plan_of(received)
    if does_something(clear) and _applied(received, clear, now):
        return clear
    actions.decide(received, choices, by=None)
    return plan


def _applied(received: Import, plan: Plan, now: datetime) -> bool:
    """False if somebody works on clients at this very moment: then it waits."""
    try:
        actions.request_apply(received, digest=plan.digest, by=None, now=now)
    except actions.PlanChanged:
        return False
    return True


def _asked(received: Import, plan: Plan) -> set[int]:
    table, checked = head_of(received), checked_of(received)

    def name_at(line: int) -> str:
        return name_in_file(table, checked, line)

    found = open_questions(plan, choices_of(received), name_at)
    firsts = {one.first_line for one in found if isinstance(one, Couple)}
    return firsts | {one.line for one in found}


def _drop_all(*several: Import) -> None:
    for received in several:
        _drop(received)


def _drop(received: Import) -> None:
    """Nobody has used it. The row last: it leads to the files."""
    files.delete_all(received.file)
    Import.objects.filter(pk=received.pk, state=State.PLANNED).delete()
