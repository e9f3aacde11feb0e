"""F6: PostgreSQL crashes and recovers, and connections are cut, while clients save."""

import asyncio
import random

from django.db import connection

from chaos import postgres
from chaos.phones import Phones, compared
from chaos.site import Site
from chaos.told import Told

BREAK = "a database that is away is answered with a yes"
CRASHES, CUTS, PHONES, RATE = (2, 40), (3, 100), (40, 1000), (20, 100)


def run(site: Site, dice: random.Random, *, long: bool) -> Told:
    postgres.where()
    phones = Phones(PHONES[long], site.port, rate=RATE[long], dice=dice)
    crashes, cuts, cut = CRASHES[long], CUTS[long], 0

    async def trouble() -> None:
        nonlocal cut
        await asyncio.sleep(2)
        for _each in range(crashes):
            await asyncio.to_thread(postgres.crash)
            await asyncio.sleep(dice.uniform(1, 3))
        for _each in range(cuts):
            cut += await asyncio.to_thread(postgres.cut_connections)
            await asyncio.sleep(1)

    ledger = phones.run(trouble)
    connection.close()
    found = compared(ledger)
    told = Told(
        f"{crashes} crashes and {cut} cut connections of PostgreSQL, {len(ledger.saved)} acknowledged saves, "
        f"{found.lost} lost, {found.double} double; {ledger.again} tries again, longest {max(ledger.seconds):.1f} s"
    )
    return told.none(lost=found.lost, double=found.double, given_up=ledger.given_up)
