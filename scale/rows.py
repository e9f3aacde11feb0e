"""Statements that write many rows of a model at once. What is not said of a column is what the model says."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from django.db.models.fields import NOT_PROVIDED

INSTEAD_OF_A_CALL = {
    "uuid": "gen_random_uuid()",
    "timestamp with time zone": "now()",
    "varchar(16)": "substr(md5(random()::text), 1, 16)",
}


def insert(model: type[Model], source: str, given: Mapping[str, str]) -> str:
    """`source` is what stands behind FROM, `given` an expression for each column that it fills."""
    told = dict(given)
    columns: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        if field.column in told or not field.primary_key:
            columns[field.column] = told.pop(field.column, None) or usual(field)
    assert not told, f"{model._meta.label} has no {sorted(told)}"
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(columns.values())} {source}"


def usual(field: Field) -> str:
    """What Django would write, as an expression of PostgreSQL."""
    default: Any = field.default
    if default is NOT_PROVIDED:
        return "NULL" if field.null else "''"
    if callable(default):
        kind = field.db_type(connection) or ""
        if kind in INSTEAD_OF_A_CALL:
            return INSTEAD_OF_A_CALL[kind]
        default = default()
    if isinstance(default, str | date | datetime):
        return quoted(str(default))
    if isinstance(default, dict | list):
        return quoted(json.dumps(default)) + "::jsonb"
    return "NULL" if default is None else str(default)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
