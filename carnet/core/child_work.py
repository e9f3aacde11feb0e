"""What the process does that child.py starts: confines itself, runs one function and tells what comes of it.

Every such process loads this before its work, so it imports next to nothing. `Told` stands here for the same reason.
"""

import json
import os
import resource
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from io import BufferedWriter

import orjson

MEGABYTE = 2**20
NOBODY = 65534


class Told(Exception):
    """What a function in the child raises to say more than a name: short texts, by what they are."""

    def __init__(self, **about: str) -> None:
        super().__init__(about)
        self.about = about


def work() -> None:
    """What the child does; started by nobody but `_started`."""
    manner, module, name, *bounds = sys.argv[1:]
    _confine(*map(int, bounds))
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # libraries that print must not spoil the answer
    try:
        function = getattr(import_module(module), name)
        data = sys.stdin.buffer.read()
        if manner == "sealed":
            _seal()
            blocks = function(data)
        else:
            blocks = [function(*json.loads(data))]
        for block in blocks:
            _tell(out, {"answer": block})
        _tell(out, {})
    except Told as problem:
        _tell(out, {"refused": type(problem).__name__, "about": problem.about})
    except Exception as problem:  # noqa: BLE001 (parsers raise whatever they like; the parent only wants the name)
        _tell(out, {"refused": type(problem).__name__})


def _confine(megabytes: int, cpu_seconds: int, output_megabytes: int) -> None:
    for limit, soft, hard in (
        (resource.RLIMIT_AS, megabytes * MEGABYTE, megabytes * MEGABYTE),
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1),
        (resource.RLIMIT_FSIZE, output_megabytes * MEGABYTE, output_megabytes * MEGABYTE),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(limit, (soft, hard))


def _seal() -> None:
    """No new descriptor from here on: no file, no socket. Root could lift that, so it becomes nobody."""
    for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))
    if os.geteuid() == 0:
        with suppress(PermissionError):  # a container may take this right, with that to lift limits
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)


def _tell(out: BufferedWriter, said: Mapping[str, object]) -> None:
    try:
        text = orjson.dumps(said)
    except TypeError:  # half a sign in it, which UTF-8 has no way to write
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "replace"
        )
    out.write(text + b"\n")
    out.flush()
