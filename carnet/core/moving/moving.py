"""The way: everything is looked at before the first row is written, and compared before the last is kept."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from carnet.core.moving import CannotMove, source, target
from carnet.core.moving.source import Source
from carnet.core.moving.target import WRITTEN_BY_MIGRATING, Columns, Target
from carnet.core.moving.values import FROM_SQLITE, Sum


@dataclass(frozen=True)
class Compared:
    """A table, as it was read in SQLite and as it stands in PostgreSQL."""

    table: str
    before: Sum
    after: Sum


def move(path: Path, address: str) -> Iterator[Compared]:
    """Every table once both sides were found equal. Only who goes to the end has moved; raises CannotMove."""
    with source.held(path) as old:
        _check_up_to_date(old)
        with target.opened(address) as new:
            if not new.tables():
                _migrate(address)
        with target.opened(address) as new:
            yield from _moved(old, new)


def _moved(old: Source, new: Target) -> Iterator[Compared]:
    names = new.tables()
    new.hold(names)
    forced = new.lift_policies()
    tables = _fitting(names, old, new)
    new.make_room()
    before = {table: _fill(old, new, table, columns) for table, columns in tables.items()}
    new.check_ends()
    for table, columns in tables.items():
        after = Sum(columns.values())
        for row in new.rows(table, columns):
            after.add(row)
        if after != before[table]:
            raise CannotMove(
                f"{table} is not the same in both: {before[table].rows:,} rows, {before[table].hex()[:16]} "
                f"before and {after.rows:,} rows, {after.hex()[:16]} after. Nothing was moved."
            )
        yield Compared(table, before[table], after)
    new.put_policies_back(forced)


def _fitting(ordered: Sequence[str], old: Source, new: Target) -> dict[str, Columns]:
    """The columns of each table, which both have. Raises CannotMove when they do not fit together."""
    if set(ordered) != old.tables() or not _needed() <= new.migrations():
        raise CannotMove(
            "The new database is not migrated as this one is. Give one that is empty, or migrate it with "
            "this version of Carnet."
        )
    if full := new.with_rows(table for table in ordered if table not in WRITTEN_BY_MIGRATING):
        raise CannotMove(
            f"The new database is not empty: there are rows in {', '.join(full[:5])}. Give an empty one; "
            "if it was moved to before, it is whole."
        )
    tables = {table: new.columns(table) for table in ordered}
    for table, columns in tables.items():
        if set(columns) != old.columns(table) or not set(columns.values()) <= set(FROM_SQLITE):
            raise CannotMove(f"{table} has other columns in the new database.")
    return tables


def _fill(old: Source, new: Target, table: str, columns: Columns) -> Sum:
    read = Sum(columns.values())
    try:
        new.fill(table, columns, _read(old.rows(table, list(columns)), columns, read))
        new.count_on(table, old.highest(table))
    except sqlite3.DatabaseError as problem:
        raise CannotMove(f"{table} cannot be read: {problem}.") from None
    except (psycopg.DataError, psycopg.IntegrityError, ValueError, TypeError) as problem:
        # Their words may repeat a value.
        kind = getattr(problem, "sqlstate", None) or type(problem).__name__
        raise CannotMove(f"PostgreSQL does not take a row of {table} ({kind}).") from None
    return read


def _read(rows: Iterable[Sequence[Any]], columns: Columns, read: Sum) -> Iterator[list[Any]]:
    readers = [FROM_SQLITE[kind] for kind in columns.values()]
    for row in rows:
        values = [
            None if value is None else reader(value)
            for reader, value in zip(readers, row, strict=True)
        ]
        read.add(values)
        yield values


def _check_up_to_date(old: Source) -> None:
    if not _needed() <= old.migrations():
        raise CannotMove("This database is older than the program. Run manage.py migrate first.")


def _needed() -> set[tuple[str, str]]:
    return set(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def _migrate(address: str) -> None:
    """In a process of its own, for which the new database is all there is."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--no-input"]
    here = {**os.environ, "DATABASE_URL": address, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run([*command, "-v", "0"], env=here, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["It was killed."])[-1][:200]
        raise CannotMove(f"The new database could not be migrated. {last}")
