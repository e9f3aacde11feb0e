"""What all lines of a code come to, and in which row and column it stands."""

from decimal import Decimal

import pytest

from carnet.questionnaires.codes import belgian
from carnet.questionnaires.filled_form import amount, by_number, cells, filled_form
from carnet.questionnaires.form_lines import FormLine
from carnet.questionnaires.settling import settled
from tests.exports.households import HOUSEHOLDS
from tests.questionnaires.builders import BACKGROUND, compiled, item, said
from tests.questionnaires.library import compiled as shipped

WORDS = sorted(HOUSEHOLDS)


def filled(made, answers, lists=None):
    return filled_form(settled(made, answers, lists or {}, BACKGROUND))


def household(name):
    one = HOUSEHOLDS[name]
    return filled(shipped("be_income_tax"), said(**one.answers), one.lists)


@pytest.mark.parametrize("name", WORDS)
def test_a_household_gets_the_lines_an_accountant_would_write(name):
    found = household(name)
    entered = {cell.code: cell.entered for row in found.rows for cell in row.cells}
    assert entered == HOUSEHOLDS[name].codes


@pytest.mark.parametrize("name", WORDS)
def test_every_code_has_its_check_digits_and_stands_in_its_own_column(name):
    for row in household(name).rows:
        assert list(belgian(row.left, row.right)) == []
        assert row.in_left is None or row.in_left.code == row.left
        assert row.in_right is None or row.in_right.code == row.right
        assert row.undivided is None or row.undivided.code == f"{row.left}/{row.right}"


@pytest.mark.parametrize("name", WORDS)
def test_who_files_alone_has_one_column(name):
    found = household(name)
    assert found.joint is ("1002-65" in HOUSEHOLDS[name].codes)
    assert found.joint or not any(row.in_right or row.undivided for row in found.rows)


def test_the_rows_go_by_their_codes_and_hold_both_columns():
    rows = household("a couple whose partner is older saves for their pensions").rows
    assert [(row.left, row.right) for row in rows] == [("1002-65", ""), ("1361-94", "2361-64")]
    assert len(rows[1].cells) == 2


def test_figures_in_codes_count_as_figures():
    assert sorted(["10X", "2DC", "1AJ", "2AB"], key=by_number) == ["1AJ", "2AB", "2DC", "10X"]
    assert sorted(["4324-41", "1075-89", "1250-11"], key=by_number)[0] == "1075-89"


def test_amounts_are_added_up_exactly():
    made = compiled(item("fees", "repeat", items=[item("fee", "money", codes=["A1"])]))
    keys = [f"k{number}" for number in range(10)]
    found = filled(made, said(**{f"fees/{key}/fee": "0.10" for key in keys}), {"fees": keys})
    assert found.rows[0].cells[0].entered == "1"
    assert found.paths == {f"fees/{key}/fee" for key in keys}


def test_a_figure_of_nothing_is_no_line_and_a_refund_is():
    made = compiled(item("paid", "number", codes=["A1"]), item("back", "number", codes=["A2"]))
    found = filled(made, said(paid="0.00", back="-12.50"))
    assert [cell.entered for row in found.rows for cell in row.cells] == ["-12.5"]


def test_a_code_of_one_column_here_and_of_two_there_is_one_row():
    made = compiled(item("one", "money", codes=["1AJ"]), item("two", "money", codes=["1AJ/1BJ"]))
    found = filled(made, said(one="5", two="7"))
    assert [(row.left, row.right) for row in found.rows] == [("1AJ", "1BJ")]
    assert {cell.code: cell.entered for cell in found.rows[0].cells} == {
        "1AJ": "5", "1AJ/1BJ": "7",
    }  # fmt: skip


def test_without_a_form_there_is_nothing():
    found = filled(compiled(item("moved")), said(moved="yes"))
    assert (found.joint, found.partner_left, found.rows) == (None, None, ())


def test_an_amount_is_written_without_noughts_behind():
    written = [amount(Decimal(text)) for text in ("12.50", "100", "1E+3", "0.05")]
    assert written == ["12.5", "100", "1000", "0.05"]


def test_a_cell_knows_the_answers_it_comes_from():
    made = compiled(item("a", "money", codes=["A1"]), item("b", "money", codes=["A1"]))
    (cell,) = cells(made, [FormLine("A1", "a", "1"), FormLine("A1", "b", "2")])
    assert [line.path for line in cell.lines] == ["a", "b"]
