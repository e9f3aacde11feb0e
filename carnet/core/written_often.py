"""Rows that are written at every save of a phone: the statement put together once, sent again with other values.
As core/asked_often.py does for what is read, and by Django's own compilers too.

    THESE = ChangedOften(lambda dossier, states: Dossier._base_manager.filter(pk=dossier, state__in=states))
    THESE({"state": State.OPENED, "seq": F("seq") + 1, "active_at": now}, dossier=7, states=["sent", "not_sent"])

What is changed must name itself whose rows it means: it is put together outside any firm's scope.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model, QuerySet
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.transaction import mark_for_rollback_on_error
from django_scopes import scopes_disabled

from carnet.core.asked_often import Place, Value, places


class ChangedOften:
    """An UPDATE. An expression among the new values belongs to the statement, any other value is put into it."""

    def __init__(self, which: Callable[..., QuerySet]) -> None:
        self.which = which

    def __call__(self, to: Mapping[str, Any], **given: Value) -> int:
        """How many rows of `which` got these values."""
        sizes = {name: len(value) for name, value in given.items() if isinstance(value, list)}
        fixed = [(name, value) for name, value in to.items() if hasattr(value, "as_sql")]
        key = (self, *sorted(sizes.items()), *to, *fixed)
        kept = _kept()
        if key not in kept:
            with scopes_disabled():
                kept[key] = _update(self.which(**places(given)), to)
        sql, params = kept[key]
        return _send(sql, [_value(one, given, to) for one in params])


class New(Place):
    """Where the new value of a field will stand."""

    def __init__(self, field: Field) -> None:
        super().__init__(field.name)
        self.of = field


def _update(found: QuerySet, to: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    fields = {name: found.model._meta.get_field(name) for name in to}
    query: Any = found.query.chain(UpdateQuery)
    query.add_update_values(
        {
            field.name: to[name] if hasattr(to[name], "as_sql") else New(field)
            for name, field in fields.items()
        }
    )
    written: tuple[str, tuple[Any, ...]] = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return written


def _value(one: Any, given: Mapping[str, Value], to: Mapping[str, Any]) -> Any:
    if isinstance(one, New):
        name = one.name if one.name in to else one.of.attname
        return one.of.get_db_prep_save(to[name], connections[DEFAULT_DB_ALIAS])
    return one.value(given) if isinstance(one, Place) else one


# So many rows at once, at most, have a statement of their own.
FEW = 8


def add(rows: Sequence[Model]) -> None:
    """Rows of one model that is nobody's child. What the database gives them, such as their number, stays there."""
    for start in range(0, len(rows), FEW):
        _add(rows[start : start + FEW])


def _add(rows: Sequence[Model]) -> None:
    model, connection = type(rows[0]), connections[DEFAULT_DB_ALIAS]
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    kept, key = _kept(), (model, len(rows))
    if key not in kept:
        query = InsertQuery(model)
        query.insert_values(fields, [*rows])
        ((kept[key], _params),) = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in fields
    ]
    _send(kept[key], values)


def _send(sql: str, values: Sequence[Any]) -> int:
    """How many rows that concerned. As with Django's own: what fails inside a transaction ends it."""
    connection = connections[DEFAULT_DB_ALIAS]
    with mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(sql, values)
        concerned: int = cursor.rowcount
    return concerned


def _kept() -> dict[Any, Any]:
    kept: dict[Any, Any] = vars(connections[DEFAULT_DB_ALIAS]).setdefault("written_often", {})
    return kept
