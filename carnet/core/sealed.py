"""Columns that rest sealed. A SealedField is bound to its row, which has `uuid` and `firm`; a SealedJSON, which
queries open by themselves, only to its column.

Both say where the row finds the data key of the client whose value it is: `SealedJSON(key="dossier.data_key")`. One
that says nothing, or finds none, is sealed with the firm's key.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import BinaryField, ExpressionWrapper, F, Model

from carnet.core.crypto import Place, blind_index, current, seal, unseal


class SealedField(BinaryField):
    """Holds what `seal` returned; rotate_keys finds the columns to seal again by this type."""

    def __init__(self, *, key: str = "", **options: Any) -> None:
        self.key = key
        super().__init__(**{"null": True, "editable": False, **options})


@dataclass(frozen=True)
class Under:
    """A value for a SealedJSON that is to rest under this data key."""

    key: int | None
    value: Any


class SealedJSON(BinaryField):
    """Any JSON value, for reading and writing like a JSONField; nothing inside it can be asked for. A row that is
    saved finds its key by itself; an `update` is given its new values `under` it."""

    def __init__(self, *words: Any, key: str = "", **options: Any) -> None:
        self.key = key
        super().__init__(*words, **options)

    _pyi_private_get_type: Any  # for the type checker: not bytes, whatever the column holds

    @cached_property
    def place(self) -> Place:
        return Place(UUID(int=0), f"{self.model._meta.label_lower}.{self.name}", UUID(int=0))

    def to_python(self, value: Any) -> Any:
        return value

    def pre_save(self, row: Any, add: bool) -> Any:
        return Under(key_of(row, self), super().pre_save(row, add))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        given = value if isinstance(value, Under) else Under(None, value)
        if self.key and given is not value and value is not None:
            raise TypeError(
                f"{self.name} rests under a client's key. Give its new value `under` it."
            )
        sealed = None
        if given.value is not None:
            sealed = seal(json.dumps(given.value), replace(self.place, key=given.key))
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(unseal(value, self.place))


def key_of(row: Any, field: Any) -> int | None:
    """The number of the data key under which this row's value of the field rests."""
    way, _dot, name = field.key.rpartition(".")
    owner = attrgetter(way)(row) if way else row
    return getattr(owner, name) if owner and name else None


def under(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The new values of this row by column, those of sealed columns under its data key: for an UPDATE."""
    fields = {name: row._meta.get_field(name) for name in values}
    return {
        name: Under(key_of(row, fields[name]), value)
        if isinstance(fields[name], SealedJSON)
        else value
        for name, value in values.items()
    }


def place(row: Any, column: str) -> Place:
    key = key_of(row, row._meta.get_field(column))
    return Place(row.firm.uuid, f"{row._meta.label_lower}.{column}", row.uuid, key)


def sealed_text(column: str, index: str = "") -> property:
    """An attribute whose text rests sealed in `column`, and is found by the keyed index in `index`."""

    def read(row: Any) -> str:
        value = getattr(row, column)
        return unseal(value, place(row, column)) if value else ""

    def write(row: Any, text: str) -> None:
        setattr(row, column, seal(text, place(row, column)) if text else None)
        if index:
            setattr(row, index, blind_index(text, row.firm.uuid) if text else "")

    return property(read, write)


def sealed_columns(kind: type[BinaryField] = SealedField) -> Iterator[tuple[type[Model], str]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, kind):
                yield model, field.name


SealAgain = Callable[[], int]
ELSEWHERE: dict[str, SealAgain] = {}
FIRST: dict[str, SealAgain] = {}


def given_first(name: str) -> Callable[[SealAgain], SealAgain]:
    """Register what gives data keys to those who have none yet, before anything is sealed again under them."""

    def register(give: SealAgain) -> SealAgain:
        FIRST[name] = give
        return give

    return register


def sealed_elsewhere(name: str) -> Callable[[SealAgain], SealAgain]:
    """Register what seals again the values that rest in no column of ours (a stage's sealing.py)."""

    def register(seal_all_again: SealAgain) -> SealAgain:
        ELSEWHERE[name] = seal_all_again
        return seal_all_again

    return register


def seal_again(model: type[Model], column: str, *, chunk: int = 500) -> int:
    """Seal as it is done today what was sealed otherwise. Stopped half-way, the next run goes on."""
    count, last = 0, 0
    everything = model._base_manager.exclude(**{column: None}).select_related("firm").order_by("pk")
    while rows := list(everything.filter(pk__gt=last)[:chunk]):
        with transaction.atomic():
            count += sum(_seal_again(row, column) for row in rows)
        last = rows[-1].pk
    return count


def _seal_again(row: Any, column: str) -> int:
    old, belongs = getattr(row, column), place(row, column)
    if current(old, belongs.key):
        return 0
    fresh = seal(unseal(old, belongs), belongs)
    # Only if nobody wrote another value meanwhile; theirs is sealed as it is done today.
    same = type(row)._base_manager.filter(pk=row.pk, **{column: old})
    return same.update(**{column: fresh})


def seal_json_again(model: type[Model], column: str, *, chunk: int = 500) -> int:
    """The same for a SealedJSON. Its rows are held meanwhile: sealing has no two equal results to compare."""
    count, last = 0, 0
    field: Any = model._meta.get_field(column)
    as_stored = ExpressionWrapper(F(column), BinaryField())
    everything = model._base_manager.exclude(**{f"{column}__isnull": True}).order_by("pk")
    while True:
        with transaction.atomic():
            rows = everything.select_for_update().filter(pk__gt=last).annotate(as_stored=as_stored)
            held: list[Any] = list(rows[:chunk])
            old = [row for row in held if not current(row.as_stored, key_of(row, field))]
            for row in old:
                same = model._base_manager.filter(pk=row.pk)
                same.update(**under(row, {column: getattr(row, column)}))
        count += len(old)
        if not held:
            return count
        last = held[-1].pk
