"""Rows that are about nobody for certain: who may be meant, and who is never asked about."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.imports.models import Different
from carnet.imports.planning.known import NONE
from carnet.imports.planning.likeness import LOOKED_AT, Acquaintance, Unmet, fingerprint
from carnet.imports.planning.names import alike, similar, within
from tests.imports.planned import ANN, HOME, JAN, NUMBER, OTHER, checked, client, doing, plan_of

BORN = {"birth_date": "30/07/1985"}
AS_BORN = {"birth_date": date(1985, 7, 30)}
ELSEWHERE = {"email": "other@example.org"}


def asked(plan):
    return [(row.line, alike.client, alike.why) for row in plan.new for alike in row.alike]


@pytest.mark.parametrize(
    ("told", "here", "why"),
    [
        ({"first_name": "Anne"} | BORN, AS_BORN, "the birth date the same."),
        ({"first_name": "Anna", "email": "ann@example.org"}, {}, "the e-mail the same."),
        ({"phone": "09 220 12 34"}, {"mobile": "+3292201234"}, "the phone number the same."),
        (HOME, {**HOME, "street": "KERKSTRAAT"}, "the address the same."),
        (
            {"enterprise_number": "BE 0403.170.701"},
            {"enterprise_number": "0403.170.701"},
            "the enterprise number the same.",
        ),
    ],
)
def test_a_similar_name_and_one_more_fact_are_asked_about(firm, told, here, why):
    ann = client(firm, **here)
    [(line, alike, sentence)] = asked(plan_of(firm, {**ANN, **ELSEWHERE, **told}))
    assert (line, alike) == (2, ann.pk)
    assert sentence == f"The name is similar and {why}"


@pytest.mark.parametrize(
    ("told", "here"),
    [
        (ELSEWHERE, {}),
        ({**ELSEWHERE, **HOME}, {**HOME, "house_number": "9"}),
        ({"first_name": "Jan"}, {}),
        ({"first_name": "Anna", "birth_date": "31/07/1985"}, AS_BORN),
        ({"first_name": "Anna", "national_number": OTHER}, {"national_number": NUMBER}),
        ({"first_name": "Anna", "kind": "person"}, {"kind": "company", "company": "Peeters BV"}),
    ],
)
def test_a_name_alone_or_a_contradiction_is_not_asked_about(firm, told, here):
    client(firm, **here)
    plan = plan_of(firm, {**ANN, **told})
    assert doing(plan) == {"new": 1}
    assert asked(plan) == []


def test_companies_are_compared_by_their_own_names(firm):
    number = {"enterprise_number": "0403.170.701"}
    bakery = client(firm, kind="company", company="Bakkerij Maes BV", **number)
    told = {**JAN, **number, "kind": "company"}
    assert asked(plan_of(firm, {**told, "company": "Bakerij Maes BV"}))[0][1] == bakery.pk
    assert asked(plan_of(firm, {**told, "company": "Garage Simon"})) == []


def test_whom_another_row_is_about_is_not_asked_about(firm):
    client(firm, client_number="7")
    for told in (ANN, {**ANN, "client_number": "7", "email": "new@example.org"}):
        assert asked(plan_of(firm, told, {**ANN, "first_name": "Anna"})) == []


def test_deciding_makes_the_row_about_that_client_or_nobody(firm):
    ann = client(firm)
    told = {**ANN, "first_name": "Anna"}
    [row] = plan_of(firm, told, same={2: ann.pk}).changed
    assert row.differences == {"first_name": ("Ann", "Anna")}
    assert asked(plan_of(firm, told, same={2: 0})) == []


def test_whoever_was_said_to_be_different_is_never_asked_about_again(firm):
    ann = client(firm)
    told = {**ANN, "first_name": "Anna"}
    [row] = checked(told)
    Different.objects.create(firm=firm, client=ann, fingerprint=fingerprint(row, firm.uuid))
    assert asked(plan_of(firm, told)) == []
    assert len(asked(plan_of(firm, {**told, "first_name": "Anne"}))) == 1


def test_different_people_of_one_name_and_email_become_two_clients(firm):
    ann = client(firm)
    [row] = checked(ANN)
    Different.objects.create(firm=firm, client=ann, fingerprint=fingerprint(row, firm.uuid))
    assert doing(plan_of(firm, ANN)) == {"new": 1}


def test_a_mailbox_of_hundreds_costs_no_hundreds_of_comparisons(firm):
    """And still finds those of the very name."""
    people = [{**JAN, "first_name": f"Jan{number}"} for number in range(60)]
    jan = client(firm, JAN, first_name="Jan7")
    client(firm, JAN, first_name="Jann")
    plan = plan_of(firm, *people)
    assert [row.client for row in plan.unchanged] == [jan.pk]
    assert asked(plan) == []


def test_no_row_is_compared_with_everybody():
    """Two hundred clients of one birthday are looked at, and no more."""
    [row] = checked({**ANN, **BORN})
    nobody = dict.fromkeys(Acquaintance._fields, "") | AS_BORN
    unlike = Acquaintance(**nobody | {"first_name": "Zoé", "last_name": "Urbain"})
    alike_one = Acquaintance(**nobody | {"first_name": "Anne", "last_name": "Peeters"})
    for others, found in ((LOOKED_AT - 1, True), (LOOKED_AT, False)):
        unmet = Unmet([(0, row, NONE)])
        assert not any(unmet.look_at(unlike) for _each in range(others))
        assert unmet.look_at(alike_one) is found


# -- Names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("ann", "peeters"), ("ann", "peters")),
        (("marie", "dubois"), ("marei", "dubois")),
        (("a", "peeters"), ("ann", "peeters")),
        (("ann", "peeters"), ("anne", "peeters")),
        (("ann", "peeters"), ("peeters", "ann")),
        (("ann", "peetres"), ("peeters", "ann")),
        (("ann", "peeters maes"), ("ann", "peeters")),
        (("jean pierre", "dubois"), ("jean", "dubois")),
        (("jan", "van den berg"), ("jan", "vandenberg")),
        (("sophie", "vandenbossche"), ("sofie", "vandenbossche")),
    ],
)
def test_names_that_may_be_one_persons(one, two):
    assert similar(one, two)
    assert similar(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("ann", "peeters"), ("jan", "peeters")),
        (("jan", "maes"), ("jan", "claes")),
        (("marc", "dubois"), ("marie", "dubois")),
        (("", "peeters"), ("ann", "peeters")),
        (("ann", "peeters"), ("ann", "janssens")),
    ],
)
def test_names_of_two_people(one, two):
    assert not similar(one, two)
    assert not similar(two, one)


def test_companies_by_their_short_name_or_with_a_slip():
    assert alike("peeters bv", "peeters")
    assert not alike("peeters bv", "")
    assert not alike("garage maes", "garage simon")


def slips(one, two):
    """The table of the textbooks, swaps of neighbours included: slow, and plainly right."""
    rows = [list(range(len(two) + 1))]
    for i, left in enumerate(one, start=1):
        row = [i]
        for j, right in enumerate(two, start=1):
            best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (left != right))
            if i > 1 and j > 1 and left == two[j - 2] and one[i - 2] == right:
                best = min(best, rows[i - 2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


LETTERS = st.text("abc", max_size=6)


@given(LETTERS, LETTERS, st.integers(0, 2))
def test_slips_are_counted_as_the_textbook_does(one, two, most):
    assert within(one, two, most) == (slips(one, two) <= most)
