"""Looks through a zipped workbook, streaming, before any parser sees it: refuses bombs, finds broken cells.

Runs in the child process; knows nothing of clients, and understands no more of a workbook than it must.
"""

import re
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree
from zipfile import ZipFile

UNPACKED = 400 * 2**20
PARTS = 2_000
# Readers lay out a dense rectangle up to the farthest cell; beyond this many cells it is no list.
RECTANGLE = 20_000_000
CHUNK = 2**20
OVERLAP = 2**12

NO_FORMULA_RESULT = "#FORMULA!"
DEFINITIONS = [
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
]
XML = (".xml", ".rels", ".vml")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
FAR_CELL = re.compile(rb'\sr="([A-Z]{3})(\d{1,7})"')
ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?r="(\d{1,7})"')
ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\st="e")[^>]*?r="([A-Z]{1,3}\d{1,7})"[^>]*>'
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<",
    re.DOTALL,
)
EMPTY_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)

Broken = dict[str, str]  # place such as "C7" → what stands there, such as "#N/A"


class TooBig(Exception): ...


class Suspicious(Exception):
    """Definitions, encrypted or repeated parts: nothing a spreadsheet program writes into a list."""


class TooFar(Exception): ...


def broken_cells(workbook: ZipFile) -> dict[str, Broken]:
    """By sheet name, the cells that hold an error, or a formula without its result."""
    _check_directory(workbook)
    found = {}
    for name in workbook.namelist():
        if name.lower().endswith(XML):
            with workbook.open(name) as part:
                broken = _look_through(part, is_sheet=SHEET.fullmatch(name) is not None)
            if broken:
                found[name] = broken
    return {sheet: found[part] for sheet, part in _sheets(workbook) if part in found}


def _check_directory(workbook: ZipFile) -> None:
    parts = workbook.infolist()
    names = [part.filename for part in parts]
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise TooBig
    odd = any(".." in name or name.startswith("/") or "\\" in name for name in names)
    encrypted = any(part.flag_bits & 1 for part in parts)
    if odd or encrypted or len(set(names)) < len(names):
        raise Suspicious


def _look_through(part: IO[bytes], *, is_sheet: bool) -> Broken:
    broken: Broken = {}
    farthest = deepest = 0
    for text in _chunks(part):
        if any(word in text for word in DEFINITIONS):
            raise Suspicious
        if is_sheet:
            farthest = max([farthest, *(_column(cell[1]) for cell in FAR_CELL.finditer(text))])
            deepest = max([deepest, *(int(row[1]) for row in ROW.finditer(text))])
            broken |= _broken(text)
        if farthest * deepest > RECTANGLE:
            raise TooFar
    return broken


def _chunks(part: IO[bytes]) -> Iterator[bytes]:
    """Pieces that overlap, so that nothing short hides between two of them."""
    tail = b""
    while piece := part.read(CHUNK):
        yield tail + piece
        tail = piece[-OVERLAP:]


def _broken(text: bytes) -> Broken:
    found = {}
    if b't="e"' in text:
        found = {
            cell[1].decode(): cell[2].decode("utf-8", "replace")
            for cell in ERROR_CELL.finditer(text)
        }
    if b"<f" in text or b":f" in text:
        found |= {cell[1].decode(): NO_FORMULA_RESULT for cell in EMPTY_FORMULA.finditer(text)}
    return found


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def place(line: int, column: int) -> str:
    """The name of a cell, both counted from 1: place(7, 3) is "C7"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{line}"


def _sheets(workbook: ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet; what stands elsewhere than usual is simply not found."""
    names = set(workbook.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return
    targets = {
        link.get("Id"): (link.get("Target") or "").removeprefix("/xl/")
        for link in ElementTree.fromstring(workbook.read("xl/_rels/workbook.xml.rels"))
    }
    for sheet in ElementTree.fromstring(workbook.read("xl/workbook.xml")).findall(".//{*}sheet"):
        link = next((value for key, value in sheet.items() if key.endswith("}id")), None)
        yield sheet.get("name", ""), f"xl/{targets.get(link, '')}"
