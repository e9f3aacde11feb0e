"""When Python's collector works in a web server: after a reply has been sent, not while somebody waits for one.

A page leaves its whole context behind as a cycle (Django's `ContextDict` knows the context it stands in), which only
the collector finds. Left to itself it came in the middle of every twentieth request of the builder, walked all that
this one had made so far and took 50 to 100 ms of it, now and then 600.
"""

import gc
from typing import Any

from django.core.signals import request_finished

# What one request makes stays below `IN_REQUEST`, so that the collector does not come by itself in the middle of one;
# what a few pages leave behind is above `AFTERWARDS`.
IN_REQUEST, AFTERWARDS = 500_000, 5_000
# How many times the young are looked at before the older are: as Python does it.
YOUNG_ROUNDS, OLDER_ROUNDS = 20, 20


def after_replies() -> None:
    """From now on. What is loaded by then stays for good, and is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(IN_REQUEST, YOUNG_ROUNDS, OLDER_ROUNDS)
    request_finished.connect(tidy, dispatch_uid="tidying")


def tidy(**_signal: Any) -> None:
    """The server closes a reply, and Django sends this signal, once the last byte is out of its hands."""
    young, looked_at_young, looked_at_older = gc.get_count()
    if young < AFTERWARDS:
        return
    if looked_at_young < YOUNG_ROUNDS:
        gc.collect(0)
    elif looked_at_older < OLDER_ROUNDS:
        gc.collect(1)
    else:
        gc.collect(2)
