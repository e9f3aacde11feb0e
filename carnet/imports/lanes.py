"""On PostgreSQL several chunks of an import are written at once, each on a connection of its own, since the server
gives a connection one core. They end in the order of the file, each in one transaction with the number that is then
done: whoever is killed leaves what one chunk after the other would have left.

Only chunks that add clients go side by side. Those that change some may want a client number that the other sets free,
and would wait for each other where the database does not see it. Nothing else is that patient: after three seconds
the database ends a wait, and the chunk is done again alone.
"""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from copy import copy
from datetime import datetime
from threading import Condition

from django.db import DatabaseError, connection, connections, transaction
from django.db.models import F

from carnet.clients.models import Client
from carnet.core.many_rows import reserve
from carnet.imports import chunks
from carnet.imports.models import Import, State
from carnet.imports.staging import Staged, Steps
from carnet.imports.turns import Pace, moved

# On two cores two are written while the next is worked out. Others' saves wait up to 37 ms then, and 21 beside two
# lanes, which take 0.2 s longer for 50,000 rows.
LANES = 3


class Lanes:
    def __init__(self, received: Import, staged: Staged, pace: Pace, now: datetime) -> None:
        self.received, self.staged, self.pace, self.now = received, staged, pace, now
        self.begun = self.done = received.done
        self.changed = Condition()
        self.stopped = False

    def run(self) -> bool:
        """Chunks until the turn is over, or one is to be written alone. False: none was written."""
        if not self.pace.side_by_side or len(self._following()) == self.received.total - self.done:
            return False
        if self._to_add():
            with ThreadPoolExecutor(LANES) as pool:
                lanes = [pool.submit(copy_context().run, self._go_on) for _lane in range(LANES)]
            for lane in lanes:
                lane.result()
        return self.done > self.received.done

    def _following(self) -> Steps:
        return self.staged.steps(self.begun, self.pace.size)

    def _to_add(self) -> Steps | None:
        """The next chunk, if it may go beside others."""
        if self.begun >= self.received.total:
            return None
        steps = self._following()
        return steps if len(steps.new) == len(steps) else None

    def _go_on(self) -> None:
        try:
            while begun := self._begin():
                self._write(*begun)
        except BaseException as problem:
            self._stop()
            # What the database refuses, it says why when the chunk is written again, alone.
            if not isinstance(problem, DatabaseError):
                raise
        finally:
            connections.close_all()

    def _begin(self) -> tuple[Import, Steps, list[int]] | None:
        """The next chunk, where it begins, and the primary keys of its clients, which follow those before."""
        with self.changed:
            if self.stopped or self.pace.over or not (steps := self._to_add()):
                return None
            here = copy(self.received)
            here.done = self.begun
            self.begun += len(steps)
            return here, steps, list(reserve(Client, len(steps)))

    def _write(self, here: Import, steps: Steps, keys: list[int]) -> None:
        chunk = chunks.prepare(here, steps, self.now, keys)
        with transaction.atomic():
            chunks.write(here, chunk, careful=False)
            connection.check_constraints()  # else at its end, while the next one waits for it
            ours = self._comes_next(here) and moved(
                here, State.APPLYING, done=F("done") + len(steps)
            )
            transaction.set_rollback(not ours)
        if ours:
            self._written(len(steps))
        else:
            self._stop()

    def _comes_next(self, here: Import) -> bool:
        """Once everything before it is written; False if that will not be."""
        with self.changed:
            self.changed.wait_for(lambda: self.stopped or self.done == here.done)
            return self.done == here.done

    def _written(self, steps: int) -> None:
        with self.changed:
            self.done += steps
            self.changed.notify_all()

    def _stop(self) -> None:
        """Nothing more is begun, and who waits gives up."""
        with self.changed:
            self.stopped = True
            self.changed.notify_all()
