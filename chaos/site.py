"""Carnet in processes of its own, as an operator starts it, on the database this process looks into."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import IO

from bench.databases import free_port

OPEN_WITHIN = 90


class Site:
    """`broken` names what is broken in it (broken.py). A sound one has the settings of the product."""

    def __init__(self, **environment: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="carnet-chaos-"))
        self.address, self.port, self.switch = "127.0.0.1", free_port(), self.folder / "break"
        self.environment = {**os.environ, "PORT": str(self.port), **environment}
        self.environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
        self.patience = OPEN_WITHIN
        self.running: list[subprocess.Popen[bytes]] = []
        self.web: subprocess.Popen[bytes] | None = None
        self.before: list[str] = []

    def breakable(self) -> None:
        self.environment |= {
            "DJANGO_SETTINGS_MODULE": "chaos.settings",
            "CHAOS_BREAK": str(self.switch),
        }
        self.broken = ""

    def hasty(self) -> None:
        self.environment["DJANGO_SETTINGS_MODULE"] = "chaos.settings"

    @property
    def broken(self) -> str:
        return self.switch.read_text()

    @broken.setter
    def broken(self, name: str) -> None:
        draft = self.switch.with_suffix(".draft")
        draft.write_text(name)
        draft.replace(self.switch)

    def serve(self) -> None:
        self.web = self._start("serve")
        self._wait_until_open(self.web)

    def worker(self) -> subprocess.Popen[bytes]:
        return self._start("work")

    def _start(self, command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*self.before, sys.executable, "manage.py", command], env=self.environment,
            stdout=self._log(), stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self.running.append(process)
        return process

    def _log(self) -> IO[bytes]:
        return (self.folder / "log").open("ab")

    def _wait_until_open(self, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + self.patience
        while time.monotonic() < end and process.poll() is None:
            with suppress(OSError):
                urllib.request.urlopen(f"http://{self.address}:{self.port}/healthz/live", timeout=5)
                return
            time.sleep(0.05)
        raise SystemExit(f"Carnet did not open:\n{(self.folder / 'log').read_text()[-3000:]}")

    def kill(self, process: subprocess.Popen[bytes] | None = None) -> None:
        """As when the power goes: nothing is finished, nothing tidied up."""
        process = process or self.web
        assert process
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=15)

    def end(self) -> None:
        for process in self.running:
            self.kill(process)
        self.running.clear()
        shutil.rmtree(self.folder, ignore_errors=True)
