"""Indexes that are made while people work. PostgreSQL's usual way lets nobody write into the table meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.operations import AddIndex


class AddIndexUnderLoad(AddIndex):
    """For a migration with `atomic = False`. One that was cut short begins anew: its remains are of no use.
    It waits for whoever writes, however long, and nobody waits for it."""

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not beside_others(schema_editor.connection):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        elif self.allow_migrate_model(schema_editor.connection.alias, model):
            with patient(schema_editor.connection):
                schema_editor.remove_index(model, self.index, concurrently=True)
                schema_editor.add_index(model, self.index, concurrently=True)


def beside_others(connection: Any) -> bool:
    """SQLite lets in one writer at a time, whoever it is; and in a transaction PostgreSQL cannot either."""
    return connection.vendor == "postgresql" and not connection.in_atomic_block


@contextmanager
def patient(connection: Any) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        [usual] = cursor.fetchone()
        cursor.execute("SET lock_timeout = 0")
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [usual])
