"""Columns that rest sealed. A SealedField is bound to its row, which has `uuid` and `firm`; a SealedJSON, which
queries open by themselves, only to its column."""

import json
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import BinaryField, ExpressionWrapper, F, Model

from carnet.core.crypto import Place, blind_index, newest, seal, unseal


class SealedField(BinaryField):
    """Holds what `seal` returned; rotate_keys finds the columns to seal again by this type."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"null": True, "editable": False, **options})


class SealedJSON(BinaryField):
    """Any JSON value, for reading and writing like a JSONField; nothing inside it can be asked for."""

    _pyi_private_get_type: Any  # for the type checker: not bytes, whatever the column holds

    @cached_property
    def place(self) -> Place:
        return Place(UUID(int=0), f"{self.model._meta.label_lower}.{self.name}", UUID(int=0))

    def to_python(self, value: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = None if value is None else seal(json.dumps(value), self.place)
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(unseal(value, self.place))


def place(row: Any, column: str) -> Place:
    return Place(row.firm.uuid, f"{row._meta.label_lower}.{column}", row.uuid)


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


def sealed_elsewhere(name: str) -> Callable[[SealAgain], SealAgain]:
    """Register what seals again the values that rest in no column of ours (a stage's sealing.py)."""

    def register(seal_all_again: SealAgain) -> SealAgain:
        ELSEWHERE[name] = seal_all_again
        return seal_all_again

    return register


def seal_again(model: type[Model], column: str, *, chunk: int = 500) -> int:
    """Seal what older keys sealed with the newest one. Stopped half-way, the next run goes on."""
    count, last = 0, 0
    everything = model._base_manager.exclude(**{column: None}).select_related("firm").order_by("pk")
    while rows := list(everything.filter(pk__gt=last)[:chunk]):
        with transaction.atomic():
            count += sum(_seal_again(row, column) for row in rows)
        last = rows[-1].pk
    return count


def _seal_again(row: Any, column: str) -> int:
    old = getattr(row, column)
    if newest(old):
        return 0
    fresh = seal(unseal(old, place(row, column)), place(row, column))
    # Only if nobody wrote another value meanwhile; theirs is sealed with the newest key already.
    same = type(row)._base_manager.filter(pk=row.pk, **{column: old})
    return same.update(**{column: fresh})


def seal_json_again(model: type[Model], column: str, *, chunk: int = 500) -> int:
    """The same for a SealedJSON. Its rows are held meanwhile: sealing has no two equal results to compare."""
    count, last = 0, 0
    as_stored = ExpressionWrapper(F(column), BinaryField())
    everything = model._base_manager.exclude(**{f"{column}__isnull": True}).order_by("pk")
    while True:
        with transaction.atomic():
            rows = everything.select_for_update().filter(pk__gt=last).annotate(as_stored=as_stored)
            held = list(rows[:chunk])
            old = [row for row in held if not newest(row.as_stored)]
            for row in old:
                same = model._base_manager.filter(pk=row.pk)
                same.update(**{column: getattr(row, column)})
        count += len(old)
        if not held:
            return count
        last = held[-1].pk
