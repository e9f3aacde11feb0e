from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django_scopes import scopes_disabled


def together(act, count):
    """Run `act(number)` in as many threads, all starting at one moment."""
    start = Barrier(count)

    def run(number):
        start.wait()
        try:
            with scopes_disabled():
                return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))
