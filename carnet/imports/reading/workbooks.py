"""Reads .xlsx, .xls and .ods with calamine. Runs in the child process, which a hostile file may kill."""

import io
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from carnet.imports.reading.mending import mended
from carnet.imports.reading.packing import Gauge, pack
from carnet.imports.reading.preflight import look_through, sheet_parts
from carnet.imports.reading.reach import TooFar
from carnet.imports.reading.refusals import Damaged, Incomplete, Protected, TooDeep, TooWide
from carnet.imports.reading.rows import Area

NEAR_THE_TOP = 50
MERGED = 1_000


def read_zipped(data: bytes) -> Iterator[Any]:
    """The blocks of an .xlsx or .ods."""
    try:
        with ZipFile(io.BytesIO(data)) as parts:
            found = look_through(parts)
            names = sheet_parts(parts)
            if found.broken:
                data = mended(parts, found.broken)
    except (BadZipFile, EOFError) as problem:
        raise Incomplete from problem
    for part, refusal in found.too_far.items():
        if part not in names:
            raise refusal
    yield from read_workbook(data, [found.too_far.get(name) for name in names])


def read_workbook(data: bytes, refused: list[TooFar | None]) -> Iterator[Any]:
    """Sheet by sheet; `refused` says by position which must not be laid out."""
    workbook = _open(data)
    gauge = Gauge()
    sheets = enumerate(zip_longest(workbook.sheets_metadata, refused))
    for index, (about, refusal) in sheets:
        if about is None or about.typ != SheetTypeEnum.WorkSheet:
            continue
        hidden = about.visible != SheetVisibleEnum.Visible
        sheet = None if refusal else _sheet(workbook, index)
        yield {"sheet": about.name, "hidden": hidden, "merged": _merged(sheet) if sheet else []}
        try:
            if refusal:
                raise refusal
            if sheet and sheet.start:
                left, rows = sheet.start[1], sheet.iter_rows()
                yield from pack(rows, gauge, width=sheet.width, left=left)
        except (TooDeep, TooWide) as problem:
            yield {"refused": type(problem).__name__, "about": problem.about}


def _open(data: bytes) -> CalamineWorkbook:
    try:
        return load_workbook(io.BytesIO(data))
    except PasswordError as problem:
        raise Protected from problem
    except CalamineError as problem:
        raise (Protected if "assword" in str(problem) else Damaged) from problem


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
