"""Lets long work on an import go on in short transactions, so that nobody else is kept waiting: on SQLite there is
one writer at a time, and whoever asked during a transaction goes before the next (core/sqlite/queue.py).
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, OuterRef, QuerySet

from carnet.imports.models import AT_WORK, Import, State

# Seconds: of one transaction, and of one turn, after which the worker looks at its other work.
TRANSACTION, TURN = 0.033, 0.8
# Seconds after which one who waits for another import looks again.
AGAIN = 0.02
# Rows in one transaction.
FEWEST, FIRST, MOST = 250, 400, 900
ON_POSTGRESQL = 2_000
# Of SQLite, while a turn lasts: whoever writes does not move the log, does not wait for the disk, and keeps in
# memory, not in a file, the pages by which one statement could be taken back (4 MB). Of the pages themselves less is
# kept than usual: it takes no longer, and the plan stands in memory, too.
HURRIED = {
    **{"wal_autocheckpoint": "0", "synchronous": "NORMAL", "temp_store": "MEMORY"},
    **{"mmap_size": "0", "cache_size": "-20000"},
}
# The log is moved after so many transactions: most touch the same pages, and each page is moved once.
MOVED_AFTER = 4


class Pace:
    """How many rows the next transaction takes: as many as the last one could write in the time it may last. And
    whether there is time for another, and whether several may go side by side (lanes.py)."""

    def __init__(self) -> None:
        self.alone = connection.vendor == "sqlite" and not connection.in_atomic_block
        self.size = FIRST if connection.vendor == "sqlite" else ON_POSTGRESQL
        self.side_by_side = connection.vendor == "postgresql" and not connection.in_atomic_block
        self.end = time.perf_counter() + TURN

    @property
    def over(self) -> bool:
        """Whether the worker should look at its other work."""
        return time.perf_counter() >= self.end

    @contextmanager
    def transaction(self, rows: int) -> Iterator[None]:
        """Around a transaction that writes so many rows."""
        if not self.alone or not rows:
            yield
            return
        start = time.perf_counter()
        yield
        fit = rows * TRANSACTION / (time.perf_counter() - start)
        self.size = round(min(max(fit, FEWEST), MOST))
        self.moving.written()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The log is moved to the database beside the work, not at the end of each transaction. Nor does each
        wait for the disk: if the power fails, the last ones are gone together with their number, and the import
        goes on from there. Whatever somebody else saves meanwhile waits for the disk, and for ours before it."""
        if not self.alone:
            yield
            return
        usual = [_pragma(connection, name) for name in HURRIED]
        for name, hurried in HURRIED.items():
            _pragma(connection, f"{name} = {hurried}")
        self.moving = Moving()
        try:
            yield
        finally:
            self.moving.end()
            for name, value in zip(HURRIED, usual, strict=True):
                _pragma(connection, f"{name} = {value}")

    def wait_for_disk(self) -> None:
        """From now on: what is written next, and everything before it, outlives a power failure."""
        if self.alone:
            _pragma(connection, "synchronous = FULL")


class Moving:
    """Moves what SQLite's log holds to the database file: in a thread, since the disk does the work, and on a
    connection of its own, since one who moves and one who writes do not wait for each other."""

    def __init__(self) -> None:
        self.connection = connection.copy()
        self.connection.inc_thread_sharing()
        self.threads = ThreadPoolExecutor(max_workers=1)
        self.running: Future | None = None
        self.waiting = 0  # transactions since it was moved last

    def written(self) -> None:
        """One more transaction stands in the log."""
        self.waiting += 1
        if self.waiting >= MOVED_AFTER and (self.running is None or self.running.done()):
            self._begin()

    def end(self) -> None:
        if self.waiting:
            self._begin()
        self.threads.shutdown()
        self.connection.close()

    def _begin(self) -> None:
        self.waiting = 0
        self.running = self.threads.submit(_pragma, self.connection, "wal_checkpoint(PASSIVE)")


def _pragma(on: BaseDatabaseWrapper, what: str) -> Any:
    with on.cursor() as cursor:
        cursor.execute(f"PRAGMA {what}")
        found = cursor.fetchone()
    return found and found[0]


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
    pace = Pace()
    with pace.turn():
        while step(received, pace) and not pace.over:
            received.refresh_from_db(fields=MOVING)


MOVING = ["state", "staged", "done", "total", "counts", "started_at"]


def run_to_end(received: Import, now: datetime, *works: Callable[[datetime], bool]) -> None:
    """Without a worker, or beside one. What goes before it in its firm is done first."""
    while received.state in AT_WORK:
        if not any(work(now) for work in works):
            time.sleep(AGAIN)
        received.refresh_from_db()


def moved(received: Import, state: State, /, **values: Any) -> bool:
    """Compare-and-set: False when somebody else was faster."""
    mine = Import.objects.filter(pk=received.pk, state=state, done=received.done)
    return bool(mine.update(**values))
