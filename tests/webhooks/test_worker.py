"""The worker: calls beside its other steps, and workers that are killed in the middle of a call."""

import os
import random
import subprocess
import sys
from collections import Counter
from threading import Event, Thread

import pytest
from django.db import connection
from django.utils import timezone

from carnet.api.webhooks import actions, sending
from carnet.api.webhooks.models import Attempt, Delivery
from carnet.audit.happenings import tell_next
from carnet.audit.models import Untold
from carnet.audit.record import record
from carnet.core import worker
from tests import makers as make
from tests.core.test_mail_kills import kill
from tests.webhooks.receiver import open_receiver, wait_until

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
EVENTS, KILLS = 80, 6


@pytest.fixture
def ann(transactional_db):
    return make.client(firm=make.firm())


@pytest.fixture
def colleague(ann):
    return make.colleague(firm=ann.firm)


@pytest.fixture
def firm(ann):
    return ann.firm


def submitted(client, count=1):
    for _each in range(count):
        record("dossier submitted", make.dossier(client=client), firm=client.firm, by=None)
    while tell_next(timezone.now()):
        pass


def test_who_hangs_holds_up_nobody_else(ann, add, stranger):
    """Neither the other steps of the worker nor the receiver of another firm, nor another of the same firm."""
    step = sending.sender()
    with open_receiver("hang") as slow, open_receiver() as quick, open_receiver() as foreign:
        add(slow.url)
        add(quick.url)
        add(foreign.url, firm=stranger.firm, by=stranger)
        submitted(ann, 6)
        submitted(make.client(firm=stranger.firm), 3)
        others = Event()

        def other_step(now):
            others.set()
            return False

        while len(quick.calls) < 6 or len(foreign.calls) < 3:
            worker.one_round([step, other_step], Event())
        assert others.is_set()
        assert len(slow.calls) == sending.OF_A_WEBHOOK
        slow.released.set()
        slow.answers[:] = [204]
        # The two that were held up wait for their next try; all others follow.
        wait_until(lambda: [worker.one_round([step], Event()), Attempt.objects.count()][1] >= 15)
    assert Delivery.objects.exclude(done_at=None).count() == 6 + 3 + 4


def test_two_workers_at_once_call_once_each(ann, add):
    with open_receiver() as receiver:
        add(receiver.url)
        submitted(ann, 20)
        steps = [sending.sender() for _each in range(2)]
        stop = Event()

        def run(step):
            while not stop.is_set():
                worker.one_round([step], stop)
            connection.close()

        threads = [Thread(target=run, args=[step]) for step in steps]
        for thread in threads:
            thread.start()
        wait_until(lambda: not Delivery.objects.waiting().exists())
        stop.set()
        for thread in threads:
            thread.join()
        assert Counter(receiver.ids).most_common(1)[0][1] == 1
        assert len(receiver.calls) == 20


def a_worker(settings):
    database = connection.settings_dict
    url = "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**database)
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    here = {
        "DATABASE_URL": url,
        "DATA_DIR": str(settings.DATA_DIR),
        "SECRET_KEY": "s" * 50,
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    keys = {name: getattr(settings, name) for name in ("ENCRYPTION_KEYS", "INDEX_KEY")}
    command = [sys.executable, "-m", "tests.webhooks.working"]
    return subprocess.Popen(command, env={**os.environ, **keys, **here})


def test_killed_at_any_moment_no_event_is_lost_and_doubles_have_one_id(
    ann, colleague, settings, capsys
):
    """The receiver refuses, is silent and breaks off as it likes, too."""
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    moods = [204] * 12 + [500, "cut", "cut in the body"]
    with open_receiver(*dice.choices(moods, k=2000), 204) as receiver:
        key = "00000000-0000-4000-8000-000000000001"
        wanted = ["dossier.submitted"]
        actions.add(ann.firm, url=receiver.url, events=wanted, key=key, by=colleague)
        for _each in range(EVENTS):
            record("dossier submitted", make.dossier(client=ann), firm=ann.firm, by=None)
        names = {f"msg_{one.hex}" for one in Untold.objects.values_list("uuid", flat=True)}
        work_with_kills(settings, receiver)
    copies = Counter(receiver.ids)
    with capsys.disabled():
        twice = sum(count > 1 for count in copies.values())
        sys.stdout.write(
            f"\n{EVENTS} events, {KILLS} kills (seed {seed}, {connection.vendor}): "
            f"{len(names - copies.keys())} lost, {twice} more than once\n"
        )
    assert copies.keys() == names
    assert Delivery.objects.exclude(done_at=None).count() == EVENTS


def work_with_kills(settings, receiver):
    process = a_worker(settings)
    try:
        for number in range(KILLS):
            some = (number + 1) * EVENTS * 0.8 / KILLS
            wait_until(lambda some=some: len(set(receiver.ids)) >= some, 120)
            kill(process)
            process = a_worker(settings)
        wait_until(_nothing_left, 120)
    finally:
        kill(process)


def _nothing_left():
    return not (Untold.objects.exists() or Delivery.objects.waiting().exists())
