"""The PostgreSQL server below, treated badly. It was started by bench/databases.py and says itself where it lies."""

import os
import subprocess
from functools import cache
from pathlib import Path

import psycopg
from django.db import connection


@cache
def where() -> Path:
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        return Path(cursor.fetchone()[0])


def outside() -> psycopg.Connection:
    """A connection that is none of Carnet's."""
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def crash() -> None:
    """Ends as if its power went, and is started again: it has to recover from its log."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    log = where().parent / "log"
    command = [programs / "pg_ctl", "-D", where(), "-m", "immediate", "-w", "-l", log, "restart"]
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=60)


def cut_connections() -> int:
    """Every connection to this database but our own; how many."""
    with outside() as line:
        found = line.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    return found[0] if found else 0
