from datetime import date

import pytest
from hypothesis import strategies as st

from carnet.imports.columns.table import Row, find_table
from carnet.imports.planning.checking import NO_CHOICES, Defaults, check_rows
from carnet.imports.planning.plan import make_plan
from carnet.imports.register import read
from tests import makers as make

DEFAULTS = Defaults(country="BE", language="fr", today=date(2026, 3, 3))
HEADERS = ("Prénom", "Nom", "E-mail", "Langue", "Numéro client", "Numéro de registre national")
ANN = ("Ann", "Peeters", "ann@example.org", "fr", "", "")
NUMBER = "85.07.30-033.28"
OTHER = "87.03.14-002.68"
STORED = "85073003328"


def plan_of(firm, *rows, headers=HEADERS, choices=NO_CHOICES):
    lines = [Row(1, headers), *(Row(2 + i, tuple(row)) for i, row in enumerate(rows))]
    checked = list(check_rows(find_table(lines), DEFAULTS, choices))
    return make_plan(checked, read(firm, checked, choices), choices)


def reasons(plan):
    return [(problem.line, problem.column, problem.reason) for problem in plan.problems]


def test_an_unknown_person_is_new(firm):
    [row] = plan_of(firm, ANN).new
    assert (row.line, row.values["first_name"]) == (2, "Ann")


def test_a_known_person_as_we_have_them_is_unchanged(firm, ann):
    assert (
        plan_of(firm, ("Ann", "Peeters", "ANN@example.org", "FR", "", "")).counts["unchanged"] == 1
    )


def test_a_change_shows_ours_and_theirs(firm, ann):
    [row] = plan_of(firm, ("Ann", "Peeters", "ann@example.org", "nl", "", "")).changed
    assert row.client == ann.pk
    assert row.differences == {"language": ("fr", "nl")}


def test_an_empty_cell_leaves_what_we_have(firm, ann):
    ann.client_number = "77"
    ann.save()
    assert plan_of(firm, ANN).counts["unchanged"] == 1


@pytest.mark.parametrize(
    "row",
    [
        ("Anne", "Peters", "new@example.org", "fr", "00125", ""),
        ("Anne", "Peters", "new@example.org", "fr", "", NUMBER),
        ("Peeters", "Ann", "ann@example.org", "fr", "", ""),
        ("", "", "new@example.org", "", "00125", ""),
    ],
)
def test_clients_are_found_by_number_then_national_number_then_email_and_name(firm, row):
    ann = make.client(
        firm=firm, last_name="Peeters", email="ann@example.org",
        client_number="00125", national_number=STORED,
    )  # fmt: skip
    [found] = plan_of(firm, row).changed
    assert found.client == ann.pk


def test_two_numbers_of_two_clients_are_a_problem(firm):
    make.client(firm=firm, client_number="1")
    make.client(firm=firm, national_number=STORED)
    plan = plan_of(firm, ("Ann", "Peeters", "ann@example.org", "fr", "1", NUMBER))
    assert reasons(plan) == [
        (
            2,
            "Numéro client",
            "This client number belongs to one client, the national number to another.",
        )
    ]


def test_two_clients_of_one_name_and_address_are_not_guessed(firm):
    for _each in range(2):
        make.client(firm=firm, last_name="Peeters", email="ann@example.org")
    [(_line, _column, reason)] = reasons(plan_of(firm, ANN))
    assert reason == "Several clients have this e-mail and name. Add the client number."


def test_father_and_son_are_told_apart_by_their_national_numbers(firm):
    make.client(firm=firm, last_name="Peeters", email="ann@example.org", national_number=STORED)
    plan = plan_of(firm, (*ANN[:5], OTHER))
    assert plan.counts["new"] == 1


@pytest.mark.parametrize(
    ("first", "second", "column", "reason"),
    [
        (ANN, ANN, "E-mail", "This e-mail and name are already in row 2."),
        (ANN, (*ANN[:5], NUMBER), "E-mail", "This e-mail and name are already in row 2."),
        (
            ("Ann", "Peeters", "ann@example.org", "fr", "7", ""),
            ("Jan", "Maes", "jan@example.org", "nl", "7", ""),
            "Numéro client",
            "This client number is already in row 2.",
        ),
        (
            ("Ann", "Peeters", "ann@example.org", "fr", "", NUMBER),
            ("Jan", "Maes", "jan@example.org", "nl", "", NUMBER),
            "Numéro de registre national",
            "This national register number is already in row 2.",
        ),
    ],
)
def test_the_second_of_two_equal_rows_is_a_problem(firm, first, second, column, reason):
    plan = plan_of(firm, first, second)
    assert plan.counts == {"rows": 2, "new": 1, "changed": 0, "unchanged": 0, "invalid": 1}
    assert reasons(plan) == [(3, column, reason)]


def test_of_two_rows_about_one_known_client_somebody_has_to_choose(firm):
    """Were the first taken, it would change what the second is recognised by."""
    ann = make.client(firm=firm, last_name="Peeters", email="ann@example.org", client_number="7")
    rows = ANN, ("Annie", "Peeters", "annie@example.org", "fr", "7", "")
    plan = plan_of(firm, *rows)
    sentence = "Row {} may be about the same client. Only one of them can be."
    assert reasons(plan) == [(2, "E-mail", sentence.format(3)), (3, "E-mail", sentence.format(2))]
    assert [[one.client for one in row.alike] for row in plan.invalid] == [[ann.pk], [ann.pk]]


def test_couples_may_share_an_address(firm):
    assert plan_of(firm, ANN, ("Jan", "Maes", "ann@example.org", "nl", "", "")).counts["new"] == 2


def test_every_wrong_cell_is_told_with_line_header_and_reason(firm):
    plan = plan_of(firm, ("Ann", "", "ann@", "Klingon", "", "85.07.30-033.29"))
    assert [(problem.line, problem.column) for problem in plan.problems] == [
        (2, "E-mail"),
        (2, "Langue"),
        (2, "Numéro de registre national"),
        (2, "Nom"),
    ]
    assert "85.07.30-033.29" in reasons(plan)[2][2]


def test_cells_spoilt_by_the_spreadsheet_are_told(firm):
    row = ("Ann", "#REF!", "ann@example.org", "#FORMULA!", date(2026, 2, 1), "")
    found = dict((column, reason) for _line, column, reason in reasons(plan_of(firm, row)))
    assert "shows #REF!" in found["Nom"]
    assert "no saved result" in found["Langue"]
    assert "made a date" in found["Numéro client"]


def test_without_a_language_column_the_firms_language_is_taken(firm):
    headers = ("Prénom", "Nom", "E-mail")
    assert plan_of(firm, ANN[:3], headers=headers).new[0].values["language"] == "fr"
    make.client(firm=firm, last_name="Peeters", email="ann@example.org", language="nl")
    assert plan_of(firm, ANN[:3], headers=headers).counts["unchanged"] == 1


def test_accountons_shape_one_row_is_one_return(firm):
    headers = ("Type", "Firstname*", "Lastname*", "Email*", "Taal", "Rijksregisternummer partner")
    plan = plan_of(
        firm, ("person", "Ann", "Peeters", "ann@example.org", "nl", OTHER), headers=headers
    )
    assert plan.new[0].values["partner_national_number"] == "87031400268"


def test_the_digest_tells_plans_apart_but_not_languages(firm, ann, settings):
    row = ("Ann", "Peeters", "ann@example.org", "nl", "", "12")
    before = plan_of(firm, row).digest
    assert plan_of(firm, row).digest == before
    ann.language = "de"
    ann.save()
    good = (*row[:5], NUMBER)
    assert plan_of(firm, good).digest != before


CELL = st.sampled_from(
    [
        "",
        "Ann",
        "Peeters",
        "ann@example.org",
        "jan@example.org",
        "fr",
        "xx",
        "7",
        "8",
        NUMBER,
        "#N/A",
        date(2000, 1, 2),
    ]
)
