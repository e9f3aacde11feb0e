"""Which line of the official form gets which answer, and in which column."""

import pytest

from carnet.questionnaires.form_lines import form_lines
from tests.questionnaires.builders import BACKGROUND, compiled, item, said

STATUSES = [
    {"id": "single", "text": {"en": "Single"}, "codes": ["1001-66"]},
    {"id": "married", "text": {"en": "Married"}, "codes": ["1002-65"]},
]
WHOSE = [{"id": "client", "text": {"en": "Mine"}}, {"id": "partner", "text": {"en": "Theirs"}}]
TAX = compiled(
    item("status", "one", choices=STATUSES),
    item("born", "date"),
    item("partner_born", "date", show_if="status = married"),
    item("region", "one"),
    item("pay", "money", codes=["1250-11/2250-78"], person="client"),
    item("partner_pay", "money", codes="1250-11/2250-78", person="partner", show_if="status = married"),
    item("rents", "money", codes=["1106-58/2106-28"]),
    item("loan", "money", codes=[
        {"code": "3324-71/4324-41", "if": "region = home"}, {"code": "3334-61/4334-31", "if": "region = rented"},
    ]),
    item("abroad", codes=["1075-89"]),
    item("fiches", "repeat", items=[
        item("whose", "one", choices=WHOSE),
        item("withheld", "money", codes=["1286-72/2286-42"], person="whose"),
    ]),
    form={"scheme": "be_income_tax", "joint": "status = married", "partner_left": "partner_born < born"},
)  # fmt: skip
MARRIED = said(status="married", born="1985-05-05", pay="30000", partner_pay="40000", rents="700")


def lines(answers, entries=None):
    found = form_lines(TAX, answers, entries or {}, BACKGROUND)
    return {(line.code, line.path): line.value for line in found}


@pytest.mark.parametrize(
    ("partner_born", "mine", "theirs"),
    [("1990-01-01", "1250-11", "2250-78"), ("1980-01-01", "2250-78", "1250-11")],
)
def test_the_older_partner_stands_on_the_left_whoever_answers(partner_born, mine, theirs):
    found = lines(MARRIED | said(partner_born=partner_born))
    assert found[mine, "pay"] == "30000"
    assert found[theirs, "partner_pay"] == "40000"
    assert found["1002-65", "status"] == "married"


def test_what_belongs_to_both_names_both_columns():
    assert ("1106-58/2106-28", "rents") in lines(MARRIED | said(partner_born="1990-01-01"))


def test_who_files_alone_stands_on_the_left():
    found = lines(
        said(status="single", born="1985-05-05", pay="30000", partner_pay="1", rents="700")
    )
    assert found == {
        ("1001-66", "status"): "single",
        ("1250-11", "pay"): "30000",
        ("1106-58", "rents"): "700",
    }


def test_as_long_as_it_is_not_known_who_is_older_the_accountant_decides():
    assert ("1250-11/2250-78", "pay") in lines(MARRIED)


def test_a_code_may_hang_on_an_answer():
    answers = MARRIED | said(partner_born="1990-01-01", loan="500", region="rented")
    assert ("3334-61/4334-31", "loan") in lines(answers)
    assert ("3324-71/4324-41", "loan") not in lines(answers)


def test_a_no_fills_no_line():
    assert lines(said(abroad="no")) == {}
    assert lines(said(abroad="yes")) == {("1075-89", "abroad"): "yes"}


def test_each_entry_of_a_list_says_whose_figure_it_is():
    answers = MARRIED | said(partner_born="1990-01-01") | said(
        **{"fiches/a/whose": "client", "fiches/a/withheld": "10"},
        **{"fiches/b/whose": "partner", "fiches/b/withheld": "20"},
        **{"fiches/c/withheld": "30"},
    )  # fmt: skip
    found = lines(answers, {"fiches": ["a", "b", "c"]})
    assert found["1286-72", "fiches/a/withheld"] == "10"
    assert found["2286-42", "fiches/b/withheld"] == "20"
    assert found["1286-72/2286-42", "fiches/c/withheld"] == "30"
