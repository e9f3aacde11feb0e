"""For migrations: drops an index without rebuilding the table, which on SQLite would lose its triggers."""

from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunPython


def drop_index(model: str, column: str) -> Operation:
    """The index that Django made for this one column, such as that of a foreign key."""

    def drop(apps: Any, schema_editor: Any) -> None:
        table, connection = apps.get_model(model)._meta.db_table, schema_editor.connection
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, table)
        for name, about in found.items():
            if about["index"] and not about["unique"] and about["columns"] == [column]:
                schema_editor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")

    return RunPython(drop, RunPython.noop)
