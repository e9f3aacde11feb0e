"""Clients who fill in the Belgian return, as the script of the page does it: one save after the other, each tried
again with the same key until it is acknowledged. What was acknowledged is kept here, outside the system, and looked up
in the end.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from django.utils import timezone

from bench.load import Visit, come_in, post, typed_questions
from carnet.answers.models import Answer, AnswerEvent
from carnet.campaigns import actions as campaigns
from carnet.campaigns.models import Dossier
from carnet.firms.models import Firm
from carnet.questionnaires.adopting import adopt
from carnet.questionnaires.models import Revision
from tests import makers as make

QUESTIONNAIRE = "be-income-tax"
BETWEEN_TRIES, LONGEST_PAUSE, LONGEST_TRY = 0.1, 1.0, 20.0
BROKEN_LINE = (OSError, asyncio.IncompleteReadError, TimeoutError, IndexError)
GIVEN_UP_AFTER = 90


@dataclass
class Ledger:
    """What was promised: every acknowledged save, in the order of acknowledging."""

    saved: list[tuple[int, str, str, str]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    tries: list[float] = field(default_factory=list)
    again: int = 0
    given_up: int = 0

    def p95(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * 0.95)] if self.seconds else 0.0


class Phones:
    """`rate` saves a second come from all of them together, whether the server keeps up or not."""

    def __init__(self, many: int, port: int, *, rate: int, dice: random.Random) -> None:
        self.visits, self.questions = arrived(many)
        self.port, self.rate, self.dice, self.ledger = port, rate, dice, Ledger()
        self.lines: dict[int, tuple] = {}
        self.patience, self.longest_try = GIVEN_UP_AFTER, LONGEST_TRY
        self.over, self.under_way = False, set()

    def run(self, meanwhile: Callable[[], Awaitable[None]]) -> Ledger:
        """Save for as long as `meanwhile` takes, and until every save that was begun has an end."""
        asyncio.run(self._run(meanwhile))
        return self.ledger

    async def _run(self, meanwhile: Callable[[], Awaitable[None]]) -> None:
        happening = asyncio.ensure_future(meanwhile())
        start, number = time.perf_counter(), 0
        while not happening.done() and not self.over:
            visit = self.visits[number % len(self.visits)]
            task = asyncio.create_task(self._save(visit, time.perf_counter()))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)
            number += 1
            await asyncio.sleep(max(0.0, start + number / self.rate - time.perf_counter()))
        await happening
        await self.settled()
        for _reader, writer in self.lines.values():
            writer.close()

    async def settled(self) -> None:
        """Until every save that was begun has an end."""
        await asyncio.gather(*self.under_way)

    async def _save(self, visit: Visit, due: float) -> None:
        async with visit.busy:
            visit.saves += 1
            question, value = self.dice.choice(self.questions), str(1000 + visit.saves)
            pause, end = BETWEEN_TRIES, time.perf_counter() + self.patience
            while not await self._tried(visit, question, value):
                self.ledger.again += 1
                if time.perf_counter() > end:
                    self.ledger.given_up += 1
                    return
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            key = f"load.{visit.saves:08}"
            self.ledger.saved.append((visit.dossier, question, key, value))
            self.ledger.seconds.append(time.perf_counter() - due)

    async def _line(self) -> tuple:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def _tried(self, visit: Visit, question: str, value: str) -> bool:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self.longest_try):
                if visit.dossier not in self.lines:
                    self.lines[visit.dossier] = await self._line()
                return await post(*self.lines[visit.dossier], visit, question, value)
        except BROKEN_LINE:
            with suppress(KeyError):
                self.lines.pop(visit.dossier)[1].close()
            return False
        finally:
            self.ledger.tries.append(time.perf_counter() - began)


_FIRM: list[tuple[Firm, Revision]] = []


def house() -> tuple[Firm, Revision]:
    """One firm with the questionnaire, made once in this process."""
    if not _FIRM:
        firm = make.firm()
        by = make.colleague(firm=firm)
        _FIRM.append((firm, adopt(firm, QUESTIONNAIRE, by=by, now=timezone.now())))
    return _FIRM[0]


def asked(many: int) -> list[Dossier]:
    firm, revision = house()
    campaign = make.campaign(firm=firm, revision=revision)
    clients = [make.client(firm=firm) for _each in range(many)]
    by = firm.colleagues.first()
    return campaigns.add_clients(
        campaign, firm.clients.filter(pk__in=[one.pk for one in clients]), by=by, now=timezone.now()
    )


def arrived(many: int) -> tuple[list[Visit], list[str]]:
    dossiers = asked(many)
    visits = [Visit(dossier.pk, session) for dossier, session in come_in(dossiers)]
    return visits, typed_questions(dossiers[0])


@dataclass
class Found:
    lost: int
    double: int


def compared(ledger: Ledger) -> Found:
    """Lost: an acknowledged save without its event, or an answer that is not what was acknowledged last.
    Double: more events than saves."""
    dossiers = {dossier for dossier, *_rest in ledger.saved}
    told = AnswerEvent.objects.filter(dossier__in=dossiers, device="load")
    events = list(told.values_list("dossier", "path", "key"))
    kept = {
        (answer.dossier_id, answer.path): str(answer.value)
        for answer in Answer.objects.filter(dossier__in=dossiers)
    }
    last = {(dossier, path): value for dossier, path, _key, value in ledger.saved}
    acknowledged = {(dossier, path, key) for dossier, path, key, _value in ledger.saved}
    wrong = sum(float(kept.get(at, "nan")) != float(value) for at, value in last.items())
    return Found(
        lost=len(acknowledged - set(events)) + wrong,
        double=max(0, len(events) - len(acknowledged) - ledger.given_up),
    )
