"""Runs one function on hostile input in a process of its own, which may die without harm.

The child gets no secrets, little memory and little time. It is told everything, and answers, in
JSON: an unpickled answer would hand a conquered child the parent. Knows nothing of what it runs.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """`cpu_seconds` is what a file may cost. `seconds` only ends what waits for ever, and is wide: on
    a busy machine a good file takes many times its own work."""

    megabytes: int = 512
    cpu_seconds: int = 30
    seconds: int = 240
    output_megabytes: int = 100


class ChildFailed(Exception):
    """The child refused, died or was stopped. `reason` is the name of its exception, “died” or “slow”."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def run(function: Callable[..., Any], *args: Any, limits: Limits | None = None) -> Any:
    """`function(*args)`, computed elsewhere. Function at module level; arguments and answer in JSON."""
    limits = limits or Limits()
    job = {"module": function.__module__, "name": function.__name__, "args": args}
    with tempfile.TemporaryDirectory(prefix="carnet-child-") as folder:
        try:
            done = subprocess.run(
                [sys.executable, "-s", "-B", "-m", "carnet.core.child", *_words(limits)],
                input=json.dumps(job).encode(),
                capture_output=True,
                timeout=limits.seconds,
                cwd=folder,
                env={"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "TMPDIR": folder},
                check=False,
            )
        except subprocess.TimeoutExpired as problem:
            raise ChildFailed("slow") from problem
    return _answer(done)


def _words(limits: Limits) -> list[str]:
    return [str(limits.megabytes), str(limits.cpu_seconds), str(limits.output_megabytes)]


def _answer(done: subprocess.CompletedProcess[bytes]) -> Any:
    try:
        answer = json.loads(done.stdout)
    except ValueError as problem:
        raise ChildFailed("died") from problem
    if done.returncode or "refused" in answer:
        raise ChildFailed(answer.get("refused", "died"))
    return answer["answer"]


def _confine(megabytes: int, cpu_seconds: int, output_megabytes: int) -> None:
    for limit, value in (
        (resource.RLIMIT_AS, megabytes * MEGABYTE),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, output_megabytes * MEGABYTE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def _work() -> None:
    _confine(*(int(word) for word in sys.argv[1:]))
    job = json.load(sys.stdin)
    out = os.dup(1)
    os.dup2(2, 1)  # libraries that print must not spoil the answer
    try:
        answer = {"answer": getattr(import_module(job["module"]), job["name"])(*job["args"])}
    except Exception as problem:  # noqa: BLE001 (parsers raise whatever they like; the parent only wants the name)
        answer = {"refused": type(problem).__name__}
    with os.fdopen(out, "w") as stream:
        json.dump(answer, stream)


if __name__ == "__main__":
    _work()
