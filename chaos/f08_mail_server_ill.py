"""F8: a mail server that puts off at every verb, hangs up, says yes and hangs up, is away for a while, and refuses some
for good."""

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
from tests.post_office import Opened, PostOffice, open_post_office

__all__ = ["opened"]
BREAK = "a no for now is taken for a no for ever"
MAILS, REFUSED, AWAY, OFTEN = (60, 10_000), (6, 500), (3, 3600), 0.08


class Ill(PostOffice):
    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self.dice, self.said = dice, 0
        self.refused: Counter[str] = Counter()

    def ill(self) -> bool:
        struck = self.dice.random() < OFTEN
        self.said += struck
        return struck

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.ill():
            return self.dice.choice(["421 4.3.2 closing", "451 4.3.0 later"])
        return await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            self.refused[address] += 1
            return "550 5.1.1 nobody of that name"
        if self.ill():
            return "450 4.2.0 greylisted"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope):
        if self.ill():
            return "451 4.3.0 later"
        answer = await super().handle_DATA(server, session, envelope)
        if self.ill():
            server.transport.abort()  # the yes never arrives
        return answer


def run(site: Site, dice: random.Random, *, long: bool) -> Told:
    firm = make.firm(mails_per_hour=10**6, mails_per_day=10**6)
    campaign = make.campaign(firm=firm)
    clients = [make.client(firm=firm) for _each in range(MAILS[long])]
    clients += [
        make.client(firm=firm, email=f"refused{number}@example.org")
        for number in range(REFUSED[long])
    ]
    dossiers = [make.dossier(client=client, campaign=campaign) for client in clients]
    actions.invite(dossiers, by=None, now=timezone.now())
    rows = Mail.objects.filter(firm=firm)
    with open_post_office(settings, Ill(dice)) as office:
        posting_to(site)
        site.worker()
        wait(lambda: len(office.mails) > MAILS[long] / 2 or not rows.waiting().exists(), 60)
    wait(lambda: False, AWAY[long])  # nobody is there
    again = Opened(office, hostname="127.0.0.1", port=settings.MAIL_PORT, ready_timeout=60)
    again.start()
    whole = wait(lambda: not rows.waiting().exists(), 60 if site.broken else 300)
    again.stop()
    return judged(rows, office, whole)


def judged(rows, office: Ill, whole: bool) -> Told:
    good = rows.exclude(to__startswith="refused")
    arrived = {address for message in office.mails for address in message.recipients}
    lost = sum(to not in arrived for to in good.values_list("to", flat=True))
    tried_again = sum(count > 1 for count in office.refused.values())
    refused = rows.filter(to__startswith="refused").failed().count()
    told = Told(
        f"{good.count()} mails, {office.said} noes for now, one time away: {lost} lost; {refused} refused for good, "
        f"{tried_again} of them tried again"
    )
    told.must("all were sent or refused in the end", whole)
    return told.none(lost=lost, refused_and_tried_again=tried_again)
