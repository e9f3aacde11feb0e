"""How far down and out the sheets of a zipped workbook hold something, seen piece by piece.

Readers lay out a dense rectangle up to the farthest cell: one forgotten character in XFD1048576 takes
17 milliard cells. Empty cells do not count, however they are coloured.
"""

import re
from bisect import bisect
from collections.abc import Iterator

from carnet.core.workbooks.cells import place
from carnet.core.workbooks.refusals import TooDeep, TooWide

COLUMNS = 200
TooFar = TooDeep | TooWide

# Cells of 32 bytes; a third of it where the reader keeps a copy, and the formulas beside.
RECTANGLE = 10_000_000
NARROW = 4_000_000

# A cell beyond column GR, the 200th, that holds something.
FAR_CELL = re.compile(
    rb""" r=["'](?:[A-Z]{3}|G[S-Z]|[H-Z][A-Z])\d{1,7}["'][^<>]{0,200}(?<!/)>(?!\s{0,20}</)"""
)
REFERENCE = re.compile(rb""" r=["']([A-Z]{0,3})(\d{1,7})["']""")

TABLE_OR_ROW = re.compile(rb"<table:table(-row)?(?=[\s/>])([^<>]{0,2000})>")
ROWS_REPEATED = re.compile(rb"""rows-repeated=["'](\d{1,9})["']""")
COLUMNS_REPEATED = re.compile(rb"""columns-repeated=["'](\d{1,9})["']""")
GAP = re.compile(rb"""columns-repeated=["']\d{3,9}["']""")
CELL = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s/>])([^<>]{0,10000})>")
VALUE = b"office:value-type"
NEAR = 2_000


class Reach:
    """`narrow` is for readers that lay out the rectangle twice."""

    def __init__(self, *, narrow: bool = False) -> None:
        self.most = NARROW if narrow else RECTANGLE
        self.line = self.column = 0
        self.lowest = self.farthest = ""

    def refusal(self) -> TooFar | None:
        if self.line * self.column <= self.most:
            return None
        if self.column > COLUMNS:
            return TooWide(cell=self.farthest)
        return TooDeep(cell=self.lowest)

    def reach(self, line: int, column: int) -> None:
        if column > self.column:
            self.column, self.farthest = column, place(line, column)
        if line > self.line:
            self.line, self.lowest = line, place(line, max(column, 1))


class XlsxReach(Reach):
    def see(self, text: bytes) -> None:
        """Rows stand in their order, so the last value of a piece is its lowest."""
        for far in FAR_CELL.finditer(text):
            self._refer(far[0])
        last = max(text.rfind(b"v>"), text.rfind(b"is>"))
        start = text.rfind(b" r=", 0, max(last, 0))
        if start >= 0:
            self._refer(text[start : start + 20])

    def _refer(self, reference: bytes) -> None:
        if found := REFERENCE.match(reference):
            self.reach(int(found[2]), _column(found[1]))


class OdsReach(Reach):
    """All tables stand in one part; only the tags of rows and of some cells are looked at."""

    def __init__(self) -> None:
        super().__init__(narrow=True)
        self.lines = 0
        self.worst: TooFar | None = None

    def refusal(self) -> TooFar | None:
        return super().refusal() or self.worst

    def see(self, text: bytes) -> None:
        tags = list(TABLE_OR_ROW.finditer(text))
        starts = [tag.start() for tag in tags]
        far = {bisect(starts, gap) - 1 for gap in _gaps(text)}
        ends = [*starts[1:], len(text)] if tags else []
        for number, (tag, end) in enumerate(zip(tags, ends, strict=True)):
            if not tag[1]:
                self._next_table()
                continue
            times = ROWS_REPEATED.search(tag[2])
            self.lines += int(times[1]) if times else 1
            if text.find(VALUE, tag.end(), end) >= 0:
                measured = number in far or number % 500 == 1 or number == len(tags) - 1
                self.reach(self.lines, _width(text, tag.end(), end) if measured else 1)

    def _next_table(self) -> None:
        self.worst = self.refusal()
        self.line = self.column = self.lines = 0


def _gaps(text: bytes) -> Iterator[int]:
    """Where many cells alike are followed by something, or hold something themselves."""
    for gap in GAP.finditer(text):
        before = max(gap.start() - NEAR, 0)
        start = max(text.rfind(b"<", before, gap.start()), before)
        end = text.find(b"table:table-row", start, start + NEAR)
        if text.find(VALUE, start, end if end >= 0 else start + NEAR) >= 0:
            yield start


def _width(text: bytes, start: int, end: int) -> int:
    """The number of the last column that holds something."""
    column = width = 0
    for cell in CELL.finditer(text, start, end):
        times = COLUMNS_REPEATED.search(cell[1])
        column += int(times[1]) if times else 1
        if VALUE in cell[1]:
            width = column
    return width


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27; 0 without letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
