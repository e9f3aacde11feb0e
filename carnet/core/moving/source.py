"""The SQLite database, while nobody else has it open."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from carnet.core.moving import CannotMove

BUSY = "database is locked"


class Source:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def tables(self) -> set[str]:
        """Without those that SQLite or its full-text search keep for themselves."""
        found = self._connection.execute("PRAGMA main.table_list").fetchall()
        names = {name for _schema, name, kind, *_rest in found if kind == "table"}
        return {name for name in names if not name.startswith("sqlite_")}

    def columns(self, table: str) -> set[str]:
        return {row[1] for row in self._connection.execute(f"PRAGMA table_info({_quoted(table)})")}

    def migrations(self) -> set[tuple[str, str]]:
        return set(self._connection.execute("SELECT app, name FROM django_migrations"))

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Sequence[Any]]:
        """One after another, however many there are."""
        names = ", ".join(map(_quoted, columns))
        return self._connection.execute(f"SELECT {names} FROM {_quoted(table)}")

    def highest(self, table: str) -> int:
        """The last number that was given, even if what had it is gone: it is not given again."""
        ask = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        found = self._connection.execute(ask, [table]).fetchone()
        return int(found[0]) if found else 0


@contextmanager
def held(path: Path) -> Iterator[Source]:
    """SQLite itself shuts out everybody else, for reading and writing, until we are through; and does not let us in
    while anybody has it open."""
    address = path.absolute().as_uri()
    with closing(sqlite3.connect(f"{address}?mode=rw", uri=True, timeout=1)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as problem:
            if str(problem) != BUSY:
                raise CannotMove(f"{path} cannot be opened: {problem}.") from problem
            raise CannotMove(
                f"Another program has {path} open. End the web server and the worker first, on every "
                "machine: what they save after this moment would be lost."
            ) from problem
        yield Source(connection)
        connection.rollback()


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
