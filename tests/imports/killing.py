"""A process that is killed while it imports. Started as `python -m tests.imports.killing`: for each line it reads,
it forks a child that carries the named import on, kills it after the time that is told, and says how it ended."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

SMALL = 20  # rows in a transaction, so that there are many moments to be killed at


def carry_on(uuid: str, aim: str) -> None:
    """Whatever was reached: orders what is not ordered yet, and does it to the end."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    received = Import.objects.select_related("firm").get(uuid=uuid)
    if aim == "apply" and received.state == State.PLANNED:
        request_apply(received, digest=plan_of(received).digest, by=None, now=now)
    if aim == "undo" and received.state == State.APPLIED:
        request_undo(received, by=None, now=now)
    turns.run_to_end(received, now, applying.apply_next, undoing.undo_next)


def main() -> None:
    for name in ("FIRST", "FEWEST", "MOST", "ON_POSTGRESQL"):
        setattr(turns, name, SMALL)
    staging.BLOCK = 2 * SMALL
    for line in sys.stdin:
        uuid, aim, seconds = line.split()
        child = os.fork()
        if not child:
            with scopes_disabled():
                carry_on(uuid, aim)
            os._exit(0)
        sys.stdout.write(f"{ended(child, float(seconds))}\n")
        sys.stdout.flush()


def ended(child: int, seconds: float) -> int:
    """How it did, if need be by being killed after so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Mortal:
    """Such a process beside a test, at work in the test's own database and folder."""

    def __init__(self, database: str, folder: str, settings) -> None:
        keys = {name: getattr(settings, name) for name in ("ENCRYPTION_KEYS", "INDEX_KEY")}
        here = {"DATABASE_URL": database, "DATA_DIR": folder, "SECRET_KEY": "s" * 50}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.imports.killing"],
            env={**os.environ, **keys, **here, "DJANGO_SETTINGS_MODULE": "config.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def carry_on(self, received, aim: str, *, seconds: float = 60) -> bool:
        """To the end, if it lives so long; False when it was killed."""
        self.process.stdin.write(f"{received.uuid} {aim} {seconds}\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        if code not in {0, -signal.SIGKILL}:
            raise ChildProcessError(code)
        return code == 0

    def close(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=10)


if __name__ == "__main__":
    import django

    django.setup()
    from django_scopes import scopes_disabled

    from carnet.imports import applying, staging, turns, undoing
    from carnet.imports.actions import plan_of, request_apply, request_undo
    from carnet.imports.models import Import, State

    main()
