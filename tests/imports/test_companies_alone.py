"""Lists of companies without a person: added, known again, changed, asked about."""

import pytest

from carnet.imports.columns.table import find_table
from tests.imports.lists import rows, values
from tests.imports.planned import client, doing, plan_of
from tests.imports.written import write

MAES = {
    "company": "Bakkerij Maes BV",
    "email": "info@maes.example",
    "language": "nl",
    "kind": "company",
}
NO_PERSON = {"first_name": "", "last_name": ""}


def test_the_same_list_twice_changes_nothing(firm):
    half = {"company": "Dakwerken Claes", "last_name": "Claes"}
    list_ = (MAES, MAES | {"company": "Garage Noël SRL"}, MAES | half)
    write(firm, plan_of(firm, *list_))
    names = sorted(one.name for one in firm.clients.all())
    assert names == ["Bakkerij Maes BV", "Claes", "Garage Noël SRL"]
    assert doing(plan_of(firm, *list_)) == {"unchanged": 3}


def test_a_company_told_twice_is_a_problem(firm):
    plan = plan_of(firm, MAES, MAES | {"company": "bakkerij maes bv"})
    assert doing(plan) == {"new": 1, "invalid": 1}


def test_it_is_known_again_by_mailbox_and_name_and_changed(firm):
    maes = client(firm, MAES | NO_PERSON)
    [row] = plan_of(firm, MAES | {"city": "Gent"}).changed
    assert (row.client, row.differences, row.name) == (
        maes.pk,
        {"city": ("", "Gent")},
        "Bakkerij Maes BV",
    )


@pytest.mark.parametrize(
    "known",
    [
        MAES | NO_PERSON | {"company": "Bakkerij Maes"},
        MAES | {"first_name": "Ann", "last_name": "Maes"},
    ],
)
def test_whoever_may_be_it_is_asked_about(firm, known):
    maes = client(firm, known)
    [row] = plan_of(firm, MAES).new
    assert [one.client for one in row.alike] == [maes.pk]


def test_its_contact_of_that_name_is_somebody_else(firm):
    client(firm, {"first_name": "Maes", "last_name": "Bakkerij BV", "email": MAES["email"]})
    assert doing(plan_of(firm, MAES)) == {"new": 1}


def test_a_row_about_a_known_company_need_not_say_that_it_is_one(firm):
    client(firm, MAES | NO_PERSON, client_number="7")
    row = {"client_number": "7", "email": "new@maes.example"}
    assert doing(plan_of(firm, row)) == {"changed": 1}


def test_a_list_with_companies_alone_lacks_nothing():
    headers = ["Raison sociale", "E-mail", "Téléphone"]
    line = ["Bakkerij Maes BV", "info@maes.example", "09 220 12 34"]
    assert find_table(rows(headers, line)).missing == ()
    assert values(headers, line)["kind"] == "company"


def test_a_person_without_a_name_is_no_company():
    headers = ["Nom", "Prénom", "Type", "Société", "E-mail"]
    told = values(headers, ["", "", "personne", "Maes BV", "a@example.org"])
    assert told["kind"] == "personne"
