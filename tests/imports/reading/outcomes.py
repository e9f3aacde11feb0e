"""Reads many files in one sealed child, since starting one takes longer than reading most of them."""

import base64
import json
from collections.abc import Iterator, Mapping

from carnet.core import child
from carnet.core.child_work import Told
from carnet.core.reading.packing import Block
from carnet.core.reading.reader import read
from carnet.core.reading.rows import Sheet, Source
from carnet.core.reading.unpacking import unpack


def read_here(data: bytes) -> Source:
    """Without a child, for what is not hostile; refusals come as the exceptions they are."""
    return unpack(read(data), lambda reason, about: f"{reason} {dict(about)}")


def sheet_here(data: bytes) -> Sheet:
    """The only sheet."""
    (sheet,) = read_here(data).sheets
    return sheet


def cells_here(data: bytes) -> list[tuple]:
    return [row.cells for row in sheet_here(data).rows]


def outcomes(files: Mapping[str, bytes]) -> dict[str, tuple[str, dict[str, str]]]:
    """By name: what a sealed child refuses a file for, or “read”."""
    sent = json.dumps({name: base64.b64encode(data).decode() for name, data in files.items()})
    said = child.stream(read_each, sent.encode(), limits=child.Limits(cpu_seconds=60))
    return {name: (reason, about) for name, reason, about in said}


def read_each(data: bytes) -> Iterator[tuple[str, str, dict[str, str]]]:
    """In the child."""
    for name, file in json.loads(data).items():
        try:
            refused = [block for block in read(base64.b64decode(file)) if _refuses(block)]
        except Told as problem:
            yield name, type(problem).__name__, problem.about
        except Exception as problem:  # noqa: BLE001 (what no reader foresaw is what we look for)
            yield name, type(problem).__name__, {}
        else:
            found = refused[0] if refused else {"refused": "read", "about": {}}
            yield name, found["refused"], found["about"]


def _refuses(block: Block | dict) -> bool:
    return isinstance(block, dict) and "refused" in block
