"""The same file twice changes nothing, also where its rows contradict each other. Each list here once did: it was
found by test_plan_laws.py among random ones."""

import pytest

from tests.imports.planned import ANN, JAN, NUMBER, OTHER, client, doing, partners, plan_of, reasons
from tests.imports.written import write

ANNA, ZOE = {**ANN, "first_name": "Anna"}, {**ANN, "first_name": "Zoé"}
AT_JANS = {"email": "jan@example.org"}
WITH_NUMBER, WITH_OTHER = {"national_number": NUMBER}, {"national_number": OTHER}
NAMES_NUMBER, NAMES_OTHER = ({"partner_national_number": number} for number in (NUMBER, OTHER))
THIRD = {"national_number": "50010100156"}
WRONG = {"email": "ann@"}


LISTS = {
    "two rows name one partner": (ANN | NAMES_NUMBER, ANNA | NAMES_NUMBER, ZOE | WITH_NUMBER),
    "of two who name one partner one is wrong": (
        ZOE | WITH_NUMBER | WRONG,
        ANN | NAMES_NUMBER,
        ANN | NAMES_NUMBER | AT_JANS,
    ),
    "a company names the partner of somebody": (
        ANN | NAMES_NUMBER | {"kind": "company", "company": "Peeters SRL"},
        ZOE | WITH_NUMBER,
        ANN | AT_JANS | NAMES_NUMBER,
    ),
    "a partner names a third one": (
        ANN | WITH_OTHER | NAMES_NUMBER | WRONG,
        ANNA | NAMES_OTHER,
        ANN | WITH_NUMBER,
    ),
    "who names a third one is told twice": (
        ANN | WITH_NUMBER | {"first_name": ""},
        ANN | WITH_OTHER,
        ANN | WITH_NUMBER | NAMES_OTHER,
        ANNA | NAMES_NUMBER,
    ),
    "a partner has the client number of another row": (
        ANN | NAMES_NUMBER,
        ANNA | WITH_NUMBER | {"client_number": "8"},
        ANN | AT_JANS | {"client_number": "8"},
    ),
    "a household number leads to the client number of a third row": (
        ANN | {"household": "13", "language": ""},
        ANNA | {"household": "13", "client_number": "7"},
        ANN | {"client_number": "7", "kind": "company"},
    ),
    "who is named has the client number of a third row": (
        ANN | NAMES_NUMBER | {"language": ""},
        ZOE | WITH_NUMBER | {"client_number": "8"},
        ANN | AT_JANS | {"client_number": "8"},
    ),
    "a couple is told twice, and once more with its client number": (
        ANN | WITH_NUMBER | {"client_number": "7"},
        ANN | WITH_OTHER | NAMES_NUMBER,
        ANN | {"client_number": "7"},
        ANN | WITH_NUMBER | NAMES_OTHER,
    ),
    "both of a couple have the client number of another row": (
        ANN | NAMES_NUMBER | {"client_number": "7"},
        ANN | AT_JANS | {"client_number": "8"},
        ANNA | WITH_NUMBER | {"client_number": "8"},
        {**ANN, "first_name": "J.", "client_number": "7"},
    ),
}

KNOWN = {
    "the partner of a client is named by somebody else": (
        ANN | NAMES_NUMBER,
        (ANNA | NAMES_NUMBER, ANNA | WITH_NUMBER | AT_JANS),
    ),
    "the partner of one row's client is named by another row": (
        ANN | NAMES_NUMBER,
        (ANN | AT_JANS | NAMES_NUMBER, ANN, ZOE | WITH_NUMBER),
    ),
    "one row has the client's number, another their name": (
        ANN | {"client_number": "8"},
        (
            ANN | {"client_number": "7"},
            ANN | {"last_name": "Maes-Peeters", "client_number": "8"},
        ),
    ),
    "one row has the client's national number, another their name": (
        ANNA | WITH_NUMBER,
        (ANN | WITH_NUMBER, ANNA),
    ),
    "who has the client's name has the partner's number": (
        ANN | NAMES_NUMBER,
        (
            ANN | THIRD,
            ANN | WITH_NUMBER | {"household": "12"},
            ANN | THIRD | {"household": "12"},
        ),
    ),
    "who names a client is told twice": (
        ANN | WITH_NUMBER,
        (ANN | WITH_NUMBER | {"city": "Gent"}, ANN | THIRD, ANN | THIRD | NAMES_NUMBER),
    ),
    "of a household one is told twice": (
        ANN,
        (
            ANN | {"birth_date": "01/01/1980", "household": "12"},
            ANN | AT_JANS | THIRD,
            {**JAN, "email": ANN["email"], "household": "12"} | THIRD,
        ),
    ),
    "a new row is told again with a client's number": (
        ANN | WITH_NUMBER,
        (ANNA | {"last_name": "Maes"}, ANNA | {"last_name": "Maes"} | WITH_NUMBER),
    ),
    "who may be the client has the client number of a new row": (
        ANN,
        (
            ANN | WITH_NUMBER,
            JAN | {"client_number": "8"},
            ANN | {"client_number": "8", "kind": "company"},
            ANN | {"client_number": "8"} | THIRD,
        ),
    ),
    "of two who may be the client one would give up the number of a third": (
        ANN | {"client_number": "8"} | WITH_OTHER,
        (
            ANN | {"client_number": "7", "kind": "company", "company": "Maes BV"},
            ANN | {"email": "zoe@example.org"} | WITH_OTHER,
            ANN | {"client_number": "8", "kind": "person"} | WITH_NUMBER,
            ANN | {"client_number": "7"} | WITH_OTHER,
        ),
    ),
    "a company has the name of two who may be the client": (
        ANN,
        (
            ANN | {"kind": "company", "company": "Maes BV"},
            ANN | WITH_NUMBER | {"kind": "person"},
            ANN | WITH_OTHER,
        ),
    ),
    "a partner has the number of another new row": (
        ANN,
        (
            ANN | NAMES_OTHER,
            ANN | AT_JANS | {"client_number": "8"},
            {**ANN, "first_name": "J.", "client_number": "8"} | WITH_OTHER,
        ),
    ),
    "two of the client's name have two numbers": (ANN, (ANN | WITH_NUMBER, ANN | WITH_OTHER)),
}


@pytest.mark.thorough
@pytest.mark.parametrize("rows", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("turned", [False, True])
def test_rows_that_contradict_each_other(firm, rows, turned):
    rows = rows[::-1] if turned else rows
    write(firm, plan_of(firm, *rows))
    again = plan_of(firm, *rows)
    assert (again.new, again.changed) == ([], [])


def test_a_number_that_one_client_gives_up_and_another_asks_for(firm):
    client(firm, ANN, client_number="7", national_number=NUMBER)
    client(firm, ANN, national_number=OTHER)
    rows = (ANN | WITH_OTHER | {"client_number": "7"}, ANN | WITH_NUMBER | {"client_number": "8"})
    write(firm, plan_of(firm, *rows))
    again = plan_of(firm, *rows)
    assert (again.new, again.changed) == ([], [])


def test_two_clients_who_are_given_one_number(firm):
    for number in (OTHER, NUMBER):
        client(firm, ANN, national_number=number)
    rows = (ANN | WITH_NUMBER | {"client_number": "8"}, ANN | WITH_OTHER | {"client_number": "8"})
    write(firm, plan_of(firm, *rows))
    again = plan_of(firm, *rows)
    assert (again.new, again.changed) == ([], [])


@pytest.mark.thorough
@pytest.mark.parametrize(("known", "rows"), KNOWN.values(), ids=KNOWN)
@pytest.mark.parametrize("turned", [False, True])
def test_rows_that_contradict_what_is_known(firm, known, rows, turned):
    rows = rows[::-1] if turned else rows
    write(firm, plan_of(firm, known))
    write(firm, plan_of(firm, *rows))
    again = plan_of(firm, *rows)
    assert (again.new, again.changed) == ([], [])


def test_a_partner_two_rows_name_stays_apart_and_each_is_told_why(firm):
    plan = plan_of(firm, *LISTS["two rows name one partner"])
    assert doing(plan) == {"new": 3}
    [couple] = plan.couples
    sentence = "Row 3 tells of another couple, so the two rows stay apart."
    assert (couple.joined, couple.hindrance) == (False, sentence)


def test_the_partner_of_a_client_stays_theirs(firm):
    client(firm, ANN | NAMES_NUMBER)
    plan = plan_of(firm, ZOE | NAMES_NUMBER, {**ANNA, "email": "a@example.org"} | WITH_NUMBER)
    assert doing(plan) == {"new": 2}
    [couple] = plan.couples
    assert not couple.joined
    assert couple.hindrance.startswith("In Carnet one of them is the partner of another client")


def test_a_partner_told_in_two_equal_rows_is_theirs(firm):
    rows = (ANN | NAMES_NUMBER, ANN | NAMES_NUMBER, ZOE | WITH_NUMBER)
    plan = plan_of(firm, *rows)
    assert partners(plan) == {2: 4}
    assert reasons(plan) == [(3, "This e-mail and name are already in row 2.")]
