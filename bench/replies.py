"""How long somebody waits for a reply: until it has been sent. What a web server tidies up afterwards (core/tidying.py)
is done here as there, and told apart."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.core.signals import request_finished

from carnet.core import tidying


class Replies:
    """`waited` and `tidied` in milliseconds, of the last request."""

    def __init__(self) -> None:
        self.waited = self.tidied = self._replied = 0.0
        # The first to be told, so that the moment is the one in which the last byte is gone.
        request_finished.connect(self._note)
        tidying.after_replies()

    def time(self, work: Callable[[], Any]) -> Any:
        self._replied, start = 0.0, perf_counter()
        reply = work()
        end = perf_counter()
        sent = self._replied or end
        self.waited, self.tidied = (sent - start) * 1000, (end - sent) * 1000
        return reply

    def _note(self, **_signal: Any) -> None:
        self._replied = perf_counter()
