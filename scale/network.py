"""Machines of which only the network is invented: namespaces of Linux, joined by a bridge. Needs root."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

BRIDGE, HERE = "carnet-scale", "10.77.0.1"


def missing() -> str:
    """Why this cannot be done here, in a sentence; empty when it can."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        return "Hosts in network namespaces need root and iproute2: left out."
    tried = subprocess.run(["ip", "netns", "add", "carnet-try"], capture_output=True, check=False)
    subprocess.run(["ip", "netns", "del", "carnet-try"], capture_output=True, check=False)
    return (
        "The kernel lets nobody make network namespaces here: left out." if tried.returncode else ""
    )


@dataclass(frozen=True)
class Machine:
    name: str
    address: str

    @property
    def inside(self) -> list[str]:
        """Stands before a command that is to run on it."""
        return ["ip", "netns", "exec", self.name]

    def unplug(self) -> None:
        ip("link", "set", self.name, "down")

    def plug_in_again(self) -> None:
        ip("link", "set", self.name, "up")

    def kill_all(self) -> int:
        """Every process on it, as when its power goes; how many there were."""
        found = subprocess.run(
            ["ip", "netns", "pids", self.name], capture_output=True, text=True, check=False
        )
        numbers = list(map(int, found.stdout.split()))
        for number in numbers:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        return len(numbers)


@contextmanager
def machines(names: Sequence[str]) -> Iterator[list[Machine]]:
    """On one network with this process, and gone afterwards with whatever runs on them."""
    made = [Machine(f"cnet-{name}", f"10.77.0.{number}") for number, name in enumerate(names, 10)]
    _remove(made)
    try:
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("addr", "add", f"{HERE}/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        for one in made:
            _plug_in(one)
        yield made
    finally:
        _remove(made)


def _plug_in(one: Machine) -> None:
    ip("netns", "add", one.name)
    ip("link", "add", one.name, "type", "veth", "peer", "name", "eth0", "netns", one.name)
    ip("link", "set", one.name, "master", BRIDGE)
    ip("link", "set", one.name, "up")
    for words in (["addr", "add", f"{one.address}/24", "dev", "eth0"], ["link", "set", "eth0", "up"],
                  ["link", "set", "lo", "up"]):  # fmt: skip
        ip("-n", one.name, *words)


def _remove(made: Sequence[Machine]) -> None:
    for one in made:
        one.kill_all()
        _quietly("netns", "del", one.name)
        _quietly("link", "del", one.name)
    _quietly("link", "del", BRIDGE)


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def _quietly(*words: str) -> None:
    subprocess.run(["ip", *words], capture_output=True, check=False)
