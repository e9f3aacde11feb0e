"""A new index on a table that people write into: nobody waits for it, and one that was cut short begins anew."""

from threading import Thread

import psycopg
import pytest
from django.db import connection, models
from django.db.migrations.state import ProjectState
from django.db.models import F

from carnet.core.indexes import AddIndexUnderLoad
from carnet.core.models import Violation

pytestmark = [pytest.mark.postgres, pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
NAME, TABLE = "violation_seen", "core_violation"
WRITE = (
    f"INSERT INTO {TABLE} (route, directive, blocked, times, seen_at) VALUES (%s, '', '', 1, now())"
)


@pytest.fixture(autouse=True)
def _gone_afterwards(db):
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {NAME}")


def test_people_write_while_it_is_made():
    building = Thread(target=build_and_close)
    with outside(autocommit=False) as begun, outside() as another:
        begun.execute(WRITE, ["begun before"])
        building.start()
        wait_until_it_waits(another)
        another.execute("SET lock_timeout = '1s'")
        another.execute(WRITE, ["meanwhile"])
        begun.commit()
    building.join(30)

    assert state_of_the_index() == [(True, "seen_at")]
    assert {one.route for one in Violation.objects.all()} == {"begun before", "meanwhile"}


def test_one_that_was_cut_short_begins_anew():
    """What stands under its name is not taken for it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {NAME} ON {TABLE} (times)")

    build()

    assert state_of_the_index() == [(True, "seen_at")]


def test_afterwards_locks_are_not_waited_for_longer_than_before():
    build()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("3s",)


def build():
    operation = AddIndexUnderLoad("violation", models.Index(F("seen_at"), name=NAME))
    before = ProjectState.from_apps(Violation._meta.apps)
    after = before.clone()
    operation.state_forwards("core", after)
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("core", editor, before, after)


def build_and_close():
    try:
        build()
    finally:
        connection.close()


def outside(autocommit=True):
    wanted = connection.get_connection_params()
    return psycopg.connect(
        host=wanted["host"], port=wanted.get("port"), user=wanted["user"], dbname=wanted["dbname"],
        autocommit=autocommit,
    )  # fmt: skip


def wait_until_it_waits(line):
    waits = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONC%%' AND wait_event_type = 'Lock'"
    for _each in range(300):
        if line.execute(waits).fetchone():
            return
        line.execute("SELECT pg_sleep(0.1)")
    raise AssertionError("It did not wait for whoever writes.")


def state_of_the_index():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indisvalid, a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indexrelid"
            " WHERE i.indexrelid = %s::regclass",
            [NAME],
        )
        return cursor.fetchall()
