"""The names of fields as a page shows them: each with where it is looked for and what stands there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from carnet.connectors.fields_forms import NamesForm, meaning_of
from carnet.connectors.named import Named, NamesFields, Reads

SHOWN = 3
# So many digits are a person's number or an account's; a phone number with more begins with +.
REVEALING = 11
STANDINGS = {"yours": _("yours"), "seen": _("known"), "assumed": _("assumed")}


@dataclass(frozen=True)
class Shown:
    """A line of the page. `standing` is a key of STANDINGS."""

    label: Any
    standing: str
    usual: str  # where it is looked for unless somebody says otherwise
    values: Sequence[str]
    name: Any  # fields of the form
    meanings: Sequence[Any] = ()
    unclear: bool = False  # some value's meaning nobody knows

    @property
    def said(self) -> Any:
        return STANDINGS[self.standing]


def used(connector: NamesFields, names: Sequence[str], sample: Sequence[Any]) -> str:
    """The first name under which anything stands; else the first."""
    found = (name for name in names if any(connector.found(one, name) for one in sample))
    return next(found, next(iter(names), ""))


def values_by_field(
    connector: NamesFields, reading: Reads, sample: Sequence[Any]
) -> dict[str, list[str]]:
    """What stands under each field's name, every value once."""
    found: dict[str, list[str]] = {}
    for field in connector.fields:
        whose = [one for one in sample if reading.concerns(one, field.key)]
        name = used(connector, reading.names(field.key), whose)
        values = [connector.found(one, name)[:1] for one in whose] if name else []
        found[field.key] = list(dict.fromkeys(value for few in values for value in few))
    return found


def lines(
    form: NamesForm,
    mapping: Mapping[str, Any],
    values: Mapping[str, Sequence[str]],
    sample: Sequence[Any],
) -> list[Shown]:
    reading = form.connector.reading(mapping)
    return [
        _line(form, field, reading, values[field.key], sample) for field in form.connector.fields
    ]


def _line(
    form: NamesForm, field: Named, reading: Reads, values: Sequence[str], sample: Sequence[Any]
) -> Shown:
    names = reading.names(field.key)
    own = tuple(names) != tuple(field.names)
    start = meaning_of(field, "")
    name = used(form.connector, names, sample)
    return Shown(
        label=field.label,
        standing="yours" if own else "seen" if field.seen else "assumed",
        usual=used(form.connector, field.names, sample),
        values=[_told(field, reading, value, name) for value in values[:SHOWN]],
        name=form[field.key],
        meanings=[form[key] for key in form.fields if key.startswith(start)],
        unclear=any(not reading.meaning(field.key, value, name) for value in values),
    )


def _told(field: Named, reading: Reads, value: str, name: str) -> str:
    """A code with what it is taken to mean."""
    if not field.meanings:
        return harmless(value, hidden=field.masked)
    meaning = dict(field.meanings).get(reading.meaning(field.key, value, name))
    return f"{value} → {meaning or '?'}"


def harmless(value: str, *, hidden: bool = False) -> str:
    digits = len(re.sub(r"\D", "", value))
    if hidden or (digits >= REVEALING and not value.startswith("+")):
        return f"{value[:2]}•••"
    return value


def suggestions(connector: NamesFields, sample: Sequence[Any]) -> dict[str, str]:
    """Names to choose from, each with a value that stands there."""
    hidden = {name for field in connector.fields if field.masked for name in field.names}
    named = connector.names_in(sample)
    return {name: harmless(value, hidden=name in hidden) for name, value in named.items()}
