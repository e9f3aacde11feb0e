"""The index over the words of Client.search, and how to ask it: full-text search on SQLite, a GIN index on
PostgreSQL. Knows nothing of what a client is; docs/adr/0003-search.md says why it is made this way."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from carnet.clients.search import of_firm

TRIGGERS = {"clients_search_added", "clients_search_changed", "clients_search_removed"}

# The words arrive folded, so "ascii" only has to split at spaces; it keeps every other letter whole.
# A change that leaves the words alone must not touch the index, hence UPDATE OF and WHEN.
SQLITE = (
    *(f"DROP TRIGGER IF EXISTS {trigger}" for trigger in sorted(TRIGGERS)),
    "DROP TABLE IF EXISTS clients_search",
    """
    CREATE VIRTUAL TABLE clients_search USING fts5 (
        search, content='clients_client', content_rowid='id', detail='none', columnsize=0,
        tokenize="ascii tokenchars '@'"
    )
    """,
    """
    CREATE TRIGGER clients_search_added AFTER INSERT ON clients_client BEGIN
        INSERT INTO clients_search (rowid, search) VALUES (new.id, new.search);
    END
    """,
    """
    CREATE TRIGGER clients_search_removed AFTER DELETE ON clients_client BEGIN
        INSERT INTO clients_search (clients_search, rowid, search)
            VALUES ('delete', old.id, old.search);
    END
    """,
    """
    CREATE TRIGGER clients_search_changed AFTER UPDATE OF search ON clients_client
    WHEN old.search IS NOT new.search BEGIN
        INSERT INTO clients_search (clients_search, rowid, search)
            VALUES ('delete', old.id, old.search);
        INSERT INTO clients_search (rowid, search) VALUES (new.id, new.search);
    END
    """,
    "INSERT INTO clients_search (clients_search) VALUES ('rebuild')",
)
# Later versions can forget the words of an erased client at once instead of at the next merge.
SECURE_DELETE = "INSERT INTO clients_search (clients_search, rank) VALUES ('secure-delete', 1)"
SECURE_DELETE_SINCE = (3, 42, 0)

# A function, so that it can carry a cost: without one PostgreSQL believes that computing the words of
# a million rows is as cheap as comparing numbers, and walks the table instead of asking the index.
# Names are compared byte by byte, as on SQLite: only then are all names with one beginning neighbours.
POSTGRESQL = (
    # Rows written in the same transaction would else keep the table from being changed.
    "SET CONSTRAINTS ALL IMMEDIATE",
    """
    CREATE OR REPLACE FUNCTION clients_words(search text) RETURNS tsvector
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100
        AS $$ BEGIN RETURN array_to_tsvector(array_remove(string_to_array(search, ' '), '')); END $$
    """,
    "DROP INDEX IF EXISTS clients_search",
    "CREATE INDEX clients_search ON clients_client USING gin (clients_words(search))",
    'ALTER TABLE clients_client ALTER COLUMN sort_name TYPE varchar(200) COLLATE "C"',
    "SET CONSTRAINTS ALL DEFERRED",
)


def prepare_search(connection: Any) -> None:
    """Make the index anew. Run by a migration, and again by each one that changes the table of clients
    so that SQLite has to rebuild it: the copy has no triggers."""
    with connection.cursor() as cursor:
        for statement in POSTGRESQL if connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)
        if connection.vendor == "sqlite" and sqlite3.sqlite_version_info >= SECURE_DELETE_SINCE:
            cursor.execute(SECURE_DELETE)


def in_index(firm_id: int, words: Sequence[str]) -> Q | RawSQL:
    """The condition that every word begins a word of a client of this firm, answered by the index. Words
    hold letters and digits only (search.fold)."""
    asked = [of_firm(firm_id, word) for word in words]
    if connection.vendor == "postgresql":
        all_of = " & ".join(f"'{word}':*" for word in asked)
        return RawSQL(
            "clients_words(clients_client.search) @@ %s::tsquery", [all_of], BooleanField()
        )
    all_of = " AND ".join(f'"{word}"*' for word in asked)
    found = "SELECT rowid FROM clients_search WHERE clients_search MATCH %s"
    return Q(pk__in=RawSQL(found, [all_of]))


def forget_removed() -> None:
    """On an older SQLite the words of removed clients rest in the index until its parts are put together."""
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < SECURE_DELETE_SINCE:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO clients_search (clients_search) VALUES ('optimize')")
