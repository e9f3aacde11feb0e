"""F7: somebody holds the rows of many clients locked, for longer than anybody would wait. Their saves are answered all
the same, with a no that says when to come again, and those of all others go on."""

import asyncio
import random

from django.db import connection

from chaos import postgres
from chaos.phones import Phones, compared
from chaos.site import Site
from chaos.told import Told

BREAK = "waits for a lock for ever"
LOCKED, FREE, HELD, RATE = (4, 4), (20, 400), (14, 60), (10, 50)
LONGEST_ANSWER = 10.0


def run(site: Site, dice: random.Random, *, long: bool) -> Told:
    phones = Phones(LOCKED[long] + FREE[long], site.port, rate=RATE[long], dice=dice)
    if site.broken:  # only a new connection is broken
        postgres.cut_connections()
    held = [visit.dossier for visit in phones.visits[: LOCKED[long]]]

    async def trouble() -> None:
        await asyncio.sleep(1)
        with postgres.outside() as line, line.transaction():
            line.execute("SELECT 1 FROM campaigns_dossier WHERE id = ANY(%s) FOR UPDATE", [held])
            await asyncio.sleep(HELD[long])
        await asyncio.sleep(1)

    ledger = phones.run(trouble)
    connection.close()
    found, longest = compared(ledger), max(ledger.tries)
    hung = sum(seconds > LONGEST_ANSWER for seconds in ledger.tries)
    told = Told(
        f"{LOCKED[long]} of {len(phones.visits)} dossiers locked for {HELD[long]} s, {len(ledger.saved)} acknowledged "
        f"saves, {found.lost} lost, {found.double} double; {ledger.again} tries again, longest answer {longest:.1f} s"
    )
    return told.none(
        lost=found.lost,
        double=found.double,
        given_up=ledger.given_up,
        requests_without_answer_for_10_seconds=hung,
    )
