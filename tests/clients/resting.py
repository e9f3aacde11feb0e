"""Looks into the sealed columns as they rest, whatever opens them."""

from django.db.models import BinaryField, ExpressionWrapper, F

from carnet.core import keyrings
from carnet.core.crypto import OF_CLIENTS
from carnet.core.sealed import SealedField, SealedJSON, sealed_columns


def another_process():
    """Knows no ring that this one has read or drawn."""
    keyrings._known.clear()


def values_of_clients():
    """Of every column that rests under data keys: its name, and the bytes of every value there."""
    for kind in (SealedField, SealedJSON):
        for model, column in sealed_columns(kind):
            if model._meta.get_field(column).key:
                as_stored = ExpressionWrapper(F(column), BinaryField())
                rows = model._base_manager.exclude(**{f"{column}__isnull": True})
                found = rows.annotate(as_stored=as_stored).values_list("as_stored", flat=True)
                yield f"{model._meta.label}.{column}", [bytes(value) for value in found]


def resting_under_the_firms_key():
    """How many of each column rest as they did before there were data keys."""
    old = {
        name: [v for v in values if v[:1] not in OF_CLIENTS] for name, values in values_of_clients()
    }
    return {name: len(values) for name, values in old.items() if values}
