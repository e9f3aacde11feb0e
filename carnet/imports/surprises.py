"""What would go differently than somebody was shown, line by line. Pure; an outline is all it needs of a plan."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from carnet.imports.planning.outcome import Plan

# More are of no use to anybody; the plan is looked through again anyway.
MOST = 500
ARCHIVED = "archived"

# By list of the plan (and "archived", by client): the line, and what tells that it does something else.
Outline = Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True)
class Surprise:
    """`then` and `now` are lists of a plan (outcome.KINDS, "archived"), or empty. Of an archived client the
    line is 0."""

    line: int
    then: str
    now: str


# That something is different is certain, but not what.
UNKNOWN = Surprise(0, "", "")
# Not the clients are others, but somebody decided something about the file.
DECIDED = Surprise(0, "decided", "")


def outline(plan: Plan) -> Outline:
    return {
        "new": [(row.line, 0) for row in plan.new],
        "changed": [(row.line, _mark(row.client, row.differences)) for row in plan.changed],
        "unchanged": [(row.line, row.client) for row in plan.unchanged],
        "invalid": [(row.line, 0) for row in plan.invalid],
        ARCHIVED: [(one.client, 0) for one in plan.only_here if one.archive],
    }


def _mark(*facts: Any) -> int:
    return zlib.crc32(repr(facts).encode())


def write(made: Outline) -> bytes:
    return orjson.dumps(made)


def read(data: bytes) -> Outline:
    return orjson.loads(data)


def between(then: Outline, now: Outline) -> list[Surprise]:
    """In the order of the file."""
    before, after = dict(_by_line(then)), dict(_by_line(now))
    apart = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    return [
        Surprise(max(line, 0), *(found.get(line, ("", 0))[0] for found in (before, after)))
        for line in apart[:MOST]
    ]


def _by_line(made: Outline) -> Iterator[tuple[int, tuple[str, int]]]:
    """Archived clients stand in no line; they come first, under the negative of their number."""
    for kind, rows in made.items():
        for line, mark in rows:
            yield (-line if kind == ARCHIVED else line), (kind, mark)
