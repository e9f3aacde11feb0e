"""The faults that are named, on one database: first a sound Carnet, then for each fault one that is broken in the way
the fault must show. Started by `python -m chaos`, which gives it a database and a folder."""

import os
import random
import sys
import time
from importlib import import_module
from types import ModuleType

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from carnet.core.models import Mail  # noqa: E402
from chaos.site import Site  # noqa: E402

LONG = bool(os.environ.get("LONG"))


def main() -> None:
    call_command("migrate", verbosity=0)
    faults = [import_module(f"chaos.{name}") for name in sys.argv[1:]]
    seed = int(os.environ.get("CHAOS_SEED") or random.randrange(10**6))
    with scopes_disabled():
        good = [as_it_should(fault, seed, broken=False) for fault in faults]
        red = [as_it_should(fault, seed, broken=True) for fault in faults]
    sys.exit(0 if all(good + red) else 1)


def as_it_should(fault: ModuleType, seed: int, *, broken: bool) -> bool:
    """The moments are left to chance, and the machine may be busy with other things: what is not as it should be is
    played once more, by other moments. Both are told."""
    return run(fault, seed, broken=broken) or run(fault, seed + 1, broken=broken)


def run(fault: ModuleType, seed: int, *, broken: bool) -> bool:
    """True when all is as it should be: sound, or red where it was broken."""
    name = fault.__name__.split(".f")[1][:2].lstrip("0")
    begun, site = time.monotonic(), opened(fault, broken=broken)
    try:
        told = fault.run(site, random.Random(seed), long=LONG)
    finally:
        site.broken = ""
        if not keeps(fault):
            site.end()
        # What nobody could send would keep the workers of the next fault busy, or kill them.
        Mail.objects.waiting().delete()
    spent = f"{time.monotonic() - begun:.0f} s, seed {seed}, {connection.display_name}"
    if broken:
        words = f"broken ({fault.BREAK}): " + (
            f"red, as it must be: {'; '.join(told.bad)}"
            if told.bad
            else f"STILL GREEN: {told.figure}"
        )
    else:
        words = told.figure + (f": RED: {'; '.join(told.bad)}" if told.bad else "")
    print(f"F{name} {words} ({spent})", flush=True)
    return bool(told.bad) == broken


_OPEN: dict[bool, Site] = {}


def keeps(fault: ModuleType) -> bool:
    """Whether it needs nothing but a Carnet that is open, and leaves it so for the next."""
    return not hasattr(fault, "opened")


def opened(fault: ModuleType, *, broken: bool) -> Site:
    if not keeps(fault):
        site = fault.opened(broken=broken)
    elif broken in _OPEN:
        site = _OPEN[broken]
    else:
        close_all()
        site = _OPEN[broken] = Site()
        if broken:
            site.breakable()
        site.serve()
    site.broken = fault.BREAK if broken else ""
    return site


def close_all() -> None:
    for site in _OPEN.values():
        site.end()
    _OPEN.clear()


if __name__ == "__main__":
    try:
        main()
    finally:
        close_all()
