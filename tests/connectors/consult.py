"""An Admin-Consult that stands in, on a clock that passes only when somebody waits."""

import json
from contextlib import ExitStack, contextmanager

from carnet.connectors.adminconsult import CONNECTOR
from carnet.connectors.adminconsult.standin import Software
from carnet.connectors.calling import Caller, Pace
from carnet.connectors.contract import Scope, Settings
from carnet.connectors.standin import running


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds

    def sleep(self, seconds):
        self.seconds += seconds


class Desk:
    def __init__(self, software, address, clock, stack):
        self.software, self.address, self.clock, self.stack = software, address, clock, stack
        self.pace = Pace(CONNECTOR.pace, now=clock, sleep=clock.sleep)
        self.kept, self.callers = {}, {}

    def session(self, **changed):
        """A new one, as after a restart: it has what an earlier one kept."""
        values = {"address": self.address, "key": self.software.key, **self.kept, **changed}
        return CONNECTOR.open(Settings(values, keep=self.kept.update), self.caller)

    def caller(self, base, *, headers=None):
        if base not in self.callers:
            caller = Caller(base, headers=headers, pace=self.pace)
            self.callers[base] = self.stack.enter_context(caller)
        return self.callers[base]

    def asked(self, word=""):
        """What was asked of the software, without tokens."""
        paths = [path for _method, path in self.software.calls if not path.startswith("token/")]
        return [path for path in paths if word in path]

    @property
    def tokens(self):
        return sum(path.startswith("token/") for _method, path in self.software.calls)


@contextmanager
def desk(settings, relations=30, **switches):
    settings.INNER_HOSTS = {"127.0.0.1"}
    clock = Clock()
    software = Software(relations, clock=clock, **switches)
    with ExitStack() as stack, running(software) as address:
        yield Desk(software, address, clock, stack)


def steps(session, scope=None, state=None):
    """To the end, each state as it comes back from where it was kept."""
    while True:
        step = session.fetch(scope or Scope(), state)
        yield step
        if step.state is None:
            return
        state = json.loads(json.dumps(step.state))


def fetched(session, scope=None):
    """All pieces, and the mark."""
    all_steps = list(steps(session, scope))
    return [piece for step in all_steps for piece in step.pieces], all_steps[-1].mark


def records(session, scope=None):
    pieces, _mark = fetched(session, scope)
    return {record.ref: record for record in session.records(pieces)}
