"""F1: the whole group of processes is killed, again and again, while clients save, and started anew."""

import asyncio
import random

from chaos.phones import Phones, compared
from chaos.site import Site
from chaos.told import Told

BREAK = "acknowledged before it is written"
KILLS, PHONES, RATE = (2, 200), (60, 1000), (20, 100)


def run(site: Site, dice: random.Random, *, long: bool) -> Told:
    phones = Phones(PHONES[long], site.port, rate=RATE[long], dice=dice)
    kills = KILLS[long] if not site.broken else 1

    async def kill() -> None:
        for _each in range(kills):
            await asyncio.sleep(dice.uniform(1.5, 3))
            site.kill()
            await asyncio.to_thread(site.serve)
        await asyncio.sleep(1)

    ledger = phones.run(kill)
    found = compared(ledger)
    told = Told(
        f"{kills} kills of web and worker, {len(ledger.saved)} acknowledged saves, {found.lost} lost, "
        f"{found.double} double; {ledger.again} tries again, longest {max(ledger.seconds):.1f} s"
    )
    return told.none(lost=found.lost, double=found.double, given_up=ledger.given_up)
