"""Opens an untrusted workbook or text file and hands its visible sheets over as plain lists.

Runs in the child process only (carnet.core.child): a hostile file may kill it. Knows nothing of
clients or headers, nor of Django.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, SheetVisibleEnum, load_workbook

from carnet.imports.reading.preflight import Broken, TooBig, broken_cells, place

ROWS = 50_000
COLUMNS = 300
CHARACTERS = 30_000_000
DELIMITERS = ";,\t|"
SAMPLE = 30
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What our own CSV export puts before a cell that a spreadsheet would compute (OWASP).
COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cells = list[Any]  # text; a date as [ISO text], since JSON knows none
Line = tuple[int, Cells]


class NoSpreadsheet(Exception): ...


class Protected(Exception): ...


class TooManyRows(Exception): ...


class TooManyColumns(Exception): ...


def read_file(path: str) -> list[tuple[str, list[Line]]]:
    """Each visible sheet: its name and its lines that hold something, numbered as in the file."""
    data = Path(path).read_bytes()
    if data.startswith(ZIP) or data.startswith(OLE):
        return list(_workbook(data))
    return [("", list(_limited(_text_lines(data))))]


def _workbook(data: bytes) -> Iterator[tuple[str, list[Line]]]:
    broken: dict[str, Broken] = {}
    try:
        if data.startswith(ZIP):
            with ZipFile(io.BytesIO(data)) as parts:
                broken = broken_cells(parts)
        workbook = load_workbook(io.BytesIO(data))
    except (BadZipFile, CalamineError) as problem:
        secret = "EncryptedPackage".encode("utf-16-le") in data or "assword" in str(problem)
        raise (Protected if secret else NoSpreadsheet) from problem
    for sheet in workbook.sheets_metadata:
        if sheet.visible == SheetVisibleEnum.Visible:
            lines = _sheet_lines(workbook.get_sheet_by_name(sheet.name), broken.get(sheet.name, {}))
            yield sheet.name, list(_limited(lines))


def _sheet_lines(sheet: CalamineSheet, broken: Broken) -> Iterator[Line]:
    if sheet.start is None:
        return
    if sheet.width > COLUMNS:
        raise TooManyColumns
    first = sheet.start[1] + 1
    for line, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_plain(value) for value in row]
        if broken:
            places = (place(line, column) for column in range(first, first + len(cells)))
            cells = [broken.get(spot, cell) for spot, cell in zip(places, cells, strict=True)]
        yield line, cells


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _tidy(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # spreadsheets know only floats; nobody's number is "4000.0"
    if isinstance(value, datetime):
        return [value.date().isoformat()]
    if isinstance(value, date):
        return [value.isoformat()]
    return str(value)


def _tidy(text: str) -> str:
    return text.replace("\xa0", " ").replace("\r\n", "\n").strip()


def _limited(lines: Iterable[Line]) -> Iterator[Line]:
    rows = characters = 0
    for line, cells in lines:
        if not any(cells):
            continue
        rows += 1
        characters += sum(map(len, cells))
        if rows > ROWS:
            raise TooManyRows
        if characters > CHARACTERS:
            raise TooBig
        yield line, cells


def _text_lines(data: bytes) -> Iterator[Line]:
    text = _decoded(data)
    if "\0" in text:
        raise NoSpreadsheet
    first, _, rest = text.partition("\n")
    named = first.strip().strip('"').lower()
    skipped = 0
    if named.startswith("sep=") and len(named) == 5:
        delimiter, text, skipped = named[-1], rest, 1
    else:
        delimiter = _delimiter(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for line, row in enumerate(rows, start=1 + skipped):
        if len(row) > COLUMNS:
            raise TooManyColumns
        yield line, [_unquoted(_tidy(cell)) for cell in row]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """The sign that gives the most columns, on the most usual line of the first few."""

    def columns(delimiter: str) -> int:
        rows = csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=delimiter)
        widths = [len(row) for row, _ in zip(rows, range(SAMPLE), strict=False) if row]
        return max(widths, key=lambda width: (widths.count(width), width), default=0)

    return max(DELIMITERS, key=columns)


def _unquoted(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(COMPUTED) else cell
