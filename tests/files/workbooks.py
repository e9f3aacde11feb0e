"""Spreadsheets as offices have them, good and bad, made anew for each test. Every person is invented."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import openpyxl
from openpyxl.cell.cell import Cell

FIRST_NAMES = (
    "Ann",
    "Jan",
    "Zoé",
    "Luc",
    "Émilie",
    "Karel",
    "Marie-Claire",
    "Özlem",
    "Tom",
    "Inès",
)
LAST_NAMES = ("Peeters", "Dubois", "Van den Berg", "D’Hœst", "Müller", "Claes", "Lambert", "Weber")
HEADERS = (
    *("Prénom*", "Nom*", "E-mail*", "Langue*", "Rue", "N°", "Code postal", "Localité", "Pays"),
    *("Numéro de registre national", "Numéro client", "GSM", "Date de naissance", "Remarques"),
    "Couleur préférée",
)


def national_number(born: date, serial: int = 1) -> str:
    nine = f"{born:%y%m%d}{serial:03}"
    check = 97 - int(("2" if born.year >= 2000 else "") + nine) % 97
    return f"{nine[:2]}.{nine[2:4]}.{nine[4:6]}-{nine[6:]}.{check:02}"


def person(number: int) -> list[object]:
    """A row under HEADERS."""
    first, last = FIRST_NAMES[number % 10], LAST_NAMES[number % 8]
    born = date(1950, 1, 1) + timedelta(days=number * 47 % 20_000)
    return [
        *(first, last, f"klient{number}@example.org", ("fr", "nl", "de", "en")[number % 4]),
        *("Rue Haute", number, 1000 + number % 900, "Bruxelles", "Belgique"),
        *(national_number(born), f"{number:05}", "0470 12 34 56", born, "", "bleu"),
    ]


# What goes wrong in twelve rows of the list of 300: row of the sheet → column and what stands there.
WRONG = {
    5: ("E-mail*", "ann.example.org"),
    17: ("E-mail*", ""),
    33: ("Nom*", ""),
    48: ("Langue*", "Klingon"),
    76: ("Numéro de registre national", "85.07.30-033.29"),
    90: ("GSM", "12"),
    111: ("Date de naissance", "31/02/1980"),
    134: ("Pays", "Atlantis"),
    160: ("Prénom*", ""),
    188: ("Langue*", ""),
    222: ("E-mail*", "a b@example.org"),
    250: ("Numéro client", f"{3:05}"),
}


def libreoffice_list(rows: int = 300) -> bytes:
    """As LibreOffice saves it: two title lines, dates as dates, numbers as numbers, 12 rows wrong."""
    lines = [list(person(number)) for number in range(rows)]
    for line, (header, value) in WRONG.items():
        if line - 4 < rows:
            lines[line - 4][HEADERS.index(header)] = value
    return workbook([["Liste des clients"], [], HEADERS, *lines])


def workbook(rows: Iterable[Sequence[object]], **sheets: Iterable[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    _fill(book.active, rows)
    for name, others in sheets.items():
        _fill(book.create_sheet(name), others)
    return _bytes(book)


def _fill(sheet, rows: Iterable[Sequence[object]]) -> None:
    for row in rows:
        sheet.append(list(row))
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        _like_libreoffice(cell)


def _like_libreoffice(cell: Cell) -> None:
    if isinstance(cell.value, date) and not isinstance(cell.value, datetime):
        cell.number_format = "DD/MM/YYYY"


def _bytes(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


ODS_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type='
    '"application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def opendocument(rows: Iterable[Sequence[object]]) -> bytes:
    """As LibreOffice saves .ods: dates as dates, and a stretch of empty rows down to the end."""
    lines = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
    )
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in names.items()
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Clients">{lines}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
    return file.getvalue()


def _ods_cell(value: object) -> str:
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
    if isinstance(value, int):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return (
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    )


def hidden_first(rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook whose first sheet is hidden; the list stands on the second."""
    book = openpyxl.Workbook()
    book.active.append(["Prénom", "Nom", "E-mail"])
    book.active.append(["Hidden", "Person", "hidden@example.org"])
    _fill(book.create_sheet("Clients"), rows)
    book.active.sheet_state = "hidden"
    return _bytes(book)


def text(rows: Iterable[Sequence[str]], *, sign: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(sign.join(row) for row in rows).encode(encoding)


# -- Hostile files -------------------------------------------------------------------------------


def far_cell(place: str = "XFD1048576") -> bytes:
    """Two cells, the second at the end of the sheet: readers lay out everything between."""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cells = (
        f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{place}"><v>1</v></c></row>'
    )
    return package(cells)


def entity_bomb() -> bytes:
    return package("<row r='1'/>", before='<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>')


def many_parts(count: int = 2_100) -> bytes:
    return package("", extra={f"xl/media/{number}.bin": b"" for number in range(count)})


def cells(xml: str) -> bytes:
    """A sheet of raw cells, for what openpyxl does not write."""
    return package(xml)


def package(
    sheet_data: str, *, before: str = "", prefix: str = "", extra: dict[str, bytes] | None = None
) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    name = f":{prefix[:-1]}" if prefix else ""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships "
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{before}<{prefix}worksheet xmlns{name}="{main}">'
        f"<{prefix}sheetData>{sheet_data}</{prefix}sheetData></{prefix}worksheet>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **(extra or {})}.items():
            archive.writestr(name, content)
    return file.getvalue()
