"""Looks through a zipped workbook, streaming, before any parser sees it: refuses bombs and far cells.

Runs in the child process; knows nothing of clients, and understands no more of a workbook than it must.
Every search here and in reach.py and mending.py passes a text once: bounded, and never across a "<".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import IO
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from carnet.core.workbooks.parts import CONTENT, SHEET, pieces
from carnet.core.workbooks.reach import OdsReach, TooFar, XlsxReach
from carnet.core.workbooks.refusals import Protected, Suspicious, TooBig, TooManySheets

PARTS = 2_000
SHEETS = 100
UNPACKED = 400 * 2**20
# Nothing people write packs this well; a few megabytes of it may still be blank space.
RATIO = 400
SMALL = 8 * 2**20
LOCAL_HEADER = 30

# Looked for only where its second sign is: one that is rare is found, or not, thirty times as fast as two.
DEFINITION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
WIDE_XML = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
XML = (".xml", ".rels", ".vml")
DIRECTORY_ENTRY = b"PK\x01\x02"
WORKBOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
SHEETS_IN = {WORKBOOK: b"sheet ", CONTENT: b"<table:table "}

Broken = Callable[[bytes, str], bool]


@dataclass
class Found:
    """What looking through finds, by part: cells to mend, and sheets that reach too far to be laid out."""

    broken: set[str] = field(default_factory=set)
    too_far: dict[str, TooFar] = field(default_factory=dict)


def look_through(workbook: ZipFile, is_broken: Broken | None = None) -> Found:
    """`is_broken` says of a piece of the part of this name whether cells in it must be mended."""
    _check_directory(workbook.infolist())
    found = Found()
    for name in workbook.namelist():
        if name.lower().endswith(XML):
            with workbook.open(name) as part:
                _look(part, name, found, is_broken)
    return found


def has_too_many_parts(data: bytes) -> bool:
    """Told from the bytes, before anybody lists the parts."""
    return data.count(DIRECTORY_ENTRY) > 2 * PARTS


def sheet_parts(workbook: ZipFile) -> list[str]:
    """The part of each sheet of an .xlsx in its order; what stands elsewhere than usual is ""."""
    if not {WORKBOOK, LINKS} <= set(workbook.namelist()):
        return []
    targets = {
        link.get("Id"): (link.get("Target") or "").removeprefix("/xl/")
        for link in ElementTree.fromstring(workbook.read(LINKS))
    }
    sheets = ElementTree.fromstring(workbook.read(WORKBOOK)).findall(".//{*}sheet")
    links = [next((value for key, value in s.items() if key.endswith("}id")), "") for s in sheets]
    return [f"xl/{targets[link]}" if link in targets else "" for link in links]


def _check_directory(parts: list[ZipInfo]) -> None:
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise TooBig
    if any(part.file_size > max(SMALL, RATIO * part.compress_size) for part in parts):
        raise TooBig
    if any(part.flag_bits & 1 for part in parts):
        raise Protected
    names = [part.filename.lower() for part in parts]
    odd = any(".." in name or name.startswith("/") or "\\" in name for name in names)
    usual = {part.compress_type for part in parts} <= {ZIP_STORED, ZIP_DEFLATED}
    if odd or not usual or len(set(names)) < len(names) or _overlap(parts):
        raise Suspicious


def _overlap(parts: list[ZipInfo]) -> bool:
    """Parts that share their packed bytes: a small file that unpacks without end."""
    spans = sorted((part.header_offset, part.compress_size + LOCAL_HEADER) for part in parts)
    return any(start + size > following for (start, size), (following, _) in pairwise(spans))


def _look(part: IO[bytes], name: str, found: Found, is_broken: Broken | None) -> None:
    reach = _reach(name)
    sheets = 0
    for text in pieces(part):
        if text.startswith(WIDE_XML) or (b"!" in text and DEFINITION.search(text)):
            raise Suspicious
        if name in SHEETS_IN:
            sheets += text.count(SHEETS_IN[name])
        if reach:
            reach.see(text)
            if is_broken and name not in found.broken and is_broken(text, name):
                found.broken.add(name)
    if sheets > SHEETS:
        raise TooManySheets(count=str(sheets))
    if reach and (refusal := reach.refusal()):
        found.too_far[name] = refusal


def _reach(name: str) -> OdsReach | XlsxReach | None:
    if name == CONTENT:
        return OdsReach()
    return XlsxReach() if SHEET.fullmatch(name) else None
