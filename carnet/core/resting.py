"""Does what rests open, with the keys that are given? A sample of sealed values and of files, and of all rows whether
their file is there. A stage's sealing.py registers here which files its rows name."""

import random
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import Model

from carnet.core import shelf
from carnet.core.crypto import SealBroken, unseal
from carnet.core.sealed import SealedJSON, place, sealed_columns

Some = TypeVar("Some")
Open = Callable[[], Iterable[bytes]]
OpenValue = Callable[[type[Model], str, Any], None]
Named = Callable[[], Iterator[tuple[Path, Open]]]
FILES: dict[str, Named] = {}


@dataclass
class Found:
    """Of one column or kind of file; `broken` did not open, `missing` have a row but no file."""

    name: str
    there: int = 0
    missing: int = 0
    opened: int = 0
    broken: int = 0


def files_of(name: str) -> Callable[[Named], Named]:
    """Register what yields, for each row, where its file lies and what opens it, piece by piece."""

    def register(named: Named) -> Named:
        FILES[name] = named
        return named

    return register


def look(many: int) -> Iterator[Found]:
    """Opens so many of each kind, chosen by chance."""
    for model, column in sealed_columns():
        yield _values(model, column, many, _open_field)
    for model, column in sealed_columns(SealedJSON):
        yield _values(model, column, many, _open_json)
    for name, named in FILES.items():
        yield _files(name, named, many)


def some_of(everything: Iterable[Some], many: int) -> tuple[int, list[Some]]:
    """How many there are, and so many of them, each with the same chance; no more are ever held."""
    count, chosen = 0, list[Some]()
    for count, one in enumerate(everything, start=1):
        at = count - 1 if count <= many else random.randrange(count)
        if at < len(chosen):
            chosen[at] = one
        elif count <= many:
            chosen.append(one)
    return count, chosen


def _values(model: type[Model], column: str, many: int, opens: OpenValue) -> Found:
    rows = model._base_manager.exclude(**{f"{column}__isnull": True})
    there, chosen = some_of(rows.values_list("pk", flat=True).iterator(), many)
    opened = sum(_succeeds(partial(opens, model, column, key)) for key in chosen)
    return Found(f"{model._meta.label}.{column}", there, 0, opened, len(chosen) - opened)


def _open_field(model: type[Model], column: str, key: Any) -> None:
    for row in model._base_manager.select_related("firm").filter(pk=key):
        unseal(getattr(row, column), place(row, column))


def _open_json(model: type[Model], column: str, key: Any) -> None:
    for row in model._base_manager.filter(pk=key):
        getattr(row, column)


def _files(name: str, named: Named, many: int) -> Found:
    found = Found(name)
    found.there, chosen = some_of(_present(named, found), many)
    found.opened = sum(_succeeds(partial(_read, opens)) for opens in chosen)
    found.broken = len(chosen) - found.opened
    return found


def _present(named: Named, found: Found) -> Iterator[Open]:
    for path, opens in named():
        if shelf.exists(path):
            yield opens
        else:
            found.missing += 1


def _read(opens: Open) -> None:
    deque(opens(), maxlen=0)


def _succeeds(act: Callable[[], object]) -> bool:
    try:
        act()
    except (SealBroken, OSError, ValueError):
        return False
    return True
