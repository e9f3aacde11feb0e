"""Fetches a firm's clients from its software: from the worker, in threads, so that a slow answer holds up no mail.

Each step is kept with its cursor before the next begins. Whoever is killed leaves a claim that lapses, and the next
goes on at the last step that was kept; two at once never keep one step twice. Nobody waits here for the software to
allow more calls: the moment is noted, and the run taken up again then.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from carnet.connectors import actions
from carnet.connectors.actions import PERIODS, AlreadyRunning, Whom
from carnet.connectors.calling import Pace
from carnet.connectors.contract import Scope, Session, Step
from carnet.connectors.models import Connection, FetchedStep, Run, RunQuerySet
from carnet.connectors.opening import pace_of, session_of
from carnet.connectors.trouble import Trouble
from carnet.core.sealed import under
from carnet.core.stumbles import place_of
from carnet.core.threads import in_threads
from carnet.core.worker import hourly

log = logging.getLogger(__name__)

THREADS = 4
CLAIM_LASTS = timedelta(minutes=3)
TURN = timedelta(seconds=20)
SHORT = 2.0  # seconds one waits for the next call without letting go of the run
# Seconds until a passing trouble is tried again; after the last, about two hours later, the run has failed.
WAITS = (10, 30, 60, 120, 300, 600, 900, 1800, 3600)
THROTTLED = 20.0
KEPT = timedelta(days=30)

Clock = Callable[[], datetime]


def claim(now: datetime, most: int) -> list[Run]:
    """Take up to `most` that are due."""
    taken = []
    for run in _due(now).select_related("connection__firm").order_by("?")[:most]:
        if _due(now).filter(pk=run.pk).update(claimed_at=now):
            run.claimed_at = now
            taken.append(run)
    return taken


def _due(now: datetime) -> RunQuerySet:
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)
    awake = Q(wait_until=None) | Q(wait_until__lte=now)
    return Run.objects.filter(free, awake, state=Run.State.FETCHING)


def take_turn(run: Run, *, clock: Clock = timezone.now, pace: Pace | None = None) -> None:
    """Some steps of a run that was claimed."""
    pace = pace or pace_of(run.connection)
    try:
        with session_of(run.connection, pace=pace) as session:
            _steps(run, session, pace, clock)
    except Trouble as trouble:
        _note(run, trouble, clock())


def _steps(run: Run, session: Session, pace: Pace, clock: Clock) -> None:
    scope, over = _scope(run), clock() + TURN
    while _keep(run, session.fetch(scope, run.cursor), clock()):
        left = pace.left()
        if left > SHORT or clock() >= over:
            rest = clock() + timedelta(seconds=left) if left > SHORT else None
            _mine(run).update(claimed_at=None, wait_until=rest, per_minute=pace.per_minute)
            return


def _scope(run: Run) -> Scope:
    return Scope(run.group, run.since, run.connection.undone if run.since else ())


def _mine(run: Run) -> RunQuerySet:
    """Unless somebody stopped it, or it was taken up by another when our claim had lapsed."""
    return Run.objects.filter(pk=run.pk, state=Run.State.FETCHING, steps=run.steps)


@transaction.atomic
def _keep(run: Run, step: Step, now: datetime) -> bool:
    """Whether there is a next step for us."""
    last = step.state is None
    values = {
        "state": Run.State.FETCHED if last else Run.State.FETCHING,
        "cursor": step.state,
        "done": step.done,
        "total": step.total,
        "mark": step.mark,
        "claimed_at": now,
        **{"tries": 0, "trouble": "", "said": "", "wait_until": None},
    }
    if not _mine(run).update(steps=F("steps") + 1, **under(run, values)):
        return False
    pieces = [[piece.kind, piece.key, piece.data] for piece in step.pieces]
    FetchedStep.objects.create(run=run, number=run.steps, pieces=pieces)
    if last:
        actions.note_well(run.connection)
    run.steps, run.cursor, run.tries = run.steps + 1, step.state, 0
    return not last


@transaction.atomic
def _note(run: Run, trouble: Trouble, now: datetime) -> None:
    if not _mine(run).exists():
        return
    said = {"trouble": trouble.code, "said": trouble.said[:200]}
    if trouble.passing and run.tries < len(WAITS):
        wait = max(trouble.wait, THROTTLED if trouble.code == "throttled" else WAITS[run.tries])
        until = now + timedelta(seconds=wait)
        _mine(run).update(claimed_at=None, wait_until=until, tries=F("tries") + 1, **said)
    elif actions.end(run, Run.State.FAILED, now=now, **said):
        actions.note_end(run, trouble)


def _whatever_happens(run: Run) -> None:
    """A connector that stumbles ends its own run. Its message is not logged: a key may be part of it."""
    try:
        take_turn(run)
    except Exception as stumbled:  # noqa: BLE001
        log.error("run %s: %s", run.uuid, place_of(stumbled))
        _note(run, Trouble("odd", type(stumbled).__name__), timezone.now())


def fetcher() -> Callable[[datetime], bool]:
    """A step of the worker."""
    return in_threads("connector", THREADS, claim, _whatever_happens)


fetch_next = fetcher()


def begin_next(now: datetime) -> bool:
    """A step of the worker: begins one run whose hour has come. False when none has."""
    due = Connection.objects.filter(state=Connection.State.ACTIVE, next_run_at__lte=now)
    connection = due.exclude(schedule=Connection.Schedule.OFF).select_related("firm").first()
    if connection is None:
        return False
    following = now + PERIODS[Connection.Schedule(connection.schedule)]
    mine = Connection.objects.filter(pk=connection.pk, next_run_at=connection.next_run_at)
    if mine.update(next_run_at=following):
        _begin(connection, now)
    return True


def _begin(connection: Connection, now: datetime) -> None:
    whom = Whom(
        connection.group,
        connection.group_name,
        connection.companies,
        connection.inactive,
        connection.mark,
    )
    try:
        actions.begin(connection, whom, by=None, now=now, scheduled=True)
    except AlreadyRunning:  # somebody asked for one; the next is an hour or a day away
        return


def forget(now: datetime) -> int:
    """Runs that ended a month ago."""
    return Run.objects.filter(ended_at__lt=now - KEPT).delete()[0]


forget_hourly = hourly(forget)
