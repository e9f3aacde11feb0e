"""Workers: killed at any moment, several at once, held up by a server that says nothing."""

import os
import random
import sys
from threading import Event, Thread

import pytest
from django.db import connection
from django.utils import timezone

from carnet.audit.happenings import tell_next
from carnet.core import worker
from carnet.deliveries import actions, sending
from carnet.deliveries.models import Delivery, SentFile
from tests import makers as make
from tests.at_once import together
from tests.core.test_mail_kills import kill
from tests.deliveries.cloud import open_cloud
from tests.deliveries.handed_in import sent_in
from tests.deliveries.killing import started
from tests.webhooks.receiver import wait_until

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
FULL = bool(os.environ.get("HYPOTHESIS_FULL"))
DOSSIERS, FILES, KILLS = (12, 5, 8) if FULL else (5, 5, 3)


@pytest.fixture
def firm(transactional_db):
    return make.firm(name="Fiduciaire Dubois", slug="dubois")


def papers(number):
    return {f"{number}-{one}.pdf": b"%%PDF %d %d" % (number, one) * 20_000 for one in range(FILES)}


def test_killed_at_any_moment_everything_is_there_once_and_whole(firm, add, settings, capsys):
    """The server breaks off as it likes, too, keeps halves, and takes what it does not say."""
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    with open_cloud() as cloud:
        add(cloud.url)
        wanted = [papers(number) for number in range(DOSSIERS)]
        for one in wanted:
            sent_in(firm, one)
        cloud.moods["PUT"] = dice.choices([None] * 6 + ["cut", "taken, unsaid", 500], k=60)
        work_with_kills(settings, cloud, dice)
    contents = sorted(content for one in wanted for content in one.values())
    copies = len(cloud.puts) - len(set(cloud.puts))
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(contents)} files, {KILLS} kills (seed {seed}, {connection.vendor}): "
            f"{len(cloud.files)} there, {copies} put twice\n"
        )
    assert sorted(cloud.files.values()) == contents
    assert copies == 0
    assert Delivery.objects.exclude(done_at=None).count() == DOSSIERS
    assert SentFile.objects.exclude(done_at=None).count() == len(contents)


def work_with_kills(settings, cloud, dice):
    process = started(settings)
    try:
        for number in range(KILLS):
            some = (number + 1) * DOSSIERS * FILES * 0.8 / KILLS
            wait_until(lambda some=some: len(set(cloud.puts)) >= some, 120)
            kill(process)
            process = started(settings)
        wait_until(lambda: Delivery.objects.filter(done_at=None).count() == 0, 120)
        wait_until(lambda: Delivery.objects.count() == DOSSIERS, 120)
    finally:
        kill(process)


def test_two_workers_at_once_put_each_file_once(firm, add):
    with open_cloud() as cloud:
        add(cloud.url)
        for _each in range(4):
            sent_in(firm)
        while tell_next(timezone.now()):
            pass
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
        assert len(cloud.puts) == len(set(cloud.puts)) == 8


def test_pressed_by_two_at_once_it_is_one_delivery(firm, add, colleague):
    destination = add("http://127.0.0.1:9/")
    dossier = sent_in(firm).dossier
    made = together(
        lambda _number: actions.send_now(dossier, destination, by=colleague, now=timezone.now()).pk,
        4,
    )
    assert len(set(made)) == 1
    assert Delivery.objects.count() == 1


def test_a_server_that_says_nothing_holds_up_nobody_else(firm, add, stranger):
    step = sending.sender()
    with open_cloud() as slow, open_cloud() as quick:
        slow.moods["PROPFIND"] = ["hang"] * 9
        add(slow.url)
        add(quick.url, firm=stranger.firm, by=stranger)
        for _each in range(3):
            sent_in(firm)
        for _each in range(2):
            sent_in(stranger.firm)
        while tell_next(timezone.now()):
            pass
        rounds = Event()

        def other_step(now):
            rounds.set()
            return False

        wait_until(lambda: [worker.one_round([step, other_step], Event()), len(quick.puts)][1] == 4)
        assert rounds.is_set()
        assert slow.calls == [("PROPFIND", "dav/Clients")]
        slow.released.set()
        held = Delivery.objects.filter(destination__firm=firm)
        wait_until(lambda: not held.exclude(claimed_at=None).exists())
        assert held.waiting().count() == 3
