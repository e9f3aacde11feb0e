"""F5: the disk is full, really: database, files and folder lie in a file system of their own, which is filled while
clients save. Nobody is told that something was kept that was not; what was kept can be read; and when there is room
again, everything goes on by itself."""

import asyncio
import os
import random
import sqlite3
import urllib.request
from pathlib import Path

from django.conf import settings

from chaos.phones import Phones, compared
from chaos.site import Site
from chaos.told import Told

BREAK = "what could not be written is acknowledged"
FULL, PHONES, RATE = (6, 120), (20, 400), (10, 50)


def run(site: Site, dice: random.Random, *, long: bool) -> Told:
    phones = Phones(PHONES[long], site.port, rate=RATE[long], dice=dice)
    ballast, reading = Path(settings.DATA_DIR) / "ballast", 0

    async def fill() -> None:
        nonlocal reading
        await asyncio.sleep(2)
        stuffed(ballast)
        await asyncio.sleep(FULL[long])
        reading = await asyncio.to_thread(still_reads, site)
        ballast.unlink()
        await asyncio.sleep(2)

    ledger = phones.run(fill)
    found = compared(ledger)
    told = Told(
        f"{FULL[long]} s without a free byte, {len(ledger.saved)} acknowledged saves, {found.lost} lost, "
        f"{found.double} double; {ledger.again} refused and tried again, longest {max(ledger.seconds):.1f} s"
    )
    told.must("a page could be read meanwhile", reading == 200).must("it hurt", ledger.again > 0)
    told.must("the database is whole", whole())
    return told.none(lost=found.lost, double=found.double, given_up=ledger.given_up)


def stuffed(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        for size in (2**20, 2**12):
            try:
                while file.write(os.urandom(size)) == size:
                    pass
            except OSError:
                continue


def still_reads(site: Site) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{site.port}/account/login/", timeout=10) as page:
        return page.status


def whole() -> bool:
    path = settings.DATABASES["default"]["NAME"]
    return sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)
