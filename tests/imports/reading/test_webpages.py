import pytest

from carnet.core.workbooks.refusals import Foreign
from carnet.imports.reading.sheet import read_source
from tests.files.hostile import webpage
from tests.imports.reading.outcomes import cells_here, read_here

EXCEL_HEAD = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style>td {color: red}</style>'
LIST = [["Prénom", "Nom"], ["Zoé", "D’Hœst"]]


@pytest.mark.thorough
def test_the_table_that_many_programs_save_as_xls_is_read():
    source = read_source(webpage(LIST, head=EXCEL_HEAD))
    assert (source.format, source.encoding) == ("html", "utf-8")
    assert [row.cells for row in source.sheets[0].rows] == [tuple(row) for row in LIST]


def test_tags_nobody_closed_and_signs_written_in_words_are_understood():
    page = b"<table><tr><th>Nom<th>Soci&eacute;t&eacute;<tr><td>Maes &amp; Cie<td>&nbsp;1<br>2\n 3"
    assert cells_here(page) == [("Nom", "Société"), ("Maes & Cie", "1\n2 3")]


def test_cells_over_several_columns_and_lines_keep_the_others_in_place():
    page = (
        b"<table><tr><td rowspan=2>Nr<td colspan=2>Client<td>Tel</tr><tr><td>Nom<td>Rue<td>x</tr>"
        b"<tr><td>1<td>Maes<td>Haute<td>02</table>"
    )
    assert cells_here(page) == [
        ("Nr", "Client", "", "Tel"),
        ("", "Nom", "Rue", "x"),
        ("1", "Maes", "Haute", "02"),
    ]


def test_each_table_is_a_sheet_and_those_inside_cells_too():
    page = b"<html><table><tr><td>Menu<table><tr><td>Nom</td></tr></table></td></tr></table><table><tr><td>2"
    tables = [[row.cells for row in sheet.rows] for sheet in read_here(page).sheets]
    assert tables == [[("Menu",)], [("Nom",)], [("2",)]]


@pytest.mark.parametrize("span", ["x", "-3", "0", "99999999999999999999", "²"])
def test_nonsense_about_spans_is_passed_over(span):
    assert cells_here(f"<table><tr><td colspan='{span}'>a<td>b</table>".encode()) == [("a", "b")]


@pytest.mark.parametrize(
    "page", [b"<html><body>Hello", b"<table></table>", b"<html><frameset><frame src=sheet001.htm>"]
)
def test_a_page_without_a_filled_table_is_refused(page):
    with pytest.raises(Foreign) as problem:
        read_here(page)
    assert problem.value.about == {"kind": "web page"}
