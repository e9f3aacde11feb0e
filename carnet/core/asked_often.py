"""Small queries that are asked at every save of a phone: put together once, asked again with other values.

Putting a query together takes Django several times as long as a database needs to answer it. What is kept is Django's
own compiler, one for each connection; rows are made by Django as ever. A list stands behind `pk__in`, `path__in` and
the like: it is filled up with its last value to the next power of two, so that lists of all lengths share few queries.

    THERE = AskedOften(lambda dossier, paths: Answer._base_manager.filter(dossier=dossier, path__in=paths))
    rows = THERE(dossier=7, paths=["town", "name"])

A query is put together outside any firm's scope and then serves every firm: it must name itself whose rows it means.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from threading import local
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet
from django_scopes import scopes_disabled

Value = int | str | date | datetime | list[str] | list[int]


class AskedOften:
    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build

    def __call__(self, **given: Value) -> list[Any]:
        """The rows `build` finds with these values: numbers, texts, days, moments, or lists (of none: no rows)."""
        given = {name: _filled(value) for name, value in given.items()}
        sizes = {name: len(value) for name, value in given.items() if isinstance(value, list)}
        if not all(sizes.values()):
            return []
        kept = vars(connections[DEFAULT_DB_ALIAS]).setdefault("asked_often", {})
        key = (self, *sorted(sizes.items()))
        if key not in kept:
            kept[key] = Kept(self.build, places(given))
        rows: list[Any] = kept[key].rows(given)
        return rows


class Kept:
    """A query as its connection's compiler has written it, with places where values stand."""

    def __init__(self, build: Callable[..., QuerySet], places: dict[str, Any]) -> None:
        with scopes_disabled():
            self.found = build(**places)
        self.compiler = self.found.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.params = self.compiler.as_sql()
        vars(self.compiler)["as_sql"] = self.written
        vars(self.found.query)["get_compiler"] = lambda using: self.compiler
        self.asked = local()  # a connection in memory serves several threads

    def rows(self, given: dict[str, Value]) -> list[Any]:
        self.asked.given = given
        found: Any = self.found._iterable_class(self.found)
        return list(found)

    def written(self, *_asked: Any, **_how: Any) -> tuple[str, tuple[Any, ...]]:
        return self.sql, tuple(
            one.value(self.asked.given) if isinstance(one, Place) else one for one in self.params
        )


class Place(Expression):
    """Where a value will stand, or the nth of a list."""

    def __init__(self, name: str, nth: int | None = None) -> None:
        super().__init__()
        self.name, self.nth = name, nth

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def value(self, given: Mapping[str, Value]) -> Any:
        """As the database wants it."""
        one: Any = given[self.name]
        if self.nth is not None:
            one = one[self.nth]
        return _adapted(one) if isinstance(one, date) else one


def _adapted(day: date) -> Any:
    ops = connections[DEFAULT_DB_ALIAS].ops
    if isinstance(day, datetime):
        return ops.adapt_datetimefield_value(day)
    return ops.adapt_datefield_value(day)


def _filled(value: Value) -> Value:
    if not isinstance(value, list) or not value:
        return value
    size = 1 << (len(value) - 1).bit_length()
    return value + value[-1:] * (size - len(value))  # type: ignore[operator]


def places(given: Mapping[str, Value]) -> dict[str, Any]:
    """Where these values will stand, a place for each of a list."""
    return {name: _place(name, value) for name, value in given.items()}


def _place(name: str, value: Value) -> Any:
    if not isinstance(value, list):
        return Place(name)
    return [Place(name, nth) for nth in range(len(value))]
