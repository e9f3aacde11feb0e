"""On PostgreSQL several chunks of an import are written at once, and come out as if one had followed the other."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, connections
from django_scopes import scopes_disabled

from carnet.audit.models import Event
from carnet.core.postgresql import base
from carnet.imports import staging, turns
from carnet.imports.models import State
from tests import makers as make
from tests.imports.bringing import applied, brought, many, ordered, work

pytestmark = [
    pytest.mark.slow,
    pytest.mark.thorough,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time"),
]

ROWS = 11
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
FOR_A_LOCK, WRITTEN = (
    WAITING + "wait_event_type = 'Lock'",
    WAITING + "state = 'idle in transaction'",
)


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(turns, "ON_POSTGRESQL", 2)
    monkeypatch.setattr(staging, "BLOCK", 2)


@contextmanager
def somebody_adds(firm, number):
    """Who gives a client this number, and has not said yet whether it stays so: yields how to end it."""
    other = connection.copy()
    other.inc_thread_sharing()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        client = make.client(firm=firm, client_number="")
        sql = "UPDATE clients_client SET client_number = %s WHERE id = %s"
        cursor.execute(sql, [number, client.pk])
    try:
        yield other
    finally:
        other.close()


@contextmanager
def beside():
    """A worker in a thread of its own, as far as it comes."""

    def go_on():
        try:
            with scopes_disabled():
                work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(go_on)


def until(asked):
    """Until the server tells of one such connection. (The thread that waits here is none of them.)"""
    end = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError(asked)


def numbers(firm):
    return list(
        firm.clients.exclude(client_number="")
        .order_by("pk")
        .values_list("client_number", flat=True)
    )


def test_a_chunk_is_written_while_the_one_before_waits_and_ends_after_it(firm):
    received = ordered(brought(firm, rows=many(ROWS)))
    with somebody_adds(firm, "1") as somebody, beside() as worker:
        until(FOR_A_LOCK)
        until(f"{WRITTEN} AND query LIKE 'SET CONSTRAINTS%%'")
        assert numbers(firm) == []
        somebody.rollback()
        worker.result(20)
    received.refresh_from_db()
    assert (received.state, received.done, received.counts["new"]) == (State.APPLIED, ROWS, ROWS)
    assert numbers(firm) == [str(number) for number in range(1, ROWS + 1)]
    assert Event.objects.filter(what="client added").count() == ROWS
    assert received.imported.count() == ROWS


def test_a_number_somebody_took_meanwhile_leaves_that_row_out_and_no_other(firm):
    received = ordered(brought(firm, rows=many(ROWS)))
    with somebody_adds(firm, "1") as somebody, beside() as worker:
        until(FOR_A_LOCK)
        somebody.commit()
        worker.result(20)
    received.refresh_from_db()
    assert (received.state, received.counts["new"], received.counts["late"]) == (
        State.APPLIED,
        ROWS - 1,
        1,
    )
    assert numbers(firm) == [str(number) for number in range(1, ROWS + 1)]
    assert list(received.imported.filter(what="taken").values_list("line", flat=True)) == [2]


def test_a_wait_without_end_is_ended_and_nothing_is_written_out_of_turn(firm, monkeypatch):
    monkeypatch.setattr(base, "PATIENCE", 0.3)
    received = ordered(brought(firm, rows=many(ROWS)))
    with somebody_adds(firm, "1") as somebody:
        with beside() as worker, pytest.raises(OperationalError):
            worker.result(20)
        received.refresh_from_db()
        assert (received.state, received.done, numbers(firm)) == (State.APPLYING, 0, [])
        somebody.rollback()
    work()
    received.refresh_from_db()
    assert (received.state, received.done, received.counts["late"]) == (State.APPLIED, ROWS, 0)
    assert numbers(firm) == [str(number) for number in range(1, ROWS + 1)]


def test_chunks_that_change_somebody_come_in_between(firm):
    for n in (1, 6, 7):
        names = {"first_name": f"A{n}", "last_name": f"P{n}", "email": f"a{n}@example.org"}
        make.client(firm=firm, client_number=f"former {n}", **names)
    received = applied(brought(firm, rows=many(ROWS)))
    assert (received.state, received.done) == (State.APPLIED, ROWS)
    assert (received.counts["new"], received.counts["changed"]) == (ROWS - 3, 3)
    assert sorted(map(int, numbers(firm))) == list(range(1, ROWS + 1))


def test_lanes_leave_no_connection_behind(firm):
    with connection.cursor() as cursor:
        cursor.execute(f"{WAITING} pid <> pg_backend_pid()")
        before = cursor.fetchone()
        applied(brought(firm, rows=many(ROWS)))
        time.sleep(0.1)
        cursor.execute(f"{WAITING} pid <> pg_backend_pid()")
        assert cursor.fetchone() == before
