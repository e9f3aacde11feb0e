"""Opens an untrusted workbook and tells its sheets, as text. Runs in the child process only (core/child.py): a
hostile file may kill it. Knows nothing of questionnaires, nor of Django."""

import codecs
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    load_workbook,
)

from carnet.core.child_work import Told
from carnet.core.workbooks.cells import TEXT, place
from carnet.core.workbooks.parts import ZIP, pieces
from carnet.core.workbooks.preflight import has_too_many_parts, look_through, sheet_parts
from carnet.core.workbooks.refusals import Damaged, Foreign, Incomplete, Protected, TooMuch

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK, MACROS = "xl/workbook.xml", "vbaproject.bin"
codecs.lookup("cp437")  # of names in a ZIP; no codec can be loaded once the child is sealed
CELLS, CHARACTERS, LONGEST_CELL = 500_000, 2_000_000, 32_767
MOST_TOLD = 20
_CELL = rb"<(?:\w{1,20}:)?c(?P<about>\s%b[^<>]{0,300})%b>"
COMPUTED = re.compile(_CELL % (b"", b"?") + rb"\s{0,20}<(?:\w{1,20}:)?f[\s/>]")
FAULTY = re.compile(_CELL % (rb"""(?=[^<>]{0,300}\bt=["']e["'])""", b""))
NAME = re.compile(rb"""\br=["']([A-Z]{1,3}\d{1,7})["']""")


class LongCell(Told):
    """The cell `cell` of `sheet` holds more than Excel allows."""


class Macros(Told):
    """The workbook carries a program."""


def tell(data: bytes) -> Iterator[Any]:
    """For each sheet its name, merged areas, cells that are computed, and its rows that hold something."""
    try:
        with ZipFile(io.BytesIO(checked(data))) as parts:
            names = checked_parts(parts)
            computed = [computed_cells(parts, name) for name in names]
        workbook = load_workbook(io.BytesIO(data))
    except (BadZipFile, EOFError, NotImplementedError) as problem:
        raise Incomplete from problem
    except (CalamineError, ParseError, KeyError) as problem:
        raise Damaged from problem
    yield from sheets(workbook, computed)


def checked(data: bytes) -> bytes:
    if data.startswith(OLE):
        raise Protected
    if not data.startswith(ZIP) or has_too_many_parts(data):
        raise Foreign(kind="unknown")
    return data


def checked_parts(parts: ZipFile) -> list[str]:
    names = [name.lower() for name in parts.namelist()]
    if WORKBOOK not in names:
        raise Foreign(kind="unknown")
    if any(name.endswith(MACROS) for name in names):
        raise Macros
    for refusal in look_through(parts).too_far.values():
        raise refusal
    return sheet_parts(parts)


def computed_cells(parts: ZipFile, name: str) -> list[str]:
    """The cells that hold a formula or an error; the file says nowhere else what their author wanted."""
    found: list[str] = []
    if name not in parts.namelist():
        return found
    with parts.open(name) as part:
        for text in pieces(part):
            cells = (cell for kind in (COMPUTED, FAULTY) for cell in kind.finditer(text))
            found += map(name_of, islice(cells, MOST_TOLD))
    return list(dict.fromkeys(found))[:MOST_TOLD]


def name_of(cell: re.Match[bytes]) -> str:
    """Some programs write no names; the cell is refused all the same."""
    named = NAME.search(cell["about"] or b"")
    return named[1].decode() if named else "?"


def sheets(workbook: CalamineWorkbook, computed: list[list[str]]) -> Iterator[Any]:
    cells = characters = 0
    for number, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = workbook.get_sheet_by_index(number)
        except CalamineError as problem:
            raise Damaged from problem
        rows = []
        for line, texts in rows_of(sheet):
            cells += len(texts)
            characters += sum(map(len, texts))
            if cells > CELLS or characters > CHARACTERS:
                raise TooMuch
            rows.append([line, texts])
        formulas = computed[number] if number < len(computed) else []
        yield {"sheet": about.name, "merged": merged(sheet), "formulas": formulas, "rows": rows}


def rows_of(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each cell in its column."""
    if not sheet.start:
        return
    top, left = sheet.start
    for line, values in enumerate(sheet.iter_rows(), start=top + 1):
        texts = [""] * left + [TEXT[type(value)](value) for value in values]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            check_lengths(texts, line, sheet.name)
            yield line, texts


def check_lengths(texts: list[str], line: int, sheet: str) -> None:
    for column, text in enumerate(texts, start=1):
        if len(text) > LONGEST_CELL:
            raise LongCell(sheet=sheet, cell=place(line, column))


def merged(sheet: CalamineSheet) -> list[str]:
    areas = islice(sheet.merged_cell_ranges or [], MOST_TOLD)
    return [
        f"{place(top + 1, left + 1)}:{place(end + 1, right + 1)}"
        for (top, left), (end, right) in areas
    ]
