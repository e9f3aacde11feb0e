"""A file or pasted lines → the sheets of a list of questions, small enough to keep beside the session."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from carnet.builder.prose_lines import Row
from carnet.core import child
from carnet.core.reading.decoding import encoding_of
from carnet.core.reading.rows import Sheet
from carnet.core.reading.unpacking import Malformed, unpack

READ = "carnet.core.reading.reader.read"
LIMITS = child.Limits(megabytes=512, cpu_seconds=20, seconds=90, output_megabytes=20)
ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")
LARGEST = 5 * 2**20
MOST_ROWS = 400
MOST_LETTERS = 150_000
MOST_COLUMNS = 30
LONGEST_CELL = 2_000
# A sheet with fewer signs of questions than this share of the best one's is about something else.
ALSO = 0.2

Kept = list[tuple[str, list[tuple[int, list[str]]]]]


class NoList(Exception):
    """No list of questions; carries a sentence for the person who brought it."""


def from_file(name: str, data: bytes) -> Kept:
    if not name.lower().endswith(ENDINGS):
        raise NoList(
            _(
                "Choose a file that ends in .xlsx, .xls, .ods, .csv or .txt, or paste the lines below."
            )
        )
    if len(data) > LARGEST:
        raise NoList(_("This file is larger than %(limit)d MB.") % {"limit": LARGEST // 2**20})
    if name.lower().endswith(".txt") and b"\0" not in data:
        return from_text(data.decode(encoding_of(data), "replace"))
    return bounded(kept(sheet) for sheet in asking(opened(data)))


def opened(data: bytes) -> Sequence[Sheet]:
    try:
        source = unpack(child.stream(READ, data, limits=LIMITS), sentence)
    except child.ChildFailed as failed:
        raise NoList(sentence(failed.reason, failed.about)) from failed
    except Malformed as problem:
        raise NoList(sentence("broken", {})) from problem
    if source.refusal and not any(sheet.rows for sheet in source.sheets):
        raise NoList(source.refusal)
    return source.sheets


def from_text(text: str) -> Kept:
    """Line by line; tabs part cells, as when a table is copied. Blanks in front stay: they tell what is below what."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows = [
        (
            number,
            [
                cell.rstrip() if "\t" not in line.lstrip() else cell.strip()
                for cell in cells_of(line)
            ],
        )
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    return bounded([("", rows)])


def cells_of(line: str) -> list[str]:
    inner = line.lstrip("\t")
    indent = "    " * (len(line) - len(inner))
    return [indent + inner] if "\t" not in inner.rstrip("\t") else line.split("\t")


def asking(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Those that hold questions: by question marks, or where there are hardly any by how much is written."""
    seen = [sheet for sheet in sheets if sheet.rows and not sheet.hidden] or [*sheets][:1]
    signs = [sum(map(weight, sheet.rows)) for sheet in seen]
    return [
        sheet
        for sheet, sign in zip(seen, signs, strict=True)
        if sign >= ALSO * max(signs, default=0)
    ]


def weight(row: Any) -> int:
    return sum(1 + 5 * str(cell).count("?") for cell in row.cells if len(str(cell)) > 3)


def kept(sheet: Sheet) -> tuple[str, list[tuple[int, list[str]]]]:
    rows = [(row.line, [plain(cell) for cell in row.cells[:MOST_COLUMNS]]) for row in sheet.rows]
    return sheet.name, [row for row in rows if any(row[1])]


def plain(cell: str | date) -> str:
    return cell.isoformat() if isinstance(cell, date) else cell.strip()[:LONGEST_CELL]


def bounded(sheets: Iterable[tuple[str, list[tuple[int, list[str]]]]]) -> Kept:
    found = [sheet for sheet in sheets if sheet[1]]
    if not found:
        raise NoList(_("There is nothing in it. Choose the file that holds the questions."))
    rows = [row for _name, some in found for row in some]
    if len(rows) > MOST_ROWS:
        told = {"rows": len(rows), "most": MOST_ROWS}
        raise NoList(
            _("This list has %(rows)d rows; at most %(most)d are read at once. Bring it in parts.")
            % told
        )
    if sum(len(cell) for _line, cells in rows for cell in cells) > MOST_LETTERS:
        raise NoList(_("This holds more text than a list of questions. Bring the questions alone."))
    if not any(letter.isalpha() for _line, cells in rows for cell in cells for letter in cell):
        raise NoList(_("There are no words in it, so there is nothing to ask."))
    return found


def sheets_of(held: Kept) -> list[tuple[str, list[Row]]]:
    return [(name, [Row(line, tuple(cells)) for line, cells in rows]) for name, rows in held]


def sentence(reason: str, about: Mapping[str, str]) -> str:
    """Why it cannot be read: by the name of the exception in the child (core/workbooks/refusals.py)."""
    if reason == "Foreign":
        return _(
            "This file is no spreadsheet, whatever its name says. From Word or a PDF, copy the lines and paste them "
            "below."
        )
    return {
        "Protected": _(
            "This file is protected by a password. Save a copy without one and choose that."
        ),
        "UnclosedQuote": _(
            "A quotation mark in this file is opened and never closed. Delete it, or save the list as .xlsx."
        ),
        **dict.fromkeys(
            (
                "TooBig",
                "TooMuch",
                "TooDeep",
                "TooWide",
                "TooManySheets",
                "died",
                "slow",
                "long",
                "MemoryError",
            ),
            _(
                "This file is larger inside than any list of questions. Copy the questions into a new workbook and "
                "choose that."
            ),
        ),
    }.get(reason) or _(
        "This file cannot be read. Open it, save it again as .xlsx and choose that one."
    )
