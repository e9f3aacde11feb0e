"""Cells that are wrong as they stand, and what whoever kept the list meant by them."""

from datetime import date

import pytest

from carnet.imports.planning.second_look import LONGEST, as_meant, probable, says_nothing
from tests.imports.planned import ANN, client, doing, plan_of

TODAY = date(2026, 3, 3)
FIXED, MOBILE = "081/22.33.44", "0475/12.34.56"


@pytest.mark.parametrize(
    "text",
    ["néant", "Néant.", "N/A", "n.v.t.", "k.A.", "---", "?", "pas d’e-mail", "Geen GSM", "xxx", "keine E-Mail"],
)  # fmt: skip
def test_words_and_signs_for_nothing_are_known_in_every_language(text):
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["0", "00", "中文", "jean", "néant@example.org", "pas d'e-mail le soir"])  # fmt: skip
def test_what_says_something_is_not_nothing(text):
    assert not says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        f"{FIXED} - {MOBILE}",
        f"{MOBILE} {FIXED}",
        f"{FIXED}\n{MOBILE}",
        f"Tél. {FIXED}, GSM: {MOBILE}",
        f"{MOBILE} ou {FIXED}",
    ],
)
def test_a_fixed_and_a_mobile_number_in_one_cell_go_where_each_belongs(text):
    assert as_meant({"phone": text}, {"phone"}, "BE", TODAY) == {"phone": FIXED, "mobile": MOBILE}
    assert as_meant({"mobile": text}, {"mobile"}, "BE", TODAY) == {"phone": FIXED, "mobile": MOBILE}


@pytest.mark.parametrize(
    "text",
    [
        f"{FIXED} - 081/22.33.45",  # which of them?
        f"{FIXED} parents {MOBILE}",  # the word would be lost
        f"{MOBILE} (épouse)",
        f"T {MOBILE} F {FIXED}",
        "045",
        f"{FIXED} - {MOBILE}".ljust(LONGEST) + "et",
    ],
)
def test_where_something_would_be_lost_nothing_is_taken(text):
    assert as_meant({"phone": text}, {"phone"}, "BE", TODAY) == {"phone": text}


def test_a_column_of_its_own_is_not_overwritten():
    cells = {"phone": f"{FIXED} - {MOBILE}", "mobile": "0476/12.34.56"}
    assert as_meant(cells, {"phone"}, "BE", TODAY) == cells
    assert as_meant({**cells, "mobile": "néant"}, {"phone", "mobile"}, "BE", TODAY) == {
        "phone": FIXED,
        "mobile": MOBILE,
    }


def test_only_cells_that_are_wrong_are_looked_at_and_only_where_there_may_be_nothing():
    cells = {"notes": "néant", "country": "NO", "kind": "x", "phone": "GSM 0475123456"}
    cells["postcode"] = "XX"  # as some country may write it
    assert as_meant(cells, {"country", "kind"}, "BE", TODAY) == cells
    assert as_meant(cells, {"phone"}, "BE", TODAY) == {**cells, "phone": "0475123456"}


@pytest.mark.parametrize(
    ("text", "number", "meant"),
    [
        ("3/7/65", "", "3/7/1965"),
        ("30.07.99", "", "30.07.1999"),
        ("30-07-26", "", "30-07-26"),  # a hundred years old, or newborn
        ("30/07/15", "15073000154", "30/07/15"),  # of a wrong number nothing is taken
        ("30/07/15", "15.07.30-001.45", "30/07/1915"),
        ("30/07/15", "15.07.30-001.74", "30/07/2015"),
        ("30/07/1985x", "", "30/07/1985x"),
    ],
)
def test_a_year_of_two_digits_is_the_only_one_it_can_be(text, number, meant):
    cells = {"birth_date": text, "national_number": number}
    assert as_meant(cells, {"birth_date"}, "BE", TODAY)["birth_date"] == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ann@example.org; jan@example.org", "ann@example.org"),
        ("ann@example.org et jan@example.org", "ann@example.org"),
        ("ann@example,org / jan@example.org", "ann@example.org"),
        ("ann@example.org (privé)", "ann@example.org"),
        ("ann.peeters @ example.org", "ann.peeters@example.org"),
        ("ann@example,org", "ann@example.org"),
        ("ann@example..org", "ann@example.org"),
        ("ann@example.org.", "ann@example.org"),
        ("ann peeters@example.org", ""),  # with a point, or without?
        ("ann@example", ""),
        ("www.example.org", ""),
        ("ann@example.org; " * 20, ""),
    ],
)
def test_of_a_wrong_address_the_probable_one_is_proposed(text, meant):
    assert probable("email", text, country="BE", today=TODAY) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (f"{MOBILE} (épouse)", MOBILE),
        (f"{FIXED} - 081/22.33.45", FIXED),
        ("après 18 h", ""),
        (f"{MOBILE} " * 5, ""),  # a list, which would take long to look through
    ],
)
def test_of_a_wrong_phone_the_first_number_is_proposed(text, meant):
    assert probable("phone", text, country="BE", today=TODAY) == meant
    assert probable("notes", text, country="BE", today=TODAY) == ""


def test_what_is_probable_is_proposed_and_never_taken_with_the_proven_ones(firm):
    told = {**ANN, "email": "ann@example,org", "national_number": "85.07.30-033.82"}
    email, number = plan_of(firm, told).problems
    assert (email.repair, email.proven) == ("ann@example.org", False)
    assert (number.repair, number.proven) == ("85073003328", True)
    [left] = plan_of(firm, told, repairs=True).problems
    assert (left.field, left.repair, left.proven) == ("email", "ann@example.org", False)


def test_who_has_no_address_is_asked_for_one_and_nothing_else(firm):
    [problem] = plan_of(firm, {**ANN, "email": "pas d'e-mail", "phone": "néant"}).problems
    assert (problem.field, problem.reason) == ("email", "Please fill in: E-mail.")


def test_a_word_for_nothing_changes_nobody_and_the_second_number_is_a_difference(firm):
    client(firm, ANN, phone="+3281223344")
    assert doing(plan_of(firm, {**ANN, "phone": "geen"})) == {"unchanged": 1}
    [row] = plan_of(firm, {**ANN, "phone": f"{FIXED} - {MOBILE}"}).changed
    assert row.differences == {"mobile": ("", "+32475123456")}
