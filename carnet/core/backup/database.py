"""The database as a file, as it was at one moment, whoever saves meanwhile; and such a file as a database again."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from carnet.core.backup import rings
from carnet.core.backup.container import BadCopy
from carnet.core.postgresql.telling import SETTING
from carnet.core.whose import EVERYBODY

Ask = Callable[[str], Sequence[Sequence[Any]]]
# As it is called in a copy, by the vendor of the database.
MEMBER = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
PATIENCE = 60.0
# Of every firm, past the policies of PostgreSQL.
ALL_ROWS = f"-c {SETTING}={EVERYBODY}"


@dataclass(frozen=True)
class Facts:
    """Rows by table, and the migrations that were applied (`app.name`)."""

    rows: dict[str, int]
    migrations: list[str]


KeepRings = Callable[[Iterable[Any]], None]


def copy_to(target: Path, apart: KeepRings | None = None) -> Facts:
    """`apart` keeps the rings of the clients' keys elsewhere, as of the same moment; the copy has none then."""
    copying = _copy_sqlite if connection.vendor == "sqlite" else _copy_postgres
    facts = copying(target, apart)
    if apart:
        facts.rows[rings.TABLE] = 0
    return facts


def _copy_sqlite(target: Path, apart: KeepRings | None) -> Facts:
    """By SQLite's own way of copying what is in use. In one step: a reader holds up nobody who writes to the log."""
    address = Path(connection.settings_dict["NAME"]).absolute().as_uri()
    source = sqlite3.connect(f"{address}?mode=rw", uri=True, timeout=PATIENCE)
    with closing(source), closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        if apart:
            apart(copy.execute(rings.COLUMNS))
            copy.execute("PRAGMA secure_delete=ON")
            copy.execute(f"DELETE FROM {rings.TABLE}")
            copy.commit()
        return _facts(lambda query: copy.execute(query).fetchall())


def _copy_postgres(target: Path, apart: KeepRings | None) -> Facts:
    """pg_dump looks at the same moment as we who count."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        ask = _asking(cursor)
        moment = ask("SELECT pg_export_snapshot()")[0][0]
        how = ["--format=custom", "--enable-row-security", f"--snapshot={moment}"]
        if apart:
            how.append(f"--exclude-table-data={rings.TABLE}")
            with connection.chunked_cursor() as some:
                some.execute(rings.COLUMNS)
                apart(some)
        run_tool("pg_dump", *how, f"--file={target}")
        return _facts(ask)


def _asking(cursor: Any) -> Ask:
    def ask(query: str) -> Sequence[Sequence[Any]]:
        cursor.execute(query)
        return cursor.fetchall()

    return ask


def _facts(ask: Ask) -> Facts:
    applied = ask("SELECT app, name FROM django_migrations ORDER BY app, name")
    tables = sorted(connection.introspection.django_table_names(only_existing=True))
    return Facts(count(ask, tables), [f"{app}.{name}" for app, name in applied])


def count(ask: Ask, tables: Iterable[str]) -> dict[str, int]:
    quote = connection.ops.quote_name
    return {table: ask(f"SELECT COUNT(*) FROM {quote(table)}")[0][0] for table in tables}


def check_sqlite(path: Path, rows: dict[str, int], apart: Path | None = None) -> None:
    """Raises BadCopy when the file is damaged or does not hold so many rows. The rings of `apart` come back to them."""
    with closing(sqlite3.connect(path)) as copy, copy:
        if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise BadCopy("The database in the copy is damaged. Use another copy.")
        ask = _asking(copy.cursor())
        _compare(rows, count(ask, rows))
        if apart:
            copy.executemany(f"{rings.INSERT} (?, ?, ?)", _rings_of(ask, apart))


def load_postgres(dump: Path, rows: dict[str, int], name: str, apart: Path | None = None) -> None:
    """All of it or nothing, into the empty database of this name; then the rings of `apart`."""
    how = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-acl")
    run_tool("pg_restore", *how, f"--dbname={name}", str(dump))
    with psycopg.connect(conninfo(name), options=ALL_ROWS) as copy, copy.cursor() as cursor:
        ask = _asking(cursor)
        _compare(rows, count(ask, rows))
        if apart:
            insert = f"{rings.INSERT} (%s, %s, %s)".encode()
            cursor.executemany(insert, _rings_of(ask, apart))


def _rings_of(ask: Ask, apart: Path) -> list[rings.Ring]:
    """Those of firms that are in the copy; a firm that came later has nothing there to open."""
    firms = {pk for (pk,) in ask("SELECT id FROM firms_firm")}
    return [ring for ring in rings.read(apart) if ring.firm in firms]


def _compare(wanted: dict[str, int], found: dict[str, int]) -> None:
    differing = [table for table, rows in wanted.items() if found[table] != rows]
    if differing:
        raise BadCopy(f"Another number of rows than in the manifest: {', '.join(differing)}.")


def is_empty() -> bool:
    return not connection.introspection.table_names()


def run_tool(name: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs. Of what it complains only the beginning is told: the rest may quote rows."""
    tool = shutil.which(name)
    if tool is None:
        raise BadCopy(f"{name} is not installed. It comes with PostgreSQL's client programs.")
    done = subprocess.run([tool, *arguments], env=_environment(), capture_output=True, text=True)
    if done.returncode:
        complaint = (done.stderr.splitlines() or [""])[0][:200] if name == "pg_dump" else ""
        raise BadCopy(f"{name} ended with status {done.returncode}. {complaint}".strip())


# What libpq knows by the name it has in an address, and by the one it has in the environment.
LIBPQ = {one.keyword.decode(): one.envvar.decode() for one in Conninfo.get_defaults() if one.envvar}


def server() -> dict[str, str]:
    """Where PostgreSQL is, who we are there and what else the address asks for (sslmode and the like), as libpq calls
    it; the database is not among it."""
    about = connection.settings_dict
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    asked = {name: str(value) for name, value in about["OPTIONS"].items() if name in LIBPQ}
    return {**asked, **{name: str(about[key]) for name, key in named.items() if about[key]}}


def conninfo(name: str = "") -> str:
    return make_conninfo("", dbname=name or str(connection.settings_dict["NAME"]), **server())


def _environment() -> dict[str, str]:
    """The password travels here, where no list of processes shows it."""
    named = {LIBPQ[name]: value for name, value in server().items()}
    database = str(connection.settings_dict["NAME"])
    return {**os.environ, **named, "PGDATABASE": database, "PGOPTIONS": ALL_ROWS}
