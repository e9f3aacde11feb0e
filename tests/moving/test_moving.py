"""An office outgrows SQLite: everything is in PostgreSQL afterwards, or nothing, and what they see is what they saw."""

import json
import re
import shutil
import signal
import sqlite3
import time
from contextlib import closing, contextmanager

import pytest

from tests.moving.houses import House, ask, empty, free_port, rows
from tests.template import template

pytestmark = [pytest.mark.postgres, pytest.mark.thorough]
# What migrating alone leaves.
MIGRATED = {"django_migrations", "auth_permission", "django_content_type"}
SPOIL = """CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} RETURN NEW; END $$;
CREATE TRIGGER spoil BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION spoil()"""

OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = House(tmp_path_factory.mktemp("house"), free_port())
    if template().exists():
        shutil.copyfile(template(), made.database)
    for word in ("migrate", "demo"):
        assert made.manage(word)[0] == 0
    return made


@pytest.fixture(scope="module")
def migrated(house):
    """The name of a database as migrating leaves it, to make others like it."""
    with empty() as address:
        assert house.manage("migrate", address=address)[0] == 0
        yield address.rsplit("/", 1)[1]


@pytest.fixture
def address(migrated):
    with empty(like=migrated) as made:
        yield made


def look(house, address=""):
    """What the office sees: the office's pages, and their documents."""
    process = house.start("-m", "tests.moving.pages", address=address)
    said, complained = process.communicate(timeout=120)
    assert process.returncode == 0, complained
    return json.loads(said)


def refused(house, address, sentence):
    code, said, complained = house.move(address)
    assert code == 1
    assert re.search(sentence, complained), complained
    assert "Traceback" not in complained
    assert "were moved" not in said


def nothing_is_in(address):
    assert set(rows(address)) == MIGRATED


def test_everything_is_there_afterwards_and_looks_as_before(house):
    """To a database with nothing in it, not even tables."""
    before = look(house)
    with closing(sqlite3.connect(house.database)) as old:
        clients = old.execute("SELECT COUNT(*) FROM clients_client").fetchone()[0]
        last = old.execute(
            "SELECT seq FROM sqlite_sequence WHERE name='clients_client'"
        ).fetchone()[0]
        # The last that came was erased since: its number is not given again.
        old.execute("UPDATE sqlite_sequence SET seq = seq + 5 WHERE name = 'clients_client'")
        old.commit()
    with empty() as address:
        code, said, complained = house.move(address)
        assert code == 0, complained
        line = re.search(r"clients_client +(\d+) rows (\w{16}) = +(\d+) rows (\w{16})\n", said)
        assert line[1] == line[3] == str(clients)
        assert line[2] == line[4] != "0" * 16
        assert "Now set DATABASE_URL" in said
        assert look(house, address) == before
        assert {status[:3] for status in before.values()} == {"200"}
        (following,) = ask(
            address, "SELECT nextval(pg_get_serial_sequence('clients_client', 'id'))"
        )
        assert following == (last + 6,)
        refused(house, address, "not empty: there are rows in .*firms_firm.*it is whole")


def test_a_value_that_changed_on_the_way_is_found_and_nothing_is_kept(house, address):
    ask(address, SPOIL.format("NEW.city := NEW.city || ' ';", "clients_client"))
    refused(house, address, "clients_client is not the same in both: .* Nothing was moved")
    nothing_is_in(address)


def test_a_row_that_was_lost_on_the_way_is_found(house, address):
    ask(address, SPOIL.format("IF NEW.id = 3 THEN RETURN NULL; END IF;", "core_mail"))
    refused(
        house, address, "core_mail is not the same in both: ([\\d,]+) rows, .* before and (?!\\1 )"
    )
    nothing_is_in(address)


def test_who_is_killed_meanwhile_begins_anew(house, address):
    ask(address, SPOIL.format("PERFORM pg_sleep(30);", "core_mail"))
    process = house.start("manage.py", "move", "--to", address)
    while not ask(address, f"SELECT pid {OTHERS} AND query LIKE 'COPY \"core_mail%'"):
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    ask(address, f"SELECT pg_terminate_backend(pid) {OTHERS}")
    nothing_is_in(address)
    ask(address, "DROP FUNCTION spoil() CASCADE")
    assert house.move(address)[0] == 0
    assert rows(address)["core_mail"]


@contextmanager
def altered(house, change, back):
    """In the old database, and as it was again afterwards."""
    for statement in (change, back):
        with closing(sqlite3.connect(house.database)) as old:
            old.execute(statement)
            old.commit()
        if statement == change:
            yield


def test_what_postgresql_cannot_hold_is_named_by_its_table_alone(house, address):
    """A text with a zero in it, which SQLite takes."""
    column = "UPDATE clients_client SET city = "
    change = column + "city || char(0) || 'Secret' WHERE id = 1"
    back = column + "substr(city, 1, instr(city, char(0)) - 1) WHERE id = 1"
    with altered(house, change, back):
        refused(house, address, "(?s)^(?!.*Secret).*does not take a row of clients_client")
        nothing_is_in(address)


def test_a_row_that_points_to_nothing_is_found(house, address):
    change = "UPDATE core_mail SET firm_id = firm_id + 999 WHERE id = 1"
    with altered(house, change, change.replace("+", "-")):
        refused(house, address, "The new database says no: ForeignKeyViolation")
        nothing_is_in(address)


def test_while_the_worker_works_nothing_is_moved(house, address):
    with house.start("manage.py", "work") as worker:
        with closing(sqlite3.connect(house.database)) as look:
            while not look.execute("SELECT COUNT(*) FROM core_beat").fetchone()[0]:
                assert worker.poll() is None
                time.sleep(0.1)
        refused(house, address, "End the web server and the worker first")
        worker.terminate()
    nothing_is_in(address)
