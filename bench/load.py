"""A thousand clients filling in the Belgian return at once, against the whole server: 100 saves a second from outside,
whether the server keeps up or not (an open loop), and afterwards every save that was acknowledged looked up.

LOAD_CLIENTS (1,000), LOAD_RATE (100 a second) and LOAD_SECONDS (60) set how much. Who asks shares the machine with
who answers.
"""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from time import perf_counter, sleep
from urllib.parse import urlencode

import django
from django.core.management import call_command
from django.db import connection

django.setup()

from django.utils import timezone  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from bench.databases import free_port  # noqa: E402
from carnet.answers.models import Answer  # noqa: E402
from carnet.campaigns import actions as campaigns  # noqa: E402
from carnet.campaigns.models import Dossier  # noqa: E402
from carnet.core.sessions import SessionStore  # noqa: E402
from carnet.invitations.models import Invitation  # noqa: E402
from carnet.questionnaires.adopting import adopt  # noqa: E402
from tests import makers as make  # noqa: E402

CLIENTS = int(os.environ.get("LOAD_CLIENTS", "1000"))
RATE = int(os.environ.get("LOAD_RATE", "100"))
SECONDS = int(os.environ.get("LOAD_SECONDS", "60"))
WARM_UP, BAR, CONNECTIONS = 5, 250, 64
# One web process listens for each processor; the first to listen would get every connection opened before the others.
# And each makes the questionnaires ready first (warming.py), which is what a start costs and not what a save costs.
ALL_OPEN = 15
QUESTIONNAIRE = "be-income-tax"
TOKEN = "b" * 32


@dataclass
class Visit:
    """One client on one phone."""

    dossier: int
    session: str
    saves: int = 0
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class Ledger:
    """What was promised to people, kept outside the server: the last acknowledged value of each answer."""

    saved: dict[tuple[int, str], str] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    refused: int = 0


def main() -> None:
    call_command("migrate", verbosity=0)
    with scopes_disabled():
        dossiers = prepared()
        visits = [Visit(dossier.pk, session) for dossier, session in come_in(dossiers)]
        questions = typed_questions(dossiers[0])
        ledger = Ledger()
        with server() as port:
            asyncio.run(drive(port, visits, questions, ledger))
        tell(ledger, lost(ledger))


def prepared() -> list[Dossier]:
    firm = make.firm()
    by = make.colleague(firm=firm)
    now = timezone.now()
    revision = adopt(firm, QUESTIONNAIRE, by=by, now=now)
    campaign = make.campaign(firm=firm, revision=revision)
    for number in range(CLIENTS):
        make.client(firm=firm, email=f"client{number}@example.org")
    return campaigns.add_clients(campaign, firm.clients.all(), by=by, now=now)


def come_in(dossiers: Sequence[Dossier]) -> Iterator[tuple[Dossier, str]]:
    now = timezone.now()
    for dossier in dossiers:
        invitation = Invitation.objects.create(
            firm=dossier.firm, dossier=dossier, email=dossier.client.email,
            expires_at=now + timedelta(days=30),
        )  # fmt: skip
        session = SessionStore()
        session.update({"dossier": dossier.pk, "invitation": invitation.pk, "person": "client"})
        session.update({"entered": now.timestamp(), "seen": now.timestamp(), "language_before": ""})
        session.create()
        yield dossier, str(session.session_key)


def typed_questions(dossier: Dossier) -> list[str]:
    """Sums of money that everybody may be asked, outside lists."""
    definition = dossier.revision.definition
    return [
        item.id
        for section in definition.sections
        for item in section.items
        if item.kind == "money" and not item.list_id
    ]


@contextmanager
def server(log: int | None = None, **own: str) -> Iterator[int]:
    """Its port. `log` says where its error output goes, `own` what it has in its environment besides."""
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment |= own
    running = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        env=environment, stdout=subprocess.PIPE, stderr=log, text=True,
    )  # fmt: skip
    assert running.stdout
    try:
        running.stdout.readline()  # that it is open
        sleep(ALL_OPEN)
        yield port
    finally:
        running.terminate()
        running.wait(timeout=20)


async def drive(port: int, visits: list[Visit], questions: list[str], ledger: Ledger) -> None:
    """One save every 1/RATE seconds, counted from when it was due: a server that falls behind cannot hide it."""
    pool: asyncio.Queue = asyncio.Queue()
    for _ in range(CONNECTIONS):
        pool.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    draw, start, running = random.Random(7), perf_counter(), set()
    for number in range(RATE * (WARM_UP + SECONDS)):
        due = start + number / RATE
        await asyncio.sleep(max(0.0, due - perf_counter()))
        visit, question = visits[number % len(visits)], draw.choice(questions)
        warm = number < RATE * WARM_UP
        work = asyncio.create_task(save(pool, visit, question, due, ledger, warm=warm))
        running.add(work)
        work.add_done_callback(running.discard)
    await asyncio.gather(*running)


async def save(
    pool: asyncio.Queue, visit: Visit, question: str, due: float, ledger: Ledger, *, warm: bool
) -> None:
    async with visit.busy:  # a phone sends one save after the other
        visit.saves += 1
        value = str(1000 + visit.saves)
        streams = await pool.get()
        try:
            acknowledged = await post(*streams, visit, question, value)
        finally:
            pool.put_nowait(streams)
    if acknowledged:
        ledger.saved[visit.dossier, question] = value
    else:
        ledger.refused += 1
    if not warm:
        ledger.times.append((perf_counter() - due) * 1000)


async def post(reader, writer, visit: Visit, question: str, value: str) -> bool:
    body = urlencode(
        {
            "csrfmiddlewaretoken": TOKEN, "page": "load", "key": f"load.{visit.saves:08}",
            f"{question}-here": "1", question: value,
        }
    ).encode()  # fmt: skip
    head = (
        "POST /q/save/ HTTP/1.1\r\nHost: localhost\r\n"
        f"Cookie: session={visit.session}; csrftoken={TOKEN}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    answered = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(answered.split(b"content-length: ")[1].split(b"\r\n")[0])
    said = await reader.readexactly(length)
    return answered.startswith(b"http/1.1 200") and b'"conflict": false' in said


def lost(ledger: Ledger) -> int:
    """Acknowledged and not in the database as it was last acknowledged."""
    kept = {}
    for answer in Answer.objects.filter(device__startswith="load").iterator():
        kept[answer.dossier_id, answer.path] = str(answer.value)
    return sum(
        float(kept.get(where, "nan")) != float(value) for where, value in ledger.saved.items()
    )


def tell(ledger: Ledger, missing: int) -> None:
    times = sorted(ledger.times)
    at = {name: times[int(len(times) * share)] for name, share in (("p95", 0.95), ("p99", 0.99))}
    print(
        f"\n{CLIENTS:,} clients, {RATE} saves a second for {SECONDS} s, {connection.display_name}: p50 "
        f"{median(times):.0f}, p95 {at['p95']:.0f} (bar {BAR}), p99 {at['p99']:.0f}, longest {times[-1]:.0f} ms; "
        f"{len(times):,} saves, {ledger.refused} refused, {missing} of {len(ledger.saved):,} acknowledged answers lost",
        flush=True,
    )


if __name__ == "__main__":
    main()
