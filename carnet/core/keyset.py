"""One page of a list, found by the row at its edge instead of by skipping rows. Knows rows and addresses, not
what they mean. (The register of clients, which may hold a million, has its own: clients/paging.py.)"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

SIZE = 50


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    previous_url: str
    next_url: str


# From the row at the edge (None: from the end) and whether one goes back, to ever larger parts of the rows, each with
# all rows there are up to some point of the order: a query of them, or those beyond the edge as they are read.
Near = Callable[[Any, bool], Iterable[QuerySet | list[Any]]]


def page(
    rows: QuerySet,
    keys: Sequence[str],
    params: QueryDict,
    size: int = SIZE,
    near: Near | None = None,
    only: Sequence[str] = (),
) -> Page:
    """The page after the row `?after=` or before `?before=`, in the order of `keys` ("-pk" or
    "sort_name", "pk": the last one must be unique). Of the parts that are `near` the first that fills the page is
    enough. Of rows that are not read whole `only` these are told, the number among them."""
    back = "before" in params
    edge = _edge(rows, params.get("before" if back else "after", ""))
    order = [_turned(key) for key in keys] if back else list(keys)
    beyond = _beyond(order, edge) if edge else Q()
    for part in chain(near(edge, back) if near else (), [rows]):
        some: Any = part if isinstance(part, list) else part.filter(beyond).order_by(*order)
        if only and not isinstance(part, list):
            some = some.values_list(*only, named=True)
        shown = list(some[: size + 1])
        if len(shown) > size:
            break
    return _page(shown, params, bool(edge), back, size)


def cut(rows: Sequence[Any], params: QueryDict, size: int = SIZE) -> Page:
    """The same page of rows that are all at hand, in order."""
    back = "before" in params
    number = number_in(params.get("before" if back else "after", ""))
    at = next((at for at, row in enumerate(rows) if row.pk == number), None)
    beyond = rows[:at] if back else rows[0 if at is None else at + 1 :]
    read = beyond[-size - 1 :][::-1] if back else beyond[: size + 1]
    return _page(list(read), params, at is not None, back, size)


def _page(shown: list[Any], params: QueryDict, on: bool, back: bool, size: int) -> Page:
    """Of the rows as they are read, one more than a page if there are; `on` from a row of an earlier page."""
    more, shown = len(shown) > size, shown[:size]
    if back:
        shown.reverse()
    earlier, later = (more, on) if back else (on, more)
    return Page(
        shown,
        _url(params, "before", shown[0]) if shown and earlier else "",
        _url(params, "after", shown[-1]) if shown and later else "",
    )


def _edge(rows: QuerySet, number: str) -> Model | None:
    """A row that is gone meanwhile leads back to the first page."""
    pk = number_in(number)
    return rows.filter(pk=pk).first() if pk else None


def number_in(text: str) -> int | None:
    """The number of a row in an address somebody may have edited."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _turned(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _beyond(order: Sequence[str], edge: Model) -> Q:
    """What comes after the edge: a later first key, or the same one and a later second key, …"""
    beyond = Q()
    same: dict[str, Any] = {}
    for key in order:
        name = key.lstrip("-")
        value = _value(edge, name)
        beyond |= Q(**same, **{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value})
        same[name] = value
    return beyond


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _url(params: QueryDict, name: str, row: Model) -> str:
    return "?" + changed(params, {name: row.pk})


def changed(params: QueryDict, values: Mapping[str, Any]) -> str:
    """The same question with other values (None takes one away), from the first page on."""
    query = params.copy()
    for name in ("after", "before", *values):
        query.pop(name, None)
    query.update({name: value for name, value in values.items() if value not in (None, "")})
    return query.urlencode()
