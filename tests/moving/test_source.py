"""Nobody saves in the old database while it is moved: what they saved would be lost."""

import sqlite3
from contextlib import closing

import pytest

from carnet.core.moving import CannotMove
from carnet.core.moving.source import held


@pytest.fixture
def path(tmp_path):
    """As Carnet keeps it: with a log beside it."""
    path = tmp_path / "carnet.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE client (id integer PRIMARY KEY AUTOINCREMENT, name text)")
        made.execute("CREATE VIRTUAL TABLE search USING fts5 (name)")
        made.execute("INSERT INTO client (name) VALUES ('Ann'), ('Zoë')")
        made.execute("DELETE FROM client WHERE id = 2")
        made.commit()
    return path


def opened(path):
    other = sqlite3.connect(path, timeout=0.1)
    other.execute("SELECT * FROM client").fetchall()
    return closing(other)


def test_while_somebody_has_it_open_it_is_not_touched(path):
    with (
        opened(path),
        pytest.raises(CannotMove, match="End the web server and the worker"),
        held(path),
    ):
        pass


def test_while_it_is_read_nobody_gets_in(path):
    with held(path) as old:
        rows = list(old.rows("client", ["id", "name"]))
        with pytest.raises(sqlite3.OperationalError, match="locked"), opened(path):
            pass
    assert rows == [(1, "Ann")]
    with opened(path) as other:
        other.execute("INSERT INTO client (name) VALUES ('Paul')")


def test_what_search_keeps_for_itself_stays_behind(path):
    with held(path) as old:
        assert old.tables() == {"client"}
        assert old.columns("client") == {"id", "name"}
        assert old.highest("client") == 2
        assert old.highest("search") == 0


def test_a_file_that_is_no_database_is_a_sentence(tmp_path):
    (tmp_path / "carnet.sqlite3").write_text("not a database, but long enough to be looked at" * 30)
    with pytest.raises(CannotMove, match="cannot be opened"), held(tmp_path / "carnet.sqlite3"):
        pass
