"""What settings name as ENGINE. Transactions and single statements that write take a turn of the queue."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db.backends.sqlite3 import base

from carnet.core.sqlite.queue import Queue, queue_of

WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class DatabaseWrapper(base.DatabaseWrapper):
    queue: Queue | None = None
    in_turn = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.queue = None if self.is_in_memory_db() else queue_of(conn_params["database"])
        self.patience = float(conn_params.get("timeout", 5))
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=Cursor)
        cursor.queue, cursor.patience = self.queue, self.patience
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        if self.queue:
            self.queue.wait(self.patience)
            self.in_turn = True
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self.in_turn and self.queue:
            self.in_turn = False
            self.queue.leave()


class Cursor(base.SQLiteCursorWrapper):
    queue: Queue | None = None
    patience = 0.0

    def execute(self, query: str, params: Any = None) -> Any:
        with self._turn(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self._turn(query):
            return super().executemany(query, param_list)

    def _turn(self, query: str) -> AbstractContextManager[None]:
        """Of a statement that is a transaction by itself."""
        alone = not self.connection.in_transaction
        if self.queue and alone and query.lstrip().upper().startswith(WRITING):
            return self.queue.turn(self.patience)
        return nullcontext()
