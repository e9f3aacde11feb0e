"""What settings name as ENGINE. PostgreSQL compiles a statement that it expects to take long, which takes longer than
any statement of ours: the list of whom to call waited nine tenths of its time for that. And it lets a statement wait
for a locked row for ever: a few such would hold every thread of the web server, and with them all clients of all firms.
"""

from django.db.backends.postgresql import base

# Seconds; then the request is answered with a 503, and the phone or the worker tries again.
PATIENCE = 3


class DatabaseWrapper(base.DatabaseWrapper):
    def init_connection_state(self) -> None:
        super().init_connection_state()
        # Not as an option of the connection, which PgBouncer would refuse.
        with self.connection.cursor() as cursor:
            cursor.execute(f"SET jit = off; SET lock_timeout = '{PATIENCE}s'")
        if not self.get_autocommit():
            self.connection.commit()
