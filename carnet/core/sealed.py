"""Columns that rest sealed, each value bound to its column and its row: in the place of another it does not open.
A SealedField is bound to the uuid of its row. A SealedJSON, whose rows have none as a rule, says what else names its
row: columns that never change once it is there, `SealedJSON(row="dossier_id path")`.

Both say where the row finds the data key of the client whose value it is, `key="dossier.data_key"`. One that says
nothing, or finds none, is sealed with the firm's key.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import BinaryField, ExpressionWrapper, F, Model, QuerySet
from django.db.models.query_utils import DeferredAttribute

from carnet.core.crypto import (
    CLIENTS_BY_WORDS,
    FIRMS_BY_WORDS,
    NOWHERE,
    OF_CLIENTS,
    Place,
    blind_index,
    current,
    seal,
    unseal,
    unseal_many,
)

# Rows that are sealed again in one transaction: with SQLite whoever saves an answer waits for it.
ROWS_HELD = 100


class SealedField(BinaryField):
    """Holds what `seal` returned; rotate_keys finds the columns to seal again by this type."""

    def __init__(self, *, key: str = "", **options: Any) -> None:
        self.key = key
        super().__init__(**{"null": True, "editable": False, **options})

    def place(self, row: Any) -> Place:
        return Place(row.firm.uuid, in_full(self), row.uuid, key_of(row, self))


class AsStored(bytes):
    """As it came from the database: only the row it is in can open it."""


@dataclass(frozen=True)
class Under:
    """A value for a SealedJSON, and where it is to rest."""

    place: Place
    value: Any


class Opening(DeferredAttribute):
    """Opens what was read when it is first asked for."""

    field: Any  # a SealedJSON

    def __get__(self, row: Any, model: Any = None) -> Any:
        value = super().__get__(row, model)
        if isinstance(value, AsStored):
            value = row.__dict__[self.field.attname] = self.field.open(row, value)
        return value

    def __set__(self, row: Any, value: Any) -> None:
        """Without it Python would take what the row holds, and never ask here."""
        row.__dict__[self.field.attname] = value


class SealedJSON(BinaryField):
    """Any JSON value, for reading and writing like a JSONField; nothing inside it can be asked for. A row that is
    saved finds its place by itself; an `update` is given its new values `under` it; `opened` reads what
    `values_list` would."""

    descriptor_class = Opening

    def __init__(
        self, *words: Any, key: str = "", row: str = "", firm: str = "", **options: Any
    ) -> None:
        self.key, self.row = key, row.split()
        self.firm = firm or f"{key.rpartition('.')[0]}.firm".lstrip(".")
        super().__init__(*words, **options)

    _pyi_private_get_type: Any  # for the type checker: not bytes, whatever the column holds

    def place(self, row: Any) -> Place:
        key = key_of(row, self)
        firm = self.firm_of(row) if key is None else NOWHERE
        return self.place_named(self.named(row), key, firm)

    def place_named(self, words: Sequence[Any], key: int | None, firm: UUID) -> Place:
        """A data key is one firm's, so nothing but the firm's own key needs to be told whose it is."""
        return Place(firm if key is None else NOWHERE, in_full(self), in_words(words), key)

    def named(self, row: Any) -> list[Any]:
        if row.pk is None and "id" in self.row:
            raise TypeError(f"{self.name} is bound to the number of its row. Save that before.")
        return [getattr(row, name) for name in self.row]

    def firm_of(self, row: Any) -> UUID:
        return attrgetter(f"{self.firm}.uuid")(row)

    def open(self, row: Any, stored: AsStored) -> Any:
        """What was sealed says itself under which key: the row may have got one since."""
        firm = NOWHERE if stored[:1] in OF_CLIENTS else self.firm_of(row)
        return json.loads(unseal(stored, self.place_named(self.named(row), None, firm)))

    def to_python(self, value: Any) -> Any:
        return value

    def pre_save(self, row: Any, add: bool) -> Any:
        return _under(row, self, super().pre_save(row, add))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Under):
            raise TypeError(f"{self.name} is bound to its row. Give its new value `under` it.")
        sealed = None if value is None else seal(json.dumps(value.value), value.place)
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else AsStored(value)


def in_full(field: Any) -> str:
    return f"{field.model._meta.label_lower}.{field.name}"


def in_words(words: Sequence[Any]) -> str:
    """The same on the way to the database and back, and for no other words. (With json it would take thrice as long,
    for hundreds of answers.)"""
    told = [one if type(one) is str else _word(one) for one in words]
    return "".join([f"{len(one)}:{one}" for one in told])


def _word(word: Any) -> str:
    if isinstance(word, datetime):
        return word.astimezone(UTC).isoformat()
    return "" if word is None else str(word)


def key_of(row: Any, field: Any) -> int | None:
    """The number of the data key under which this row's value of the field rests."""
    way, _dot, name = field.key.rpartition(".")
    owner = attrgetter(way)(row) if way else row
    return getattr(owner, name) if owner and name else None


def under(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The new values of this row by column, those of sealed columns in their place: for an UPDATE."""
    fields = {name: row._meta.get_field(name) for name in values}
    return {
        name: _under(row, fields[name], value) if isinstance(fields[name], SealedJSON) else value
        for name, value in values.items()
    }


def _under(row: Any, field: SealedJSON, value: Any) -> Under | None:
    return None if value is None else Under(field.place(row), value)


def opened(rows: QuerySet, *names: str) -> Iterator[tuple[Any, ...]]:
    """What `values_list` tells of these columns, sealed ones open, without making rows of hundreds of answers."""
    fields = {one.name: one for one in rows.model._meta.fields if isinstance(one, SealedJSON)}
    sealed = {name: fields[name] for name in names if name in fields}
    words = dict.fromkeys(word for field in sealed.values() for word in field.row)
    asked = ["pk", *names, *words]
    told = [list(row) for row in rows.values_list(*asked)]
    for name, field in sealed.items():
        _open(rows.model, field, told, asked.index(name), [asked.index(one) for one in field.row])
    return (tuple(row[1 : len(names) + 1]) for row in told)


def _open(
    model: type[Model], field: SealedJSON, told: Sequence[list[Any]], at: int, words: Sequence[int]
) -> None:
    """In place. One that rests under the firm's key is rare, since its client has none yet: its row opens it."""
    there = [row for row in told if row[at] is not None]
    for row in there:
        if row[at][:1] == FIRMS_BY_WORDS:
            row[at] = getattr(model._base_manager.get(pk=row[0]), field.name)
    closed = [row for row in there if isinstance(row[at], AsStored)]
    named = [in_words([row[word] for word in words]) for row in closed]
    for row, text in zip(
        closed, unseal_many([row[at] for row in closed], in_full(field), named), strict=True
    ):
        row[at] = json.loads(text)


def place(row: Any, column: str) -> Place:
    return row._meta.get_field(column).place(row)


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


def seal_again(model: type[Model], column: str, *, chunk: int = ROWS_HELD) -> int:
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


def seal_json_again(model: type[Model], column: str, *, chunk: int = ROWS_HELD) -> int:
    """The same for a SealedJSON. What rests under a client's key and in its row is passed over: its rows are not
    held, and nobody who saves an answer waits for them."""
    count, last = 0, 0
    there = _as_stored(model, column)
    while found := list(there.filter(pk__gt=last).values_list("pk", "as_stored")[:chunk]):
        settled = (bytes(old)[:1] == CLIENTS_BY_WORDS for _pk, old in found)
        keys = [pk for (pk, _old), passed in zip(found, settled, strict=True) if not passed]
        count += _seal_json_again(there, column, keys)
        last = found[-1][0]
    return count


def _as_stored(model: type[Model], column: str) -> QuerySet[Any]:
    as_stored = ExpressionWrapper(F(column), BinaryField())
    there = model._base_manager.exclude(**{f"{column}__isnull": True})
    return there.annotate(as_stored=as_stored).order_by("pk")


def _seal_json_again(there: QuerySet[Any], column: str, keys: list[int]) -> int:
    """These rows are held meanwhile: sealing has no two equal results to compare."""
    if not keys:
        return 0
    field: Any = there.model._meta.get_field(column)
    # A query of its own for key and firm of every row would take longer than sealing.
    ways = filter(None, (field.key.rpartition(".")[0], field.firm))
    held = there.filter(pk__in=keys).select_related(*(way.replace(".", "__") for way in ways))
    with transaction.atomic():
        rows = held.select_for_update(of=("self",))
        old = [row for row in rows if not current(row.as_stored, key_of(row, field), by_words=True)]
        for row in old:
            same = there.model._base_manager.filter(pk=row.pk)
            same.update(**under(row, {column: getattr(row, column)}))
    return len(old)
