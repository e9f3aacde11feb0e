"""Cells of what leaves the house as a table: whatever a client has written, it stays text. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from carnet.clients.list_export import TEXT_ONLY
from carnet.core.reading.packing import COMPUTED
from carnet.imports.repair import LONGEST

# Who writes 1,5 for one and a half cannot have the comma between cells.
DECIMAL_COMMA = ("fr", "nl", "de")

Cell = str | Decimal | None
# What a sheet of Excel holds, and how it may be called.
MOST_ROWS, MOST_COLUMNS, MOST_NAME = 1_048_576, 16_384, 31
NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def delimiter(language: str) -> str:
    return ";" if language.split("-")[0] in DECIMAL_COMMA else ","


def written(cell: Cell, language: str) -> str:
    """As a spreadsheet of this language reads it: figures as figures, without separators of thousands, and text as
    text that is never computed. Our own import takes the cover off again."""
    if isinstance(cell, Decimal):
        text = format(cell, "f")
        return text.replace(".", ",") if delimiter(language) == ";" else text
    return f"'{cell}" if cell and cell.startswith(COMPUTED) else cell or ""


class Sheets:
    """A workbook of lists: a heading each, then rows of text and figures. What does not fit into memory lies in
    `scratch` meanwhile, or where the machine keeps such files."""

    def __init__(self, file: Any, scratch: Path | None = None) -> None:
        options: dict[str, Any] = {"constant_memory": True, "remove_timezone": True, **TEXT_ONLY}
        options |= {"tmpdir": str(scratch)} if scratch else {}
        self.book = Workbook(file, options)
        self.bold = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.text = self.book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.covered = self.book.add_format(
            {"num_format": "@", "quote_prefix": True, "text_wrap": True, "valign": "top"}
        )
        self.whole = self.book.add_format({"num_format": "#,##0", "valign": "top"})
        self.number = self.book.add_format({"num_format": "#,##0.00", "valign": "top"})

    def add(
        self,
        name: str,
        titles: Sequence[str],
        widths: Sequence[int],
        rows: Iterable[Sequence[Cell]],
    ) -> None:
        for _row in self.adding(name, [titles], widths, rows):
            pass

    def adding(
        self,
        name: str,
        heads: Sequence[Sequence[str]],
        widths: Sequence[int],
        rows: Iterable[Sequence[Cell]],
    ) -> Iterator[None]:
        """Row by row, for who has other things to do in between. What one sheet cannot hold goes on in the next."""
        sheets, line = 0, MOST_ROWS
        for row in rows:
            if line >= MOST_ROWS:
                sheet, line = self.begun(name, heads, widths), len(heads)
                sheets += 1
            self.write_row(sheet, line, row)
            line += 1
            yield
        if not sheets:
            self.begun(name, heads, widths)

    def begun(self, name: str, heads: Sequence[Sequence[str]], widths: Sequence[int]) -> Any:
        sheet = self.book.add_worksheet(self.free_name(name))
        sheet.freeze_panes(len(heads), 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for line, titles in enumerate(heads):
            for column, title in enumerate(titles):
                self.write(sheet, line, column, title, self.bold)
        return sheet

    def free_name(self, name: str) -> str:
        """As Excel takes it: 31 signs, some of them never, and no other sheet called so."""
        plain = " ".join(NO_SHEET_NAME.sub(" ", name).split()).strip("'")[:MOST_NAME] or "-"
        taken = {"history"} | {one.name.casefold() for one in self.book.worksheets()}
        number, free = 1, plain
        while free.casefold() in taken:
            number += 1
            free = f"{plain[: MOST_NAME - 5]} ({number})"
        return free

    def write_row(self, sheet: Any, line: int, row: Sequence[Cell]) -> None:
        for column, value in enumerate(row):
            self.write(sheet, line, column, value, self.text)

    def write(self, sheet: Any, line: int, column: int, value: Cell, style: Any) -> None:
        if isinstance(value, Decimal):
            whole = value == value.to_integral_value()
            style = self.whole if whole else self.number
            sheet.write_number(line, column, float(value), style)
        elif value:
            style = self.covered if value.startswith(COMPUTED) else style
            sheet.write_string(line, column, value[:LONGEST], style)

    def __enter__(self) -> "Sheets":
        return self

    def __exit__(self, fault: Any, *_where: Any) -> None:
        if fault:
            self.drop()
        else:
            self.close()

    def close(self) -> None:
        self.book.close()

    def drop(self) -> None:
        """The rows of a sheet lie in a file until the book is written. Of one that never will be, none must stay."""
        for sheet in self.book.worksheets():
            sheet.row_data_fh.close()
            Path(sheet.row_data_filename).unlink(missing_ok=True)
