"""What rules said to which values, for a minute at most: from one saving to the next hardly any answer changes.

The values are people's answers. They must not stay in a process that nobody asks anything any more, and not
after an erasure, of which other processes learn nothing; so what is remembered is dropped after a minute.
"""

from threading import Lock, Timer
from time import monotonic
from typing import Any
from weakref import WeakSet

SECONDS = 60.0
# For each rule, by the values it was asked about.
Said = dict[Any, dict[tuple[Any, ...], Any]]


class Keeper:
    """Has every memory forget a while after one of them was used."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.memories: WeakSet[Memory] = WeakSet()
        self.lock = Lock()
        self.due = 0.0
        self.timer: Timer | None = None

    def watch(self, memory: "Memory") -> None:
        with self.lock:
            self.memories.add(memory)

    def used(self) -> None:
        # By the clock, not by the timer: a process that was forked has the timer of its parent, which never rings.
        if (now := monotonic()) < self.due:
            return
        with self.lock:
            if now >= self.due:
                self.due = now + self.seconds
                self.timer = started(Timer(self.seconds, self.forget))

    def forget(self) -> None:
        # First the clock: who uses a memory from now on starts the next timer.
        with self.lock:
            self.due = 0.0
            memories = list(self.memories)
        for memory in memories:
            memory.said = {}


def started(timer: Timer) -> Timer:
    timer.daemon = True
    timer.start()
    return timer


KEEPER = Keeper()


class Memory:
    """Of one questionnaire made ready. An evaluation under way keeps what it began with, then drops it."""

    def __init__(self, keeper: Keeper = KEEPER) -> None:
        self.said: Said = {}
        self.keeper = keeper
        keeper.watch(self)

    def now(self) -> Said:
        """What is remembered for the evaluation that begins now."""
        # In this order: if all is forgotten in between, the evaluation fills what nobody holds any more.
        said = self.said
        self.keeper.used()
        return said
