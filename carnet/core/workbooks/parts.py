"""The parts of a zipped workbook that hold cells, and how they are read: a piece at a time."""

import re
from collections.abc import Iterator
from typing import IO

ZIP = b"PK\x03\x04"  # how the whole begins
CONTENT = "content.xml"  # of an .ods: all its sheets
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)  # of an .xlsx
CHUNK = 2**20
LONGEST_ROW = 8 * 2**20


def pieces(part: IO[bytes]) -> Iterator[bytes]:
    """The whole text, cut behind rows as far as there are any, so that no cell is cut in two."""
    rest = b""
    while chunk := part.read(CHUNK):
        rest += chunk
        end = rest.rfind(b"row>", max(0, len(rest) - len(chunk) - 4)) + 4
        if end < 4 and len(rest) > LONGEST_ROW:
            end = len(rest)
        if end >= 4:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest
