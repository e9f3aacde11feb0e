"""What settings name as ENGINE. PostgreSQL compiles a statement that it expects to take long, which takes longer than
any statement of ours: the list of whom to call waited nine tenths of its time for that."""

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def init_connection_state(self) -> None:
        super().init_connection_state()
        # Not as an option of the connection, which PgBouncer would refuse.
        with self.connection.cursor() as cursor:
            cursor.execute("SET jit = off")
        if not self.get_autocommit():
            self.connection.commit()
