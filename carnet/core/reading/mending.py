"""Writes into a workbook, as text, what no reader tells: errors such as #N/A, formulas without a result.

Readers give such cells as empty or as 0, which would pass for a value. Runs in the child process.
"""

import io
import re
from collections.abc import Collection
from re import Match
from zipfile import ZIP_DEFLATED, ZipFile

from carnet.core.reading.rows import NO_FORMULA_RESULT
from carnet.core.workbooks.parts import CONTENT, pieces

NEEDED = (".xml", ".rels")
# What a cell shows that went wrong, in Excel and, by numbers of its own, in LibreOffice.
SHOWN = rb"#[A-Z/0]{2,7}[!?]?|Err:\d{3}"

# In XML a "<" inside an attribute or a text is always written &lt;
_CELL = rb"<(?P<c>(?:\w{1,20}:)?c)\s%(?P<attributes>[^<>]{0,300})>\s{0,20}"
_OF_ERROR = rb"""(?=[^<>]{0,300}\bt=["']e["'])"""
_FORMULA = rb"<(?:\w{1,20}:)?f(?:\s[^<>]{0,500})?(?:/>|>[^<]{0,40000}</(?:\w{1,20}:)?f>)\s{0,20}"
_VALUE = rb"<(?:\w{1,20}:)?v>(?P<value>[^<]{0,100})</(?:\w{1,20}:)?v>\s{0,20}"
_EMPTY = rb"(?:<(?:\w{1,20}:)?v\s{0,20}(?:/>|>\s{0,20}</(?:\w{1,20}:)?v>)\s{0,20})?"
_END = rb"</(?P=c)>"
ERROR = re.compile(_CELL.replace(b"%", _OF_ERROR) + b"(?:" + _FORMULA + b")?" + _VALUE + _END)
NO_RESULT = re.compile(_CELL.replace(b"%", b"") + _FORMULA + _EMPTY + _END)
TYPE = re.compile(rb"""\bt=["']\w{1,20}["']""")
ODS_ERROR = re.compile(
    rb"<table:table-cell\s(?P<attributes>[^<>]{0,40000})>\s{0,20}<text:p>(?P<value>"
    + SHOWN
    + rb")</text:p>"
)
FORMULA = b"table:formula="
REPEATED = re.compile(rb"""table:number-columns-repeated=["']\d{1,9}["']""")


def is_broken(text: bytes, name: str) -> bool:
    """Is there anything to mend in this piece of the part `name`?"""
    if name == CONTENT:
        shown = b"<text:p>#" in text or b"<text:p>Err:" in text
        return shown and any(FORMULA in cell["attributes"] for cell in ODS_ERROR.finditer(text))
    error = b't="e"' if b' r="' in text else b"t='e'"
    formula = b"<f" if b"<row" in text else b":f"
    # Without any "f" there is none, and one sign is looked for thirty times as fast as two.
    computed = b"f" in text and formula in text
    return error in text or (computed and NO_RESULT.search(text) is not None)


def mended(workbook: ZipFile, parts: Collection[str]) -> bytes:
    """The same workbook, pictures left out, with the broken cells of these parts as text."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as copy:
        for name in workbook.namelist():
            if name.lower().endswith(NEEDED) or name == "mimetype":
                with workbook.open(name) as old, copy.open(name, "w") as new:
                    for text in pieces(old):
                        new.write(_mend(text, name) if name in parts else text)
    return file.getvalue()


def _mend(text: bytes, name: str) -> bytes:
    if name == CONTENT:
        return ODS_ERROR.sub(_ods_text, text)
    return NO_RESULT.sub(_no_result, ERROR.sub(_error, text))


def _error(cell: Match[bytes]) -> bytes:
    return _text(cell, cell["value"])


def _no_result(cell: Match[bytes]) -> bytes:
    return _text(cell, NO_FORMULA_RESULT.encode())


def _text(cell: Match[bytes], shown: bytes) -> bytes:
    tag, prefix = cell["c"], cell["c"][:-1]
    attributes = TYPE.sub(b"", cell["attributes"])
    return b'<%b %b t="str"><%bv>%b</%bv></%b>' % (tag, attributes, prefix, shown, prefix, tag)


def _ods_text(cell: Match[bytes]) -> bytes:
    """A formula that ended in an error; somebody who typed “#N/A” has it as text already."""
    if FORMULA not in cell["attributes"]:
        return cell[0]
    shown = cell["value"] if cell["value"].startswith(b"#") else b"#VALUE!"
    repeated = REPEATED.search(cell["attributes"])
    return b'<table:table-cell office:value-type="string" %b><text:p>%b</text:p>' % (
        repeated[0] if repeated else b"",
        shown,
    )
