"""The third wall: PostgreSQL itself shows, changes and takes no row of another firm, whatever a statement asks for."""

import json
from contextlib import suppress
from threading import Thread
from unittest.mock import patch

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django_scopes import scope

from carnet.clients.models import Client
from carnet.core.postgresql.rows import bring_in_line, goes_round, wanted
from carnet.core.postgresql.telling import TELL
from carnet.core.whose import NobodyYet, across_firms, nobody_yet
from carnet.firms.models import Firm
from config.rows import OF_A_FIRM, OF_NOBODY
from tests import makers as make
from tests.isolation.belonging import leads_on, rows_of
from tests.isolation.house import build
from tests.isolation.world import leave_room
from tests.portal.conftest import enter

REFUSED = "42501"
WITHOUT = pytest.mark.skipif(not settings.ROW_SECURITY, reason="asks PostgreSQL with row security")


def marked(test):
    return pytest.mark.postgres(WITHOUT(test))


def test_every_model_has_its_place():
    everything = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert everything == {*OF_A_FIRM, *OF_NOBODY}
    assert not {*OF_A_FIRM} & {*OF_NOBODY}


@pytest.mark.parametrize("label", OF_A_FIRM)
def test_every_row_leads_to_its_firm(label):
    model, seen = apps.get_model(label), []
    while model is not Firm:
        seen.append(model)
        field = model._meta.get_field(OF_A_FIRM[model._meta.label])
        assert leads_on(field)
        model = field.related_model
        assert model not in seen


@pytest.fixture
def houses(db):
    here = build("Here")
    leave_room()
    there = build("There")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return here.firm, there.firm


def ask(statement, *values):
    """How many rows that concerned; the word for it when it is refused."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.rowcount
    except DatabaseError as problem:
        return getattr(problem.__cause__, "sqlstate", "")


def row_of(model, firm):
    """Everything in one row, and how many there are, as somebody sees it who may see all."""
    table = model._meta.db_table
    found = rows_of(model, firm).values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t WHERE {pk(model)} = %s', [found[0]])
        return list(found), json.loads(cursor.fetchone()[0])


def pk(model):
    return f'"{model._meta.pk.column}"'


def seen(model, keys):
    return ask(
        f'SELECT {pk(model)} FROM "{model._meta.db_table}" WHERE {pk(model)} = ANY(%s)', keys
    )


def leaks(model, here, there):
    """What somebody who is held to `here` can do to the rows of `there`."""
    table, column = f'"{model._meta.db_table}"', model._meta.get_field(OF_A_FIRM[model._meta.label])
    (mine, own), (theirs, foreign) = row_of(model, here), row_of(model, there)
    put = f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s::jsonb)"
    give = f'UPDATE {table} SET "{column.column}" = %s WHERE {pk(model)} = %s'
    with scope(firm=here):
        done = {
            "see": seen(model, theirs),
            "change": ask(
                f"UPDATE {table} SET {pk(model)} = {pk(model)} WHERE {pk(model)} = ANY(%s)", theirs
            ),
            "take": ask(f"DELETE FROM {table} WHERE {pk(model)} = ANY(%s)", theirs),
            "put": ask(put, json.dumps(foreign)) != REFUSED,
            "give": ask(give, foreign[column.column], own[model._meta.pk.column]) != REFUSED,
            "miss": len(mine) - seen(model, mine),
        }
    return {name for name, many in done.items() if many}


@marked
@pytest.mark.thorough
def test_the_role_of_the_tests_is_an_ordinary_one(db):
    assert goes_round(connection) == ""


@marked
@pytest.mark.thorough
def test_rows_of_another_firm_do_not_exist(houses):
    found = {
        label: leaks(apps.get_model(label), *houses)
        for label in OF_A_FIRM
        if filled(label, *houses)
    }
    assert {label: what for label, what in found.items() if what} == {}
    assert {*OF_A_FIRM} - found.keys() <= EMPTY


# Tables of the sign-in that no story of a whole firm fills.
EMPTY = {"account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator"}


def filled(label, here, there):
    model = apps.get_model(label)
    return rows_of(model, here).exists() and rows_of(model, there).exists()


@marked
@pytest.mark.thorough
def test_without_its_policy_each_table_tells(houses):
    """So that the test above finds nothing because nothing is there, not because it looks at nothing."""
    silent = []
    for label in OF_A_FIRM:
        model = apps.get_model(label)
        if not filled(label, *houses):
            continue
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE ROW LEVEL SECURITY')
            if "see" not in leaks(model, *houses):
                silent.append(label)
            transaction.set_rollback(True)
    assert silent == []


@marked
@pytest.mark.thorough
def test_nobody_sees_anything_before_a_firm_is_known(houses):
    _here, there = houses
    keys = {
        label: row_of(apps.get_model(label), there) for label in OF_A_FIRM if filled(label, *houses)
    }
    with nobody_yet():
        found = {
            label: seen(apps.get_model(label), theirs) for label, (theirs, _row) in keys.items()
        }
    assert set(found.values()) == {0}


def names():
    """With a statement of its own, in which no firm is named."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_name FROM clients_client")
        return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def two(transactional_db):
    firms = make.firm(), make.firm()
    for firm, name in zip(firms, ["Ours", "Theirs"], strict=True):
        make.client(firm=firm, last_name=name)
    return firms


@marked
@pytest.mark.thorough
def test_what_was_told_is_told_again_after_a_transaction_was_undone(two):
    """What PostgreSQL was told within it is undone as well, so the same firm has to be told twice."""
    ours, theirs = two
    with across_firms("both are looked at"):
        assert names() == {"Ours", "Theirs"}
        with transaction.atomic():
            with scope(firm=ours):
                assert names() == {"Ours"}
            transaction.set_rollback(True)
        with scope(firm=ours):
            assert names() == {"Ours"}
        assert names() == {"Ours", "Theirs"}
    with scope(firm=theirs), transaction.atomic():
        for fail in (lambda: 1 / 0, lambda: connection.cursor().execute("SELECT 1 / 0")):
            assert names() == {"Theirs"}
            undo_within(ours, fail)
            with scope(firm=ours):
                assert names() == {"Ours"}


def undo_within(firm, fail):
    with suppress(ZeroDivisionError, DatabaseError), transaction.atomic(), scope(firm=firm):
        assert len(names()) == 1
        fail()


@marked
@pytest.mark.thorough
def test_long_lists_that_are_fetched_in_parts_and_copies_are_held_too(two):
    ours, _theirs = two
    with scope(firm=ours):
        found = Client._base_manager.values_list("last_name", flat=True).iterator(chunk_size=1)
        assert list(found) == ["Ours"]
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY clients_client (last_name) TO STDOUT") as copy,
        ):
            assert b"".join(copy) == b"Ours\n"


@marked
@pytest.mark.thorough
def test_a_thread_begins_with_nobody(two):
    ours, _theirs = two
    found = []

    def look():
        try:
            found.append(names())
            with scope(firm=ours):
                found.append(names())
            found.append(names())
        finally:
            connection.close()

    with scope(firm=ours):
        thread = Thread(target=look)
        thread.start()
        thread.join()
    assert found == [set(), {"Ours"}, set()]


@marked
@pytest.mark.thorough
def test_a_request_that_fails_leaves_no_firm_behind(two, rf):
    ours, _theirs = two

    def fail(request):
        with scope(firm=ours):
            assert names() == {"Ours"}
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        NobodyYet(fail)(rf.get("/"))
    with nobody_yet():
        assert names() == set()


def told_by(act):
    """How many statements only told PostgreSQL whose rows come next."""
    plain, told = psycopg.Cursor.execute, []

    def noted(cursor, query, *more, **how):
        told.extend([query] if query == TELL else [])
        return plain(cursor, query, *more, **how)

    with patch.object(psycopg.Cursor, "execute", noted):
        assert act().status_code == 200
    return len(told)


@marked
@pytest.mark.thorough
def test_a_page_of_the_office_tells_twice_at_most(two):
    who = Browser(headers={"accept-language": "en"})
    who.force_login(make.colleague(firm=two[0]))
    assert told_by(lambda: who.get("/clients/")) <= 2


@marked
@pytest.mark.thorough
def test_what_a_client_does_tells_once_at_most(houses):
    dossier = houses[0].dossiers.latest("pk")
    visit = enter(dossier).client
    assert told_by(lambda: visit.get("/q/start/")) <= 1


@marked
@pytest.mark.thorough
def test_policies_go_and_come_with_the_setting(db, settings):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    tables = set(wanted())
    assert bring_in_line(connection) == []
    settings.ROW_SECURITY = False
    assert set(bring_in_line(connection)) == tables
    settings.ROW_SECURITY = True
    assert set(bring_in_line(connection)) == tables
    assert bring_in_line(connection) == []
