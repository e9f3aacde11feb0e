"""Imports a list of tests/files/layouts into a firm without clients, and says where that went otherwise than expected.

Only `listed`, `judged` and `brought_twice` know how the code is called.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from carnet.clients.actions import add_client
from carnet.clients.record import FIELDS, ClientRecord
from carnet.clients.wrong import bare
from carnet.core.reading.reader import read
from carnet.core.reading.unpacking import unpack
from carnet.firms.models import Firm
from carnet.imports import register
from carnet.imports.columns.table import Table, choose_sheet
from carnet.imports.planning.checking import Checked, Defaults, check_rows
from carnet.imports.planning.known import Register, numbers
from carnet.imports.planning.plan import make_plan
from carnet.imports.reading.sentences import sentence
from carnet.imports.reading.sheet import Source, check_name, read_source
from tests.files.layouts.listing import Layout, Outcome

FIRM = UUID(int=1)
TODAY = date(2026, 3, 3)
Read = Callable[[bytes], Source]
# A card tells a field also where its column is a whole that is split.
WHOLES = {
    **dict.fromkeys(("first_name", "last_name"), {"full_name"}),
    **dict.fromkeys(("house_number", "box"), {"street", "address"}),
    **dict.fromkeys(("street", "postcode", "city"), {"address"}),
}


@dataclass(frozen=True)
class Found:
    """What became of one line. Neither values nor fields that are wrong: it joined `first`."""

    values: Mapping[str, Any] = field(default_factory=dict)
    wrong: Collection[str] = ()
    repairs: Mapping[str, str] = field(default_factory=dict)
    first: int = 0

    def __str__(self) -> str:
        if self.first:
            return f"joined row {self.first}"
        return f"invalid: {', '.join(sorted(self.wrong))}" if self.wrong else "new"


@dataclass
class Verdict:
    layout: Layout
    columns: list[bool] = field(default_factory=list)
    rows: list[bool] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def judge(self, kind: list[bool], misses: Collection[str]) -> None:
        kind.append(not misses)
        self.misses += misses


def read_here(data: bytes) -> Source:
    """Without a child process: these files are not hostile, and starting eighty takes longer than all the rest."""
    return unpack(json.loads(json.dumps([*read(data)])), sentence)


def listed(layout: Layout, reading: Read) -> tuple[str, Table, list[Checked]]:
    """The name of the sheet with the list, the list, and its rows."""
    check_name(layout.name, len(layout.data))
    found = choose_sheet(reading(layout.data))
    assert found, "there is no list in this file"
    sheet, table = found
    defaults = Defaults(layout.country, layout.language, TODAY)
    return sheet.name, table, list(check_rows(table, defaults))


def brought_twice(firm: Firm, layout: Layout) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """The counts of the first import of a list and those of the next."""
    _sheet, _table, rows = listed(layout, read_here)
    first = make_plan(rows, register.read(firm, rows))
    for row in first.new:
        record = ClientRecord(**row.values, told=frozenset(row.values))
        add_client(firm, record, keep=True, by=None, today=TODAY)
    return first.counts, make_plan(rows, register.read(firm, rows)).counts


def judged(layout: Layout, reading: Read = read_source) -> Verdict:
    sheet, table, rows = listed(layout, reading)
    nobody = Register(FIRM, lambda clients, fields: {}, numbers(rows, FIRM))
    plan = make_plan(rows, nobody)
    verdict = Verdict(layout)
    if layout.source and layout.source != table.source_name:
        verdict.misses.append(f"not recognised as {layout.source}")
    if layout.sheet and layout.sheet != sheet:
        verdict.misses.append(f"read from sheet “{sheet}” instead of “{layout.sheet}”")
    _judge_columns(verdict, table)
    _judge_rows(verdict, plan)
    wanted = dict(zip(("rows", "new", "invalid"), layout.counts, strict=True))
    counts = {name: count for name, count in plan.counts.items() if count or name in wanted}
    if counts != wanted and not layout.is_open:
        verdict.misses.append(f"counts {counts}, not {wanted}")
    return verdict


# -- Columns -------------------------------------------------------------------------------------


def _judge_columns(verdict: Verdict, table) -> None:
    layout = verdict.layout
    got = {column.index: column for column in table.columns}
    if layout.is_cards:
        fields = {column.field for column in table.columns}
        for name in layout.columns:
            there = name in fields or fields & WHOLES.get(name, set())
            verdict.judge(verdict.columns, [] if there else [f"no column tells {name}"])
        return
    shift = _shift(layout, got)
    for index, wanted in enumerate(layout.columns):
        column = got.get(index - shift)
        name = column.field if column else "ignore"
        header = f"“{column.header}”" if column else f"column {index + 1}"
        right = name in wanted.split("|")
        verdict.judge(verdict.columns, [] if right else [f"{header} → {name}, not {wanted}"])


def _shift(layout: Layout, got: Mapping[int, Any]) -> int:
    """Empty columns at the left may be counted or not."""

    def hits(shift: int) -> int:
        return sum(
            index - shift in got and got[index - shift].field in wanted.split("|")
            for index, wanted in enumerate(layout.columns)
            if wanted != "ignore"
        )

    leading = next(index for index, name in enumerate(layout.columns) if name != "ignore")
    return max((0, leading), key=hits)


# -- Rows ----------------------------------------------------------------------------------------


def _judge_rows(verdict: Verdict, plan) -> None:
    layout = verdict.layout
    found = dict(sorted(_found(plan)))
    asked = {one.line: one.first_line for one in plan.couples if not one.joined}
    if layout.is_cards:
        found = dict(enumerate(found.values(), start=1))
    for line, outcome in layout.outcomes.items():
        misses = list(_row_misses(layout, outcome, found.get(line)))
        if asked.get(line, 0) != outcome.likely:
            misses.append(f"asked whether it is the partner of row {asked.get(line, 0) or 'none'}")
        verdict.judge(verdict.rows, [f"row {line}: {miss}" for miss in misses])
    for line in found.keys() - layout.outcomes.keys():
        verdict.judge(verdict.rows, [f"row {line}: taken for a client ({found[line]})"])


def _found(plan) -> Iterator[tuple[int, Found]]:
    for row in plan.new:
        told = {name: value for name, value in row.values.items() if value not in ("", None, ())}
        yield row.line, Found({"kind": "person", **told})
    for row in plan.invalid:
        problems = [one for one in row.problems if one.line == row.line]
        repairs = {one.field: one.repair for one in problems if one.proven}
        yield row.line, Found(wrong=[one.field for one in problems] or ["?"], repairs=repairs)
    for row in (*plan.new, *plan.invalid):
        if row.partner_line:
            yield row.partner_line, Found(first=row.line)


def _row_misses(layout: Layout, outcome: Outcome, found: Found | None) -> Iterator[str]:
    if found is None:
        yield "not read"
    elif outcome.joins or found.first:
        if found.first != outcome.joins:
            yield f"{found}, not joined with row {outcome.joins or 'none'}"
    elif outcome.either and found.wrong:
        if not outcome.wrong <= set(found.wrong):
            yield f"{found}, not {', '.join(sorted(outcome.wrong))}"
    elif outcome.kind == "new":
        yield from _value_misses(layout, outcome, found)
    else:
        yield from _problem_misses(outcome, found)


def _value_misses(layout: Layout, outcome: Outcome, found: Found) -> Iterator[str]:
    if found.wrong:
        yield f"{found}, not new"
        return
    for name in FIELDS:
        wanted, got = outcome.values.get(name, ""), found.values.get(name, "")
        if wanted != got and name not in layout.loose:
            yield f"{name} {got!r}, not {wanted!r}"


def _problem_misses(outcome: Outcome, found: Found) -> Iterator[str]:
    if not outcome.wrong <= set(found.wrong):
        yield f"{found}, not invalid: {', '.join(sorted(outcome.wrong))}"
    repairs = {name: bare(text) for name, text in found.repairs.items()}
    if repairs != {name: bare(text) for name, text in outcome.repairs.items()}:
        yield f"repairs {repairs}, not {dict(outcome.repairs)}"
