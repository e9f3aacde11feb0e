from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from carnet.core.reading.rows import digits_lost
from carnet.imports.reading.sheet import read_source
from tests.files import hostile, workbooks
from tests.files.containers import excel97
from tests.imports.reading.outcomes import cells_here, read_here, sheet_here

HEADERS = ["Prénom", "Nom", "E-mail", "Langue"]
ANN = ["Ann", "Peeters", "ann@example.org", "fr"]
BORN = date(1985, 7, 30)


def saved(*rows, since_1904=False, **formats) -> bytes:
    """A workbook whose cells may have number formats, by their place."""
    book = openpyxl.Workbook()
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    for row in rows:
        book.active.append(row)
    for place, number_format in formats.items():
        book.active[place].number_format = number_format
    return workbooks._bytes(book)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (workbooks.workbook([HEADERS, [1000, "Dubois", BORN, "fr"]]), "xlsx"),
        (workbooks.opendocument([HEADERS, [1000, "Dubois", BORN, "fr"]]), "ods"),
        (excel97([HEADERS, [1000, "Dubois", BORN, "fr"]]), "xls"),
    ],
)
def test_lists_of_every_spreadsheet_program_are_read(data, kind):
    source = read_source(data)
    assert (source.format, source.encoding, source.delimiter) == (kind, "", "")
    (sheet,) = source.sheets
    assert [(row.line, row.cells) for row in sheet.rows] == [
        (1, tuple(HEADERS)),
        (2, ("1000", "Dubois", BORN, "fr")),
    ]


def test_rows_keep_the_line_numbers_of_the_sheet():
    data = workbooks.workbook([["Our clients"], [], HEADERS, ANN, [" ", "\xa0"], ANN])
    assert [row.line for row in sheet_here(data).rows] == [1, 3, 4, 6]


def test_a_list_that_starts_lower_and_further_right_keeps_its_position():
    book = openpyxl.Workbook()
    book.active["C4"], book.active["D6"] = "Nom", "x"
    rows = sheet_here(workbooks._bytes(book)).rows
    assert [(row.line, row.cells) for row in rows] == [
        (4, ("", "", "Nom", "")),
        (6, ("", "", "", "x")),
    ]


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_are_the_same_in_both_calendars_of_excel(since_1904):
    days = [
        date(1904, 1, 2),
        date(1985, 7, 30),
        date(2000, 2, 29),
        datetime.fromisoformat("2024-05-06T07:08"),
    ]
    told = (*days[:3], date(2024, 5, 6))
    assert cells_here(saved(days, since_1904=since_1904)) == [told]
    assert cells_here(excel97([days[:3]], since_1904=since_1904)) == [told[:3]]


def test_dates_around_the_day_that_excel_invented_are_right():
    days = (date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1))
    assert cells_here(saved(days)) == [days]


def test_numbers_are_written_as_people_write_them():
    row = [1000.0, 85010112345.0, 12.5, 0.1 + 0.2, 1e22, 0, -3, True, False]
    assert cells_here(saved(row)) == [
        ("1000", "85010112345", "12.5", "0.3", "1" + "0" * 22, "0", "-3", "true", "false")
    ]


def test_times_alone_and_durations_are_text():
    assert cells_here(saved([time(8, 30), timedelta(hours=30, minutes=5)])) == [
        ("08:30:00", "30:05:00")
    ]


def test_numbers_that_are_no_number_and_dates_that_are_no_date_do_not_break_the_reading():
    data = saved([1e300, -5, 2_958_466], A1="dd/mm/yyyy", B1="dd/mm/yyyy", C1="dd/mm/yyyy")
    assert [len(cell) > 0 for cell in cells_here(data)[0]] == [True, True, True]
    raw = '<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>inf</v></c><c r="C1"><v>7</v></c></row>'
    assert cells_here(workbooks.cells(raw)) == [("", "", "7")]


def test_leading_zeros_of_text_cells_stay():
    assert cells_here(workbooks.workbook([["00125"]])) == [("00125",)]


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("8,50101E+10", True),
        ("8.50101e+10", True),
        ("1E+05", True),
        ("85010112345", False),
        ("1E5", False),
    ],
)
def test_a_number_written_short_has_lost_its_digits(text, lost):
    assert digits_lost(text) is lost


def test_hidden_sheets_are_told_from_those_one_sees():
    hidden, shown = read_here(workbooks.hidden_first([HEADERS, ANN])).sheets
    assert (hidden.hidden, shown.hidden, shown.name) == (True, False, "Clients")
    assert [row.cells for row in shown.rows] == [tuple(HEADERS), tuple(ANN)]


def test_merged_areas_are_told_and_their_text_stands_in_the_first_cell():
    book = openpyxl.Workbook()
    book.active["B1"], book.active["B3"] = "Contact", "Nom"
    book.active.merge_cells("B1:C2")
    sheet = sheet_here(workbooks._bytes(book))
    assert sheet.merged == ((1, 1, 2, 2),)
    assert [row.cells for row in sheet.rows] == [("", "Contact"), ("", "Nom")]
    assert sheet_here(excel97([["a", "b"]], merged=[(0, 0, 0, 1)])).merged == ((1, 0, 1, 1),)


def test_line_breaks_and_signs_one_cannot_see_are_tidied():
    row = [
        "Rue\r\nHaute",
        "+32\u202a470\u202c",
        "A\xa0B\u202fC",
        "\ufeffx\u200b",
        "Zoe\u0301",
        "a\tb",
    ]
    assert cells_here(workbooks.workbook([row])) == [
        ("Rue\nHaute", "+32470", "A B C", "x", "Zoé", "a\tb")
    ]


def test_the_apostrophe_of_our_own_export_is_taken_off():
    row = ["O'Neill", "'+32470123456", "'=x", "'s-Gravenhage"]
    assert cells_here(workbooks.workbook([row])) == [
        ("O'Neill", "+32470123456", "=x", "'s-Gravenhage")
    ]


# -- Formulas ------------------------------------------------------------------------------------

XLSX_CELLS = (
    '<row r="2"><c r="B2" s="1" t="e"><f>NA()</f><v>#N/A</v></c><c r="C2"><f>A1&amp;"x"</f></c>'
    '<c r="D2" t="str"><f>1+1</f><v>Rue Haute</v></c><c r="E2"><f>A1</f><v></v></c>'
    '<c r="F2" t="str"><f t="shared" si="0"/><v/></c><c r="G2" t="e"><v>#REF!</v></c>'
    '<c r="H2"><f>[1]Other!A1</f><v>7</v></c></row>'
)
TOLD = ("", "#N/A", "#FORMULA!", "Rue Haute", "#FORMULA!", "#FORMULA!", "#REF!", "7")


def test_formulas_count_by_their_saved_result_and_errors_are_told():
    """Macros are not looked at, and what links to other workbooks point to is never asked for."""
    extra = {
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        "xl/vbaProject.bin": b"macro",
    }
    assert cells_here(workbooks.package(XLSX_CELLS, extra=extra)) == [TOLD]


def test_workbooks_whose_tags_have_a_prefix_are_mended_as_well():
    prefixed = XLSX_CELLS.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    assert cells_here(workbooks.package(prefixed, prefix="x:")) == [TOLD]
    formula = '<x:row r="1"><x:c r="A1"><x:f>B1</x:f></x:c></x:row>'
    assert cells_here(workbooks.package(formula, prefix="x:")) == [("#FORMULA!",)]


@pytest.mark.thorough
def test_errors_are_told_where_pieces_of_a_long_sheet_meet():
    line = '<row r="{0}"><c r="A{0}" t="e"><v>#N/A</v></c><c r="B{0}"><v>{0}</v></c></row>'
    data = workbooks.cells("".join(line.format(number) for number in range(1, 30_001)))
    assert {cells[0] for cells in cells_here(data)} == {"#N/A"}


def test_errors_of_libreoffice_are_told_too():
    error = (
        '<table:table-cell table:formula="of:=1/0" {} calcext:value-type="error">'
        "<text:p>{}</text:p></table:table-cell>"
    )
    empty = 'office:value-type="string" office:string-value=""'
    zero = 'office:value-type="float" office:value="0" table:number-columns-repeated="2"'
    row = error.format(empty, "#N/A") + error.format(zero, "Err:502") + hostile.ods_text("#N/A!")
    data = hostile.ods(hostile.ods_table(hostile.ods_row(row)))
    assert cells_here(data) == [("#N/A", "#VALUE!", "#VALUE!", "#N/A!")]


def test_errors_of_old_excel_are_told_too():
    assert cells_here(excel97([["a", "#N/A"], ["#DIV/0!", 3]])) == [("a", "#N/A"), ("#DIV/0!", "3")]


def test_opendocument_rows_and_cells_that_repeat_are_repeated():
    row = hostile.ods_row(hostile.ods_gap(2) + hostile.ods_text("x", 2), 2)
    data = hostile.ods(hostile.ods_table(row + hostile.ods_row(hostile.ods_gap(16_384), 1_000_000)))
    assert cells_here(data) == [("", "", "x", "x")] * 2


def test_a_cell_that_names_a_part_of_another_container_is_only_a_cell():
    assert cells_here(excel97([["x", "EncryptedPackage\0"]])) == [("x", "EncryptedPackage")]
