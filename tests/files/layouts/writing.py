"""Rows of cells → the bytes of a file, as the programs that imitated lists come from write them."""

import csv
import io
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Lines = Sequence[Sequence[Any]]


class Formula(str):
    """A cell that computes; its text is what it last showed."""


def csv_file(
    lines: Lines,
    *,
    sign: str = ";",
    encoding: str = "utf-8",
    end: str = "\r\n",
    before: str = "",
    quoted: bool = False,
) -> bytes:
    file = io.StringIO()
    file.write(before)
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(file, delimiter=sign, lineterminator=end, quoting=quoting)
    writer.writerows([_text(cell) for cell in line] for line in lines)
    return file.getvalue().encode(encoding)


def _text(cell: Any) -> str:
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    return "" if cell is None else str(cell)


def xlsx(
    lines: Lines,
    *,
    name: str = "Feuil1",
    others: Mapping[str, Lines] | None = None,
    hidden: Collection[str] = (),
    merged: Iterable[str] = (),
    epoch_1904: bool = False,
) -> bytes:
    """`others` are further sheets, in their order; the list comes first unless its name stands among them."""
    sheets: dict[str, Lines] = dict(others or {})
    sheets = {**sheets, name: lines} if name in sheets else {name: lines, **sheets}
    file = io.BytesIO()
    options = {"in_memory": True, "date_1904": epoch_1904, "default_date_format": "dd/mm/yyyy"}
    with Workbook(file, options) as book:
        wrapped = book.add_format({"text_wrap": True})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            _fill(sheet, rows, wrapped)
            if title in hidden:
                sheet.hide()
        for area in merged:
            _merge(book.get_worksheet_by_name(name), area, lines)
    return file.getvalue()


def _fill(sheet: Worksheet, lines: Lines, wrapped: Format) -> None:
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            _write(sheet, row, column, cell, wrapped)


def _write(sheet: Worksheet, row: int, column: int, cell: Any, wrapped: Format) -> None:
    if isinstance(cell, Formula):
        sheet.write_formula(row, column, f'="{cell}"', None, str(cell))
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, datetime | date):
        sheet.write_datetime(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif cell:
        sheet.write_string(row, column, cell, wrapped if "\n" in cell else None)


def _merge(sheet: Worksheet, area: str, lines: Lines) -> None:
    """`A1:C1`, holding what its first cell holds."""
    start = area.partition(":")[0]
    column, row = ord(start[0]) - ord("A"), int(start[1:]) - 1
    sheet.merge_range(area, lines[row][column])


SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{SPREADSHEET}"/>'
    "</manifest:manifest>"
)


def ods(sheets: Mapping[str, Lines]) -> bytes:
    """As LibreOffice saves it, a stretch of repeated empty rows down to the end included."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    tables = "".join(_ods_table(name, lines) for name, lines in sheets.items())
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", SPREADSHEET)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return file.getvalue()


def _ods_table(name: str, lines: Lines) -> str:
    rows = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>" for line in lines
    )
    empty = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    return f'<table:table table:name="{escape(name)}">{rows}{empty}</table:table>'


def _ods_cell(cell: Any) -> str:
    if isinstance(cell, bool):
        kind = f'boolean" office:boolean-value="{str(cell).lower()}'
    elif isinstance(cell, date):
        kind = f'date" office:date-value="{cell}'
    elif isinstance(cell, int | float):
        kind = f'float" office:value="{cell}'
    elif not cell:
        return "<table:table-cell/>"
    else:
        kind = "string"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(cell).split("\n"))
    return f'<table:table-cell office:value-type="{kind}">{lines}</table:table-cell>'


def html_table(lines: Lines) -> bytes:
    """What many web programs hand out as .xls: a page with one table."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{_html_text(cell)}</td>" for cell in line) + "</tr>\n"
        for line in lines
    )
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        f'<style>td {{mso-number-format:"\\@"}}</style></head><body><table border="1">{rows}</table>'
        "</body></html>"
    )
    return page.encode()


def _html_text(cell: Any) -> str:
    return escape(_text(cell)).replace("\n", "<br>")
