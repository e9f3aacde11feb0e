"""The plan that is being applied, as a sealed file: what to write, in the order of the file and in blocks, so
that whoever goes on after a kill reads only the block they stand in. Decides nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from math import ceil
from typing import Any

import orjson

from carnet.clients.record import FIELDS, ClientRecord
from carnet.clients.writing import Change
from carnet.imports import files, surprises
from carnet.imports.planning.outcome import Changed, New, OnlyHere, Plan

BLOCK = 2_000
HEADER, OUTLINE, FIRST_BLOCK = 0, 1, 2
# What a new client has in a field of which the row does not speak.
NOTHING = {
    key: getattr(ClientRecord(first_name="", last_name="", email="", language=""), key)
    for key in FIELDS
}


@dataclass(frozen=True)
class Header:
    """What is known of the whole plan, and what to remember once it is done."""

    digest: str
    last: int  # the firm's last event when this was planned; 0: none
    total: int  # steps
    labels: list[str]
    layout: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """Of the file; with the second row of a couple, or 0."""

    line: int
    partner_line: int

    @property
    def lines(self) -> int:
        return 2 if self.partner_line else 1


@dataclass
class Steps:
    """Clients to add, their values by field with one for each; clients to change; clients to archive."""

    new: list[Row] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    changed: list[Row] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    archive: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.new) + len(self.changed) + len(self.archive)

    def part(self, start: int, stop: int) -> "Steps":
        """Counted through: first those to add, then those to change, then those to archive."""
        new, changed = len(self.new), len(self.new) + len(self.changed)
        of_changed = slice(max(start - new, 0), max(stop - new, 0))
        return Steps(
            self.new[start:stop],
            {key: column[start:stop] for key, column in self.values.items()},
            self.changed[of_changed],
            self.changes[of_changed],
            self.archive[max(start - changed, 0) : max(stop - changed, 0)],
        )


class Staged:
    """A plan that was put by, opened again."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.header = Header(**json.loads(files.load(path, HEADER)))
        self._number, self._block = -1, Steps()

    def steps(self, done: int, most: int) -> Steps:
        """What comes after so many: at most so many, the rest of a block in equal parts, and none beyond it."""
        number, start = divmod(done, BLOCK)
        if self._number != number:
            self._number, self._block = number, _read(files.load(self.path, FIRST_BLOCK + number))
        left = len(self._block) - start
        return self._block.part(start, start + ceil(left / ceil(left / most)))

    @cached_property
    def outline(self) -> surprises.Outline:
        return surprises.read(files.load(self.path, OUTLINE))


def write(path: str, plan: Plan, *, last: int, layout: dict[str, Any]) -> Header:
    rows: Sequence[New | Changed] = sorted([*plan.new, *plan.changed], key=lambda row: row.line)
    steps = [*rows, *(one for one in plan.only_here if one.archive)]
    header = Header(plan.digest, last, len(steps), sorted(_labels(plan)), layout)
    parts = [json.dumps(asdict(header)).encode(), surprises.write(surprises.outline(plan))]
    blocks = (steps[start : start + BLOCK] for start in range(0, len(steps), BLOCK))
    files.store(path, chain(parts, map(_written, blocks)))
    return header


def _labels(plan: Plan) -> set[str]:
    added = (row.values["label"] for row in plan.new if "label" in row.values)
    given = (row.differences["label"][1] for row in plan.changed if "label" in row.differences)
    return {name for names in (*added, *given) for name in names}


def _written(steps: Iterable[New | Changed | OnlyHere]) -> bytes:
    steps = list(steps)
    new = [step for step in steps if isinstance(step, New)]
    keys = sorted({key for step in new for key in step.values})
    block = {
        "new": [(step.line, step.partner_line) for step in new],
        "values": {key: [step.values.get(key, NOTHING[key]) for step in new] for key in keys},
        "changed": [_change(step) for step in steps if isinstance(step, Changed)],
        "archive": [step.client for step in steps if isinstance(step, OnlyHere)],
    }
    return orjson.dumps(block)


def _change(step: Changed) -> tuple[Any, ...]:
    taken = {key: theirs for key, (_ours, theirs) in step.differences.items()}
    return step.line, step.partner_line, step.client, step.version, taken


def _read(data: bytes) -> Steps:
    block = orjson.loads(data)
    return Steps(
        [Row(*lines) for lines in block["new"]],
        {key: _column(key, column) for key, column in block["values"].items()},
        [Row(*lines) for *lines, _client, _version, _values in block["changed"]],
        [
            Change(client, version, unpack(values))
            for *_, client, version, values in block["changed"]
        ],
        block["archive"],
    )


def pack(values: Mapping[str, Any]) -> dict[str, Any]:
    """A client's values in what JSON can hold."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in values.items()
    }


def unpack(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _column(key, [value])[0] for key, value in values.items()}


def _column(key: str, values: list[Any]) -> list[Any]:
    """JSON knows no dates and no tuples; these two fields are all that has them."""
    if key == "birth_date":
        return [value and date.fromisoformat(value) for value in values]
    return list(map(tuple, values)) if key == "label" else values
