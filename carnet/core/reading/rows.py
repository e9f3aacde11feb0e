"""What reading hands over: the sheets of a file and their rows, untouched. Knows no format, no client."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

Cell = str | date
Area = tuple[int, int, int, int]  # first line, first column, last line, last column (lines from 1)

REMEMBERED = 10_000  # different cells of a column

NO_FORMULA_RESULT = "#FORMULA!"
LOST_DIGITS = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+\d{2,3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is the number a spreadsheet program shows beside the row; for vCards, which card it is."""

    line: int
    cells: tuple[Cell, ...]

    def with_cells(self, texts: Mapping[int, str]) -> "Row":
        """The same, with these texts by column, beyond its end if need be."""
        cells = [*self.cells, *[""] * (max(texts, default=0) + 1 - len(self.cells))]
        for at, text in texts.items():
            cells[at] = text
        return Row(self.line, tuple(cells))


@dataclass(frozen=True)
class Sheet:
    """The rows that hold something. Columns keep their position; a row may be shorter than another.

    `merged` are areas of more than one cell near the top (their text stands in the first cell).
    `refusal` is the sentence why nothing of this sheet was read, if so; its rows are then empty.
    """

    name: str
    hidden: bool
    rows: tuple[Row, ...]
    merged: tuple[Area, ...] = ()
    refusal: str = ""


@dataclass(frozen=True)
class Source:
    """A file that was read. `format` is xlsx, xls, ods, csv, vcard or html; `encoding` (a Python codec)
    and `delimiter` are told of text only."""

    format: str
    encoding: str
    delimiter: str
    sheets: tuple[Sheet, ...]

    @property
    def refusal(self) -> str:
        """Why a sheet was left out, if one was: the likely reason when no list is found."""
        return next((sheet.refusal for sheet in self.sheets if sheet.refusal), "")


def shared(cells: Sequence[Cell], known: dict[Cell, Cell]) -> Sequence[Cell]:
    """Of one column, of which `known` are remembered. It has few different texts more often than not, and each is
    held once."""
    if len(known) > REMEMBERED:
        return cells
    return [known.setdefault(cell, cell) for cell in cells]


def digits_lost(text: str) -> bool:
    """A number that a spreadsheet program wrote short, such as 8,50101E+10: the rest of it is gone."""
    return "+" in text and LOST_DIGITS.fullmatch(text) is not None
