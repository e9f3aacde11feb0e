"""The worker's loop: asks every step in turn whether something waits. What the steps do, the stages know.

A step is a function `step(now) -> bool` that does one thing and says whether it did; settings.WORK
lists them. A step that fails is logged and tried again in the next round, and the others go on.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import wraps

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from carnet.core.pulse import Pulse
from carnet.core.whose import across_firms

log = logging.getLogger(__name__)

Step = Callable[[datetime], bool]
AT_MOST = 50  # of one kind in a round, so that a long queue never starves the others
PAUSE = 1.0
HOUR = timedelta(hours=1)


def steps() -> list[Step]:
    return [import_string(path) for path in settings.WORK]


def hourly(tidy: Callable[[datetime], int]) -> Step:
    """A step from what is in no hurry: it is called once an hour, and does all there is to do."""
    called: list[datetime] = []

    def step(now: datetime) -> bool:
        if called and now - called[-1] < HOUR:
            return False
        called[:] = [now]
        return bool(tidy(now))

    return step


def in_sweeps(step: Step, pause: timedelta) -> Step:
    """For what comes one by one and costs less together: `step` is told when the sweep began, does what stood there
    then until there is nothing left, and rests."""
    began: list[datetime] = []
    ended: list[datetime] = []

    def sweep(now: datetime) -> bool:
        if ended and now - ended[0] < pause:
            return False
        began[:] = began or [now]
        found = step(began[0])
        if not found:
            began[:], ended[:] = [], [now]
        return found

    return sweep


def run(stop: threading.Event) -> None:
    """Work until told to stop; what has begun is finished first."""
    pulse = Pulse()
    todo = [beating(pulse, step) for step in steps()]
    while not stop.is_set():
        close_old_connections()
        found = one_round(todo, stop)
        pulse.rounds += 1
        if not found:
            stop.wait(PAUSE)
    pulse.end()


def beating(pulse: Pulse, step: Step) -> Step:
    """The step, after a sign of life: a round may be long, but what one step does at a time is short."""

    @wraps(step)
    def beaten(now: datetime) -> bool:
        pulse.beat(now)
        return step(now)

    return beaten


def one_round(todo: Sequence[Step], stop: threading.Event) -> bool:
    """True when at least one step found something to do."""
    return any([_repeat(step, stop) for step in todo])


def _repeat(step: Step, stop: threading.Event) -> bool:
    done = 0
    try:
        with across_firms("the worker does what waits in any firm"):
            while done < AT_MOST and not stop.is_set() and step(timezone.now()):
                done += 1
    except Exception:  # noqa: BLE001  one broken row must not stop the mails of all others
        log.exception("%s failed", getattr(step, "__name__", step))
    return done > 0
