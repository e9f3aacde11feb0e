"""From a key to clients and back to the taskflow, with the worker's own steps and the database."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.utils import timezone

from carnet.connectors import fetching
from carnet.connectors.calling import Pace
from carnet.connectors.models import Connection, FetchedStep, Reference, Run
from carnet.connectors.opening import session_of
from carnet.connectors.standin import running
from carnet.imports.actions import plan_of
from tests.connectors.bringing import applied, brought, work
from tests.connectors.consult import Clock, Software
from tests.imports.bringing import LATER, NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def software():
    return Software(12, rate=100_000)


@pytest.fixture
def consult(firm, software, settings):
    settings.INNER_HOSTS = {"127.0.0.1"}
    with running(software) as address:
        yield Connection.objects.create(
            firm=firm,
            connector="adminconsult",
            name="Consult",
            settings_sealed={"address": address, "key": software.key, "subtask": "71"},
            next_run_at=NOW + HOUR,
            schedule="hourly",
        )


def counts(received):
    return {name: n for name, n in plan_of(received).counts.items() if n and name != "rows"}


@pytest.mark.thorough
def test_couples_become_one_client_and_are_known_by_both_references(consult, software):
    applied(consult)
    married = consult.firm.clients.exclude(partner_last_name="").values_list("last_name", flat=True)
    assert sorted(married) == ["Fontaine", "Lefèvre"]
    ann = consult.firm.clients.get(client_number="5001")
    assert (ann.partner_first_name, ann.labels.get().name) == ("Élodie", "Els Wouters")
    assert ann.national_number == software.office.private[1]["NationalNr"]
    assert ann.partner_national_number == software.office.private[2]["NationalNr"]
    assert set(Reference.objects.filter(client=ann).values_list("ref", flat=True)) == {"1", "2"}
    assert counts(brought(consult, now=LATER)).keys() == {"unchanged"}


@pytest.mark.thorough
def test_an_hour_later_only_who_changed_is_asked_for_and_proposed(consult, software):
    applied(consult)
    software.office.change(3, timezone.localtime().replace(tzinfo=None), Email="new@example.org")
    del software.calls[:]
    work(NOW + HOUR)
    (received,) = consult.imports.filter(state="planned")
    (changed,) = plan_of(received).changed
    assert changed.differences.keys() == {"email"}
    assert [path for _method, path in software.calls if "private" in path] == [
        "customers/3/private"
    ]


@pytest.mark.thorough
def test_neither_key_nor_token_nor_number_rests_in_the_clear(consult, software):
    run = Run.objects.create(connection=consult, started_at=NOW)
    fetching.take_turn(run)
    assert "NationalNr" in str([step.pieces for step in FetchedStep.objects.all()])
    consult.refresh_from_db()
    token, number = consult.settings_sealed["token"], software.office.private[1]["NationalNr"]
    with database.cursor() as cursor:
        kept = ""
        for model in (Connection, Run, FetchedStep):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            kept += str(cursor.fetchall())
    assert "Consult" in kept
    for secret in (software.key, token, number):
        assert secret not in kept


def test_a_run_that_has_to_wait_for_the_server_goes_on_where_it_was(consult, software):
    """At six calls a minute, by turns that never sleep for long."""
    software.switches["rate"] = 6
    clock = Clock()
    software.clock = clock
    pace = Pace(6, now=clock, sleep=clock.sleep)
    run = Run.objects.create(connection=consult, started_at=NOW)
    turns = 0
    while not Run.objects.filter(pk=run.pk, state="fetched").exists():
        run.refresh_from_db()
        before = clock.seconds
        fetching.take_turn(run, clock=lambda: NOW + timedelta(seconds=clock.seconds), pace=pace)
        assert clock.seconds - before < 60
        clock.sleep(61)
        turns += 1
        assert turns < 20
    run.refresh_from_db()
    assert (run.trouble, run.done, run.per_minute) == ("", len(software.calls), pace.per_minute)
    assert (turns >= 3, pace.per_minute) == (True, 5)  # the rest is for the office itself


def test_what_a_client_sent_is_ticked_in_their_taskflow(consult, software):
    rows = [row for row in software.office.data[15] if row["CustomerId"] == 1]
    rows[-1]["Deadline"] = f"{timezone.localdate()}T00:00:00"
    with session_of(consult) as session:
        assert session.tick("1", "15", key="a")
    assert [update["RecordId"] for update in software.updates] == [rows[-1]["Id"]]
