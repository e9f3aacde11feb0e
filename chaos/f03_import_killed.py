"""F3: workers are killed while an import writes. In the end the firm's clients are those of one nobody killed."""

import hashlib
import random

from carnet.imports.models import Import, State
from chaos.site import Site
from chaos.told import Told
from chaos.workers import opened, wait
from tests import makers as make
from tests.imports.bringing import applied, brought, many, ordered

__all__ = ["opened"]
BREAK = "how far an import is, is kept apart from its rows"
ROWS, KILLS = (6_000, 50_000), (3, 100)


def run(site: Site, dice: random.Random, *, long: bool) -> Told:
    rows = ROWS[long]
    unkilled = applied(brought(make.firm(), rows=many(rows)))
    received = ordered(brought(make.firm(), rows=many(rows)))
    hits, back, done = 0, 0, 0
    for moment in sorted(dice.sample(range(rows), KILLS[long])):
        worker = site.worker()
        wait(lambda moment=moment: reached(received, moment), 30 if site.broken else 60)
        site.kill(worker)
        before, done = done, Import.objects.get(pk=received.pk).done
        back += done < before
        hits += not reached(received, rows)
    site.worker()
    patience = 60 if site.broken else 150
    whole = wait(lambda: Import.objects.get(pk=received.pk).state == State.APPLIED, patience)
    double = received.firm.clients.count() - len(set(numbers(received)))
    told = Told(
        f"{rows} rows, {KILLS[long]} kills of the worker, {hits} in the middle of it: "
        f"{rows - len(set(numbers(received)))} rows lost, {double} double"
    )
    told.must("it came to its end", whole).must("a kill hit", hits > 0)
    told.must("the same clients as without a kill", written(received) == written(unkilled))
    return told.none(lost=rows - len(set(numbers(received))), double=double, steps_back=back)


def reached(received: Import, moment: int) -> bool:
    now = Import.objects.get(pk=received.pk)
    return now.state == State.APPLIED or now.done >= moment > 0


def numbers(received: Import) -> list[str]:
    return list(received.firm.clients.values_list("client_number", flat=True))


def written(received: Import) -> str:
    columns = ("client_number", "first_name", "last_name", "email", "language", "labels__name")
    found = hashlib.sha256()
    for row in received.firm.clients.order_by("client_number").values_list(*columns):
        found.update(repr(row).encode())
    return found.hexdigest()
