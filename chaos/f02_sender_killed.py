"""F2: workers are killed in the middle of a batch of invitations, while the mail server says its yes late."""

import random
from collections import Counter

from django.conf import settings
from django.utils import timezone

from carnet.core.models import Mail
from carnet.invitations import actions
from chaos.site import Site
from chaos.told import Told
from chaos.workers import opened, posting_to, wait
from tests import makers as make
from tests.core.test_mail_kills import Slow, recipient_of_link
from tests.post_office import open_post_office

__all__ = ["opened"]
BREAK = "a mail is noted as sent before it is handed over"
MAILS, KILLS = (60, 10_000), (4, 500)


def run(site: Site, dice: random.Random, *, long: bool) -> Told:
    mails, kills = MAILS[long], KILLS[long]
    firm = make.firm(mails_per_hour=10**6, mails_per_day=10**6)
    campaign = make.campaign(firm=firm)
    clients = [make.client(firm=firm) for _each in range(mails)]
    dossiers = [make.dossier(client=client, campaign=campaign) for client in clients]
    actions.invite(dossiers, by=None, now=timezone.now())
    with open_post_office(settings, Slow(dice)) as office:
        posting_to(site)
        whole = send(site, firm, office, kills, dice)
    return judged(firm, office, kills, whole)


def send(site, firm, office, kills: int, dice: random.Random) -> bool:
    rows = Mail.objects.filter(firm=firm)
    step = rows.count() * 0.8 / kills
    for number in range(kills):
        worker, some = site.worker(), step * (number + 1)
        wait(lambda some=some: len(office.mails) >= some or not rows.waiting().exists(), 60)
        wait(lambda: False, dice.uniform(0, 0.1))
        site.kill(worker)
    site.worker()
    return wait(lambda: not rows.waiting().exists())


def judged(firm, office, kills: int, whole: bool) -> Told:
    rows = {row.message_id: row for row in Mail.objects.filter(firm=firm)}
    copies = Counter(message["Message-ID"] for message in office.mails)
    twice = {name for name, count in copies.items() if count > 1}
    unmarked = sum(not rows[name].doubtful_at for name in twice)
    astray = sum(
        {*message.recipients, recipient_of_link(message)} != {rows[message["Message-ID"]].to}
        for message in office.mails
    )
    lost = len(rows.keys() - copies.keys())
    told = Told(
        f"{len(rows)} mails, {kills} kills of the worker: {lost} lost, {len(twice)} sent twice ({unmarked} of them not "
        f"marked as doubtful), {astray} astray"
    )
    told.must("all was sent in the end", whole)
    return told.none(lost=lost, unmarked_doubles=unmarked, astray=astray)
