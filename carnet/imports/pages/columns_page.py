"""How the columns of a file were understood, with samples, so that a person can see at a glance what is wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.forms import BoundField, Form
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from carnet.clients.national import masked
from carnet.clients.record import FIELDS
from carnet.imports.columns.column import TOGETHER, Column, field_name
from carnet.imports.columns.table import Table
from carnet.imports.models import Layout

SHOWN = 3
COVERED = {"national_number", "partner_national_number"}
# What may be a national number, in whatever column it stands.
LIKE_A_NUMBER = re.compile(r"(?:\d[ .\-/]*){11}(?:\d\d)?")
GROUPS: list[tuple[str | Promise, tuple[str, ...]]] = [
    (
        gettext_lazy("Person"),
        (
            *("full_name", "first_name", "infix", "last_name", "birth_date", "national_number"),
            "nationality",
        ),
    ),
    (gettext_lazy("Contact"), ("email", "language", "phone", "mobile")),
    (
        pgettext_lazy("group of fields", "Address"),
        (
            *("address", "street", "house_number", "box", "street_2", "town", "postcode", "city"),
            "country",
        ),
    ),
    (
        gettext_lazy("Partner"),
        (
            *("partner_full_name", "partner_first_name", "partner_last_name", "partner_email"),
            *("partner_language", "partner_national_number", "household"),
        ),
    ),
    (
        gettext_lazy("Company"),
        ("kind", "company", "contact", "enterprise_number", "country_of_practice", "iban"),
    ),
    (gettext_lazy("Other"), ("client_number", "label", "notes")),
]
HOW = {
    "header": gettext_lazy("by its header"),
    "neighbour": gettext_lazy("by the columns beside it"),
    "content": gettext_lazy("by its values"),
    "chosen": gettext_lazy("as you chose"),
}
WITHOUT = {
    "first_name": gettext_lazy(
        "No column holds the first name. Without it, rows change clients you have, but add nobody."
    ),
    "last_name": gettext_lazy(
        "No column holds the last name. Without it, rows change clients you have, but add nobody."
    ),
    "email": gettext_lazy(
        "No column holds the e-mail. Without it, rows change clients you have, but add nobody."
    ),
}


@dataclass(frozen=True)
class ShownColumn:
    header: str
    samples: list[str]
    split: list[str]  # how the first samples are taken apart
    how: str | Promise
    used: bool
    guess: bool
    field: BoundField  # the select


def shown(table: Table, form: Form, layout: Layout | None) -> Iterator[ShownColumn]:
    for column in table.columns:
        yield ShownColumn(
            column.header,
            [_covered(column.field, text) for text in column.samples[:SHOWN]],
            list(_taken_apart(table, column)),
            how(column, table.source_name, layout),
            column.used,
            column.guess,
            form[f"column-{column.index}"],
        )


def how(column: Column, source_name: str, layout: Layout | None) -> str | Promise:
    """By what we know what is in a column, or why it is left out, in words."""
    if layout and str(column.index) in layout.columns:
        return _("remembered from %(file)s") % {"file": layout.name}
    if not column.used and column.how != "chosen":
        return column.reason
    if column.how == "layout":
        return _("as in %(product)s") % {"product": source_name}
    return HOW.get(column.how, "")


def _covered(field: str, text: str) -> str:
    return masked(text) if field in COVERED or LIKE_A_NUMBER.fullmatch(text.strip()) else text


def _taken_apart(table: Table, column: Column) -> Iterator[str]:
    """“First name: Ann · Last name: Peeters”"""
    if column.field not in TOGETHER:
        return
    for parts in filter(None, (parts for _text, parts in table.preview(column)[:SHOWN])):
        named = sorted(parts.items(), key=lambda part: FIELDS.index(part[0]))
        yield " · ".join(
            _("%(field)s: %(value)s") % {"field": field_name(key), "value": value}
            for key, value in named
        )


def missing(table: Table) -> list[str]:
    """Sentences about what no column tells and nobody can be added without."""
    return [str(WITHOUT[field]) for field in table.missing]


def known(form: Form) -> dict[str, Any]:
    """What is set about clients one has already: folded away while it is the usual."""
    chosen = {name: form[name].value() for name in ("policy", "key", "never")}
    words = dict(cast(Any, form.fields["policy"]).choices).get(chosen["policy"], "")
    usual = chosen["policy"] == "update" and not chosen["key"] and not chosen["never"]
    return {"words": words, "open": not usual}
