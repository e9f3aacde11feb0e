from datetime import date
from tempfile import NamedTemporaryFile

import pytest

from carnet.core import child
from carnet.imports.reading import preflight, reader, sheet
from carnet.imports.reading.sheet import Unreadable, check_name, read_sheets, read_table
from tests.files import workbooks

HEADERS = ["Prénom", "Nom", "E-mail", "Langue"]
ANN = ["Ann", "Peeters", "ann@example.org", "fr"]
EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def cells(data: bytes) -> list[tuple]:
    return [row.cells for row in read_table(data).rows]


def read_here(data: bytes) -> list[list]:
    """Without the child, for what is not hostile."""
    with NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return [lines for _name, lines in reader.read_file(file.name)]


def test_rows_keep_the_line_numbers_of_the_sheet():
    data = workbooks.workbook([["Our clients"], [], HEADERS, ANN, [], ANN])
    assert [row.line for row in read_table(data).rows] == [4, 6]


def test_whole_numbers_come_as_text_and_dates_as_dates():
    data = workbooks.workbook([HEADERS, [1000, 12.5, date(1985, 7, 30), True]])
    assert cells(data) == [("1000", "12.5", date(1985, 7, 30), "true")]


def test_leading_zeros_of_text_cells_stay():
    assert cells(workbooks.workbook([HEADERS, ["00125", "x", "y", "z"]]))[0][0] == "00125"


def test_hidden_sheets_are_not_read():
    assert cells(workbooks.hidden_first([HEADERS, ANN])) == [tuple(ANN)]


def test_the_first_sheet_with_a_list_is_taken():
    data = workbooks.workbook([["Remember to check"]], Clients=[HEADERS, ANN])
    assert cells(data) == [tuple(ANN)]


def test_opendocument_lists_are_read_too():
    data = workbooks.opendocument([HEADERS, [1000, "Dubois", date(1985, 7, 30), "fr"]])
    assert cells(data) == [("1000", "Dubois", date(1985, 7, 30), "fr")]


def test_error_cells_and_formulas_without_result_are_told():
    data = workbooks.cells(
        '<row r="1"><c r="B1" t="inlineStr"><is><t>Prénom</t></is></c>'
        '<c r="C1" t="inlineStr"><is><t>E-mail</t></is></c><c r="D1" t="inlineStr"><is><t>Rue</t></is></c></row>'
        '<row r="2"><c r="B2" t="e"><f>NA()</f><v>#N/A</v></c><c r="C2"><f>A1&amp;"x"</f></c>'
        '<c r="D2" t="str"><f>1+1</f><v>Rue Haute</v></c></row>'
    )
    assert cells(data) == [("#N/A", "#FORMULA!", "Rue Haute")]


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_files_are_read_in_the_usual_signs_and_encodings(sign, encoding):
    rows = [HEADERS, ["Zoé", "D’Hœst", "zoe@example.org", "fr"]]
    assert read_here(workbooks.text(rows, sign=sign, encoding=encoding)) == [
        [(1, HEADERS), (2, rows[1])]
    ]


def test_a_separator_line_is_obeyed_and_counted():
    data = b"sep=|\r\n" + workbooks.text([HEADERS, ANN], sign="|")
    assert read_here(data) == [[(2, HEADERS), (3, ANN)]]


def test_the_apostrophe_of_our_own_export_is_taken_off():
    rows = [["Nom", "GSM"], ["O'Neill", "'+32470123456"]]
    assert read_here(workbooks.text(rows))[0][1] == (2, ["O'Neill", "+32470123456"])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (workbooks.far_cell(), "very far from the list"),
        (workbooks.entity_bomb(), "no spreadsheet program writes"),
        (workbooks.many_parts(), "more than any client list"),
        (b"%PDF-1.7 \0 not a list", "not a spreadsheet"),
        (b"PK\x03\x04 and then nothing", "not a spreadsheet"),
        (EXCEL + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"", "empty"),
        (workbooks.workbook([]), "empty"),
        (workbooks.workbook([HEADERS]), "no clients below"),
        (workbooks.workbook([["apple", "pear"], ["1", "2"]]), "No row of headers"),
        (workbooks.text([["Nom", "E-mail"], ["x" * 200_000, "y"]]), "cannot be read"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read_table(data)


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(preflight, "UNPACKED", 1_000)
    with pytest.raises(preflight.TooBig):
        read_here(workbooks.far_cell())


def test_a_far_cell_that_slips_past_the_look_kills_only_the_child(tmp_path):
    """Column ZZ has two letters, so only the limits of the child stand in the way."""
    file = tmp_path / "bomb.xlsx"
    file.write_bytes(workbooks.far_cell("ZZ1048576"))
    with pytest.raises(child.ChildFailed, match="died"):
        child.run(reader.read_file, str(file), limits=sheet.LIMITS)
    with pytest.raises(Unreadable, match="more memory or time"):
        read_sheets(file.read_bytes())


def test_lists_longer_or_wider_than_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr(reader, "ROWS", 3)
    with pytest.raises(reader.TooManyRows):
        read_here(workbooks.text([HEADERS, ANN, ANN, ANN]))
    with pytest.raises(Unreadable, match="300 columns"):
        read_table(workbooks.text([["Nom"] * 301]))


@pytest.mark.parametrize(
    ("name", "size", "sentence"),
    [
        ("letter.pdf", 10, "letter.pdf is not a spreadsheet"),
        ("clients", 10, "not a spreadsheet"),
        ("clients.xlsx", 20 * 2**20 + 1, "larger than 20 MB"),
        ("clients.xlsx", 0, "empty"),
    ],
)
def test_wrong_endings_and_sizes_are_refused_unread(name, size, sentence):
    with pytest.raises(Unreadable, match=sentence):
        check_name(name, size)
