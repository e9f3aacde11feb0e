"""How long pages of a large and of a middle firm take, and each step of the worker, on the rows of making.py. The
database is that of DATABASE_URL; started by `python -m scale`."""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client as Browser  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

from bench.autosave import entered  # noqa: E402
from bench.clients import percentile  # noqa: E402
from bench.load import typed_questions  # noqa: E402
from bench.replies import Replies  # noqa: E402
from carnet.campaigns.models import Campaign  # noqa: E402
from carnet.core.metrics import gathered  # noqa: E402
from carnet.core.whose import across_firms  # noqa: E402
from carnet.firms.models import Firm  # noqa: E402
from scale import sizes  # noqa: E402
from scale.plans import Plans  # noqa: E402

ROUNDS, UNTIMED = 20, 3
TRIES = 3
PATIENCE = 20
Ask = tuple[str, Callable[[int], Any]]


def main() -> None:
    with across_firms("an install of many firms is timed"):
        plans = Plans.begun()
        for word, wanted in (("large", sizes.LARGE), ("middle", sizes.MIDDLE)):
            size = sizes.of_size(sizes.firms(sizes.part()), wanted)
            pages(word, Firm.objects.get(pk=size.id), size.many, plans)
        steps(plans)
        gauges(plans)
    told = sorted(f"{what}: {table}" for what, table in plans.found)
    print(f"\nReads a large table from end to end ({len(told)}), plans in build/scale/:")
    print("\n".join(f"  {line}" for line in told) or "  nothing", flush=True)


def pages(word: str, firm: Firm, many: int, plans: Plans) -> None:
    heading = f"ms, {word} firm of {many:,} clients"
    print(f"\n{heading:<44}{'p50':>8}{'p95':>8}{'max':>8}{'busy':>8}{'queries':>9}", flush=True)
    for what, ask in [*office(firm), *portal(firm)]:
        measure(word, what, ask, plans)


def measure(word: str, what: str, ask: Callable[[int], Any], plans: Plans) -> None:
    times, busy, replies, begun = [], 0.0, Replies(), perf_counter()
    for number in range(UNTIMED + ROUNDS):
        if number == UNTIMED:
            busy = -processor()
        reply = replies.time(partial(ask, number))
        if reply.status_code != 200:
            raise SystemExit(f"{what}: {reply.status_code}")
        times.append(replies.waited)
        if perf_counter() - begun > PATIENCE and number > UNTIMED + 2:
            break
    timed = times[UNTIMED:]
    busy = (busy + processor()) / len(timed)
    with CaptureQueriesContext(connection) as seen:
        ask(ROUNDS + UNTIMED)
    figures = (percentile(timed, 50), percentile(timed, 95), max(timed), busy)
    row = f"{what:<44}" + "".join(f"{one:>8.1f}" for one in figures)
    print(f"{row}{len(seen):>9}", flush=True)
    plans.keep(f"{word}: {what}", seen.captured_queries)


def processor() -> float:
    """Milliseconds that this process and its connection's in PostgreSQL have had of a processor: what a machine that
    others use, too, does not change."""
    behind = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    user, system = behind.rpartition(")")[2].split()[11:13]
    return (process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")) * 1000


def office(firm: Firm) -> Iterator[Ask]:
    browser = Browser()
    browser.force_login(firm.colleagues.get())
    campaign = Campaign.objects.filter(firm=firm, closed_at=None).earliest("pk")
    some = firm.clients.filter(archived_at=None).order_by("pk")[: ROUNDS + UNTIMED + 1]
    clients = list(some.values_list("pk", flat=True))
    begun = firm.dossiers.filter(campaign=campaign, state="in_progress").order_by("pk")
    dossiers = list(begun.values_list("pk", flat=True)[: ROUNDS + UNTIMED + 1])
    words = ["peeters", "lefe", "jan pe", "marie dubois", "C00012", "zürcher"]

    def get(address: str) -> Callable[[int], Any]:
        return lambda _number: browser.get(address)

    yield "register, first page", get("/clients/")
    yield "register, a word typed", lambda n: browser.get("/clients/", {"q": words[n % len(words)]})
    yield "register, by activity", get("/clients/?sort=activity")
    yield "a client's card", lambda n: browser.get(f"/clients/{clients[n % len(clients)]}/")
    yield "overview of one campaign", get(f"/campaigns/{campaign.pk}/")
    yield "overview of all campaigns", get("/campaigns/dossiers/")
    yield "the same, those who are late", get("/campaigns/dossiers/?late=1")
    yield "a dossier", lambda n: browser.get(f"/dossiers/{dossiers[n % len(dossiers)]}/")
    yield "who to call today", get("/reminders/calls/")
    yield "reminders", get("/reminders/")
    yield "outbox", get("/outbox/")
    yield "who did what", get("/firm/events/")


def portal(firm: Firm) -> Iterator[Ask]:
    dossier = firm.dossiers.filter(campaign__closed_at=None, state="in_progress").order_by("pk")[3]
    browser, questions = entered(dossier.invitations.get()), typed_questions(dossier)

    def save(number: int) -> Any:
        asked = questions[number % len(questions)]
        told = {f"{asked}-here": "1", asked: str(1000 + number), "page": "scale"}
        return browser.post("/q/save/", {**told, "key": f"scale.{number:06}"})

    yield "a client's tasks", lambda _n: browser.get("/q/tasks/")
    yield "a client saves one answer", save


def steps(plans: Plans) -> None:
    heading = f"{'ms, steps of the worker':<52}{'first':>8}{'busy':>8}{'last':>8}"
    print(f"\n{heading}{'queries':>9}  did", flush=True)
    for path in settings.WORK:
        step, times, busy, did = import_string(path), [], [], 0
        with CaptureQueriesContext(connection) as seen:
            for _each in range(TRIES):
                start, before = perf_counter(), processor()
                did += bool(step(morning()))
                times.append((perf_counter() - start) * 1000)
                busy.append(processor() - before)
                if sum(times) > PATIENCE * 1000:
                    break
        name = path.removeprefix("carnet.")
        row = f"{name:<52}{times[0]:>8.1f}{busy[0]:>8.1f}{times[-1]:>8.1f}"
        print(f"{row}{len(seen):>9}  {did}", flush=True)
        plans.keep(name, seen.captured_queries[:400])


def morning() -> datetime:
    """Reminders leave in the daytime of a working day, which need not be now."""
    now = timezone.localtime()
    day = now.replace(hour=10)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return max(day, now) if now.hour < 10 else day


def gauges(plans: Plans) -> None:
    start = perf_counter()
    with CaptureQueriesContext(connection) as seen:
        gathered(timezone.now())
    print(f"{'all figures for Prometheus':<52}{(perf_counter() - start) * 1000:>8.1f}", flush=True)
    plans.keep("figures", seen.captured_queries)


if __name__ == "__main__":
    main()
    sys.exit(0)
