"""F17: mails that cannot be composed, whatever one tries, and one that kills whoever composes it. The others of their
firm, and those of other firms, go on. (What a file may do to its reader, tests/core/test_child.py tells.)"""

import random
import subprocess

from django.conf import settings
from django.utils import timezone

from carnet.core import mail
from carnet.core.models import Mail
from carnet.invitations import actions
from chaos.site import Site
from chaos.told import Told
from chaos.workers import opened, posting_to, wait
from tests import makers as make
from tests.post_office import PostOffice, open_post_office

__all__ = ["opened"]
BREAK = "a letter that cannot be composed is tried until it can"
POISONED, GOOD, DEATHS, PATIENCE = (5, 50), (20, 200), (2, mail.MOST_DEATHS), 120


def run(site: Site, dice: random.Random, *, long: bool) -> Told:
    firms = [make.firm(mails_per_hour=10**6, mails_per_day=10**6) for _each in range(2)]
    for one in firms:
        invite(one, POISONED[long], GOOD[long])
    good = Mail.objects.filter(firm__in=firms, letter=actions.LETTER)
    poison = Mail.objects.filter(firm__in=firms).exclude(letter=actions.LETTER)
    deaths, patience = 0, 10 if site.broken else PATIENCE
    with open_post_office(settings, PostOffice()):
        posting_to(site)
        worker, more = site.worker(), DEATHS[long]
        deadly = mail.post(
            "deadly", about=firms[0], to="d@example.org", language="en", firm=firms[0]
        )
        while deaths < more and died(worker, patience):
            deaths += 1
            worker = site.worker()
        given_up = not long or wait(lambda: poison.failed().filter(pk=deadly.pk).exists(), patience)
        gone = wait(lambda: not good.waiting().exists(), patience)
    left = good.waiting().count()
    told = Told(
        f"{poison.count()} mails nobody can compose, {deaths} workers killed by one of them: {good.count()} others in "
        f"the same queues, {left} not sent"
    )
    told.must("the deadly one is given up", given_up)
    told.must("every other mail left", gone)
    told.must("the poisoned ones are still known", poison.filter(pk=deadly.pk).exists())
    return told.none(left_behind=left)


def invite(firm, poisoned: int, good: int) -> None:
    """The poisoned ones are the first in the queue."""
    for _each in range(poisoned):
        mail.post("no such letter", about=firm, to="p@example.org", language="en", firm=firm)
    campaign = make.campaign(firm=firm)
    clients = [make.client(firm=firm) for _each in range(good)]
    dossiers = [make.dossier(client=client, campaign=campaign) for client in clients]
    actions.invite(dossiers, by=None, now=timezone.now())


def died(worker: subprocess.Popen[bytes], patience: float) -> bool:
    return wait(lambda: worker.poll() is not None, patience)
