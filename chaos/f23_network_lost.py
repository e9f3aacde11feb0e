"""F23: the network between client and server goes: before a request arrives, after it arrived and before its reply is
back, or for a while. What a phone keeps meanwhile, Chromium tells (tests/browser/test_lost_network.py)."""

import asyncio
import random
from contextlib import suppress

from chaos.phones import Phones, compared
from chaos.site import Site
from chaos.told import Told

BREAK = "a save that comes again counts again"
SECONDS, PHONES, RATE = (6, 3600), (40, 1000), (20, 100)
# Seconds until a phone takes a line for dead on which only half a reply came.
NOTICED_AFTER = 5.0
LOST_ON_THE_WAY, REPLY_LOST, STALLED = 0.1, 0.15, 0.05


class Line:
    """Between phones and server. Each request has its own fate."""

    def __init__(self, port: int, dice: random.Random) -> None:
        self.port, self.dice, self.cut = port, dice, 0

    async def carry(self, phone: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        reader, server = await asyncio.open_connection("127.0.0.1", self.port)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while request := await phone.read(65536):
                fate = self.dice.random()
                if fate < LOST_ON_THE_WAY:
                    break
                server.write(request)
                reply = await reader.read(65536)
                if fate < LOST_ON_THE_WAY + REPLY_LOST:
                    break
                if fate > 1 - STALLED:
                    await asyncio.sleep(1)
                back.write(reply)
        self.cut += 1
        server.close()
        back.close()


def run(site: Site, dice: random.Random, *, long: bool) -> Told:
    line = Line(site.port, dice)
    phones = Phones(PHONES[long], 0, rate=RATE[long], dice=dice)
    phones.longest_try = NOTICED_AFTER

    async def trouble() -> None:
        async with await asyncio.start_server(line.carry, "127.0.0.1", 0) as opened:
            phones.port = opened.sockets[0].getsockname()[1]
            await asyncio.sleep(SECONDS[long])
            phones.over = True
            await phones.settled()

    ledger = phones.run(trouble)
    found = compared(ledger)
    told = Told(
        f"{line.cut} connections lost, {len(ledger.saved)} acknowledged saves, {found.lost} lost, {found.double} "
        f"double; {ledger.again} tries again"
    )
    told.must("a connection was lost", line.cut > 0)
    return told.none(lost=found.lost, double=found.double, given_up=ledger.given_up)
