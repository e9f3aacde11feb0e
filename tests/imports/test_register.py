"""How the register is asked about the people in a file."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.imports import register
from carnet.imports.register import only_here
from tests import makers as make
from tests.imports.planned import (
    ANN,
    HOME,
    JAN,
    NUMBER,
    OTHER,
    client,
    doing,
    plan_of,
    reasons,
)

BORN = {"birth_date": "30/07/1985"}


@pytest.fixture(params=["walking through it", "looking up"])
def way(request, monkeypatch):
    """Small firms are read as a whole; here each way is tried on one."""
    if request.param == "looking up":
        monkeypatch.setattr(register, "FEW", 0)
        monkeypatch.setattr(register, "A_ROW", 0)


@pytest.mark.parametrize(
    "told",
    [
        {**JAN, "client_number": "7"},
        {**JAN, "national_number": "85.07.30-033.28"},
        ANN,
        {**ANN, "first_name": "Peeters", "last_name": "ann"},
        {**ANN, **BORN, "email": "new@example.org"},
    ],
)
@pytest.mark.parametrize("archived_at", [None, timezone.now()])
def test_clients_are_recognised_by_each_key_archived_or_not(firm, way, told, archived_at):
    client(firm, JAN, email="somebody@example.org")
    ann = client(
        firm,
        client_number="7",
        national_number=NUMBER,
        birth_date="1985-07-30",
        archived_at=archived_at,
    )
    plan = plan_of(firm, told)
    [row] = plan.changed or plan.unchanged
    assert row.client == ann.pk


def test_keys_are_tried_in_their_order(firm, way):
    """A number is surer than a name; one that contradicts it is a problem."""
    ann = client(firm, national_number=NUMBER)
    jan = client(firm, JAN, client_number="7")
    told = {**JAN, "national_number": NUMBER, "client_number": "7"}
    assert reasons(plan_of(firm, told)) == [
        (2, "This client number belongs to one client, the national number to another.")
    ]
    assert plan_of(firm, {**told, "client_number": ""}).changed[0].client == ann.pk
    assert plan_of(firm, {**ANN, "client_number": "7"}).changed[0].client == jan.pk


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (ANN, "Several clients have this e-mail and name. Add the client number."),
        (
            {**ANN, **BORN, "email": "new@example.org"},
            "Several clients have this name and birth date. Add the client number.",
        ),
        (
            {**JAN, "national_number": NUMBER},
            "Several clients have this national register number. Add the client number.",
        ),
    ],
)
def test_several_of_one_key_are_not_guessed_but_offered(firm, way, told, reason):
    same = {"national_number": NUMBER, "birth_date": "1985-07-30"}
    one, two = (client(firm, **same) for _each in range(2))
    plan = plan_of(firm, told)
    assert reasons(plan) == [(2, reason)]
    assert [alike.client for alike in plan.invalid[0].alike] == [one.pk, two.pk]
    assert plan.only_here_count == 0
    two.archived_at = timezone.now()
    two.save()
    plan = plan_of(firm, told)
    assert [row.client for row in (*plan.changed, *plan.unchanged)] == [one.pk]


def test_father_and_son_are_told_apart_by_their_numbers_in_carnet_and_in_the_file(firm, way):
    father = client(firm, national_number=NUMBER)
    son = {**ANN, "national_number": OTHER}
    assert doing(plan_of(firm, son)) == {"new": 1}
    plan = plan_of(firm, {**ANN, "national_number": NUMBER}, son, ANN)
    assert [(row.line, row.client) for row in plan.unchanged] == [(2, father.pk)]
    assert [row.line for row in plan.new] == [3]
    assert reasons(plan) == [(4, "This e-mail and name are already in row 2.")]


def test_a_firm_and_its_owner_may_share_name_and_email(firm, way):
    owner = client(firm, kind="person")
    bakery = client(firm, kind="company", company="Peeters BV")
    plan = plan_of(
        firm,
        {**ANN, "kind": "person"},
        {**ANN, "kind": "company", "company": "Peeters BV"},
        {**ANN, "kind": "company", "company": "Garage Peeters"},
    )
    assert [row.client for row in plan.unchanged] == [owner.pk, bakery.pk]
    assert [row.line for row in plan.new] == [4]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (ANN, "This e-mail and name are already in row 2."),
        ({**ANN, "email": "b@example.org"}, "This name and birth date are already in row 2."),
    ],
)
def test_nobody_is_added_twice(firm, second, reason):
    assert reasons(plan_of(firm, {**ANN, **BORN}, {**second, **BORN})) == [(3, reason)]


def test_two_known_clients_of_one_name_and_email_keep_their_numbers(firm, way):
    """As an export of the register tells them."""
    for number in ("7", "8"):
        client(firm, client_number=number)
    people = [{**ANN, "client_number": number} for number in ("7", "8")]
    assert doing(plan_of(firm, *people)) == {"unchanged": 2}


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("told", "here"),
    [
        ({"phone": "09 220 12 34"}, {"phone": "+3292201234"}),
        ({"phone": "09 220 12 34"}, {"mobile": "+3292201234"}),
        ({"mobile": "0470 12 34 56"}, {"phone": "+32470123456"}),
        ({**HOME, "house_number": "7B"}, {**HOME, "house_number": "7b"}),
        ({**HOME, "house_number": "7É"}, {**HOME, "house_number": "7é"}),
        ({**HOME, "house_number": "7é"}, {**HOME, "house_number": "7É"}),
        ({"enterprise_number": "0403.170.701"}, {"enterprise_number": "0403.170.701"}),
        (BORN, {"birth_date": "1985-07-30"}),
    ],
)
@pytest.mark.parametrize("archived_at", [None, timezone.now()])
def test_a_name_written_otherwise_is_found_by_what_supports_it(firm, way, told, here, archived_at):
    """However large the register is."""
    ann = client(firm, last_name="Peters", archived_at=archived_at, **here)
    client(firm, JAN, email="other@example.org")
    plan = plan_of(firm, {**ANN, "email": "new@example.org", **told})
    assert [[alike.client for alike in row.alike] for row in plan.new] == [[ann.pk]]


def test_the_five_who_are_asked_about_are_the_same_either_way(firm, way):
    """The first who were registered, though an e-mail is looked up before a phone."""
    by_phone = [client(firm, phone="+3292201234", email=f"a{n}@example.org") for n in range(5)]
    client(firm, email="new@example.org", first_name="Anna")
    told = {**ANN, "first_name": "Anne", "email": "new@example.org", "phone": "09 220 12 34"}
    [row] = plan_of(firm, told).new
    assert [alike.client for alike in row.alike] == [one.pk for one in by_phone]


def test_another_firms_clients_are_unknown(firm, stranger, way):
    known = {"client_number": "7", "national_number": NUMBER, "birth_date": "1985-07-30"}
    client(stranger.firm, phone="+3292201234", **HOME, **known)
    told = {
        **ANN,
        **BORN,
        **HOME,
        "phone": "09 220 12 34",
        "client_number": "7",
        "national_number": NUMBER,
    }
    plan = plan_of(firm, told)
    assert doing(plan) == {"new": 1}
    assert (plan.new[0].alike, plan.active) == ((), 0)


def test_labels_are_compared_whatever_their_case_and_order(firm):
    ann = client(firm)
    ann.labels.set([make.label(firm=firm, name=name) for name in ("Claire", "Marc")])
    assert doing(plan_of(firm, {**ANN, "label": "marc; CLAIRE"})) == {"unchanged": 1}
    [row] = plan_of(firm, {**ANN, "label": "Marc"}).changed
    assert row.differences == {"label": (("Claire", "Marc"), ("Marc",))}


def test_a_national_number_is_never_opened(firm):
    """Its sealed column is not even read."""
    client(firm, national_number=NUMBER)
    with CaptureQueriesContext(connection) as asked:
        plan_of(firm, {**ANN, "national_number": NUMBER}, {**JAN, "client_number": "7"})
    assert not [query for query in asked if "_sealed" in query["sql"]]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="tells how SQLite goes about it")
@pytest.mark.parametrize(
    ("told", "walks"), [({}, 0), (HOME, 1), ({"phone": "09 220 12 34", **HOME}, 1)]
)
def test_few_rows_of_a_large_firm_are_looked_up(firm, monkeypatch, told, walks):
    """For what has no index the database goes through the firm's clients once, by itself."""
    for constant in ("FEW", "A_ROW"):
        monkeypatch.setattr(register, constant, 0)
    jan = client(firm, JAN, client_number="8")
    known = {**ANN, **BORN, "client_number": "7", "national_number": NUMBER, "label": "A"}
    many = [{**ANN, "email": f"a{number}@example.org"} for number in range(40)]
    for person in many:
        client(firm, person)
    with CaptureQueriesContext(connection) as asked:
        plan_of(
            firm, known, {**JAN, "client_number": "8"}, {**ANN, **told}, *many, same={2: jan.pk}
        )
    whole = [step for step in _steps(asked) if step.endswith(("(firm_id=?)", "clients_client"))]
    assert len(whole) == walks, whole


def _steps(asked):
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            if "clients_client" in query["sql"] and "COUNT(*)" not in query["sql"]:
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
                yield from (step[3] for step in cursor.fetchall())


def test_the_number_of_queries_does_not_grow_with_the_rows(firm, way):
    people = [{**ANN, "email": f"a{number}@example.org"} for number in range(60)]
    for person in people:
        client(firm, person)
    counts = []
    for some in (people[:2], people):
        with CaptureQueriesContext(connection) as asked:
            assert doing(plan_of(firm, *some)) == {"unchanged": len(some)}
        counts.append(len(asked))
    assert counts[0] == counts[1]


# -- Only in Carnet ------------------------------------------------------------------------------


def test_whom_no_row_is_about_is_counted_and_listed_by_name_in_pages(firm):
    client(firm)
    others = [client(firm, first_name=f"P{number}", last_name="Z") for number in range(5)]
    client(firm, JAN, archived_at=timezone.now())
    plan = plan_of(firm, ANN)
    assert (plan.active, plan.active_met, plan.only_here_count) == (6, 1, 5)
    ticked = {others[3].pk}
    first = only_here(firm, plan, ticked=ticked, most=3)
    rest = only_here(firm, plan, ticked=ticked, start=3, most=3)
    assert [one.client for one in (*first, *rest)] == [other.pk for other in others]
    assert [one.archive for one in (*first, *rest)] == [False, False, False, True, False]


def test_a_client_whose_row_is_wrong_is_not_missing_from_the_file(firm):
    client(firm)
    plan = plan_of(firm, {**ANN, "phone": "12"})
    assert doing(plan) == {"invalid": 1}
    assert only_here(firm, plan, ticked=()) == []


@pytest.mark.parametrize(("told", "half"), [(0, False), (5, True), (11, True), (12, False)])
def test_a_file_with_far_fewer_clients_than_known_says_so(firm, told, half):
    people = [{**ANN, "email": f"a{number}@example.org"} for number in range(20)]
    for person in people:
        client(firm, person)
    assert plan_of(firm, *(people[:told] or [JAN])).half is half
