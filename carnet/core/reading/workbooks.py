"""Reads .xlsx, .xls and .ods with calamine. Runs in the child process, which a hostile file may kill."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from struct import error as StructError
from typing import Any
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from carnet.core.reading import biff
from carnet.core.reading.biff import Errors
from carnet.core.reading.mending import is_broken, mended
from carnet.core.reading.packing import Gauge, pack
from carnet.core.reading.rows import Area
from carnet.core.workbooks import preflight
from carnet.core.workbooks.reach import TooFar
from carnet.core.workbooks.refusals import Damaged, Incomplete, TooDeep, TooWide

NEAR_THE_TOP = 50
MERGED = 1_000


@dataclass
class Known:
    """What was seen of a sheet before: why it must not be laid out, and errors in it."""

    refusal: TooFar | None = None
    errors: Errors = field(default_factory=dict)


def read_zipped(data: bytes) -> Iterator[Any]:
    """The blocks of an .xlsx or .ods."""
    try:
        with ZipFile(io.BytesIO(data)) as parts:
            found = preflight.look_through(parts, is_broken)
            names = preflight.sheet_parts(parts)
            if found.broken:
                data = mended(parts, found.broken)
    except (BadZipFile, EOFError) as problem:
        raise Incomplete from problem
    for part, refusal in found.too_far.items():
        if part not in names:
            raise refusal
    yield from _read(data, [Known(found.too_far.get(name)) for name in names])


def read_old(data: bytes) -> Iterator[Any]:
    """The blocks of an .xls, of which calamine lays out all sheets at once."""
    try:
        sheets = biff.look_through(data)
    except (IndexError, StructError) as problem:
        raise Damaged from problem
    for sheet in sheets:
        if refusal := sheet.reach.refusal():
            raise refusal
    yield from _read(data, [Known(errors=sheet.errors) for sheet in sheets])


def _read(data: bytes, known: Sequence[Known]) -> Iterator[Any]:
    """Sheet by sheet; what is known of each stands at its position."""
    workbook = _open(data)
    gauge = Gauge()
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        before = known[index] if index < len(known) else Known()
        sheet = None if before.refusal else _sheet(workbook, index)
        hidden = about.visible != SheetVisibleEnum.Visible
        yield {"sheet": about.name, "hidden": hidden, "merged": _merged(sheet) if sheet else []}
        try:
            if before.refusal:
                raise before.refusal
            if sheet and sheet.start:
                left = sheet.start[1]
                rows = _with_errors(sheet.iter_rows(), before.errors, left)
                yield from pack(rows, gauge, width=sheet.width, left=left)
        except (TooDeep, TooWide) as problem:
            yield {"refused": type(problem).__name__, "about": problem.about}


def _with_errors(rows: Iterator[list[Any]], errors: Errors, left: int) -> Iterator[list[Any]]:
    if not errors:
        return rows

    def patched() -> Iterator[list[Any]]:
        for number, row in enumerate(rows):
            for column, error in errors.get(number, {}).items():
                row[column - left] = error
            yield row

    return patched()


def _open(data: bytes) -> CalamineWorkbook:
    try:
        return load_workbook(io.BytesIO(data))
    except CalamineError as problem:
        raise Damaged from problem


def _sheet(workbook: CalamineWorkbook, index: int) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_index(index)
    except CalamineError as problem:
        raise Damaged from problem


def _merged(sheet: CalamineSheet) -> list[Area]:
    """Areas near the top, where headers are; formats that do not tell them have none."""
    areas = sheet.merged_cell_ranges or []
    near = [area for area in areas if area[0][0] < NEAR_THE_TOP]
    return [(top + 1, left, end + 1, right) for (top, left), (end, right) in near[:MERGED]]
