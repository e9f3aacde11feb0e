"""Tells PostgreSQL whose rows come next (core/whose.py), for its policies (rows.py): before a statement, and only when
that changed since the last one. So nothing has to be taken back when a request ends, however it ends: whatever
comes next on the connection is told its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from carnet.core.whose import NOBODY, whose

SETTING = "carnet.firm"
TELL = f"SELECT set_config('{SETTING}', %s, false)"


def forget(connection: Any) -> None:
    """What was told inside a transaction is gone when it is rolled back."""
    if connection is not None:
        connection.told = None


@contextmanager
def told(connection: Any) -> Iterator[None]:
    wanted, known = whose(), vars(connection).get("told", NOBODY)
    failed = connection.info.transaction_status == TransactionStatus.INERROR
    # Only the end of a transaction that failed can come now.
    if wanted is not None and wanted != known and not failed:
        forget(connection)
        psycopg.Cursor(connection).execute(TELL, [wanted], prepare=True)
        connection.told = wanted
    try:
        yield
    except psycopg.Error:
        forget(connection)
        raise


class Cursor(base.ServerBindingCursor):
    def execute(self, *asked: Any, **how: Any) -> Any:
        with told(self.connection):
            return super().execute(*asked, **how)

    def executemany(self, *asked: Any, **how: Any) -> Any:
        with told(self.connection):
            return super().executemany(*asked, **how)

    @contextmanager
    def copy(self, *asked: Any, **how: Any) -> Iterator[Any]:
        with told(self.connection), super().copy(*asked, **how) as copying:
            yield copying


class ServerCursor(psycopg.ServerCursor):
    def execute(self, *asked: Any, **how: Any) -> Any:
        with told(self.connection):
            return super().execute(*asked, **how)
