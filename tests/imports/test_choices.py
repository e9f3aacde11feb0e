"""What a person may decide about a plan: the policy, columns, fields, rows, the key, corrections."""

from datetime import date

import pytest

from carnet.imports.planning.choices import Choices
from tests.imports.planned import ANN, HOME, JAN, NUMBER, OTHER, client, doing, plan_of, reasons

PHONE = {"phone": "+3292201234"}
TOLD = {**ANN, "language": "nl", "phone": "09 220 99 99", "city": "Gent"}


@pytest.fixture
def known(firm):
    return client(firm, **PHONE)


def changes(firm, *people, **choices):
    [row] = plan_of(firm, *people, **choices).changed
    return dict(row.differences), dict(row.left)


def test_to_update_takes_what_the_file_says_and_leaves_what_it_does_not(firm, known):
    taken, left = changes(firm, TOLD)
    assert taken == {
        "language": ("fr", "nl"),
        "phone": ("+3292201234", "+3292209999"),
        "city": ("", "Gent"),
    }
    assert left == {}


def test_to_fill_overwrites_nothing(firm, known):
    taken, left = changes(firm, TOLD, policy="fill")
    assert taken == {"city": ("", "Gent")}
    assert set(left) == {"language", "phone"}


def test_to_skip_leaves_known_clients_alone_and_says_so(firm, known):
    plan = plan_of(firm, TOLD, JAN, policy="skip")
    assert doing(plan) == {"new": 1, "unchanged": 1}
    [row] = plan.unchanged
    assert row.by_choice
    assert set(row.left) == {"language", "phone", "city"}


def test_to_replace_empties_what_the_file_leaves_empty(firm):
    client(firm, **PHONE, birth_date=date(1980, 1, 2), city="Gent", notes="kept: no column")
    told = {**ANN, "phone": "", "birth_date": "", "city": ""}
    taken, _left = changes(firm, told, JAN, policy="replace")
    assert taken == {
        "birth_date": (date(1980, 1, 2), None),
        "city": ("Gent", ""),
        "phone": ("+3292201234", ""),
    }


def test_required_fields_and_the_kind_are_never_emptied(firm):
    client(firm, client_number="7", kind="company", company="Peeters BV")
    told = {**dict.fromkeys((*ANN, "kind"), ""), "client_number": "7"}
    assert doing(plan_of(firm, told, policy="replace")) == {"unchanged": 1}


def test_an_address_in_one_column_does_not_empty_the_country(firm):
    client(firm, **HOME, box="3", country="BE")
    told = {**ANN, "address": "Kerkstraat 7, 9000 Gent"}
    assert changes(firm, told, policy="replace")[0] == {"box": ("3", "")}


def test_a_column_never_overwritten_still_fills(firm, known):
    taken, left = changes(firm, TOLD, never=frozenset({"phone", "city"}))
    assert set(taken) == {"language", "city"}
    assert left == {"phone": ("+3292201234", "+3292209999")}


def test_one_field_of_one_row_may_be_left(firm, known):
    client(firm, JAN)
    plan = plan_of(firm, TOLD, {**JAN, "language": "fr"}, left={2: frozenset({"language"})})
    ann, jan = plan.changed
    assert set(ann.left) == {"language"}
    assert set(jan.differences) == {"language"}


def test_a_whole_row_may_be_left(firm, known):
    plan = plan_of(firm, TOLD, JAN, left=dict.fromkeys((2, 3), frozenset({"*"})))
    assert doing(plan) == {"unchanged": 2}
    ann, jan = plan.unchanged
    assert (ann.client, jan.client, jan.name) == (known.pk, 0, "Jan Maes")
    assert ann.by_choice
    assert jan.by_choice


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("", {"changed": 1}),
        ("client_number", {"changed": 1}),
        ("national_number", {"invalid": 1}),
        ("email_name", {"invalid": 1}),
    ],
)
def test_the_key_may_be_narrowed(firm, key, found):
    """By another key the row is about nobody, and then may not take a client's number."""
    client(firm, client_number="7")
    told = {**JAN, "client_number": "7"}
    assert doing(plan_of(firm, told, key=key)) == found


def test_under_one_key_whoever_shares_another_is_asked_about(firm):
    ann = client(firm, national_number=NUMBER)
    told = {**JAN, "client_number": "7", "national_number": NUMBER}
    [row] = plan_of(firm, told, key="client_number").new
    [alike] = row.alike
    assert (alike.client, alike.name) == (ann.pk, "Ann Peeters")
    assert alike.why == "The national register number is the same."


def test_a_correction_is_read_as_if_it_stood_in_the_file(firm):
    told = {**ANN, "email": "ann@", "city": ""}
    [problem] = plan_of(firm, told).problems
    assert (problem.line, problem.index, problem.value) == (2, 2, "ann@")
    [row] = plan_of(firm, told, fixes={2: {2: "ann@example.org", 4: "Gent"}}).new
    assert (row.values["email"], row.values["city"]) == ("ann@example.org", "Gent")


def test_a_correction_may_be_wrong_too(firm):
    plan = plan_of(firm, {**ANN, "email": "ann@"}, fixes={2: {2: "nowhere"}})
    assert [problem.value for problem in plan.problems] == ["nowhere"]


def test_a_proven_repair_is_proposed_and_taken_only_when_asked(firm):
    told = {**ANN, "national_number": "85.07.30-033.82"}  # the last two are swapped
    [problem] = plan_of(firm, told).problems
    assert problem.repair == NUMBER
    [row] = plan_of(firm, told, repairs=True).new
    assert row.values["national_number"] == NUMBER


def test_what_nothing_proves_stays_a_problem(firm):
    told = {**ANN, "national_number": "85.07.30-999.99", "email": "ann"}
    assert [problem.repair for problem in plan_of(firm, told, repairs=True).problems] == ["", ""]


def test_a_client_may_be_chosen_by_hand(firm):
    jan = client(firm, JAN)
    assert changes(firm, ANN, same={2: jan.pk})[0]["first_name"] == ("Jan", "Ann")


def test_of_two_rows_about_the_client_chosen_the_second_is_told(firm):
    jan = client(firm, JAN)
    plan = plan_of(firm, ANN, JAN, same={2: jan.pk})
    assert reasons(plan) == [(3, "Row 2 is already about the same client.")]


def test_somebody_elses_number_cannot_be_taken(firm):
    jan = client(firm, JAN)
    client(firm, client_number="7")
    plan = plan_of(firm, {**JAN, "client_number": "7"}, same={2: jan.pk})
    assert reasons(plan) == [(2, "This client number already belongs to another client in Carnet.")]


@pytest.mark.parametrize("client_number", [0, 99_999_999])
def test_a_choice_of_nobody_or_of_somebody_gone_leaves_the_row_new(firm, client_number):
    assert doing(plan_of(firm, ANN, same={2: client_number})) == {"new": 1}


def test_another_firms_client_cannot_be_chosen(firm, stranger):
    theirs = client(stranger.firm, JAN)
    plan = plan_of(firm, ANN, same={2: theirs.pk}, archive=frozenset({theirs.pk}))
    assert doing(plan) == {"new": 1}
    assert plan.only_here == []


def test_only_clients_no_row_is_about_can_be_archived(firm, known):
    jan, gone = client(firm, JAN), client(firm, first_name="Zoé", archived_at="2026-01-01T00:00Z")
    ticked = frozenset({known.pk, jan.pk, gone.pk})
    plan = plan_of(firm, ANN, archive=ticked)
    assert [(row.client, row.name, row.archive) for row in plan.only_here] == [
        (jan.pk, "Jan Maes", True)
    ]
    assert plan.digest != plan_of(firm, ANN).digest


def test_choices_survive_their_rest_in_json():
    choices = Choices(
        sheet="Klanten",
        columns={3: "ignore"},
        key="client_number",
        policy="fill",
        never=frozenset({"phone"}),
        fixes={2: {4: "x"}},
        repairs=True,
        left={5: frozenset({"*"})},
        same={6: 7, 8: 0},
        couples={9: True},
        archive=frozenset({10}),
    )
    assert Choices.from_json(choices.as_json()) == choices
    assert Choices().as_json() == {}


def test_national_numbers_here_are_never_told(firm):
    client(firm, client_number="7", national_number=NUMBER, partner_national_number=NUMBER)
    told = {**ANN, "client_number": "7", "national_number": OTHER}
    taken, _left = changes(firm, told)
    assert taken["national_number"] == ("•••", OTHER)
    assert doing(plan_of(firm, {**told, "national_number": NUMBER})) == {"unchanged": 1}
