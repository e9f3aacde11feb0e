"""A migration meets a table that somebody uses: it comes again, and does not stop everybody meanwhile."""

import io
from contextlib import contextmanager
from threading import Timer

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from carnet.core.management.commands import migrate

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
    pytest.mark.thorough,
    pytest.mark.django_db(transaction=True),
]

TABLE, COLUMN, BEFORE = "core_mail", "unfinished", ("core", "0005_reports_of_browsers")


@pytest.fixture
def one_to_come():
    """As before the migration that gave this table this column."""
    call_command("migrate", *BEFORE, verbosity=0)
    assert COLUMN not in columns()
    yield
    call_command("migrate", verbosity=0)


def columns():
    with connection.cursor() as cursor:
        return {one.name for one in connection.introspection.get_table_description(cursor, TABLE)}


@contextmanager
def a_long_reader():
    """Somebody's report, which has looked at the table and is not through."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(f"BEGIN; SELECT count(*) FROM {TABLE}")  # noqa: S608
        yield other
    finally:
        other.close()


def run(*where):
    told = io.StringIO()
    call_command("migrate", *where, verbosity=0, stderr=told)
    return told.getvalue()


def test_it_waits_for_who_uses_the_table(one_to_come, monkeypatch):
    monkeypatch.setattr(migrate, "PAUSE", 0.2)
    with a_long_reader() as other:
        Timer(5, other.connection.close).start()
        told = run()
    assert told.count("in use") == 1
    assert COLUMN in columns()


def test_who_never_ends_is_told_in_a_sentence(one_to_come, monkeypatch):
    monkeypatch.setattr(migrate, "PATIENCE", 0.0)
    with a_long_reader(), pytest.raises(CommandError, match="still in use"):
        run()
    assert COLUMN not in columns()
    assert run() == ""
    assert COLUMN in columns()
