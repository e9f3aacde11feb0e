"""Writes one sheet as an .ods (OpenDocument 1.3) of text and dates. Not with a library: the one there is has had no
release for years, and so few elements are needed. Pure."""

import io
import re
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from carnet.core.reading.rows import Cell

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = "urn:oasis:names:tc:opendocument:xmlns"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
MANIFEST = f"""{HEAD}<manifest:manifest xmlns:manifest="{NAMES}:manifest:1.0" manifest:version="1.3">\
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MIMETYPE}"/>\
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
# Cells are formatted as text, so that what looks like a formula stays text, also once somebody has edited it.
STYLES = """<office:automatic-styles>\
<number:text-style style:name="N1"><number:text-content/></number:text-style>\
<number:date-style style:name="N2"><number:day number:style="long"/><number:text>/</number:text>\
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>\
</number:date-style>\
<style:style style:name="text" style:family="table-cell" style:data-style-name="N1"/>\
<style:style style:name="day" style:family="table-cell" style:data-style-name="N2"/>\
<style:style style:name="wide" style:family="table-column">\
<style:table-column-properties style:column-width="4cm"/></style:style>\
</office:automatic-styles>"""
# What XML has no way to write; and what it would make one space of.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SPACES = re.compile("\t|^ +| {2,}")


def spreadsheet(name: str, rows: Sequence[Sequence[Cell]]) -> bytes:
    """The file, with the rows from its first line on."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        # First and plain: by it programs know the format.
        archive.writestr("mimetype", MIMETYPE, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", _content(name, rows))
    return file.getvalue()


def _content(name: str, rows: Sequence[Sequence[Cell]]) -> str:
    spaces = ("office", "table", "text", "style", "number:datastyle")
    named = " ".join(
        f'xmlns:{one.split(":")[0]}="{NAMES}:{one.split(":")[-1]}:1.0"' for one in spaces
    )
    columns = f'table:style-name="wide" table:default-cell-style-name="text" \
table:number-columns-repeated="{max(map(len, rows), default=1) or 1}"'
    lines = "".join(
        f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows
    )
    return (
        f'{HEAD}<office:document-content {named} office:version="1.3">{STYLES}<office:body>'
        f"<office:spreadsheet><table:table table:name={quoteattr(name)}><table:table-column {columns}/>"
        f"{lines}</table:table></office:spreadsheet></office:body></office:document-content>"
    )


def _cell(value: Cell) -> str:
    if not value:
        return "<table:table-cell/>"
    if isinstance(value, date):
        told = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        return f'<table:table-cell table:style-name="day" {told}/>'
    paragraphs = "".join(f"<text:p>{_text(line)}</text:p>" for line in value.split("\n"))
    told = 'table:style-name="text" office:value-type="string"'
    return f"<table:table-cell {told}>{paragraphs}</table:table-cell>"


def _text(line: str) -> str:
    return SPACES.sub(_spaces, escape(FORBIDDEN.sub("", line)))


def _spaces(found: re.Match[str]) -> str:
    return "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>'
