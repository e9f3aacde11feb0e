"""Writes many rows with few statements: through a temporary table on SQLite, by COPY and unnest on PostgreSQL (which
refuses to COPY into a table with row security).

What takes long, turning values into the database's own types, is done before a transaction begins, so that
nobody waits for it. Knows columns, not objects: a list holds one value for each row, anything else is the same
for all of them.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any
from zlib import crc32

from django.conf import settings
from django.db import connection
from django.db.models import BinaryField, Field, Model

# Fields whose values both databases take as they are.
AS_THEY_ARE = {
    "BigAutoField",
    "BigIntegerField",
    "CharField",
    "EmailField",
    "ForeignKey",
    "PositiveIntegerField",
    "PositiveSmallIntegerField",
    "TextField",
}


# The sequence is looked for once, not for each key.
NEXT_KEYS = """
SELECT nextval(sequence) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) AS found,
generate_series(1, %s)
"""

# SQLite before 3.32 takes no more than 999 parameters.
AT_ONCE = 500


def batches(keys: Collection[Any]) -> Iterator[list[Any]]:
    """In order, as many at once as one statement takes on every database."""
    in_order = sorted(keys)
    return (in_order[start : start + AT_ONCE] for start in range(0, len(in_order), AT_ONCE))


@dataclass(frozen=True)
class Rows:
    """Rows of one table in the database's own types: what is the same for all, and what each has of its own,
    in the order of `fields`. The primary key is not among them."""

    model: type[Model]
    shared: Mapping[str, Any]  # by column
    fields: Sequence[Field]
    values: Sequence[tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.values)

    def at(self, positions: Sequence[int]) -> "Rows":
        """These alone."""
        return replace(self, values=[self.values[position] for position in positions])

    @property
    def table(self) -> str:
        return _quoted(self.model._meta.db_table)

    @property
    def own(self) -> list[str]:
        return [_quoted(str(field.column)) for field in self.fields]

    @property
    def common(self) -> list[str]:
        return list(map(_quoted, self.shared))


def to_add(model: type[Model], count: int, columns: Mapping[str, Any]) -> Rows:
    """`columns` by attribute name; one that is not given holds its default in all rows."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    rest = {field.attname: field.get_default() for field in fields if field.attname not in columns}
    return to_change(model, count, rest | {**columns})


def to_change(model: type[Model], count: int, columns: Mapping[str, Any]) -> Rows:
    """The columns that are given, and no others."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    own = {fields[name]: given for name, given in columns.items() if isinstance(given, list)}
    rest = {fields[name]: given for name, given in columns.items() if fields[name] not in own}
    shared = {str(field.column): _adapted(field, [given])[0] for field, given in rest.items()}
    adapted = [_adapted(field, given) for field, given in own.items()]
    values = list(zip(*adapted, strict=True)) if adapted else [()] * count
    return Rows(model, shared, list(own), values)


def _adapted(field: Field, values: list[Any]) -> list[Any]:
    adapt = _adapter(field)
    return [None if value is None else adapt(value) for value in values] if adapt else values


def _adapter(field: Any) -> Callable[[Any], Any] | None:
    """How a value becomes the database's own; None where it is already. The usual ones without a detour."""
    kind = field.get_internal_type()
    plain_bytes = type(field).get_db_prep_value is BinaryField.get_db_prep_value
    if kind in AS_THEY_ARE or plain_bytes:
        return None
    if kind == "UUIDField":
        return None if connection.features.has_native_uuid_field else attrgetter("hex")
    if kind == "JSONField":
        return partial(json.dumps, cls=field.encoder)
    if kind == "DateField":
        return connection.ops.adapt_datefield_value
    return lambda value: field.get_db_prep_save(value, connection)


def reserve(model: type[Model], count: int) -> Sequence[int]:
    """Primary keys for so many rows. On SQLite they are ours only until the transaction ends, so it must have
    begun with the right to write (IMMEDIATE)."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(NEXT_KEYS, [table, count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last = found[0] if found else 0
    return range(last + 1, last + 1 + count)


def insert(rows: Rows, keys: Sequence[int] | None = None) -> None:
    """Without `keys` the database numbers the rows itself."""
    if not rows.values:
        return
    own, values = rows.own, rows.values
    if keys is not None:
        own, values = ["id", *own], _with_keys(rows, keys)
    listed, shared = ", ".join([*own, *rows.common]), tuple(rows.shared.values())
    if settings.ROW_SECURITY:
        _insert_arrays(rows, listed, keys)
    elif connection.vendor == "postgresql":
        _copy(f"COPY {rows.table} ({listed}) FROM STDIN", values, shared)
    else:
        brought, taken = _bring(own, values), ", ".join([*own, *["%s"] * len(shared)])
        _run(
            f"INSERT INTO {rows.table} ({listed}) SELECT {taken} FROM {brought} ORDER BY rowid",
            shared,
        )


def update(rows: Rows, keys: Sequence[int]) -> None:
    """Each row of `keys` gets its values; its version, if the table has one, is the caller's to check."""
    if not rows.values:
        return
    own, common = rows.own, rows.common
    same = "".join(f", {name} = %s" for name in common)
    shared = list(rows.shared.values())
    if connection.vendor == "postgresql":
        taken = ", ".join(f"{name} = i.{name}" for name in own)
        arrays, columns = _arrays(rows, keys)
        source = f"unnest({arrays}) AS i (id, {', '.join(own)})"
        statement = (
            f"UPDATE {rows.table} SET {taken}{same} FROM {source} WHERE {rows.table}.id = i.id"
        )
        _run(statement, [*shared, *columns])
    else:
        brought = _bring(["id INTEGER PRIMARY KEY", *own], _with_keys(rows, keys))
        listed = ", ".join(own)
        found = f"SELECT {listed} FROM {brought} i WHERE i.id = {rows.table}.id"
        _run(
            f"UPDATE {rows.table} SET ({listed}) = ({found}){same}"
            f" WHERE id IN (SELECT id FROM {brought})",
            shared,
        )


def _insert_arrays(rows: Rows, listed: str, keys: Sequence[int] | None) -> None:
    arrays, columns = _arrays(rows, range(len(rows)) if keys is None else keys)
    numbered = ["i.id"] if keys is not None else []
    own = [*numbered, *(f"i.{name}" for name in rows.own)]
    kinds = {field.column: field.db_type(connection) for field in rows.model._meta.concrete_fields}
    taken = ", ".join([*own, *(f"%s::{kinds[column]}" for column in rows.shared)])
    source = f"unnest({arrays}) AS i ({', '.join(['id', *rows.own])})"
    statement = f"INSERT INTO {rows.table} ({listed}) SELECT {taken} FROM {source} ORDER BY i.id"
    _run(statement, [*rows.shared.values(), *columns])


def _arrays(rows: Rows, keys: Sequence[int]) -> tuple[str, list[list[Any]]]:
    types = ["bigint", *(field.db_type(connection) for field in rows.fields)]
    columns = [list(column) for column in zip(*rows.values, strict=True)]
    return ", ".join(f"%s::{kind}[]" for kind in types), [list(keys), *columns]


def _with_keys(rows: Rows, keys: Sequence[int]) -> list[tuple[Any, ...]]:
    return [(key, *row) for key, row in zip(keys, rows.values, strict=True)]


def _copy(statement: str, values: Sequence[tuple[Any, ...]], shared: tuple[Any, ...]) -> None:
    copying = connection.wrap_database_errors  # a cursor does it by itself, except when copying
    with copying, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in values:
            copy.write_row(row + shared)


def _bring(columns: Sequence[str], values: Sequence[tuple[Any, ...]]) -> str:
    """One statement for all rows costs half of one each: a table with triggers copies every page it touches
    once a statement, to be able to take it back. Returns the temporary table they are in. It stays for the next rows
    of these columns: each that is made or dropped makes SQLite prepare every statement anew."""
    marks, listed = ", ".join(["%s"] * len(columns)), ", ".join(columns)
    name = f"incoming_{crc32(listed.encode()):x}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({listed})")
        cursor.execute(f"DELETE FROM temp.{name}")
        cursor.executemany(f"INSERT INTO temp.{name} VALUES ({marks})", values)
    return f"temp.{name}"


def _run(statement: str, params: Sequence[Any] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
