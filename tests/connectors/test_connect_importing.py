"""What was fetched becomes an import like any other, and whoever it brought is known again by their reference."""

import pytest

from carnet.connectors.models import FetchedStep, Reference
from carnet.imports.actions import decide, plan_of, request_apply
from carnet.imports.lists import choices_of, table_of
from carnet.imports.models import Import
from carnet.imports.repair import error_file
from tests import makers as make
from tests.connectors.bringing import applied, brought, work
from tests.connectors.little import Software, connected, people, person
from tests.imports.bringing import LATER, NOW, undone

A_NUMBER, ANOTHER = "85.01.01-001.15", "90.02.02-002.96"


@pytest.fixture
def software():
    return Software(people(3), size=2)


@pytest.fixture
def connection(firm, software, settings):
    with connected(firm, software, settings) as made:
        yield made


def counts(received):
    return {name: n for name, n in plan_of(received).counts.items() if n and name != "rows"}


@pytest.mark.thorough
def test_what_was_fetched_is_planned_as_a_file_is(connection, colleague):
    received = brought(connection, by=colleague)
    assert counts(received) == {"new": 3}
    assert received.name == "Little, 2 mars 2026"
    assert (received.by, received.connection) == (colleague, connection)
    assert table_of(received).sure
    run = received.run
    assert (run.state, FetchedStep.objects.count()) == ("planned", 0)


@pytest.mark.thorough
def test_applied_it_adds_the_clients_and_notes_who_they_are_there(connection):
    applied(connection)
    names = connection.firm.clients.order_by("last_name").values_list("first_name", "last_name")
    assert list(names) == [(f"Ann{n}", f"Peeters{n}") for n in (1, 2, 3)]
    refs = Reference.objects.order_by("ref").values_list("ref", "client__last_name")
    assert list(refs) == [(f"P{n}", f"Peeters{n}") for n in (1, 2, 3)]


@pytest.mark.thorough
def test_brought_twice_nothing_changes(connection):
    applied(connection)
    assert counts(brought(connection, now=LATER)) == {"unchanged": 3}


@pytest.mark.thorough
def test_whoever_is_renamed_and_has_moved_is_the_same_client(connection, software):
    applied(connection)
    new = {"last_name": "Maes", "email": "zoe@example.com", "city": "Mons", "first_name": "Zoé"}
    software.people[1] |= new
    received = brought(connection, now=LATER)
    assert counts(received) == {"changed": 1, "unchanged": 2}
    (changed,) = plan_of(received).changed
    assert set(changed.differences) == set(new)


@pytest.mark.thorough
def test_a_corrected_national_number_is_the_same_client(connection, software):
    software.people[0]["national_number"] = A_NUMBER
    applied(connection)
    software.people[0]["national_number"] = ANOTHER
    received = brought(connection, now=LATER)
    assert set(plan_of(received).changed[0].differences) == {"national_number"}


@pytest.mark.thorough
def test_a_number_that_is_another_clients_is_asked_about(connection, software):
    software.people[0]["national_number"] = A_NUMBER
    applied(connection)
    other = make.client(firm=connection.firm)
    other.national_number = ANOTHER.replace(".", "").replace("-", "")
    other.save()
    software.people[0]["national_number"] = ANOTHER
    received = brought(connection, now=LATER)
    (problem,) = plan_of(received).problems
    assert problem.reason.startswith("The software says that this is one client")


@pytest.mark.thorough
def test_clients_who_were_here_before_are_noted_too(connection, software):
    ann = make.client(
        firm=connection.firm, first_name="Ann1", last_name="Peeters1", email="ann1@example.org",
        language="nl",
    )  # fmt: skip
    applied(connection)
    assert Reference.objects.get(ref="P1").client == ann
    software.people[0]["last_name"] = "Wouters"
    assert plan_of(brought(connection, now=LATER)).changed[0].client == ann.pk


@pytest.mark.thorough
def test_somebody_may_say_it_is_another_person(connection, software):
    applied(connection)
    received = brought(connection, now=LATER)
    decide(received, choices_of(received).with_(same={2: 0}), by=None)
    assert 2 not in {row.line for row in plan_of(received).unchanged}


@pytest.mark.thorough
def test_a_couple_of_two_records_is_one_client_and_stays_one(connection, software):
    software.people[0]["partner"] = "P2"
    applied(connection)
    refs = Reference.objects.order_by("ref").values_list("ref", "client__last_name", "partner")
    assert list(refs) == [
        ("P1", "Peeters1", False),
        ("P2", "Peeters1", True),
        ("P3", "Peeters3", False),
    ]
    software.people[1]["last_name"] = "Maes"
    software.people[0]["partner"] = ""
    received = brought(connection, now=LATER)
    assert counts(received) == {"changed": 2, "unchanged": 1}
    (changed,) = plan_of(received).changed
    assert changed.differences == {"partner_last_name": ("Peeters2", "Maes")}


@pytest.mark.thorough
def test_the_partner_alone_is_still_the_partner(connection, software):
    software.people[0]["partner"] = "P2"
    applied(connection)
    software.people[:] = [person(2, last_name="Maes")]
    received = brought(connection, now=LATER)
    (changed,) = plan_of(received).changed
    assert changed.differences == {"partner_last_name": ("Peeters2", "Maes")}
    applied(connection, now=LATER)
    assert Reference.objects.get(ref="P2").partner


def test_companies_come_only_if_asked_for(connection, software):
    software.people.append(person(4, kind="company", company="Nova SRL"))
    assert counts(brought(connection)) == {"new": 3}
    assert counts(brought(connection, companies=True)) == {"new": 4}


@pytest.mark.thorough
def test_who_is_inactive_there_is_left_alone_or_ticked_to_be_archived(connection, software):
    software.people.append(person(4))
    applied(connection)
    software.people[3]["active"] = False
    software.people.append(person(5, active=False))
    received = brought(connection, now=LATER)
    assert (counts(received), plan_of(received).only_here) == ({"unchanged": 3}, [])
    received = brought(connection, now=LATER, inactive="archive")
    assert [one.name for one in plan_of(received).only_here] == ["Ann4 Peeters4"]


@pytest.mark.thorough
def test_choices_are_those_of_the_last_import_of_the_connection(connection, software):
    received = brought(connection)
    columns = choices_of(received).columns
    email = next(index for index, field in columns.items() if field == "email")
    policy = choices_of(received).with_(policy="fill", never=frozenset({"language"}))
    decide(received, policy.with_(columns={**columns, email: "notes"}), by=None)
    for person_ in software.people:
        person_["city"] = "Mons"
    request_apply(received, digest=plan_of(received).digest, by=None, now=NOW)
    work()
    choices = choices_of(brought(connection, now=LATER))
    assert (choices.policy, choices.never) == ("fill", frozenset({"language"}))
    assert (choices.columns[email], choices.columns[len(columns)]) == ("notes", "city")
    assert not connection.firm.layouts.exists()


def test_nobody_there_is_no_import(connection, software):
    software.people.clear()
    assert brought(connection) is None
    assert connection.runs.get().state == "nothing"


def test_what_a_connector_cannot_make_sense_of_ends_the_run(connection, caplog):
    run = connection.runs.create(state="fetched")
    run.fetched.create(number=0, pieces=[["person", "P1", {"national_number": A_NUMBER}]])
    work()
    connection.refresh_from_db()
    assert "KeyError" in caplog.text
    assert (connection.runs.get().state, connection.trouble) == ("failed", "odd")
    assert A_NUMBER not in caplog.text


@pytest.mark.thorough
def test_undone_the_clients_are_gone_and_so_are_their_references(connection):
    received = applied(connection)
    assert undone(received).state == "undone"
    assert (connection.firm.clients.count(), Reference.objects.count()) == (0, 0)


@pytest.mark.thorough
def test_killed_between_plan_and_end_it_is_made_anew_once(connection, software):
    received = brought(connection)
    run = received.run
    run.fetched.create(number=0, pieces=[["person", "P1", person(1)]])
    type(run).objects.filter(pk=run.pk).update(state="fetched")
    work()
    again = Import.objects.get(run=run)
    assert (counts(again), again.uuid) == ({"new": 1}, run.uuid)


def test_the_questionnaire_they_will_be_asked_goes_along(connection):
    questionnaire = make.revision(firm=connection.firm).questionnaire
    received = brought(connection, questionnaire=questionnaire, year=2025)
    assert (received.questionnaire, received.year) == (questionnaire, 2025)


def test_rows_to_repair_come_as_a_workbook_under_the_name_of_the_import(connection, software):
    type(connection.firm).objects.update(languages=["de", "fr"])
    connection.firm.refresh_from_db()
    software.people[0]["email"] = "ann"
    file = error_file(brought(connection))
    assert file.name == "Little, 2. März 2026 to repair.xlsx"
