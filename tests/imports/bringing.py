"""A file is brought, its plan applied or undone, as the worker does it."""

from datetime import UTC, datetime, timedelta
from itertools import takewhile

from carnet.imports import applying, undoing
from carnet.imports.actions import plan_of, request_apply, request_undo, store
from carnet.imports.models import Import
from tests.files import workbooks
from tests.imports.judging import read_here

HEADERS = ["Prénom", "Nom", "E-mail", "Langue", "Numéro client", "Étiquette"]
LIST = [
    HEADERS,
    ["Ann", "Peeters", "ann@example.org", "nl", "1", "Claire"],
    ["Jan", "Maes", "jan@example.org", "nl", "2", "Claire"],
    ["Zoé", "D’Hœst", "zoe", "fr", "3", ""],
]
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def brought(firm, by=None, rows=LIST, keep=True, name="clients.csv"):
    """Read here: that takes a tenth of the time, and what the child process adds is tested elsewhere."""
    data = workbooks.text(rows)
    received = Import(firm=firm, name=name, size=len(data), keep=keep, by=by)
    store(received, data, read_here(data))
    return received


def ordered(received, by=None, now=NOW):
    request_apply(received, digest=plan_of(received).digest, by=by, now=now)
    return received


def work(now=NOW):
    """What the worker does until nothing is left to do."""
    for step in (applying.apply_next, undoing.undo_next):
        assert all(takewhile(bool, (step(now) for _turn in range(1000))))


def applied(received, by=None, now=NOW):
    ordered(received, by, now)
    work(now)
    received.refresh_from_db()
    return received


def undone(received, by=None, now=LATER):
    request_undo(received, by=by, now=now)
    work(now)
    received.refresh_from_db()
    return received


def many(count, *, first=1):
    """People of whom a few share labels."""
    return [
        HEADERS,
        *(
            [f"A{i}", f"P{i}", f"a{i}@example.org", "nl", str(i), f"Label {i % 3}"]
            for i in range(first, first + count)
        ),
    ]
