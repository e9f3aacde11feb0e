"""A person and their partner, each on a row of their own."""

import pytest

from tests.imports.planned import (
    ANN,
    HOME,
    JAN,
    NUMBER,
    OTHER,
    client,
    doing,
    partners,
    plan_of,
    reasons,
)
from tests.imports.written import write

A = {**ANN, "national_number": NUMBER}
B = {**JAN, "national_number": OTHER}
CROSSED = ({**A, "partner_national_number": OTHER}, {**B, "partner_national_number": NUMBER})
AS_PARTNER = {
    "partner_first_name": "Jan",
    "partner_last_name": "Maes",
    "partner_email": "jan@example.org",
    "partner_language": "nl",
    "partner_national_number": OTHER,
}
SOMEBODY = {
    "first_name": "Zoé",
    "last_name": "D’Hœst",
    "email": "zoe@example.org",
    "language": "fr",
}


@pytest.mark.parametrize(
    "rows",
    [
        CROSSED,
        (CROSSED[0], B),
        (A | {"household": "12"}, B | {"household": "12"}),
        (A | HOME | {"client_number": "7"}, B | HOME | {"client_number": "7"}),
    ],
)
def test_sure_couples_are_one_return(firm, rows):
    plan = plan_of(firm, *rows)
    [row] = plan.new
    assert {field: row.values[field] for field in AS_PARTNER} == AS_PARTNER
    assert plan.counts == {"rows": 2, "new": 2, "changed": 0, "unchanged": 0, "invalid": 0}
    [couple] = plan.couples
    assert (couple.line, couple.first_line, couple.joined, couple.sure) == (3, 2, True, True)
    assert (couple.name, couple.partner_name) == ("Ann Peeters", "Jan Maes")


def test_crossed_numbers_join_wherever_the_rows_stand(firm):
    assert partners(plan_of(firm, CROSSED[0], SOMEBODY, CROSSED[1])) == {2: 4, 3: 0}


def test_who_tells_the_others_number_comes_first(firm):
    assert partners(plan_of(firm, B, CROSSED[0])) == {3: 2}


def test_a_sure_couple_stays_apart_if_the_person_says_so(firm):
    plan = plan_of(firm, *CROSSED, couples={3: False})
    assert partners(plan) == {2: 0, 3: 0}
    assert [couple.joined for couple in plan.couples] == [False]


@pytest.mark.parametrize("email", ["jan@example.org", "ann@example.org"])
def test_neighbours_at_one_address_are_only_proposed(firm, email):
    rows = ({**A, **HOME}, {**B, **HOME, "email": email})
    plan = plan_of(firm, *rows)
    assert partners(plan) == {2: 0, 3: 0}
    [couple] = plan.couples
    assert (couple.sure, couple.joined) == (False, False)
    assert ("one e-mail" in couple.why) == (email == "ann@example.org")
    assert partners(plan_of(firm, *rows, couples={3: True})) == {2: 3}


@pytest.mark.parametrize(
    "other",
    [
        {**B, **HOME, "house_number": "9"},
        {**B, **HOME, "box": "2"},
        {**B, **HOME, "street": ""},
        {**B, **HOME, "kind": "company", "company": "Maes BV"},
        {**B, **HOME, "first_name": "ann", "national_number": ""},
        {**B, **HOME, "birth_date": "14/03/1920"},
    ],
)
def test_who_is_no_couple_is_not_proposed(firm, other):
    assert plan_of(firm, {**A, **HOME, "birth_date": "30/07/1985"}, other).couples == []


def test_a_number_shared_by_two_strangers_is_proposed_and_until_then_a_problem(firm):
    rows = (A | {"client_number": "7"}, B | {"client_number": "7"})
    plan = plan_of(firm, *rows)
    assert reasons(plan) == [(3, "This client number is already in row 2.")]
    assert [couple.joined for couple in plan.couples] == [False]
    assert partners(plan_of(firm, *rows, couples={3: True})) == {2: 3}


def test_of_three_in_a_household_neighbours_are_proposed(firm):
    rows = [{**one, "household": "12"} for one in (A, B, SOMEBODY)]
    plan = plan_of(firm, *rows)
    assert [(couple.line, couple.joined) for couple in plan.couples] == [(3, False)]


def test_the_surest_couple_wins_a_row(firm):
    child = {**SOMEBODY, **HOME}
    plan = plan_of(firm, child, {**CROSSED[0], **HOME}, {**CROSSED[1], **HOME})
    assert partners(plan) == {2: 0, 3: 4}
    assert len(plan.couples) == 1


def test_a_partner_needs_no_email_of_their_own(firm):
    plan = plan_of(firm, CROSSED[0], {**CROSSED[1], "email": ""})
    assert "partner_email" not in plan.new[0].values


@pytest.mark.parametrize(("first", "second"), [({}, {"email": "jan@"}), ({"email": "ann@"}, {})])
def test_what_is_wrong_with_one_holds_up_both(firm, first, second):
    plan = plan_of(firm, CROSSED[0] | first, CROSSED[1] | second)
    [row] = plan.invalid
    assert (row.line, row.partner_line, len(row.problems)) == (2, 3, 1)
    assert row.problems[0].line == (2 if first else 3)
    assert plan.counts["invalid"] == 2


def test_what_is_wrong_with_the_rest_of_a_partners_row_does_not_matter(firm):
    assert doing(plan_of(firm, CROSSED[0], {**CROSSED[1], "phone": "?"})) == {"new": 2}


@pytest.mark.parametrize(
    "told",
    [
        {"partner_first_name": "Piet"},
        {"partner_national_number": "50010100156"},
    ],
)
def test_rows_that_contradict_each_other_stay_apart_and_say_why(firm, told):
    rows = (A | told | {"household": "12"}, B | {"household": "12"})
    plan = plan_of(firm, *rows)
    [couple] = plan.couples
    assert not couple.joined
    assert couple.hindrance == "Row 2 names another partner, so the two rows stay apart."
    assert doing(plan) == {"new": 2}


def test_what_the_first_row_says_of_the_partner_counts(firm):
    told = CROSSED[0] | {"partner_email": "other@example.org", "partner_first_name": "Jann"}
    [row] = plan_of(firm, told, CROSSED[1]).new
    assert row.values["partner_email"] == "other@example.org"
    assert row.values["partner_first_name"] == "Jann"
    assert row.values["partner_last_name"] == "Maes"


def test_a_partner_told_twice_is_told_so(firm):
    plan = plan_of(firm, *CROSSED, B)
    assert reasons(plan) == [(4, "This national register number is already in row 3.")]
    assert partners(plan) == {2: 3}


# -- Known already -------------------------------------------------------------------------------

NEIGHBOURS = ({**ANN, **HOME}, {**JAN, **HOME})


@pytest.mark.parametrize(
    ("rows", "choices"),
    [
        (CROSSED, {}),
        ((A | {"household": "12"}, B | {"household": "12"}), {}),
        ((A | HOME | {"client_number": "7"}, B | HOME | {"client_number": "7"}), {}),
        (NEIGHBOURS, {"couples": {3: True}}),
        (CROSSED, {"couples": {3: False}}),
        (NEIGHBOURS, {}),
        ((CROSSED[0], {**CROSSED[1], "email": ""}), {}),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_same_couple_again_changes_nothing_in_either_order(firm, rows, choices, turned):
    write(firm, plan_of(firm, *rows, **choices))
    plan = plan_of(firm, *(rows[::-1] if turned else rows))
    assert doing(plan) == {"unchanged": 2}


def test_two_clients_stay_two_whatever_the_file_says(firm):
    client(firm, ANN, national_number=NUMBER)
    client(firm, JAN, national_number=OTHER)
    plan = plan_of(firm, *CROSSED, couples={3: True})
    assert plan.couples == []
    assert partners(plan) == {2: 0, 3: 0}


def test_whoever_is_a_client_already_comes_first(firm):
    jan = client(firm, JAN, national_number=OTHER)
    [row] = plan_of(firm, *CROSSED).changed
    assert (row.line, row.partner_line, row.client) == (3, 2, jan.pk)
    assert row.differences["partner_first_name"] == ("", "Ann")


def test_a_row_about_somebodys_partner_alone_is_about_that_client(firm):
    ann = client(firm, ANN, partner_first_name="Jan", partner_national_number=OTHER)
    [row] = plan_of(firm, {**B, **HOME, "client_number": "9"}).changed
    assert row.client == ann.pk
    assert set(row.differences) == {"partner_last_name", "partner_email", "partner_language"}
    assert doing(plan_of(firm, B, couples={2: False})) == {"new": 1}


def test_a_partner_who_is_a_client_too_is_that_client(firm):
    client(firm, ANN, partner_national_number=OTHER)
    jan = client(firm, JAN, national_number=OTHER)
    assert [row.client for row in plan_of(firm, B).unchanged] == [jan.pk]


def test_policies_hold_for_partners(firm):
    client(firm, A, partner_first_name="Johan", partner_national_number=OTHER)
    [row] = plan_of(firm, *CROSSED, policy="fill").changed
    assert row.left == {"partner_first_name": ("Johan", "Jan")}
