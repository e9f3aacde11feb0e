"""Cells → blocks of text that JSON carries, in the child; the same blocks → rows, in the server.

A block is `[lines, dated, columns]`: the numbers of its rows, which columns hold dates, and the columns
as lists of text of equal length. A date is its ISO form behind a zero byte, which no tidy text holds.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import compress, islice, zip_longest
from typing import Any

from carnet.core.reading.limits import CELLS, CHARACTERS, HEADERS, LONGEST_CELL, ROWS
from carnet.core.workbooks.cells import TEXT, place
from carnet.core.workbooks.reach import COLUMNS
from carnet.core.workbooks.refusals import TooDeep, TooMuch, TooWide

AT_ONCE = 20_000  # cells
WIDEST = 16_384  # Excel's own
DATE = "\0"
# What our own exports put before a cell that a spreadsheet would compute (OWASP).
COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
LINES = re.compile("\r\n?|[\x0b\u2028\u2029]")
# Control signs, soft hyphens, marks of direction and width: never meant, often copied along.
INVISIBLE = re.compile(
    "[\x00-\x08\x0c-\x1f\x7f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)

Block = list[Any]


class Gauge:
    """What all sheets of a file hold together."""

    def __init__(self) -> None:
        self.cells = self.characters = 0

    def add(self, cells: int, characters: int) -> None:
        self.cells += cells
        self.characters += characters
        if self.cells > CELLS or self.characters > CHARACTERS:
            raise TooMuch


def pack(
    rows: Iterator[Sequence[Any]], gauge: Gauge, *, width: int, line: int = 1, left: int = 0
) -> Iterator[Block]:
    """The rows that hold something. `line` numbers the first row, `left` columns before it are empty."""
    held = 0
    while chunk := list(islice(rows, max(1, AT_ONCE // (width + 1)))):
        lines = range(line, line + len(chunk))
        line += len(chunk)
        if block := _block(chunk, lines, left, gauge):
            held += len(block[0])
            if held > ROWS + HEADERS:
                raise TooDeep(cell=place(line - 1, left + 1))
            yield block


def _block(chunk: Sequence[Sequence[Any]], lines: range, left: int, gauge: Gauge) -> Block:
    if max(map(len, chunk)) > WIDEST:
        raise TooWide(cell=place(lines[0], WIDEST + 1))
    columns, dated, characters = [], [], 0
    for number, cells in enumerate(zip_longest(*chunk, fillvalue="")):
        texts, dates, length = _tidy(cells)
        characters += length
        columns.append(texts)
        if dates:
            dated.append(left + number)
    while columns and not any(columns[-1]):
        columns.pop()
    if not columns:
        return []
    if left + len(columns) > COLUMNS:
        raise TooWide(cell=_farthest(columns, lines, left))
    gauge.add(len(columns) * len(lines), characters)
    columns = [[""] * len(lines) for _ in range(left)] + columns
    holding = [any(row) for row in zip(*columns, strict=True)]
    if all(holding):
        return [list(lines), dated, columns]
    kept = [list(compress(column, holding)) for column in columns]
    return [list(compress(lines, holding)), dated, kept]


def _farthest(columns: Sequence[Sequence[str]], lines: range, left: int) -> str:
    line = next(line for line, text in zip(lines, columns[-1], strict=True) if text)
    return place(line, left + len(columns))


def _tidy(cells: Sequence[Any]) -> tuple[list[str], bool, int]:
    """One column as text, whether there are dates in it, and its length."""
    kinds = set(map(type, cells))
    plain = kinds == {str}
    texts = list(map(str.strip, cells)) if plain else [TEXT[type(cell)](cell) for cell in cells]
    joined = "".join(texts)
    if len(joined) > LONGEST_CELL and max(map(len, texts)) > LONGEST_CELL:
        raise TooMuch
    if not (joined.isprintable() and unicodedata.is_normalized("NFC", joined)):
        texts = list(map(_cleaned, texts))
    if "'" in joined:
        texts = list(map(_unquoted, texts))
    dates = bool(kinds & {date, datetime})
    if dates:
        texts = [DATE + t if isinstance(c, date) else t for c, t in zip(cells, texts, strict=True)]
    return texts, dates, len(joined)


def _cleaned(text: str) -> str:
    """As it was meant: without what cannot be seen; letters and their accents in one."""
    if text.isprintable() and text.isascii():
        return text
    text = LINES.sub("\n", SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", INVISIBLE.sub("", text)).strip()


def _unquoted(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(COMPUTED) else cell
