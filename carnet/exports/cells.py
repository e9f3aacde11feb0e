"""Cells of what leaves the house as a table: whatever a client has written, it stays text. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook

from carnet.clients.list_export import TEXT_ONLY
from carnet.imports.reading.packing import COMPUTED
from carnet.imports.repair import LONGEST

# Who writes 1,5 for one and a half cannot have the comma between cells.
DECIMAL_COMMA = ("fr", "nl", "de")

Cell = str | Decimal | None


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
    """A workbook of lists: a heading each, then rows of text and figures."""

    def __init__(self, file: Any) -> None:
        options = {"constant_memory": True, "remove_timezone": True, **TEXT_ONLY}
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
        sheet = self.book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for column, title in enumerate(titles):
            self.write(sheet, 0, column, title, self.bold)
        for line, row in enumerate(rows, start=1):
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

    def close(self) -> None:
        self.book.close()
