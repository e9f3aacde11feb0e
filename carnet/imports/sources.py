"""A file that was read, in what JSON can hold and quickly gives back: column by column, a few thousand cells at
a time, as the child process hands it over (reading/packing.py)."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from carnet.imports.reading.rows import Cell, Row, Sheet, Source

AT_ONCE = 1_000  # rows


def write(source: Source) -> bytes:
    about = {"format": source.format, "encoding": source.encoding, "delimiter": source.delimiter}
    return json.dumps([about, *map(_sheet, source.sheets)], ensure_ascii=False).encode()


def read(data: bytes) -> Source:
    about, *sheets = json.loads(data)
    return Source(**about, sheets=tuple(map(_read_sheet, sheets)))


def _sheet(sheet: Sheet) -> dict[str, Any]:
    parts = range(0, len(sheet.rows), AT_ONCE)
    blocks = [_block(sheet.rows[start : start + AT_ONCE]) for start in parts]
    rest = {"name": sheet.name, "hidden": sheet.hidden, "refusal": sheet.refusal}
    return {**rest, "merged": sheet.merged, "blocks": blocks}


def _block(rows: Sequence[Row]) -> list[Any]:
    """Numbers of the rows, columns that hold dates, and the columns."""
    columns = list(zip_longest(*(row.cells for row in rows), fillvalue=""))
    dated = [at for at, cells in enumerate(columns) if date in set(map(type, cells))]
    for at in dated:
        columns[at] = tuple(map(_text, columns[at]))
    return [[row.line for row in rows], dated, columns]


def _text(cell: Cell) -> Any:
    return [cell.isoformat()] if isinstance(cell, date) else cell


def _cell(text: Any) -> Cell:
    return date.fromisoformat(text[0]) if isinstance(text, list) else text


def _read_sheet(data: dict[str, Any]) -> Sheet:
    rows = tuple(row for block in data.pop("blocks") for row in _rows(*block))
    merged = tuple(map(tuple, data.pop("merged")))
    return Sheet(**data, merged=merged, rows=rows)


def _rows(lines: list[int], dated: list[int], columns: list[list[Any]]) -> Iterator[Row]:
    for at in dated:
        columns[at] = list(map(_cell, columns[at]))
    # A column has few different texts more often than not; each is held once.
    known: dict[Cell, Cell] = {}
    shared = [[known.setdefault(cell, cell) for cell in column] for column in columns]
    return map(Row, lines, zip(*shared, strict=True))
