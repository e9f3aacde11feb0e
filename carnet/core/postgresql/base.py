"""What settings name as ENGINE. PostgreSQL compiles a statement that it expects to take long, which takes longer than
any statement of ours: the list of whom to call waited nine tenths of its time for that. And it lets a statement wait
for a locked row for ever: a few such would hold every thread of the web server, and with them all clients of all firms.
"""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from carnet.core.postgresql.telling import Cursor, ServerCursor, forget

# Seconds; then the request is answered with a 503, and the phone or the worker tries again.
PATIENCE = 3


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        if settings.ROW_SECURITY:
            params["cursor_factory"] = Cursor
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        if settings.ROW_SECURITY:
            connection.server_cursor_factory = ServerCursor
        return connection

    def init_connection_state(self) -> None:
        super().init_connection_state()
        # Not as an option of the connection, which PgBouncer would refuse.
        with self.connection.cursor() as cursor:
            cursor.execute(f"SET jit = off; SET lock_timeout = '{PATIENCE}s'")
        if not self.get_autocommit():
            self.connection.commit()

    def _rollback(self) -> None:
        forget(self.connection)
        super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)
        forget(self.connection)
