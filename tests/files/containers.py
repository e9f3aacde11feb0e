"""Old Excel workbooks (.xls: BIFF8 in an OLE container), which no library we have writes any more.

After Microsoft's own descriptions: MS-CFB (the container) and MS-XLS (the records).
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

SECTOR = 512
FREE, END_OF_CHAIN, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
ERRORS = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#N/A": 0x2A,
}
LONGEST_RECORD = 8224  # bytes
GENERAL, DAY = 0, 1  # positions among the formats below
FORMATS = (0, 14)


def excel97(
    rows: Iterable[Sequence[object]] = (),
    *,
    places: Mapping[tuple[int, int], object] | None = None,
    since_1904: bool = False,
    protected: bool = False,
    merged: Sequence[tuple[int, int, int, int]] = (),
    shared: bool = False,
) -> bytes:
    """A workbook of one sheet, “Clients”: `rows` from the top, and single cells at `places`.

    With `shared` each text stands once, as Excel itself writes it: a table of them before the sheet."""
    cells = {(y, x): value for y, row in enumerate(rows) for x, value in enumerate(row)}
    cells = {place: value for place, value in cells.items() if value != ""}
    texts = list(dict.fromkeys(filter(_is_text, cells.values()))) if shared else []
    sheet = bytearray(_record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 6)))
    for (line, column), value in sorted((cells | dict(places or {})).items()):
        if value in texts:
            found = struct.pack("<HHHI", line, column, GENERAL, texts.index(value))
            sheet += _record(0xFD, found)
        else:
            sheet += _cell(line, column, value, since_1904=since_1904)
    if merged:
        areas = b"".join(struct.pack("<HHHH", *area) for area in merged)
        sheet += _record(0xE5, struct.pack("<H", len(merged)) + areas)
    table = _shared(texts)
    start = _globals(0, since_1904, protected, table)
    stream = _globals(len(start), since_1904, protected, table) + sheet + _record(0x0A)
    return container({"Workbook": stream})


def container(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container; each stream is filled up to 4,096 bytes, so that it needs no small sectors."""
    sectors: list[bytes] = []
    table: list[int] = []
    entries = [_entry("Root Entry", 5, child=1)]
    for number, (name, content) in enumerate(streams.items(), start=1):
        content = content.ljust(4096, b"\0")
        entries.append(
            _entry(name, 2, start=len(table), size=len(content), right=number + 1)
            if number < len(streams)
            else _entry(name, 2, start=len(table), size=len(content))
        )
        _add(sectors, table, content)
    directory = len(table)
    _add(sectors, table, b"".join(entries))
    for_table = -(-(len(table) + 2) // 126)
    places = range(len(table), len(table) + for_table)
    table += [TABLE] * for_table
    packed = struct.pack(f"<{len(table)}I", *table)
    packed += b"\xff" * (for_table * SECTOR - len(packed))
    return _header(places, directory) + b"".join(sectors) + packed


def _add(sectors: list[bytes], table: list[int], content: bytes) -> None:
    count = -(-len(content) // SECTOR)
    sectors.append(content.ljust(count * SECTOR, b"\0"))
    first = len(table)
    table += [*range(first + 1, first + count), END_OF_CHAIN]


def _header(places: range, directory: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        len(places),
        directory,
        0,
        4096,
        END_OF_CHAIN,
        0,
        END_OF_CHAIN,
        0,
    )
    return head + struct.pack("<109I", *places, *[FREE] * (109 - len(places)))


def _entry(
    name: str, kind: int, *, child: int = FREE, right: int = FREE, start: int = 0, size: int = 0
) -> bytes:
    label = name.encode("utf-16-le")
    return label.ljust(64, b"\0") + struct.pack(
        "<HBBIII16xI16xIQ", len(label) + 2, kind, 1, FREE, right, child, 0, start, size
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value not in ERRORS


def _shared(texts: Sequence[str]) -> bytes:
    """Letters of the West take one byte each, all others two. A table that is longer goes on in further records,
    each of which begins with a whole text here."""
    parts = [struct.pack("<II", len(texts), len(texts))]
    for text in texts:
        narrow = all(ord(letter) < 256 for letter in text)
        letters = text.encode("latin-1" if narrow else "utf-16-le")
        entry = struct.pack("<HB", len(text), not narrow) + letters
        if len(parts[-1]) + len(entry) > LONGEST_RECORD:
            parts.append(b"")
        parts[-1] += entry
    first, *more = parts
    return _record(0xFC, first) + b"".join(_record(0x3C, part) for part in more) if texts else b""


def _globals(length: int, since_1904: bool, protected: bool, table: bytes) -> bytes:
    """What stands before the sheet, `length` bytes of it."""
    parts = [_record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 6))]
    if protected:
        parts.append(_record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48)))
    parts.append(_record(0x42, struct.pack("<H", 1200)))
    parts.append(_record(0x22, struct.pack("<H", since_1904)))
    parts += [_record(0xE0, struct.pack("<HH16x", 0, number)) for number in FORMATS]
    parts.append(_record(0x85, struct.pack("<IBB", length, 0, 0) + b"\x07\0Clients"))
    return b"".join([*parts, table, _record(0x0A)])


def _cell(line: int, column: int, value: object, *, since_1904: bool) -> bytes:
    where = struct.pack("<HH", line, column)
    if isinstance(value, date):
        serial = (value - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days
        return _record(0x203, where + struct.pack("<Hd", DAY, serial))
    if isinstance(value, int | float):
        return _record(0x203, where + struct.pack("<Hd", GENERAL, value))
    if value in ERRORS:
        return _record(0x205, where + struct.pack("<HBB", GENERAL, ERRORS[str(value)], 1))
    text = str(value)
    return _record(
        0x204, where + struct.pack("<HHB", GENERAL, len(text), 1) + text.encode("utf-16-le")
    )


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
