"""Lets long work on an import go on in short transactions, so that nobody else is kept waiting.

On SQLite whoever wants to write waits until a transaction ends, asking again after 1, 3, 8, 18, 33, 53
milliseconds. So a transaction is kept short, and the pause after it long enough that they meet it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from carnet.imports.models import AT_WORK, Import, State

# Seconds: of one transaction, of the pause after it, and of one turn, after which the worker looks at its
# other work.
TRANSACTION, PAUSE, TURN = 0.03, 0.018, 0.8
# Rows in one transaction.
FEWEST, FIRST, MOST = 250, 400, 900
ON_POSTGRESQL = 2_000
# Pages of SQLite's log after which whoever writes moves them to the database file, and waits for it.
USUAL, NEVER = 1_000, 0


class Pace:
    """How many rows the next transaction takes: as many as the last one could write in the time it may last."""

    def __init__(self) -> None:
        self.alone = connection.vendor == "sqlite" and not connection.in_atomic_block
        self.size = FIRST if connection.vendor == "sqlite" else ON_POSTGRESQL
        self.ended = 0.0

    @contextmanager
    def transaction(self, rows: int) -> Iterator[None]:
        """Around a transaction that writes so many rows; the next one is prepared in the pause after it."""
        if not self.alone or not rows:
            yield
            return
        time.sleep(max(0.0, self.ended + PAUSE - time.perf_counter()))
        start = time.perf_counter()
        yield
        self.ended = time.perf_counter()
        fit = rows * TRANSACTION / (self.ended - start)
        self.size = round(min(max(fit, FEWEST), MOST))
        _pragma("wal_checkpoint(PASSIVE)")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Moving the log belongs into the pauses, not to the end of each transaction."""
        if self.alone:
            _pragma(f"wal_autocheckpoint = {NEVER}")
        try:
            yield
        finally:
            if self.alone:
                _pragma(f"wal_autocheckpoint = {USUAL}")


def _pragma(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {what}")


Step = Callable[[Import, Pace], bool]


def waiting(*states: State) -> QuerySet[Import]:
    """Any of them first: a small import does not wait for a large one of another firm, nor all for one that
    fails. In a firm one goes on after the other."""
    others = Import.objects.filter(firm=OuterRef("firm")).exclude(pk=OuterRef("pk"))
    at_work = Exists(others.filter(state__in=(State.APPLYING, State.UNDOING)))
    being_applied = Exists(others.filter(state=State.APPLYING))
    found = Import.objects.filter(state__in=states).order_by("?")
    found = found.exclude(at_work, state=State.QUEUED).exclude(being_applied, state=State.UNDOING)
    return found.select_related("firm", "applied_by", "undone_by")


def take_turn(received: Import, step: Step) -> None:
    """Steps until there is nothing left to do, or the turn is over. A step says whether it did anything."""
    pace, end = Pace(), time.perf_counter() + TURN
    with pace.turn():
        while step(received, pace) and time.perf_counter() < end:
            received.refresh_from_db(fields=MOVING)


MOVING = ["state", "staged", "done", "total", "counts", "started_at"]


def run_to_end(received: Import, now: datetime, *works: Callable[[datetime], bool]) -> None:
    """Without a worker, or beside one. What goes before it in its firm is done first."""
    while received.state in AT_WORK:
        if not any(work(now) for work in works):
            time.sleep(PAUSE)
        received.refresh_from_db()


def moved(received: Import, state: State, /, **values: Any) -> bool:
    """Compare-and-set: False when somebody else was faster."""
    mine = Import.objects.filter(pk=received.pk, state=state, done=received.done)
    return bool(mine.update(**values))
