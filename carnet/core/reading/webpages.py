"""Reads the tables of a web page: what many programs save as .xls. Runs in the child process."""

import re
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from carnet.core.reading.decoding import encoding_of
from carnet.core.reading.packing import Gauge, pack
from carnet.core.workbooks.preflight import SHEETS
from carnet.core.workbooks.reach import COLUMNS
from carnet.core.workbooks.refusals import Foreign, TooManySheets

AT_ONCE = 2**16
MOST_LINES = 1_000
SILENT = {"script", "style"}
BREAKS = {"br", "p", "div", "li"}

SPACE = re.compile(r"\s+")

Line = list[str]


class Tables(HTMLParser):
    """The lines of every table. A table inside a cell is a table of its own; browsers forgive, so do we."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[Line]] = []
        self.open: list[Table] = []
        self.silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent = self.silent or tag
        elif tag == "table":
            table = Table()
            self.open.append(table)
            self.tables.append(table.lines)
        elif self.open and tag == "tr":
            self.open[-1].start_line()
        elif self.open and tag in ("td", "th"):
            self.open[-1].start_cell(dict(attrs))
        elif self.open and tag in BREAKS:
            self.open[-1].add("\n")  # the only one that shows: in the source a break is a space

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""
        elif self.open and tag in ("td", "th"):
            self.open[-1].end_cell()
        elif self.open and tag == "table":
            self.open.pop().end_cell()

    def handle_data(self, data: str) -> None:
        if self.open and not self.silent:
            self.open[-1].add(SPACE.sub(" ", data))


class Table:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.cell: list[str] | None = None
        self.across = 1
        # By line: the columns that a cell of a line above reaches into.
        self.taken: defaultdict[int, set[int]] = defaultdict(set)

    def start_line(self) -> None:
        self.end_cell()
        self.lines.append([])

    def start_cell(self, attributes: dict[str, str | None]) -> None:
        self.end_cell()
        if not self.lines:
            self.lines.append([])
        line, here = self.lines[-1], len(self.lines)
        while len(line) in self.taken[here]:
            line.append("")
        self.across = _span(attributes.get("colspan"), COLUMNS)
        for below in range(here + 1, here + _span(attributes.get("rowspan"), MOST_LINES)):
            self.taken[below].update(range(len(line), len(line) + self.across))
        self.cell = []

    def add(self, text: str) -> None:
        if self.cell is not None:
            self.cell.append(text)

    def end_cell(self) -> None:
        if self.cell is not None:
            self.lines[-1] += ["".join(self.cell), *[""] * (self.across - 1)]
            self.cell = None


def read_webpage(data: bytes) -> Iterator[Any]:
    encoding = encoding_of(data)
    text = data.decode(encoding, "replace")
    page = Tables()
    for start in range(0, len(text), AT_ONCE):
        page.feed(text[start : start + AT_ONCE])
    page.close()
    for table in page.open:
        table.end_cell()
    tables = [lines for lines in page.tables if any(map(any, lines))]
    if not tables:
        raise Foreign(kind="web page")
    if len(tables) > SHEETS:
        raise TooManySheets(count=str(len(tables)))
    yield {"encoding": encoding, "delimiter": ""}
    gauge = Gauge()
    for lines in tables:
        yield {"sheet": "", "hidden": False, "merged": []}
        yield from pack(iter(lines), gauge, width=max(map(len, lines)))


def _span(told: str | None, most: int) -> int:
    """How many columns or lines a cell takes; nonsense counts as one."""
    return min(max(int(told), 1), most) if told and told.isdecimal() and len(told) < 6 else 1
