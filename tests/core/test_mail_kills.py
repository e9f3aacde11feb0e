"""Workers that are killed without warning while they send: no mail is lost, none goes to somebody else, and one
that leaves twice is the same mail."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict

import pytest
from django.db import connection
from django.utils import timezone

from carnet.core import mail
from carnet.core.models import Mail
from carnet.invitations import actions
from carnet.invitations.models import Invitation
from tests import makers as make
from tests.post_office import PostOffice, open_post_office

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

MAILS, KILLS = 1000, 50
# A mail may be in hand at several of the kills; that it goes on leaving again and again is refused.
MOST_COPIES = 5
LONGEST = 400  # seconds, after which something hangs


class Slow(PostOffice):
    """Says its yes late, when the worker may be dead, and puts off one mail in twenty."""

    def __init__(self, dice):
        super().__init__()
        self.dice = dice

    async def handle_DATA(self, server, session, envelope):
        if self.dice.random() < 0.05:
            return "451 4.3.0 later"
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(self.dice.uniform(0.005, 0.03))
        return answer


def worker(settings):
    database = connection.settings_dict
    url = "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**database)
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    here = {
        "DATABASE_URL": url,
        "DATA_DIR": str(settings.DATA_DIR),
        "SECRET_KEY": "s" * 50,
        "MAIL_HOST": settings.MAIL_HOST,
        "MAIL_PORT": str(settings.MAIL_PORT),
        "MAIL_SECURITY": "none",
        "MAIL_FROM": "desk@example.org",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    keys = {name: getattr(settings, name) for name in ("ENCRYPTION_KEYS", "INDEX_KEY")}
    command = [sys.executable, "-m", "tests.core.posting"]
    return subprocess.Popen(command, env={**os.environ, **keys, **here})


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=10)


def wait_until(what, seconds=LONGEST):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it hangs"
        time.sleep(0.01)


def queue_invitations(firm):
    campaign = make.campaign(firm=firm)
    dossiers = [
        make.dossier(client=make.client(firm=firm), campaign=campaign) for _each in range(MAILS)
    ]
    assert actions.invite(dossiers, by=None, now=timezone.now()) == MAILS


def send_with_kills(settings, office, dice):
    """Two workers; every now and then, after some mails more, one of them is killed and another comes."""
    workers = [worker(settings) for _each in range(2)]
    try:
        for number in range(KILLS):
            some = (number + 1) * MAILS * 0.9 / KILLS
            wait_until(lambda some=some: len(office.mails) >= some)
            time.sleep(dice.uniform(0, 0.05))
            victim = dice.randrange(2)
            kill(workers[victim])
            workers[victim] = worker(settings)
        wait_until(lambda: not Mail.objects.waiting().exists())
    finally:
        for process in workers:
            kill(process)


def recipient_of_link(message):
    """Whose invitation the link in this mail opens."""
    words = message.get_body(("plain",)).get_content().split()
    token = next(word for word in words if "/q/" in word).rpartition("/")[2]
    return Invitation.objects.known(token).get().email


def test_killed_at_any_moment_no_mail_is_lost_and_none_goes_astray(settings, capsys):
    seed = random.randrange(10**6)
    dice, firm = random.Random(seed), make.firm(mails_per_hour=10**5, mails_per_day=10**5)
    queue_invitations(firm)
    with open_post_office(settings, Slow(dice)) as office:
        started = time.perf_counter()
        send_with_kills(settings, office, dice)
        seconds = time.perf_counter() - started
    rows = {row.message_id: row for row in Mail.objects.all()}
    copies, recipients = Counter(), defaultdict(set)
    for message in office.mails:
        copies[message["Message-ID"]] += 1
        recipients[message["Message-ID"]] |= {message["To"], *message.recipients}
        recipients[message["Message-ID"]].add(recipient_of_link(message))
    twice = {name for name, count in copies.items() if count > 1}
    unmarked = {name for name in twice if not rows[name].doubtful_at}
    with capsys.disabled():
        sys.stdout.write(
            f"\n{MAILS} mails, {KILLS} kills, {seconds:.0f} s (seed {seed}, {connection.vendor}):"
            f" {MAILS - len(copies)} lost, {len(twice)} twice, {len(unmarked)} of them unmarked\n"
        )
    assert copies.keys() == rows.keys()
    assert {row.state for row in rows.values()} == {"sent"}
    assert recipients == {name: {row.to} for name, row in rows.items()}
    assert unmarked == set()
    assert max(copies.values()) <= MOST_COPIES
    assert len(twice) <= KILLS


def test_a_mail_that_kills_its_sender_is_given_up_after_five_and_holds_up_nobody(settings):
    firm = make.firm()
    deadly = mail.post("deadly", about=firm, to="d@example.org", language="en", firm=firm)
    others = [
        Mail.objects.create(firm=firm, to="a@example.org", text="Words") for _each in range(9)
    ]
    deaths = 0
    with open_post_office(settings) as office:
        while Mail.objects.waiting().exists():
            process = worker(settings)
            wait_until(
                lambda p=process: p.poll() is not None or not Mail.objects.waiting().exists()
            )
            deaths += process.poll() is not None
            kill(process)
    deadly.refresh_from_db()
    assert (deadly.state, deadly.reason, deaths) == ("failed", "This mail could not be written.", 5)
    assert len(office.mails) == len(others)  # each once
