"""What the worker does with a run: fetch it, make a plan of it, apply it."""

from itertools import takewhile

from carnet.connectors import actions, fetching
from carnet.connectors.actions import Whom
from carnet.imports import applying, from_connection, references, undoing
from carnet.imports.actions import plan_of, request_apply
from tests.imports.bringing import NOW

STEPS = (
    fetching.begin_next,
    lambda now: any([fetching.take_turn(run, clock=lambda: now) for run in fetching.claim(now, 9)]),
    from_connection.plan_next,
    applying.apply_next,
    undoing.undo_next,
    references.note_next,
)


def work(now=NOW):
    for step in STEPS:
        assert all(takewhile(bool, (step(now) for _turn in range(1000))))


def brought(connection, *, by=None, now=NOW, **whom):
    """The import that came of a run, or None."""
    run = actions.begin(connection, Whom(**whom), by=by, now=now)
    work(now)
    run.refresh_from_db()
    return run.imports.first()


def applied(connection, *, by=None, now=NOW, **whom):
    received = brought(connection, by=by, now=now, **whom)
    request_apply(received, digest=plan_of(received).digest, by=by, now=now)
    work(now)
    received.refresh_from_db()
    assert received.state == "applied"
    return received
