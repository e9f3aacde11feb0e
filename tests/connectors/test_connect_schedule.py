"""What a schedule brings: nothing where nothing changed, a plan that waits, or what is clear applied at once."""

from datetime import timedelta

import pytest

from carnet.connectors.actions import Whom, begin
from carnet.connectors.models import Reference
from carnet.imports.actions import decide, plan_of, request_apply
from carnet.imports.lists import choices_of
from carnet.imports.models import Import
from tests import makers as make
from tests.connectors.bringing import applied, work
from tests.connectors.little import Software, connected, people, person
from tests.imports.bringing import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def software():
    return Software(people(3), size=9)


@pytest.fixture
def connection(firm, software, settings):
    with connected(firm, software, settings, schedule="hourly", next_run_at=NOW) as made:
        yield made


def proposed(connection):
    return list(connection.imports.filter(state="planned"))


def test_it_proposes_and_writes_nothing(connection):
    work()
    (received,) = proposed(connection)
    assert (received.by, received.counts["new"]) == (None, 3)
    assert not connection.firm.clients.exists()


@pytest.mark.thorough
def test_when_nothing_changed_nothing_is_proposed(connection):
    applied(connection)
    work(NOW + HOUR)
    assert proposed(connection) == []
    assert connection.runs.first().state == "nothing"


@pytest.mark.thorough
def test_clients_who_are_the_same_here_are_known_from_then_on(connection, software):
    applied(connection)
    Reference.objects.all().delete()
    work(NOW + HOUR)
    assert Reference.objects.count() == 3


@pytest.mark.thorough
def test_a_plan_that_would_do_the_same_goes_on_waiting(connection):
    work()
    before = proposed(connection)
    work(NOW + HOUR)
    assert proposed(connection) == before


def test_a_newer_plan_takes_the_place_of_the_one_that_waited(connection, software):
    work()
    software.people.append(person(4))
    work(NOW + HOUR)
    (received,) = proposed(connection)
    assert received.counts["new"] == 4


@pytest.mark.thorough
def test_a_plan_somebody_is_deciding_about_stays(connection, software, colleague):
    work()
    (received,) = proposed(connection)
    decided = choices_of(received).with_(left={2: frozenset({"*"})})
    decide(received, decided, by=colleague)
    software.people.append(person(4))
    work(NOW + HOUR)
    assert proposed(connection) == [received]


@pytest.mark.thorough
def test_what_was_proposed_and_is_no_longer_so_disappears(connection, software):
    applied(connection)
    software.people[0]["city"] = "Mons"
    work(NOW + HOUR)
    assert len(proposed(connection)) == 1
    del software.people[0]["city"]
    work(NOW + 2 * HOUR)
    assert proposed(connection) == []


@pytest.mark.thorough
def test_by_the_firms_policy_what_is_clear_is_applied(connection, software):
    type(connection).objects.update(policy="apply")
    work()
    received = Import.objects.get()
    assert (received.state, received.applied_by, received.counts["new"]) == ("applied", None, 3)
    software.people[0]["city"] = "Mons"
    work(NOW + HOUR)
    assert connection.firm.clients.get(last_name="Peeters1").city == "Mons"


@pytest.mark.thorough
def test_what_asks_a_person_waits_whatever_the_policy(connection, software):
    make.client(
        firm=connection.firm, first_name="Ann", last_name="Peeters1", email="ann1@example.org"
    )
    type(connection).objects.update(policy="apply")
    work()
    assert connection.firm.clients.count() == 3  # she who was here, and the two who are clear
    connection.refresh_from_db()
    assert (connection.mark, connection.undone) == ("today", ["P1"])
    software.changed = []
    work(NOW + HOUR)
    (received,) = proposed(connection)
    assert [row.alike[0].name for row in plan_of(received).new] == ["Ann Peeters1"]
    assert connection.firm.clients.count() == 3


@pytest.mark.thorough
def test_only_what_changed_since_is_asked_for_once_all_was_taken(connection):
    work()
    connection.refresh_from_db()
    assert connection.mark == ""  # it waits, and would be lost
    (received,) = proposed(connection)
    applied_by_hand(received)
    connection.refresh_from_db()
    assert connection.mark == "today"
    work(NOW + HOUR)
    assert connection.runs.first().since == "today"


def applied_by_hand(received, by=None):
    request_apply(received, digest=plan_of(received).digest, by=by, now=NOW)
    work()


def test_another_scope_says_nothing_about_what_the_schedule_has_seen(connection):
    applied(connection, companies=True)
    connection.refresh_from_db()
    assert connection.mark == ""


@pytest.mark.thorough
def test_a_row_to_repair_is_offered_again_with_what_changed_until_it_is_taken(connection, software):
    software.people[0]["email"] = "nobody"
    applied(connection)
    software.changed = ["P2"]
    for hour in (1, 2):
        software.people[1]["city"] = f"Mons {hour}"
        work(NOW + hour * HOUR)
        (received,) = proposed(connection)
        assert {**received.counts, "rows": 2} == counts(changed=1, invalid=1)
        applied_by_hand(received)
    software.people[0]["email"] = "ann1@example.org"
    work(NOW + 3 * HOUR)
    (received,) = proposed(connection)
    assert received.counts["new"] == 1
    applied_by_hand(received)
    connection.refresh_from_db()
    assert connection.undone == []


def counts(**some):
    return {"rows": 2, "new": 0, "changed": 0, "unchanged": 0, "invalid": 0, **some}


@pytest.mark.thorough
def test_it_is_offered_again_after_a_run_that_brought_nothing_else(connection, software):
    software.people[0]["email"] = "nobody"
    applied(connection)
    software.changed = []
    work(NOW + HOUR)
    connection.refresh_from_db()
    assert connection.runs.first().state == "nothing"
    assert (connection.mark, connection.undone) == ("today", ["P1"])


@pytest.mark.thorough
def test_a_row_that_somebody_left_out_is_not_offered_again(connection):
    work()
    (received,) = proposed(connection)
    decide(received, choices_of(received).with_(left={2: frozenset({"*"})}), by=None)
    applied_by_hand(received, by=make.colleague(firm=connection.firm))
    connection.refresh_from_db()
    assert (connection.mark, connection.undone) == ("today", [])


@pytest.mark.thorough
def test_a_run_notes_nothing_where_the_mark_was_moved_since_it_began(connection, software):
    applied(connection)
    run = begin(connection, Whom(since="today"), by=None, now=NOW, scheduled=True)
    type(connection).objects.update(mark="yesterday", undone=["P2"])
    work()
    run.refresh_from_db()
    connection.refresh_from_db()
    assert run.state == "nothing"
    assert (connection.mark, connection.undone) == ("yesterday", ["P2"])
