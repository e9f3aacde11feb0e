"""Runs one function on hostile input in a process of its own, which may die without harm.

The child gets no secrets, little memory and little time. It is told everything, and answers, in
JSON: an unpickled answer would hand a conquered child the parent. Knows nothing of what it runs; what happens
in the child is child_work.py.
"""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 2**20
LONGEST_BLOCK = 32 * MEGABYTE
# Not `-m carnet.core.child_work`: that would be a second module, with exceptions of its own.
START = "from carnet.core.child_work import work; work()"
Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Limits:
    """`cpu_seconds` is what a file may cost. `seconds` only ends what waits for ever, and is wide: on
    a busy machine a good file takes many times its own work."""

    megabytes: int = 512
    cpu_seconds: int = 30
    seconds: int = 240
    output_megabytes: int = 100


class ChildFailed(Exception):
    """The child refused, died or was stopped. `reason` is the name of its exception, or “died” (by a
    signal: mostly memory), “slow”, “broken” (a bug in a parser) or “long” (too much to say)."""

    def __init__(self, reason: str, about: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.about = about or {}


def run(function: Callable[..., Any] | str, *args: Any, limits: Limits | None = None) -> Any:
    """`function(*args)`, computed elsewhere. Function at module level, or its dotted name where nobody else needs to
    hold what it loads; arguments and answer in JSON."""
    for answer in _ask("answer", function, json.dumps(args).encode(), limits or Limits()):
        return answer
    raise ChildFailed("broken")


def stream(
    function: Callable[[bytes], Iterable[Any]] | str, data: bytes, *, limits: Limits | None = None
) -> Iterator[Any]:
    """What `function(data)` yields, block by block in JSON, each handed over as soon as it is there.

    The child has all it needs before it sees the data; from then on it can open nothing more, neither
    a file nor a connection. Left early, it is stopped.
    """
    return _ask("sealed", function, data, limits or Limits())


def _where(function: Callable[..., Any] | str) -> list[str]:
    """Its module and its name."""
    if isinstance(function, str):
        return function.rsplit(".", 1)
    return [function.__module__, function.__name__]


def _ask(
    manner: str, function: Callable[..., Any] | str, data: bytes, limits: Limits
) -> Iterator[Any]:
    job = [manner, *_where(function)]
    bounds = map(str, (limits.megabytes, limits.cpu_seconds, limits.output_megabytes))
    with (
        tempfile.TemporaryDirectory(prefix="carnet-child-") as folder,
        _started([*job, *bounds], folder) as process,
    ):
        timer = Timer(limits.seconds, process.kill)
        timer.start()
        try:
            yield from _answers(process, data, limits.output_megabytes * MEGABYTE)
        except _Ended:
            raise ChildFailed(_why(process.wait(), slow=not timer.is_alive())) from None
        finally:
            timer.cancel()
            process.kill()


class _Ended(Exception):
    """The child is silent before it has said all."""


def _started(words: list[str], folder: str) -> Process:
    return subprocess.Popen(
        [sys.executable, "-s", "-P", "-B", "-c", START, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "TMPDIR": folder},
    )


def _answers(process: Process, data: bytes, most: int) -> Iterator[Any]:
    """The blocks up to the end that the child itself announces; what it says after is not heard."""
    assert process.stdin
    assert process.stdout
    with suppress(BrokenPipeError), process.stdin:
        process.stdin.write(data)
    while line := process.stdout.readline(LONGEST_BLOCK):
        most -= len(line)
        if most < 0 or len(line) == LONGEST_BLOCK:
            raise ChildFailed("long")
        said = _read(line)
        if "refused" in said:
            raise ChildFailed(*_refusal(said))
        if "answer" not in said:
            return
        yield said["answer"]
    raise _Ended


def _read(line: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(line)
    except ValueError:
        raise ChildFailed("broken") from None
    if not isinstance(said, dict):
        raise ChildFailed("broken")
    return said


def _refusal(said: dict[str, Any]) -> tuple[str, dict[str, str]]:
    about = said.get("about")
    texts = about.items() if isinstance(about, dict) else ()
    return str(said["refused"])[:100], {str(key)[:100]: str(text)[:100] for key, text in texts}


def _why(status: int, *, slow: bool) -> str:
    if slow or status == -signal.SIGXCPU:
        return "slow"
    return "died" if status < 0 else "broken"
