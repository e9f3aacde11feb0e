"""The PostgreSQL database: migrated and without rows. It is filled in one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from graphlib import TopologicalSorter
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.types.string import TextLoader

from carnet.core.moving import CannotMove

# What migrating itself writes. The rows of the old database come in their place.
WRITTEN_BY_MIGRATING = ("django_migrations", "auth_permission", "django_content_type")
AT_ONCE = 500
Columns = dict[str, str]

TABLES = """SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')"""
COLUMNS = """SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"""
FORCED = TABLES + " AND c.relforcerowsecurity"
LEADS_TO = """SELECT a.relname, b.relname FROM pg_constraint f
    JOIN pg_class a ON a.oid = f.conrelid JOIN pg_class b ON b.oid = f.confrelid
    WHERE f.contype = 'f' AND a.relnamespace = current_schema()::regnamespace AND a.oid <> b.oid"""
COUNTERS = """SELECT column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)
    FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s
    AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"""


class Target:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        connection.adapters.register_loader("jsonb", TextLoader)

    def tables(self) -> list[str]:
        """Those that others point to come first."""
        order = TopologicalSorter({name: set[str]() for (name,) in self._ask(TABLES)})
        for table, other in self._ask(LEADS_TO):
            order.add(table, other)
        return list(order.static_order())

    def migrations(self) -> set[tuple[str, str]]:
        return {(app, name) for app, name in self._ask("SELECT app, name FROM django_migrations")}

    def with_rows(self, tables: Iterable[str]) -> list[str]:
        ask = sql.SQL("SELECT EXISTS (SELECT FROM {})")
        found = ((name, self._ask(ask.format(sql.Identifier(name)))) for name in tables)
        return [name for name, answer in found if answer[0][0]]

    def columns(self, table: str) -> Columns:
        """Each with its kind."""
        return dict(self._ask(COLUMNS, [sql.Identifier(table).as_string(self._connection)]))

    def hold(self, tables: Sequence[str]) -> None:
        """Nobody else sees or writes them until we are through."""
        names = sql.SQL(", ").join(map(sql.Identifier, tables))
        self._tell(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))

    def lift_policies(self) -> list[str]:
        """PostgreSQL copies nothing into a table whose owner is held to a policy. Nobody else gets in meanwhile."""
        forced = [name for (name,) in self._ask(FORCED)]
        self._alter(forced, "NO FORCE ROW LEVEL SECURITY")
        return forced

    def put_policies_back(self, tables: Iterable[str]) -> None:
        self._alter(tables, "FORCE ROW LEVEL SECURITY")

    def _alter(self, tables: Iterable[str], how: LiteralString) -> None:
        for table in tables:
            self._tell(sql.SQL("ALTER TABLE {} " + how).format(sql.Identifier(table)))

    def make_room(self) -> None:
        names = sql.SQL(", ").join(map(sql.Identifier, WRITTEN_BY_MIGRATING))
        self._tell(sql.SQL("TRUNCATE {} CASCADE").format(names))

    def fill(self, table: str, columns: Columns, rows: Iterable[Sequence[Any]]) -> None:
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        copy = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
        with self._connection.cursor() as cursor, cursor.copy(copy) as into:
            for row in rows:
                into.write_row(row)

    def rows(self, table: str, columns: Columns) -> Iterator[Sequence[Any]]:
        """As they stand there, one after another, however many there are."""
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        ask = sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(table))
        with self._connection.cursor("reading") as cursor:
            cursor.itersize = AT_ONCE
            yield from cursor.execute(ask)

    def count_on(self, table: str, last: int) -> None:
        """The next number is one that was never given."""
        for column, counter in self._ask(COUNTERS, [table]):
            ask = sql.SQL("SELECT setval(%s, GREATEST(%s, MAX({}), 1), %s OR COUNT(*) > 0) FROM {}")
            named = ask.format(sql.Identifier(column), sql.Identifier(table))
            self._tell(named, [counter, last, last > 0])

    def check_ends(self) -> None:
        """Now, and not only at the end: every row that is pointed to is there."""
        self._tell(sql.SQL("SET CONSTRAINTS ALL IMMEDIATE"))

    def _ask(self, query: Any, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, values or None).fetchall()

    def _tell(self, query: Any, values: Sequence[Any] = ()) -> None:
        self._connection.execute(query, values or None)


@contextmanager
def opened(address: str) -> Iterator[Target]:
    """All that is done is kept at the end, or nothing."""
    try:
        with psycopg.connect(address, options="-c timezone=UTC") as connection:
            yield Target(connection)
    except psycopg.Error as problem:
        raise CannotMove(f"The new database says no: {_briefly(problem)}") from None


def _briefly(problem: psycopg.Error) -> str:
    """What is said once we are in may repeat a value of a row."""
    if problem.sqlstate is None:
        return (str(problem).splitlines() or [""])[0][:200]
    return f"{type(problem).__name__} ({problem.sqlstate})."
