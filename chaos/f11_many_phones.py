"""F11: a thousand clients save at once. How fast the server answers `make bench` tells (bench/load.py); here whether
all that it acknowledges is there, and none is refused."""

import asyncio
import random

from chaos.phones import Phones, compared
from chaos.site import Site
from chaos.told import Told

BREAK = "one of five is acknowledged and not written"
SECONDS, PHONES, RATE = (5, 1800), (100, 1000), (25, 100)


def run(site: Site, dice: random.Random, *, long: bool) -> Told:
    phones = Phones(PHONES[long], site.port, rate=RATE[long], dice=dice)

    async def wait() -> None:
        await asyncio.sleep(SECONDS[long])

    ledger = phones.run(wait)
    found = compared(ledger)
    told = Told(
        f"{PHONES[long]} clients, {RATE[long]} saves a second for {SECONDS[long]} s: {len(ledger.saved)} acknowledged, "
        f"{found.lost} lost, {found.double} double, {ledger.again} refused; p95 {ledger.p95() * 1000:.0f} ms"
    )
    return told.none(lost=found.lost, double=found.double, refused=ledger.again)
