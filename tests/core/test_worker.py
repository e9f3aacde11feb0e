import threading
from datetime import timedelta

from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.core import worker


class Pile:
    """A step with so many things to do."""

    def __init__(self, things):
        self.things, self.done = things, 0

    def __call__(self, now):
        if self.done == self.things:
            return False
        self.done += 1
        return True


def test_a_round_does_what_waits_and_says_so():
    pile = Pile(3)
    assert worker.one_round([pile], threading.Event()) is True
    assert pile.done == 3
    assert worker.one_round([pile], threading.Event()) is False


def test_a_long_pile_does_not_starve_the_others():
    endless, small = Pile(10**9), Pile(1)
    worker.one_round([endless, small], threading.Event())
    assert endless.done == worker.AT_MOST
    assert small.done == 1


def test_what_comes_one_by_one_is_done_together_now_and_then():
    start, waiting, done = timezone.now(), [], []

    def one_by_one(until):
        ready = [at for at in waiting if at <= until]
        done.extend(ready[:1])
        waiting[:] = [at for at in waiting if at not in ready[:1]]
        return bool(ready)

    step = worker.in_sweeps(one_by_one, timedelta(seconds=10))
    waiting[:] = [start, start - timedelta(seconds=1)]
    assert step(start)
    waiting.append(start + timedelta(seconds=1))  # comes while the others are done
    while step(start + timedelta(seconds=2)):
        pass
    assert (len(done), len(waiting)) == (2, 1)
    assert not step(start + timedelta(seconds=11))
    assert step(start + timedelta(seconds=12))
    assert (len(done), len(waiting)) == (3, 0)


def test_a_step_that_fails_leaves_the_others_alone(caplog):
    def broken(now):
        raise ValueError("row 7")

    pile = Pile(2)
    worker.one_round([broken, pile], threading.Event())
    assert pile.done == 2
    assert "broken failed" in caplog.text


def test_told_to_stop_it_finishes_what_it_began_and_no_more():
    stop = threading.Event()
    pile = Pile(10)

    def last(now):
        stop.set()
        return True

    worker.one_round([last, pile], stop)
    assert pile.done == 0


def test_every_step_of_the_settings_exists():
    with scopes_disabled():
        assert all(callable(step) for step in worker.steps())


def test_what_is_in_no_hurry_is_called_once_an_hour():
    calls, now = [], timezone.now()
    step = worker.hourly(lambda moment: calls.append(moment) or 3)
    assert [step(now + timedelta(minutes=minutes)) for minutes in (0, 1, 59, 60)] == [
        True,
        False,
        False,
        True,
    ]
    assert len(calls) == 2
