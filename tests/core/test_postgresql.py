import time
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from carnet.core.backup import asking, database
from carnet.core.backup.container import BadCopy
from carnet.core.postgresql.base import PATIENCE
from carnet.core.views import AGAIN_AFTER
from tests import makers as make
from tests.backup.copying import environment, manage
from tests.exports.killing import database_url
from tests.questionnaires.builders import document, item


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
@pytest.mark.django_db
def test_no_statement_waits_to_be_compiled():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
@pytest.mark.django_db
def test_the_text_of_a_questionnaire_is_quick_to_keep(firm):
    revision = make.revision(firm=firm, document=document(item("a", help="Solar panels. " * 1000)))
    with connection.cursor() as cursor:
        packed = "SELECT pg_column_compression(document) FROM questionnaires_revision WHERE id = %s"
        cursor.execute(packed, [revision.pk])
        assert cursor.fetchone() == ("lz4",)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_for_a_row_somebody_holds_is_told_to_come_again(client, colleague):
    client.raise_request_exception = False
    with somebody_else() as other, other.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE firms_colleague IN ACCESS EXCLUSIVE MODE")
        begun = time.monotonic()
        answer = client.get("/account/login/")
        waited = time.monotonic() - begun
    assert (answer.status_code, answer["Retry-After"]) == (503, AGAIN_AFTER)
    assert waited >= PATIENCE
    assert "Nothing that was saved is lost" in answer.content.decode()
    assert client.get("/account/login/").status_code == 200


@contextmanager
def somebody_else():
    other = connection.copy()
    try:
        yield other
    finally:
        other.close()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_what_the_address_asks_for_holds(settings):
    """The server of the tests speaks no TLS: whoever insists on it is not led to one in the clear."""
    address = database_url()
    insists, allows = (
        manage("migrate", "--check", environment=environment(settings, DATABASE_URL=one))
        for one in (f"{address}?sslmode=require", f"{address}?sslmode=disable")
    )
    assert insists.returncode
    assert "server does not support SSL" in insists.stderr
    assert allows.returncode == 0, allows.stderr


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
@pytest.mark.django_db
def test_copies_reach_the_server_as_the_address_asks(settings, monkeypatch):
    asked = {**connection.settings_dict["OPTIONS"], "sslmode": "require", "connect_timeout": "9"}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", asked)
    with pytest.raises(psycopg.OperationalError, match="does not support SSL"):
        psycopg.connect(database.conninfo())
    with pytest.raises(BadCopy, match="does not support SSL"):
        database.run_tool("pg_dump", "--schema-only")
    address = asking.address("some")
    assert address.endswith("/some?connect_timeout=9&sslmode=require") or address.endswith(
        "/some?sslmode=require&connect_timeout=9"
    )
