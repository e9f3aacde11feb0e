"""The encryption key is exchanged while people work: 50,000 clients with numbers, of whom a thousand fill in the
Belgian return, and an office that opens cards. `rotate_keys` is killed twice and started again each time.

First with clients of a version that had no keys for clients: every number and answer is sealed anew. Then with what
has come of them: only the rings of their keys are. In the end all must open with the newest key alone. That failures
would be seen is shown by web servers that lack it.

ROTATING_CLIENTS (50,000), LOAD_CLIENTS (1,000, who have dossiers) and LOAD_RATE (100 requests a second: two saves for
each page that is read) say how much. Who asks shares the machine with who answers.
"""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from time import perf_counter

# The first key must be there before Django is set up, which the next import does.
OLD, NEW, NEWEST = (
    f"the {name} key of this bench as long as it must be" for name in ("old", "new", "newest")
)
os.environ["ENCRYPTION_KEYS"] = OLD

from bench import load  # noqa: E402, I001

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client as Browser  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from carnet.campaigns import actions as campaigns  # noqa: E402
from carnet.campaigns.models import Dossier  # noqa: E402
from carnet.clients.models import Client  # noqa: E402
from carnet.clients.search import prepare  # noqa: E402
from carnet.core.models import KeyRing  # noqa: E402
from carnet.firms.models import Colleague, Firm  # noqa: E402
from carnet.questionnaires.adopting import adopt  # noqa: E402
from tests import makers as make  # noqa: E402
from tests.clients.resting import another_process, resting_under_the_firms_key  # noqa: E402

CLIENTS, BAR = int(os.environ.get("ROTATING_CLIENTS", "50000")), 300
# Seconds: people are at work before; they meet a server that lacks a key; a run is killed so long after its start.
BEFORE, LACKING = 15, 5
WHOLE, RINGS = (2.0, 6.0), (0.8, 2.0)
SAVES_TO_A_PAGE = 2
BROKEN_LINE = (OSError, asyncio.IncompleteReadError, IndexError)
During = Callable[[], Awaitable[None]]


@dataclass
class Work:
    """Who is at work, and what they were promised."""

    visits: list[load.Visit]
    questions: list[str]
    cards: list[int]
    colleague: str  # the session
    ledger: load.Ledger = field(default_factory=load.Ledger)
    pages: int = 0
    unread: int = 0
    timed_from: float = 0.0
    dice: random.Random = field(default_factory=lambda: random.Random(7))


@dataclass
class Spell:
    """What came of a time at work; the times are those of saves, in ms."""

    times: list[float]
    pages: int
    failed: int

    def __str__(self) -> str:
        times = sorted(self.times)
        p95 = times[int(len(times) * 0.95)]
        return (
            f"{len(times):,} saves, p50 {median(times):.0f}, p95 {p95:.0f}, longest {times[-1]:.0f} ms; "
            f"{self.pages:,} pages; {self.failed} failed"
        )


@dataclass
class Rotation:
    kills: int = 0
    seconds: float = 0.0
    left: int = 0  # values that a run after the last one found


def main() -> None:
    call_command("migrate", verbosity=0)
    with scopes_disabled():
        work = prepared()
        missed = changed("every number and answer", OLD, NEW, work, WHOLE)
        missed += changed("rings of keys", NEW, NEWEST, work, RINGS)
        missed += unopened(work)
        missed += unnoticed(NEW, work)  # last, since sessions that do not open are over
    sys.exit(1 if missed else 0)


def prepared() -> Work:
    firm = make.firm()
    by = make.colleague(firm=firm)
    revision = adopt(firm, load.QUESTIONNAIRE, by=by, now=timezone.now())
    Client.objects.bulk_create(numbered(firm), batch_size=1000)
    some = firm.clients.filter(pk__in=firm.clients.order_by("pk")[: load.CLIENTS])
    campaign = make.campaign(firm=firm, revision=revision)
    dossiers = campaigns.add_clients(campaign, some, by=by, now=timezone.now())
    without_keys()
    visits = [load.Visit(dossier.pk, session) for dossier, session in load.come_in(dossiers)]
    cards = list(firm.clients.values_list("pk", flat=True))
    return Work(visits, load.typed_questions(dossiers[0]), cards, signed_in(by))


def numbered(firm: Firm) -> Iterator[Client]:
    for place in range(CLIENTS):
        one = Client(
            firm=firm, first_name="Ann", last_name=f"Peeters {place}", language="fr",
            email=f"ann{place}@example.org", client_number=f"{place}", national_number=number_of(place),
        )  # fmt: skip
        prepare(one)
        yield one


def number_of(place: int) -> str:
    return f"{85_000_000_000 + place}"


def without_keys() -> None:
    """As a version left them that had no keys for clients: their answers, too, rest under the firm's."""
    Dossier.objects.update(data_key=None)
    Client.objects.update(data_key=None)
    KeyRing.objects.all().delete()
    another_process()


def signed_in(colleague: Colleague) -> str:
    browser = Browser()
    browser.force_login(colleague)
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def changed(what: str, former: str, new: str, work: Work, killed: tuple[float, float]) -> int:
    """How much went wrong."""
    rotation, both = Rotation(), f"{new},{former}"
    with load.server(ENCRYPTION_KEYS=former) as port:
        before = at_work(port, work, partial(asyncio.sleep, load.WARM_UP + BEFORE))
    rest = sum(resting_under_the_firms_key().values()) + KeyRing.objects.count()
    with load.server(ENCRYPTION_KEYS=both) as port:
        meanwhile = at_work(port, work, partial(rotate, both, killed, rotation))
    print(
        f"\n{CLIENTS:,} clients, {load.CLIENTS:,} with answers, {connection.display_name}; {rest:,} values ({what}) "
        f"sealed anew in {rotation.seconds:.0f} s (bar {BAR}), killed {rotation.kills} times, {rotation.left} left\n"
        f"  {load.RATE} requests a second, before: {before}\n  meanwhile: {meanwhile}",
        flush=True,
    )
    return before.failed + meanwhile.failed + rotation.left + (rotation.seconds > BAR)


def unnoticed(keys: str, work: Work) -> int:
    """1 if servers that lack the key in use fail nobody: then no failure would be seen above."""
    with load.server(log=subprocess.DEVNULL, ENCRYPTION_KEYS=keys) as port:
        lacking = at_work(port, work, partial(asyncio.sleep, LACKING))
    print(f"  by servers without that key: {lacking.failed:,} requests failed", flush=True)
    return not lacking.failed


async def rotate(keys: str, killed: tuple[float, float], rotation: Rotation) -> None:
    await asyncio.sleep(load.WARM_UP)
    for moment in (random.uniform(*killed), random.uniform(*killed), None):
        begun = perf_counter()
        running = await command(keys)
        with suppress(TimeoutError):
            await asyncio.wait_for(running.wait(), moment)
        if running.returncode is None:
            running.kill()
            await running.wait()
            rotation.kills += 1
        rotation.seconds += perf_counter() - begun
    assert running.returncode == 0
    said, _nothing = await (await command(keys)).communicate()
    rotation.left = sum(int(line.split(": ")[1].split()[0]) for line in said.decode().splitlines())


async def command(keys: str) -> asyncio.subprocess.Process:
    own = {"ENCRYPTION_KEYS": keys, "DJANGO_SETTINGS_MODULE": "config.settings"}
    return await asyncio.create_subprocess_exec(
        sys.executable, "manage.py", "rotate_keys",
        env={**os.environ, **own}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


def at_work(port: int, work: Work, during: During) -> Spell:
    ledger = work.ledger
    ledger.times.clear()
    pages, failed = work.pages, ledger.refused + work.unread
    asyncio.run(drive(port, work, during))
    return Spell(list(ledger.times), work.pages - pages, ledger.refused + work.unread - failed)


async def drive(port: int, work: Work, during: During) -> None:
    """LOAD_RATE requests a second, counted from when each was due, for as long as `during` takes."""
    lines: asyncio.Queue = asyncio.Queue()
    for _ in range(load.CONNECTIONS):
        lines.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    happening, running = asyncio.ensure_future(during()), set()
    start, number = perf_counter(), 0
    work.timed_from = start + load.WARM_UP
    while not happening.done():
        due = start + number / load.RATE
        await asyncio.sleep(max(0.0, due - perf_counter()))
        task = asyncio.create_task(request(port, lines, work, number, due))
        running.add(task)
        task.add_done_callback(running.discard)
        number += 1
    await happening
    await asyncio.gather(*running)


async def request(port: int, lines: asyncio.Queue, work: Work, number: int, due: float) -> None:
    page = number % (SAVES_TO_A_PAGE + 1) == SAVES_TO_A_PAGE
    visit = work.visits[number % len(work.visits)]
    ask = partial(read, work, visit) if page else partial(save, work, visit)
    async with visit.busy:  # a phone sends one request after the other
        line = await lines.get()
        try:
            answered = await ask(line)
        except BROKEN_LINE:
            answered = False
            line[1].close()
            line = await asyncio.open_connection("127.0.0.1", port)
        finally:
            lines.put_nowait(line)
    if page:
        work.pages += answered
        work.unread += not answered
        return
    work.ledger.refused += not answered
    if due > work.timed_from:
        work.ledger.times.append((perf_counter() - due) * 1000)


async def save(work: Work, visit: load.Visit, line: tuple) -> bool:
    visit.saves += 1
    question, value = work.dice.choice(work.questions), str(1000 + visit.saves)
    answered = await load.post(*line, visit, question, value)
    if answered:
        work.ledger.saved[visit.dossier, question] = value
    return answered


async def read(work: Work, visit: load.Visit, line: tuple) -> bool:
    """In turn the page on which a client sees what is answered, and the card on which the office sees a number."""
    reader, writer = line
    path, session = work.dice.choice(
        [
            ("/q/tasks/", visit.session),
            (f"/clients/{work.dice.choice(work.cards)}/", work.colleague),
        ]
    )
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: session={session}\r\n\r\n".encode()
    )
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r\n")[0]))
    return head.startswith(b"http/1.1 200")


def unopened(work: Work) -> int:
    """How many numbers and answers the newest key alone does not open, or opens to something else."""
    settings.ENCRYPTION_KEYS = NEWEST
    another_process()
    found = Client.objects.order_by("pk").iterator()
    wrong = sum(one.national_number != number_of(int(one.client_number)) for one in found)
    lost = load.lost(work.ledger)
    print(
        f"  with the newest key alone: {wrong} of {CLIENTS:,} numbers and {lost} of {len(work.ledger.saved):,} "
        "acknowledged answers are not as they were",
        flush=True,
    )
    return wrong + lost


if __name__ == "__main__":
    main()
