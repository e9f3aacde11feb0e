"""Keys are exchanged while people work, by a command that is killed again and again."""

import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from django_scopes import scopes_disabled

from carnet.answers.actions import Said, save
from carnet.answers.models import Answer
from carnet.campaigns.models import Dossier
from carnet.clients.models import Client
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.backup.copying import MANAGE, environment, manage
from tests.clients.resting import another_process, resting_under_the_firms_key
from tests.clients.test_sealing import NEW, NUMBER, OLD

pytestmark = [pytest.mark.slow, pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
CLIENTS, WITH_DOSSIER, KILLS = 200, 20, 4


@pytest.fixture
def former(firm, settings):
    """A firm of a version without data keys: numbers and answers under the firm's key."""
    settings.ENCRYPTION_KEYS = OLD
    clients = [
        make.client(firm=firm, national_number=NUMBER, data_key=None) for _ in range(CLIENTS)
    ]
    campaign = make.campaign(firm=firm)
    dossiers = [
        make.dossier(client=client, campaign=campaign, state="opened")
        for client in clients[:WITH_DOSSIER]
    ]
    for dossier in dossiers:
        say(dossier.pk, "yes", NOW)
    assert sum(resting_under_the_firms_key().values()) >= CLIENTS + WITH_DOSSIER
    return dossiers


def say(pk, value, now):
    """As a request does: the dossier is read anew."""
    given = Said("moved", Given(value=value, status=Status.ANSWERED))
    row = Answer.objects.filter(dossier=pk).first()
    given = Said("moved", given.given, base_rev=row.rev) if row else given
    save(Dossier.objects.get(pk=pk), [given], person="client", device="p", key="", now=now)


def test_killed_and_begun_anew_it_ends_while_answers_are_saved(former, settings, capsys):
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    here = environment(settings)
    last, saves = {}, 0
    for _kill in range(KILLS):
        command = [sys.executable, MANAGE, "rotate_keys", "--chunk", "3"]
        running = subprocess.Popen(command, env=here, stdout=subprocess.DEVNULL)
        ends = time.monotonic() + 0.6 + random.random()
        while time.monotonic() < ends and running.poll() is None:
            dossier, value = random.choice(former), random.choice(["yes", "no"])
            saves += 1
            say(dossier.pk, value, NOW + timedelta(seconds=saves))
            last[dossier.pk] = value
        running.kill()
        running.wait()
    first, second = (manage("rotate_keys", environment=here) for _time in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert [line for line in second.stdout.splitlines() if ": 0 " not in line] == []
    settings.ENCRYPTION_KEYS = NEW
    another_process()
    with scopes_disabled():
        assert resting_under_the_firms_key() == {}
        assert {client.national_number for client in Client.objects.all()} == {NUMBER}
        for dossier in former:
            assert dossier.answers.get().value == last.get(dossier.pk, "yes")
        keys = list(Client.objects.values_list("data_key", flat=True))
    assert len(set(keys)) == CLIENTS
    assert saves > KILLS
