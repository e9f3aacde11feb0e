"""The worker's signs of life, by which others see that it is there and moves (carnet/core/health.py)."""

import os
import socket
import time
from datetime import datetime, timedelta

from carnet.core.models import Beat

EVERY = 10.0  # seconds; each is a write
# Longer than anything the worker does in one step.
LATELY = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(days=1)


class Pulse:
    """Of one worker. Its steps call `beat` as often as they like; some of that is written."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:60]} {os.getpid()}"
        self.rounds = 0
        self.written: float | None = None

    def beat(self, now: datetime) -> None:
        moment = time.monotonic()
        if self.written is not None and moment - self.written < EVERY:
            return
        if self.written is None:
            forget_the_killed(now)
        note(Beat(name=self.name, seen_at=now, rounds=self.rounds))
        self.written = moment

    def end(self) -> None:
        """Who ends in order is not missed as if it hung."""
        Beat.objects.filter(name=self.name).delete()


def note(beat: Beat) -> None:
    """One statement, whether the row is there or not."""
    Beat.objects.bulk_create(
        [beat],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["worker", "seen_at", "rounds"],
    )


def forget_the_killed(now: datetime) -> None:
    Beat.objects.filter(worker=True, seen_at__lt=now - FORGOTTEN_AFTER).delete()


def workers(now: datetime, within: timedelta) -> list[Beat]:
    """Those seen lately, the liveliest first."""
    seen = Beat.objects.filter(worker=True, seen_at__gte=now - within)
    return list(seen.order_by("-seen_at"))
