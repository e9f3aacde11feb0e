import io
import re
from pathlib import Path

import pytest

from carnet.core.reading import mending
from carnet.core.workbooks import preflight
from carnet.core.workbooks.parts import pieces
from carnet.imports.reading.sentences import sentence
from carnet.imports.reading.sheet import Unreadable, read_source
from tests.files import hostile, workbooks
from tests.imports.reading.outcomes import cells_here, outcomes, read_here

LIST = [["Prénom", "Nom"], ["Ann", "Peeters"]]


@pytest.fixture(scope="module")
def refusals():
    return outcomes({name: data for name, (data, _words) in hostile.REFUSED.items()})


@pytest.mark.thorough
@pytest.mark.parametrize("name", hostile.REFUSED)
def test_every_bad_file_gets_its_own_sentence(refusals, name):
    told = sentence(*refusals[name])
    assert hostile.REFUSED[name][1] in told
    # What is wrong, and then what to do about it.
    assert re.fullmatch(r"[A-Z][^%]*[.;] .*[A-Za-z].*\.", told), told


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (workbooks.far_cell(), "go out to cell XFD1048576"),
        (hostile.locked_excel(), "protected by a password"),
        (b"", "file is empty"),
        (b" \r\n;;;\n\n", "file is empty"),
        (workbooks.workbook([]), "file is empty"),
    ],
)
def test_the_server_hears_the_same(data, words):
    with pytest.raises(Unreadable, match=words):
        read_source(data)


@pytest.mark.thorough
def test_a_file_that_asks_too_much_kills_only_the_child():
    assert growth_over(hostile.many_long_cells(), "more memory or time") < 10


@pytest.mark.thorough
@pytest.mark.parametrize(
    "make", [hostile.blank_bomb, hostile.ods_far_cell, hostile.old_far_cell, hostile.deep_cell]
)
def test_the_server_does_not_grow_with_a_refused_file(make):
    assert growth_over(make(), "Copy|Delete") < 10


def growth_over(data: bytes, words: str) -> float:
    """By how many MB the most memory this process held meanwhile exceeds what it held before."""
    Path("/proc/self/clear_refs").write_text("5")
    before = held()
    with pytest.raises(Unreadable, match=words):
        read_source(data)
    return (held() - before) / 1024


def held() -> int:
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def test_a_sheet_that_reaches_too_far_does_not_stand_in_the_way_of_the_others():
    far = workbooks.workbook(LIST, Calendar=[["day"] * 201])
    clients, calendar = read_here(far).sheets
    assert [row.cells for row in clients.rows] == [tuple(row) for row in LIST]
    assert (calendar.rows, calendar.refusal) == ((), "TooWide {'cell': 'GS1'}")


def test_coloured_cells_far_away_do_not_count():
    data = workbooks.cells(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Nom</t></is></c><c r="XFD1" s="1"/></row>'
        '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"></c></row>'
    )
    assert cells_here(data) == [("Nom",)]


def test_a_forgotten_cell_far_below_a_narrow_list_does_no_harm():
    data = workbooks.cells(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="110000"><c r="B110000"><v>2</v></c></row>'
    )
    assert cells_here(data) == [("1",), ("", "2")]


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(preflight, "UNPACKED", 1_000)
    with pytest.raises(preflight.TooBig):
        read_here(workbooks.workbook(LIST))


def test_cells_as_long_as_excel_allows_are_read_whole():
    long = "é" * 32_767
    assert cells_here(workbooks.workbook([["Notes"], [long]])) == [("Notes",), (long,)]
    assert cells_here(workbooks.text([["Notes", "x"], [long, ""]]))[1] == (long, "")


SHEET = "xl/worksheets/sheet1.xml"
MALICE = {
    SHEET: [
        *(
            b"<c ",
            b"<c\t",
            b"<:c ",
            b'<c r="A1" t="e">',
            b'<c r="A1" t="e" ',
            b'<c r="A1"><f>x</f>',
        ),
        *(
            b'<c r="A1"><f/>  <v> ',
            b'<c r="A1" t="e"><f>x</f><v>#N/A</v>',
            b"<aaaaaaaaaaaaaaaaaaaa",
        ),
        *(
            b' r="XFD1048576" ',
            b' r="XFD1"',
            b'<c r="XFD1">',
            b"<row ",
            b"v>",
            b' r="',
            b"<!",
            b"row>",
        ),
    ],
    "content.xml": [
        *(b"<table:table-row ", b"<table:table-row><table:table-cell ", b"<table:table-cell "),
        *(
            b'columns-repeated="1000"',
            b'<table:table-cell columns-repeated="1000">',
            b"<table:table ",
        ),
        b'<table:table-row><table:table-cell office:value-type="x" columns-repeated="1000">',
        b"<table:table-cell table:formula=''><text:p>#",
        b'<table:table-row rows-repeated="9">',
    ],
}


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "words"), [(name, w) for name in MALICE for w in MALICE[name]])
def test_looking_through_passes_a_text_only_once(name, words):
    """A pattern that began anew at each sign would be at it for minutes."""
    text = words * (2**19 // len(words))
    reach = preflight._reach(name)
    for piece in pieces(io.BytesIO(b'<c r="A1" t="e"><f><text:p>#' + text)):
        reach.see(piece)
        mending.is_broken(piece, name)
        mending._mend(piece, name)
