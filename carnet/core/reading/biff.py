"""Looks through an old Excel workbook (.xls) before any parser sees it: refuses passwords and far cells, and
notes the errors (such as #N/A) that readers pass over. Runs in the child process.

After Microsoft's descriptions: MS-CFB (the container: a small file system) and MS-XLS (the records).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import Struct, iter_unpack, unpack_from

from carnet.core.workbooks.preflight import SHEETS
from carnet.core.workbooks.reach import Reach
from carnet.core.workbooks.refusals import Damaged, Incomplete, Protected, TooManySheets

ENTRY = 128
SMALL = 4096  # a shorter stream stands elsewhere; no workbook of Excel's is as short
END = 0xFFFFFFFA  # and above: no sector
NAMES = ("Workbook", "Book")

HEAD = Struct("<HH")
FILEPASS, SHEET_NAME, BEGIN, FORMULA, BOOL_OR_ERROR, MANY_NUMBERS = (
    0x2F,
    0x85,
    0x809,
    6,
    0x205,
    0xBD,
)
# Records of cells that hold something; all begin with row and column.
CELLS = {FORMULA, BOOL_OR_ERROR, MANY_NUMBERS, 0x203, 0x204, 0x27E, 0xFD, 0xD6}
ERRORS = {
    **{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!"},
    **{0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"},
}

Errors = dict[int, dict[int, str]]  # by row and column, both from 0


@dataclass
class SheetFound:
    reach: Reach = field(default_factory=lambda: Reach(narrow=True))
    errors: Errors = field(default_factory=lambda: defaultdict(dict))


def look_through(data: bytes) -> list[SheetFound]:
    """What was found in each sheet, in their order."""
    sheets: dict[int, SheetFound] = {}
    current = SheetFound()
    for start, kind, record in _records(_stream(data)):
        if kind == FILEPASS:
            raise Protected
        if kind == SHEET_NAME:
            sheets[unpack_from("<I", record)[0]] = SheetFound()
        elif kind == BEGIN:
            current = sheets.get(start, current)
        elif kind in CELLS:
            _see(current, kind, record)
    if len(sheets) > SHEETS:
        raise TooManySheets(count=str(len(sheets)))
    return list(sheets.values())


def _see(sheet: SheetFound, kind: int, record: memoryview) -> None:
    line, column = HEAD.unpack_from(record)
    if kind == MANY_NUMBERS:
        sheet.reach.reach(line + 1, unpack_from("<H", record, len(record) - 2)[0] + 1)
        return
    sheet.reach.reach(line + 1, column + 1)
    if kind == BOOL_OR_ERROR and record[7]:
        sheet.errors[line][column] = ERRORS.get(record[6], "#VALUE!")
    elif kind == FORMULA and record[12:14] == b"\xff\xff" and record[6] == 2:
        sheet.errors[line][column] = ERRORS.get(record[8], "#VALUE!")


def _records(stream: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """Where each record begins, its kind and content."""
    start = 0
    while start + 4 <= len(stream):
        kind, size = HEAD.unpack_from(stream, start)
        yield start, kind, stream[start + 4 : start + 4 + size]
        start += 4 + size


# -- The container -------------------------------------------------------------------------------


def _stream(data: bytes) -> memoryview:
    """The stream that is the workbook; empty if it is too short to be looked through."""
    sectors = _Sectors(data)
    directory = sectors.chain(unpack_from("<I", data, 48)[0])
    for name in NAMES:
        label = (name + "\0").encode("utf-16-le")
        for at in range(0, len(directory), ENTRY):
            if directory[at : at + len(label)] == label:
                start, size = unpack_from("<IQ", directory, at + 116)
                size &= 0xFFFFFFFF
                return memoryview(sectors.chain(start)[:size] if size >= SMALL else b"")
    raise Damaged


class _Sectors:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = 1 << min(data[30], 12)
        self.next: list[int] = []
        places = list(self._table_sectors())
        if len(places) > len(data) // self.size:
            raise Damaged
        for sector in places:
            self.next += (number for (number,) in iter_unpack("<I", self._at(sector)))

    def _table_sectors(self) -> Iterator[int]:
        """The first 109 places are in the header, the others in a chain of their own."""
        places = list(unpack_from("<109I", self.data, 76))
        following, left = unpack_from("<II", self.data, 68)
        while following < END and left and len(places) < len(self.data):
            *more, following = unpack_from(f"<{self.size // 4}I", self._at(following))
            places += more
            left -= 1
        return (place for place in places if place < END)

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self.size
        content = self.data[start : start + self.size]
        if not content:
            raise Incomplete
        return content.ljust(self.size, b"\0")

    def chain(self, sector: int) -> bytes:
        parts = []
        while sector < END:
            parts.append(self._at(sector))
            if sector >= len(self.next) or len(parts) > len(self.next):
                raise Damaged
            sector = self.next[sector]
        return b"".join(parts)
