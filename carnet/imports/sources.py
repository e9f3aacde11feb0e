"""A file that was read, in what JSON can hold and quickly gives back: column by column, a few thousand cells at
a time, as the child process hands it over (reading/packing.py). No more than a block is held beside the rows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, zip_longest
from typing import Any

import orjson

from carnet.core.reading.rows import Cell, Row, Sheet, Source, shared

AT_ONCE = 1_000  # rows


def write(source: Source) -> Iterator[bytes]:
    """What the file and its sheets are, then block by block their rows."""
    about = {"format": source.format, "encoding": source.encoding, "delimiter": source.delimiter}
    yield orjson.dumps([about, *map(_sheet, source.sheets)])
    for sheet in source.sheets:
        for start in range(0, len(sheet.rows), AT_ONCE):
            yield orjson.dumps(_block(sheet.rows[start : start + AT_ONCE]))


def read(parts: Iterable[bytes]) -> Source:
    rest = iter(parts)
    about, *sheets = orjson.loads(next(rest))
    return Source(**about, sheets=tuple(_read_sheet(sheet, rest) for sheet in sheets))


def _sheet(sheet: Sheet) -> dict[str, Any]:
    rest = {"name": sheet.name, "hidden": sheet.hidden, "refusal": sheet.refusal}
    return {**rest, "merged": sheet.merged, "blocks": -(-len(sheet.rows) // AT_ONCE)}


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


def _read_sheet(data: dict[str, Any], parts: Iterator[bytes]) -> Sheet:
    rows = tuple(chain.from_iterable(_blocks(parts, data.pop("blocks"))))
    return Sheet(**data | {"merged": tuple(map(tuple, data["merged"]))}, rows=rows)


def _blocks(parts: Iterator[bytes], count: int) -> Iterator[Iterator[Row]]:
    """RuntimeError if the file was cut short: fewer rows must never pass for all of them."""
    known: dict[int, dict[Cell, Cell]] = {}
    for _each in range(count):
        lines, dated, columns = orjson.loads(next(parts))
        for at in dated:
            columns[at] = list(map(_cell, columns[at]))
        cells = [shared(column, known.setdefault(at, {})) for at, column in enumerate(columns)]
        yield map(Row, lines, zip(*cells, strict=True))
