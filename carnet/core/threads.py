"""Steps of the worker that begin calls of other programs and do not wait for them: a slow one holds up no mail."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any

from django.db import connections

from carnet.core.stumbles import place_of
from carnet.core.whose import across_firms

log = logging.getLogger(__name__)


def in_threads(
    name: str,
    most: int,
    claim: Callable[[datetime, int], Sequence[Any]],
    work: Callable[[Any], Any],
) -> Callable[[datetime], bool]:
    """At most so many at once. `claim(now, most)` takes rows that are due, which nobody else takes then; `work(row)`
    does one, and a fault in it is logged without what it said. A claim that is not given back lapses."""
    pool = ThreadPoolExecutor(most, name)
    under_way: set[Future] = set()

    def one(row: Any) -> None:
        try:
            with across_firms("the worker does what waits in any firm"):
                work(row)
        except Exception as problem:  # noqa: BLE001  the others go on
            log.error("%s %s: %s", name, row.pk, place_of(problem))
        finally:
            connections.close_all()

    def step(now: datetime) -> bool:
        under_way.difference_update([call for call in under_way if call.done()])
        room = most - len(under_way)
        claimed = claim(now, room) if room else []
        under_way.update(pool.submit(one, row) for row in claimed)
        return bool(claimed)

    return step
