"""The firm leads every index: what one asks for is read among its own rows, however many others there are."""

from django.apps import apps
from django.db import models
from django.db.models import F, Index, UniqueConstraint

from config.rows import OF_A_FIRM
from tests.scale.leading import EXCEPTIONS


def test_the_firm_or_a_row_of_the_firm_leads_every_index():
    astray = {
        f"{label}.{name}"
        for label in OF_A_FIRM
        for name, first in indexes(apps.get_model(label))
        if not within_a_firm(apps.get_model(label), first)
    }

    assert astray == EXCEPTIONS.keys()


def test_an_index_that_begins_with_anything_else_is_found():
    assert not within_a_firm(apps.get_model("clients.Client"), "sort_name")
    assert within_a_firm(apps.get_model("clients.Client"), "firm")
    assert within_a_firm(apps.get_model("answers.Answer"), "dossier")
    # A row of nobody's leads nowhere.
    assert not within_a_firm(apps.get_model("account.EmailAddress"), "email")


def within_a_firm(model, first):
    """Whether rows with the same first column are all of one firm: it is the firm, or a row that is of a firm."""
    field = model._meta.get_field(first)
    return bool(field.is_relation) and field.related_model._meta.label in OF_A_FIRM


def indexes(model):
    """Name and first column of each, except the primary key."""
    for field in model._meta.local_concrete_fields:
        if not field.primary_key and (field.unique or field.db_index):
            yield field.name, field.name
    several = [*model._meta.indexes, *model._meta.constraints]
    for one in several:
        if isinstance(one, Index | UniqueConstraint):
            yield one.name, first_column(one)
    for names in model._meta.unique_together:
        yield "+".join(names), names[0]


def first_column(one):
    if one.fields:
        return one.fields[0].lstrip("-")
    part: models.Expression | F = one.expressions[0]
    while not isinstance(part, F):
        part = part.get_source_expressions()[0]
    return part.name
