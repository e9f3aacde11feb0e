"""Whoever wants to write in a SQLite database takes a turn first, in the order of coming.

SQLite itself has no queue: who finds the database taken asks again after 1, 3, 8 … 100 ms, and whoever comes between
two of these moments goes first. Under load some then wait for seconds, and long work has to pause so that anybody
meets it free. Here the kernel wakes the next one at once, and frees what a killed process held.

SQLite's own lock stays the law: who writes without a turn (the sqlite3 shell, a backup) harms nothing.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.db import OperationalError


class Queue:
    """Of one database file, for all threads of this process. Two locks make it fair: who ends a turn and wants the next
    one at once finds the door held by whoever has waited meanwhile."""

    def __init__(self, path: str) -> None:
        # One of each process stands at the door; the others of it wait here, since only here one can stop waiting.
        self._here = threading.Lock()
        self._door = _open(f"{path}-door")
        self._turn = _open(f"{path}-turn")
        self._shared = _can_be_locked(self._door)

    def wait(self, seconds: float) -> None:
        """Until it is our turn. OperationalError if others of this process take longer than that."""
        if not self._here.acquire(timeout=seconds):
            raise OperationalError("database is locked")
        if self._shared:
            self._wait_for_others()

    def _wait_for_others(self) -> None:
        try:
            fcntl.flock(self._door, fcntl.LOCK_EX)
            fcntl.flock(self._turn, fcntl.LOCK_EX)
        except BaseException:  # somebody stops us while we wait
            self._here.release()
            raise
        finally:
            fcntl.flock(self._door, fcntl.LOCK_UN)

    def leave(self) -> None:
        if self._shared:
            fcntl.flock(self._turn, fcntl.LOCK_UN)
        self._here.release()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        self.wait(seconds)
        try:
            yield
        finally:
            self.leave()


def _open(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _can_be_locked(file: int) -> bool:
    """Some folders that come over a network or from a host know no such locks: each process then has its own queue."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(file, fcntl.LOCK_UN)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return True


# A child of a fork shares open files, and with them locks: it opens its own.
queue_of = cache(Queue)
os.register_at_fork(after_in_child=queue_of.cache_clear)
