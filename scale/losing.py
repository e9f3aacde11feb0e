"""What happens between two hosts of which one is lost; started by `python -m scale.hosts`."""

import asyncio
import itertools
import random
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.databases import free_port  # noqa: E402
from carnet.core.models import Mail  # noqa: E402
from carnet.core.whose import across_firms  # noqa: E402
from carnet.invitations import actions  # noqa: E402
from chaos.phones import Phones, compared  # noqa: E402
from chaos.site import Site  # noqa: E402
from chaos.told import Told  # noqa: E402
from chaos.workers import wait  # noqa: E402
from scale.network import HERE, Machine  # noqa: E402
from tests import makers as make  # noqa: E402
from tests.core.test_mail_kills import Slow  # noqa: E402
from tests.post_office import Opened  # noqa: E402

PHONES, RATE, MAILS, BREAK = 60, 15, 200, "acknowledged before it is written"


class Host(Site):
    """Web servers and a worker on a machine of their own, which has its own disk and no other way to the rest."""

    def __init__(self, machine: Machine, **environment: str) -> None:
        shared = {"SECRET_KEY": settings.SECRET_KEY, "ENCRYPTION_KEYS": settings.ENCRYPTION_KEYS,
                  "INDEX_KEY": settings.INDEX_KEY}  # fmt: skip
        super().__init__(**shared, LISTEN=machine.address, **environment)
        self.environment["DATA_DIR"] = str(self.folder / "data")
        self.patience = 240
        self.machine, self.address, self.before = machine, machine.address, machine.inside
        self.hasty()

    def lose(self) -> int:
        self.machine.unplug()
        return self.machine.kill_all()


class Roaming(Phones):
    """Each new line leads to the next host, as an address with two of them does."""

    def __init__(self, many: int, hosts: list[Host], *, rate: int, dice: random.Random) -> None:
        super().__init__(many, hosts[0].port, rate=rate, dice=dice)
        self.turns = itertools.cycle(hosts)

    async def _line(self) -> tuple:
        host = next(self.turns)
        return await asyncio.open_connection(host.address, host.port)


def main() -> None:
    call_command("migrate", verbosity=0)
    found = [Machine(*word.split("=")) for word in sys.argv[1:]]
    with across_firms("two hosts serve whoever comes"):
        sound = tried(found, broken="")
        print(
            f"Two hosts, one lost: {sound.figure}"
            + "".join(f"\n  RED: {bad}" for bad in sound.bad),
            flush=True,
        )
        for one in found:
            one.plug_in_again()
        red = tried(found, broken=BREAK)
        told = (
            f"red, as it must be: {'; '.join(red.bad)}" if red.bad else f"STILL GREEN: {red.figure}"
        )
        print(f"Broken ({BREAK}): {told}", flush=True)
    sys.exit(0 if red.bad and not sound.bad else 1)


def tried(found: list[Machine], *, broken: str) -> Told:
    with post_office() as (office, where):
        hosts = [Host(machine, **where) for machine in found]
        try:
            for host in hosts:
                if broken:
                    host.breakable()
                    host.broken = broken
                host.serve()
            return under_load(hosts, office)
        finally:
            for host in hosts:
                host.end()


def under_load(hosts: list[Host], office: Slow) -> Told:
    phones = Roaming(PHONES, hosts, rate=RATE, dice=random.Random(7))
    firm = invited()
    rows, lost = Mail.objects.filter(firm=firm), []

    async def lose() -> None:
        await asyncio.to_thread(wait, lambda: len(office.mails) > MAILS // 4, 60)
        await asyncio.sleep(2)
        left = len(office.mails)
        lost.append((hosts[0].lose(), left))
        await asyncio.sleep(25)

    ledger = phones.run(lose)
    whole = wait(lambda: not rows.waiting().exists(), 120)
    copies = Counter(message["Message-ID"] for message in office.mails)
    names = {row.message_id: row for row in rows}
    twice = [name for name in names if copies[name] > 1]
    unmarked = sum(not names[name].doubtful_at for name in twice)
    answers, [(processes, left)] = compared(ledger), lost
    told = Told(
        f"{processes} processes killed, {len(ledger.saved)} acknowledged saves, {answers.lost} lost, {answers.double} "
        f"double, {ledger.again} tries again, longest {max(ledger.seconds):.1f} s; {len(names)} mails, {left} gone by "
        f"then, {len(names) - len(names.keys() & copies.keys())} lost, {len(twice)} twice ({unmarked} not marked)"
    )
    told.must("all mails left", whole)
    missing = len(names.keys() - copies.keys())
    return told.none(lost=answers.lost, double=answers.double, given_up=ledger.given_up,
                     mails_lost=missing, unmarked_doubles=unmarked)  # fmt: skip


def invited():
    firm = make.firm(mails_per_hour=10**6, mails_per_day=10**6)
    campaign = make.campaign(firm=firm)
    clients = [make.client(firm=firm) for _each in range(MAILS)]
    dossiers = [make.dossier(client=client, campaign=campaign) for client in clients]
    actions.invite(dossiers, by=None, now=timezone.now())
    return firm


@contextmanager
def post_office() -> Iterator[tuple[Slow, dict[str, str]]]:
    """On this side of the bridge, and how the hosts find it."""
    office, port = Slow(random.Random(3)), free_port()
    controller = Opened(office, hostname=HERE, port=port, ready_timeout=60)
    controller.start()
    told = {
        "MAIL_HOST": HERE,
        "MAIL_PORT": str(port),
        "MAIL_SECURITY": "none",
        "MAIL_FROM": "desk@example.org",
    }
    try:
        yield office, told
    finally:
        controller.stop()


if __name__ == "__main__":
    main()
