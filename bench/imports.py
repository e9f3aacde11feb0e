"""Importing a firm's whole list: Carnet's plan and plan + apply, beside django-import-export and beside the least
it can cost. Each way runs in a process of its own on an empty firm, so that its memory is its own; it has imported a
few clients for another firm before, as whoever serves has.

BENCH_ROWS sets the length of the list (50,000).
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep

import django

# A tool for developers brings it along, and httpx loads it where it is there. A server has none (requirements/run.txt).
sys.modules["rich"] = None  # type: ignore[assignment]
django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from carnet.firms.models import Firm  # noqa: E402
from carnet.imports import actions, applying  # noqa: E402
from carnet.imports.models import Import  # noqa: E402

ROWS = int(os.environ.get("BENCH_ROWS", "50000"))
AGAIN = min(10_000, ROWS)
FEW = 20
STALL_EVERY = 0.005
KINDS = ("csv", "xlsx")


def receive(firm: Firm, path: Path) -> Import:
    """As from a request, which is gone with its file before anybody asks for the plan."""
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return actions.receive(firm, file, by=None, keep=True)


def plan(firm: Firm, path: Path) -> None:
    actions.plan_of(receive(firm, path))


def plan_and_apply(firm: Firm, path: Path) -> None:
    received, now = receive(firm, path), timezone.now()
    digest = actions.plan_of(received).digest
    actions.request_apply(received, digest=digest, by=None, now=now)
    applying.run_now(received, now)


# Loaded by name, so that each process holds no more than its own way needs.
WAYS = {
    "Carnet, plan": "imports.plan",
    "Carnet, plan and apply": "imports.plan_and_apply",
    "the least: read, check, write": "import_floor.least",
    "django-import-export, tuned, no preview": "import_peer.tuned",
    "django-import-export, preview and import": "import_peer.preview_and_import",
}
OURS, PEER = "Carnet, plan and apply", "django-import-export, preview and import"


def one(way: str, path: str, slug: str) -> None:
    """In its own process: seconds, and how many MB the process grew to."""
    go = import_string(f"bench.{WAYS[way]}")
    go(_firm(f"few {os.getpid()}"), few(Path(path)))
    firm = _firm(slug)
    start = perf_counter()
    go(firm, Path(path))
    took = perf_counter() - start
    print(json.dumps({"seconds": took, "megabytes": grown(), "clients": firm.clients.count()}))


def _firm(slug: str) -> Firm:
    firm, _made = Firm.objects.get_or_create(slug=slug, defaults={"name": slug})
    return firm


def few(path: Path) -> Path:
    """The list of a few clients beside this one, in its format."""
    return path.with_stem("few")


def grown() -> float:
    """The most this process has held, in MB. (What getrusage says begins with the parent's.)"""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def stalls() -> None:
    """In its own process: how long another firm's small writes take while somebody imports."""
    firm, times = _firm("other"), []
    while not Path(sys.argv[2]).exists():
        start = perf_counter()
        Firm.objects.filter(pk=firm.pk).update(idle_days=60)
        times.append((perf_counter() - start) * 1000)
        sleep(STALL_EVERY)
    times.sort()
    print(json.dumps({"p99": times[len(times) * 99 // 100], "max": times[-1]}))


def apart(*words: str) -> dict:
    """A way of Carnet's with its own settings: the server holds neither Django's admin nor the peer."""
    ours = any(word.startswith("Carnet") for word in words)
    settings = "config.settings" if ours else "bench.settings"
    done = subprocess.run(
        [sys.executable, "-m", "bench.imports", *words],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": settings},
    )
    return json.loads(done.stdout.splitlines()[-1])


def write(path: Path, count: int, *, changed_every: int = 0) -> None:
    """Here alone, since what writes workbooks is no part of a process that imports."""
    from bench.import_rows import WRITERS, rows  # noqa: PLC0415

    path.write_bytes(WRITERS[path.suffix[1:]](rows(count, changed_every=changed_every)))


def compare(kind: str, folder: Path) -> None:
    path = folder / f"clients.{kind}"
    write(path, ROWS)
    write(few(path), FEW)
    found = {way: apart("one", way, str(path), f"{kind} {way}") for way in WAYS}
    for way, figures in found.items():
        print(f"{kind:<6}{way:<44}{figures['seconds']:>9.2f} s{figures['megabytes']:>8.0f} MB")
    tuned = "django-import-export, tuned, no preview"
    for peer in (PEER, tuned):
        ratio = found[peer]["seconds"] / found[OURS]["seconds"]
        print(f"{kind:<6}Carnet is {ratio:.1f} times faster than {peer}.")
    assert len({figures["clients"] for way, figures in found.items() if way != "Carnet, plan"}) == 1


def again(folder: Path) -> None:
    """The list of last month, one row in a hundred changed since."""
    first, changed = folder / "first.csv", folder / "again.csv"
    write(first, AGAIN)
    write(changed, AGAIN, changed_every=100)
    took = {}
    for way in (OURS, PEER):
        apart("one", way, str(first), f"again {way}")
        took[way] = apart("one", way, str(changed), f"again {way}")["seconds"]
        print(f"{'csv':<6}{AGAIN:,} rows again, 1 % changed: {way:<42}{took[way]:>7.2f} s")
    print(f"{'csv':<6}Carnet is {took[PEER] / took[OURS]:.0f} times faster.")


def held_up(folder: Path) -> None:
    path, end = folder / "clients.csv", folder / "end"
    _rest()
    watching = subprocess.Popen(
        [sys.executable, "-m", "bench.imports", "stalls", str(end)], stdout=subprocess.PIPE
    )
    sleep(2)
    apart("one", OURS, str(path), "stalls")
    end.touch()
    output, _none = watching.communicate(timeout=60)
    figures = json.loads(output.splitlines()[-1])
    print(f"Other writes meanwhile: p99 {figures['p99']:.1f} ms, longest {figures['max']:.1f} ms")


def _rest() -> None:
    """What the ways before this one changed, more than any firm imports in a minute, is written to the disk first:
    PostgreSQL would do it meanwhile, and others would wait for that."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")


def main() -> None:
    call_command("migrate", verbosity=0)
    print(f"\nImporting {ROWS:,} rows of 20 columns, {connection.display_name}\n", flush=True)
    with tempfile.TemporaryDirectory() as name:
        for kind in KINDS:
            compare(kind, Path(name))
        again(Path(name))
        held_up(Path(name))


if __name__ == "__main__":
    with scopes_disabled():
        if len(sys.argv) == 1:
            main()
        elif sys.argv[1] == "stalls":
            stalls()
        else:
            one(*sys.argv[2:])
