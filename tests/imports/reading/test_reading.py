"""Limits, and what the server believes of its child."""

from datetime import date

import pytest

from carnet.core.reading import packing
from carnet.core.reading.packing import Gauge, pack
from carnet.core.reading.rows import REMEMBERED
from carnet.core.reading.unpacking import Malformed, unpack
from carnet.core.workbooks.refusals import TooDeep, TooMuch, TooWide
from carnet.imports.reading.sheet import Unreadable, check_name

FORMAT, SHEET = {"format": "csv"}, {"sheet": "S", "hidden": False, "merged": []}


def unpacked(*blocks):
    return unpack([FORMAT, SHEET, *blocks], lambda reason, about: reason).sheets[0]


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("letter.pdf", 10, "letter.pdf is not a spreadsheet"),
        ("clients", 10, "not a spreadsheet"),
        ("clients.xlsx", 20 * 2**20 + 1, "larger than 20 MB"),
        ("clients.xlsx", 0, "empty"),
    ],
)
def test_wrong_endings_and_sizes_are_refused_unread(name, size, words):
    with pytest.raises(Unreadable, match=words):
        check_name(name, size)


@pytest.mark.parametrize(
    "name", ["a.XLSX", "a.xlsm", "a.xls", "a.ods", "a.csv", "a.tsv", "a.txt", "a.vcf"]
)
def test_every_format_we_read_may_be_brought(name):
    check_name(name, 10)


# -- Limits --------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_hundred_thousand_clients_below_title_and_headers_are_read_and_more_are_not():
    rows = [["Clients"], [], ["Nom"], *([str(number)] for number in range(100_000))]
    blocks = list(pack(iter(rows), Gauge(), width=1))
    assert sum(len(lines) for lines, _dated, _columns in blocks) == 100_002
    with pytest.raises(TooDeep) as problem:
        list(pack(iter([["x"]] * 100_031), Gauge(), width=1))
    assert problem.value.about == {"cell": "A100031"}


@pytest.mark.thorough
def test_only_rows_that_hold_something_count():
    rows = ([str(number)] if number % 3 else [" "] for number in range(120_000))
    assert len(list(pack(rows, Gauge(), width=1))) == 12


def test_empty_columns_far_away_do_not_count_and_full_ones_do():
    assert list(pack(iter([["a", *[""] * 16_000]]), Gauge(), width=1)) == [[[1], [], [["a"]]]]
    with pytest.raises(TooWide) as problem:
        list(pack(iter([["x"], [*[""] * 197, "x"]]), Gauge(), width=1, left=3))
    assert problem.value.about == {"cell": "GS2"}


@pytest.mark.parametrize(("limit", "most"), [("CELLS", 7), ("CHARACTERS", 7)])
def test_all_sheets_together_have_a_limit(monkeypatch, limit, most):
    monkeypatch.setattr(packing, limit, most)
    gauge = Gauge()
    list(pack(iter([["a", "b"], ["c", "d"]]), gauge, width=2))
    with pytest.raises(TooMuch):
        list(pack(iter([["a", "b"], ["c", "d"]]), gauge, width=2))


# -- What the server believes --------------------------------------------------------------------


def test_repeated_cells_share_one_text():
    column = [f"a {number % 2}" for number in range(10)]
    cells = [row.cells[0] for row in unpacked([list(range(1, 11)), [], [column]]).rows]
    assert len({id(cell) for cell in cells}) == 2


def test_columns_in_which_nothing_repeats_are_not_remembered():
    many = [f"a {number}" for number in range(REMEMBERED + 1)]
    lines, same = list(range(1, len(many) + 1)), "".join(["a ", "0"])
    rows = unpacked([lines, [], [many]], [[90_000], [], [[same]]]).rows
    first, last = rows[0].cells[0], rows[-1].cells[0]
    assert last == first
    assert last is same is not first


def test_a_date_is_a_date_only_where_the_child_said_so():
    rows = unpacked([[1, 2], [0], [["\x001985-07-30", "x"], ["\x001985-07-30", ""]]]).rows
    assert rows[0].cells == (date(1985, 7, 30), "\x001985-07-30")
    assert rows[1].cells == ("x", "")


def test_a_refused_sheet_has_no_rows():
    sheet = unpacked([[1], [], [["a"]]], {"refused": "TooDeep", "about": {"cell": "A1"}})
    assert (sheet.rows, sheet.refusal) == ((), "TooDeep")


@pytest.mark.parametrize(
    "block",
    [
        [],
        [[1]],
        [[1], [], [["a"], "b"]],
        [[1], [], [[7]]],
        [[1], [], [[["a"]]]],
        [[1], [], [["a", "b"]]],
        [["1"], [], [["a"]]],
        [[True], [], [["a"]]],
        [[1], 5, [["a"]]],
        [[1], [0], [["\x00yesterday"]]],
        [[1], [], []],
        {"refused": "TooDeep"},
        "text",
        7,
        None,
    ],
)
def test_a_child_that_says_nonsense_is_not_believed(block):
    with pytest.raises(Malformed):
        unpacked(block)
    with pytest.raises(Malformed):
        unpack([block], lambda reason, about: reason)
