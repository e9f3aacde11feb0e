"""The worker's signs of life."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.core import pulse, worker
from carnet.core.models import Beat
from carnet.core.pulse import Pulse


@pytest.fixture
def now(db):
    return timezone.now()


def test_it_writes_now_and_then(now, django_assert_num_queries):
    mine = Pulse()
    mine.beat(now)
    with django_assert_num_queries(0):
        mine.beat(now + timedelta(seconds=1))
    mine.written -= pulse.EVERY
    mine.rounds = 12
    with django_assert_num_queries(1):
        mine.beat(now + timedelta(seconds=10))
    beat = Beat.objects.get()
    assert (beat.seen_at, beat.rounds) == (now + timedelta(seconds=10), 12)


def test_who_ends_in_order_is_gone(now):
    mine = Pulse()
    mine.beat(now)
    mine.end()
    assert not Beat.objects.exists()


def test_who_was_killed_is_forgotten_after_a_day(now):
    for name, hours in [("killed yesterday 1", 25), ("hangs 1", 3)]:
        Beat.objects.create(name=name, seen_at=now - timedelta(hours=hours))
    probe = Beat.objects.create(name="probe", worker=False, seen_at=now - timedelta(days=9))
    mine = Pulse()
    mine.beat(now)
    assert set(Beat.objects.values_list("name", flat=True)) == {"hangs 1", mine.name, probe.name}


def test_every_step_is_a_sign_of_life(now):
    """Within a round, too: a long queue of mails takes longer than a worker may be silent."""
    mine, seen = Pulse(), []

    def step(moment):
        seen.append(Beat.objects.get().seen_at)
        mine.written -= pulse.EVERY
        return len(seen) < 3

    worker.one_round([worker.beating(mine, step)], threading.Event())
    assert len(set(seen)) == 3


class OnceSeen(threading.Event):
    """Tells the worker to stop as soon as there is a sign of life; at the hundredth question at the latest."""

    names, asked = frozenset(), 0

    def is_set(self):
        self.asked += 1
        self.names |= set(Beat.objects.values_list("name", flat=True))
        return bool(self.names) or self.asked > 100

    def wait(self, timeout=None):
        return self.is_set()


@pytest.mark.thorough
def test_the_worker_shows_that_it_is_there_while_it_is(transactional_db, settings):
    settings.WORK = ["carnet.core.mail.send_some"]
    stop = OnceSeen()
    worker.run(stop)
    assert stop.names == {Pulse().name}
    assert not Beat.objects.exists()
