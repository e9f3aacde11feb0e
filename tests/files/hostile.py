"""Files that are no list of clients, by accident or on purpose. Each is made here, byte by byte."""

import io
import struct
import warnings
import zipfile
from collections.abc import Mapping, Sequence

from tests.files.containers import container, excel97
from tests.files.workbooks import ODS_MANIFEST, far_cell, many_parts, package

ODS = "application/vnd.oasis.opendocument.spreadsheet"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(64)


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def ods(tables: str, *, before: str = "", manifest: str = ODS_MANIFEST) -> bytes:
    """An OpenDocument of raw tables."""
    names = ("office", "table", "text")
    spaces = [f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names]
    spaces.append(
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    )
    content = (
        f"{before}<office:document-content {' '.join(spaces)}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed({"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_table(rows: str, name: str = "Clients") -> str:
    return f'<table:table table:name="{name}">{rows}</table:table>'


def ods_row(cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def ods_text(text: str, times: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def ods_gap(times: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


# -- Bombs ---------------------------------------------------------------------------------------


def blank_bomb() -> bytes:
    """20 MB of spaces in 20 KB."""
    return package(" " * 20_000_000)


def crowded_directory() -> bytes:
    return far_cell() + b"PK\x01\x02" * 5_000


def twin_parts() -> bytes:
    file = io.BytesIO(package("<row r='1'/>"))
    with warnings.catch_warnings(), zipfile.ZipFile(file, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def overlapping_parts() -> bytes:
    """The directory sends two parts to the same packed bytes."""
    data = bytearray(package("<row r='1'/>"))
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def locked_parts() -> bytes:
    """A ZIP whose parts ask for a password."""
    data = bytearray(package("<row r='1'/>"))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def climbing_part() -> bytes:
    return package("", extra={"../../etc/passwd.xml": b"<x/>"})


def strange_packing() -> bytes:
    """Packed by LZMA, in which a bomb is smaller still."""
    file = io.BytesIO(package("<row r='1'/>"))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/media/x.bin", b"x" * 100)
    return file.getvalue()


def entities(part: str) -> bytes:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    return package("<row r='1'/>", extra={part: laughs})


def entities_in_utf_16() -> bytes:
    return package("<row r='1'/>", extra={"xl/styles.xml": "<!DOCTYPE x []><x/>".encode("utf-16")})


def ods_entities() -> bytes:
    return ods(ods_table(ods_row(ods_text("&a;"))), before='<!DOCTYPE x [<!ENTITY a "ha">]>')


def many_long_cells() -> bytes:
    """One text of 30,000 characters, named by 12,000 cells: unpacks to 600 KB, laid out to 720 MB."""
    text = f"<sst><si><t>{'é' * 30_000}</t></si></sst>".encode()
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 12_001))
    return package(rows, extra={"xl/sharedStrings.xml": text})


# -- Far cells -----------------------------------------------------------------------------------


def ods_far_cell() -> bytes:
    rows = ods_row(ods_text("a")) + ods_row(ods_gap(1024), 1_048_000)
    return ods(ods_table(rows + ods_row(ods_gap(16_383) + ods_text("z"))))


def ods_far_cell_above() -> bytes:
    """It stands in the second row; the last one is as narrow as the first."""
    far = ods_row(ods_gap(16_383) + ods_text("z"))
    return ods(ods_table(ods_row(ods_text("a")) + far + ods_row(ods_text("b"), 60_000) * 2))


def ods_repeated_cell() -> bytes:
    return ods(ods_table(ods_row(ods_text("a", 16_384), 60_000)))


def ods_deep_cell() -> bytes:
    row = "".join(map(ods_text, "abcdefgh"))
    return ods(ods_table(ods_row(row) + ods_row(ods_gap(1024), 1_048_000) + ods_row(row)))


def deep_cell() -> bytes:
    """Twenty columns, and one forgotten letter in the last row of the sheet."""
    row = "".join(f'<c r="{letter}1"><v>1</v></c>' for letter in "ABCDEFGHIJKLMNOPQRST")
    last = '<row r="1048576"><c r="T1048576"><v>1</v></c></row>'
    return package(f'<row r="1">{row}</row>{last}')


def old_far_cell() -> bytes:
    return excel97([["Nom"]], places={(65_535, 255): "far"})


# -- Passwords -----------------------------------------------------------------------------------


def locked_excel() -> bytes:
    """As Excel saves .xlsx with a password: an OLE container around it."""
    return container({"EncryptionInfo": b"\x04", "EncryptedPackage": b"\x07" * 9000})


def locked_ods() -> bytes:
    manifest = ODS_MANIFEST.replace("</manifest:manifest>", "")
    locked = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
    return ods("", manifest=f"{manifest}{locked}</manifest:file-entry></manifest:manifest>")


def locked_whole_ods() -> bytes:
    """As LibreOffice 24.8 does it: the whole document in one part."""
    return packed({"mimetype": ODS, "encrypted-package": b"\x07" * 100})


# -- Something else ------------------------------------------------------------------------------


def sheets(count: int) -> bytes:
    about = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count + 1))
    namespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = f'<workbook xmlns:r="{namespace}"><sheets>{about}</sheets></workbook>'
    return packed({"xl/workbook.xml": book, "[Content_Types].xml": "<Types/>"})


def ods_sheets(count: int) -> bytes:
    return ods("".join(ods_table(ods_row(ods_text("a")), f"S{n}") for n in range(count)))


def webpage(rows: Sequence[Sequence[str]], *, head: str = "") -> bytes:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<html><head>{head}</head><body><table border=1>{lines}</table></body></html>".encode()


def picture_in_zip() -> bytes:
    return packed({"photo.jpg": JPEG})


def old_word() -> bytes:
    return container({"WordDocument": b"\xec\xa5"})


def outlook_message() -> bytes:
    return container({"__properties_version1.0": b"\0"})


def access() -> bytes:
    return b"\0\x01\0\0Standard Jet DB\0" + bytes(100)


def excel_3() -> bytes:
    return b"\x09\x02\x06\x00\x00\x00\x10\x00" + struct.pack("<HH", 0x0A, 0)


REFUSED: dict[str, tuple[bytes, str]] = {
    "blank bomb": (blank_bomb(), "unpacks to more than any client list"),
    "two thousand parts": (many_parts(), "unpacks to more than any client list"),
    "crowded directory": (crowded_directory(), "unpacks to more than any client list"),
    "twin parts": (twin_parts(), "no spreadsheet program writes"),
    "overlapping parts": (overlapping_parts(), "no spreadsheet program writes"),
    "climbing part": (climbing_part(), "no spreadsheet program writes"),
    "strange packing": (strange_packing(), "no spreadsheet program writes"),
    "entities": (entities("xl/styles.xml"), "no spreadsheet program writes"),
    "entities in the strings": (entities("xl/sharedStrings.xml"), "no spreadsheet program writes"),
    "entities in UTF-16": (entities_in_utf_16(), "no spreadsheet program writes"),
    "entities in .ods": (ods_entities(), "no spreadsheet program writes"),
    "far cell": (far_cell(), "go out to cell XFD1048576"),
    "far cell of two letters": (far_cell("ZZ1048576"), "go out to cell ZZ1048576"),
    "far column": (far_cell("XFD2"), "go out to cell XFD2"),
    "deep cell": (deep_cell(), "go down to cell T1048576"),
    "far cell in .ods": (ods_far_cell(), "go out to cell XFD1048002"),
    "far cell above in .ods": (ods_far_cell_above(), "go out to cell XFD2"),
    "repeated cell in .ods": (ods_repeated_cell(), "go out to cell XFD60000"),
    "deep cell in .ods": (ods_deep_cell(), "go down to cell"),
    "far cell in .xls": (old_far_cell(), "go out to cell IV65536"),
    "locked .xlsx": (locked_excel(), "protected by a password"),
    "locked .xls": (excel97([["Nom"]], protected=True), "protected by a password"),
    "locked .ods": (locked_ods(), "protected by a password"),
    "locked .ods as a whole": (locked_whole_ods(), "protected by a password"),
    "locked ZIP": (locked_parts(), "protected by a password"),
    "truncated .xlsx": (far_cell()[:900], "not complete"),
    "truncated .xls": (excel97([["Nom"]])[:2_000], "not complete"),
    "damaged .xls": (container({"Workbook": b"\x09\x08\xff\xff\0\0"}), "damaged"),
    "damaged .xlsx": (package("<row r='1'><c r='A1'><v>1</row>"), "damaged"),
    "picture": (JPEG, "is a picture"),
    "PDF": (b"%PDF-1.7\n" + bytes(100), "is a PDF"),
    "Word": (packed({"word/document.xml": "<x/>", "[Content_Types].xml": "<x/>"}), "text document"),
    "old Word": (old_word(), "text document"),
    "RTF": (rb"{\rtf1\ansi Nom}", "text document"),
    "OpenDocument text": (
        packed({"mimetype": ODS.replace("spreadsheet", "text")}),
        "text document",
    ),
    "PowerPoint": (packed({"ppt/presentation.xml": "<x/>"}), "presentation"),
    "message": (outlook_message(), "e-mail message"),
    "Numbers": (packed({"Index/Document.iwa": "x", "preview.jpg": JPEG}), "made by Numbers"),
    "ZIP of a picture": (picture_in_zip(), "is an archive"),
    "gzip": (b"\x1f\x8b\x08\0" + bytes(20), "is an archive"),
    "Access": (access(), "is a database"),
    "program": (b"MZ\x90\0\x03\0\0\0" + bytes(60), "is a program"),
    "binary workbook": (packed({"xl/workbook.bin": b"\x83"}), "Excel binary workbook"),
    "Excel 3": (excel_3(), "before 1993"),
    "XML of 2003": (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        "XML",
    ),
    "web page without a table": (b"<!DOCTYPE html><html><p>Hello</p></html>", "without a table"),
    "web archive": (b"MIME-Version: 1.0\nContent-Type: multipart/related", "without a table"),
    "noise": (bytes(range(1, 32)) * 20, "not a spreadsheet"),
    "zero bytes": (b"Nom;E-mail\nAnn\0;x\n" + b"a" * 9_000, "not a spreadsheet"),
    "500 sheets": (sheets(500), "has 500 sheets; at most 100"),
    "500 sheets in .ods": (ods_sheets(500), "has 500 sheets; at most 100"),
    "500 tables": (webpage([["a"]]) * 500, "has 500 sheets; at most 100"),
    "unclosed quote": (b'Nom;Rue\nAnn;"Rue Haute\nJan;Rue Basse\n', "In row 2 a quotation mark"),
    "endless row": (b"a" + b";" * 20_000, "go out to cell XFE1"),
    "endless text": (b"<table><tr><td>" + b"x" * 70_000, "more text than any client list"),
    "endless cell": (b"Nom;Rue\nAnn;" + b"x" * 70_000, "In row 2 a quotation mark"),
}
