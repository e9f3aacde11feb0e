"""How often a key may ask. Counted in memory, by each web process for itself: a count in the database would cost a
write for every read."""

import math
import threading
import time

_lock = threading.Lock()
_buckets: dict[int, tuple[float, float]] = {}  # key → requests left, and when that was


def wait(key: int, a_minute: int, *, at: float | None = None) -> int:
    """Counts one request. 0 when it may run, else the seconds after which one may. A minute's worth may come
    at once."""
    at = time.monotonic() if at is None else at
    a_second = a_minute / 60
    with _lock:
        left, before = _buckets.get(key, (float(a_minute), at))
        left = min(float(a_minute), left + (at - before) * a_second)
        if left < 1:
            _buckets[key] = left, at
            return math.ceil((1 - left) / a_second)
        _buckets[key] = left - 1, at
        return 0


def forget() -> None:
    with _lock:
        _buckets.clear()
