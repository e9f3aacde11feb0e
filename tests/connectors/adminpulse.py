"""The stand-in of AdminPulse and sessions that speak to it, on a clock that only waits when it is told to."""

from contextlib import contextmanager

from carnet.connectors.adminpulse import CONNECTOR
from carnet.connectors.adminpulse.standin import KEY, Software
from carnet.connectors.calling import Caller, Pace
from carnet.connectors.contract import Scope, Settings
from carnet.connectors.standin import running


class Clock:
    def __init__(self):
        self.at = 0.0

    def now(self):
        return self.at

    def sleep(self, seconds):
        self.at += seconds


@contextmanager
def session_at(address, settings, *, kept=None, mapping=None, clock=None, pace=480):
    """`settings`: pytest's. `kept`: what the connection has; its key unless told otherwise."""
    settings.INNER_HOSTS, settings.ADMINPULSE_API = {"127.0.0.1"}, address
    clock, callers = clock or Clock(), []
    paced = Pace(pace, now=clock.now, sleep=clock.sleep)

    def call(base, *, headers=None):
        callers.append(Caller(base, headers=headers, pace=paced))
        return callers[-1]

    entered = Settings({"key": KEY} if kept is None else kept, mapping=mapping)
    try:
        yield CONNECTOR.open(entered, call)
    finally:
        for caller in callers:
            caller.close()


@contextmanager
def at_standin(settings, *, kept=None, mapping=None, clock=None, pace=480, **switches):
    """The software and a session that speaks to it."""
    software = Software(**{"relations": 30, **switches})
    with (
        running(software) as address,
        session_at(
            address, settings, kept=kept, mapping=mapping, clock=clock, pace=pace
        ) as session,
    ):
        yield software, session


def fetched(session, scope=None, state=None):
    """All steps of a run."""
    steps = []
    while not steps or steps[-1].state is not None:
        steps.append(session.fetch(scope or Scope(), state))
        state = steps[-1].state
    return steps


def pieces_of(steps):
    return [piece for step in steps for piece in step.pieces]


def records_of(session, steps):
    return list(session.records(pieces_of(steps)))
