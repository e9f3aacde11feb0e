"""Whoever writes in SQLite goes in the order of coming, whoever else is at it."""

import errno
import fcntl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
from django.db import OperationalError

from carnet.core.sqlite.queue import queue_of
from tests.core.queueing import begin, end, opened

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def path(tmp_path, db):
    path = tmp_path / "some.sqlite3"
    ask(opened(path), "CREATE TABLE hogged (turns INTEGER)")
    ask(opened(path), "INSERT INTO hogged VALUES (0)")
    return path


def ask(connection, query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


def turns(connection):
    return ask(connection, "SELECT turns FROM hogged")[0]


def in_the_middle_of_it(connection):
    """How many turns the other has had; the next one has begun."""
    before = turns(connection)
    while turns(connection) == before:
        time.sleep(0.001)
    return before + 1


@contextmanager
def another(what, path):
    """A process that does it meanwhile."""
    command = [sys.executable, "-m", "tests.core.queueing", what, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


@pytest.mark.thorough
@pytest.mark.parametrize("whole", [True, False], ids=["a transaction", "one statement"])
def test_who_comes_during_a_long_work_goes_before_its_next_transaction(path, whole):
    mine = opened(path)
    with another("hog", path):
        for _time in range(20):
            before = in_the_middle_of_it(mine)
            if whole:
                begin(mine)
                now = turns(mine)
                end(mine)
            else:
                now = ask(mine, "UPDATE hogged SET turns = turns RETURNING turns")[0]
            # The one that runs while we come, and one that had come to the door before us.
            assert now - before <= 2


@pytest.mark.thorough
def test_what_a_killed_process_held_is_free_and_undone(path):
    mine = opened(path)
    with another("hold", path) as process:
        process.kill()
        process.wait()
        begin(mine)
        assert turns(mine) == 0
        end(mine)


def test_a_turn_ends_with_its_transaction_however_that_ends(path):
    first, second = opened(path, timeout=0.05), opened(path, timeout=0.05)
    for finish in (first.commit, first.rollback, first.close):
        begin(first)
        with pytest.raises(OperationalError, match="locked"):
            ask(second, "UPDATE hogged SET turns = 1")
        with pytest.raises(OperationalError, match="locked"):
            begin(second)
        second.set_autocommit(True)
        finish()
        first.ensure_connection()
        first.set_autocommit(True)
        ask(second, "UPDATE hogged SET turns = 1")


def test_a_statement_that_fails_holds_nobody_up(path):
    first, second = opened(path, timeout=0.05), opened(path, timeout=0.05)
    with pytest.raises(OperationalError):
        ask(first, "UPDATE nowhere SET turns = 1")
    ask(second, "UPDATE hogged SET turns = 1")


def test_who_only_reads_waits_for_nobody(path):
    first, second = opened(path), opened(path, timeout=0.05)
    begin(first)
    ask(first, "UPDATE hogged SET turns = 5")
    assert turns(second) == 0
    end(first)
    assert turns(second) == 5


def test_threads_of_a_process_all_get_their_turn(path):
    def work():
        mine = opened(path)
        for _time in range(20):
            begin(mine)
            count = turns(mine)
            ask(mine, f"UPDATE hogged SET turns = {count + 1}")
            end(mine)

    threads = [threading.Thread(target=work) for _each in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert turns(opened(path)) == 100


def test_where_files_cannot_be_locked_each_process_has_its_own_queue(path, monkeypatch):
    def refuse(_file, _how):
        raise OSError(errno.ENOLCK, "No locks available")

    queue_of.cache_clear()
    monkeypatch.setattr(fcntl, "flock", refuse)
    first, second = opened(path, timeout=0.05), opened(path, timeout=0.05)
    begin(first)
    with pytest.raises(OperationalError, match="locked"):
        begin(second)
    second.set_autocommit(True)
    end(first)
    ask(second, "UPDATE hogged SET turns = 1")
    queue_of.cache_clear()


def test_a_database_in_memory_has_no_queue():
    mine = opened(":memory:")
    begin(mine)
    ask(mine, "CREATE TABLE hogged (turns INTEGER)")
    end(mine)
    assert mine.queue is None
