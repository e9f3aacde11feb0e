"""Whoever can write to the database puts a sealed value where another one was: it does not open there."""

import json
from contextlib import suppress
from itertools import permutations
from random import Random

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, connection, transaction
from django.db.models import BinaryField, ExpressionWrapper, F
from django_scopes import scope

from carnet.core.crypto import NOWHERE, OF_CLIENTS, Place, SealBroken, seal, unseal
from carnet.core.sealed import (
    SealedField,
    SealedJSON,
    key_of,
    place,
    seal_json_again,
    sealed_columns,
    under,
)
from carnet.firms.sealing import open_secret, seal_again, seal_secret
from carnet.imports.models import ImportedRow
from tests.clients.resting import another_process
from tests.isolation import house
from tests.isolation.belonging import rows_of

KINDS = (SealedField, SealedJSON)


@pytest.fixture
def houses(db):
    """Every sealed column holds something in both firms, in several rows of one where its table takes them."""
    both = [house.build(name) for name in ("One", "Two")]
    for each in both:
        for model in {model for model, _column in columns()}:
            with suppress(IntegrityError), transaction.atomic():
                house.from_fields(model, each)
    # A client who was ticked has no line in the file; what is noted of all of those is one and the same moment.
    ImportedRow.objects.update(line=F("pk"), before=None)
    for model, column in columns():
        for row in model._base_manager.filter(**{f"{column}__isnull": True}):
            fill(row, column)
    return both


def fill(row, column):
    value = f"{column} of {row.pk}"
    if isinstance(row._meta.get_field(column), SealedJSON):
        given = under(row, {column: value})
    else:
        given = {column: seal(value, place(row, column))}
    type(row)._base_manager.filter(pk=row.pk).update(**given)


def columns():
    return [column for kind in KINDS for column in sealed_columns(kind)]


def values_of(model, column):
    """As they rest, by the number of their row."""
    as_stored = ExpressionWrapper(F(column), BinaryField())
    rows = model._base_manager.exclude(**{f"{column}__isnull": True})
    told = rows.annotate(as_stored=as_stored).values_list("pk", "as_stored")
    return {pk: bytes(value) for pk, value in told}


def put(model, column, pk, value):
    key = model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET {column} = %s WHERE {key.column} = %s",
            [value, key.get_db_prep_value(pk, connection)],
        )


def opened(model, column, pk):
    return opened_by(model._base_manager.get(pk=pk), column)


def opened_by(row, column):
    """None where it does not open."""
    try:
        value = getattr(row, column)
        return unseal(value, place(row, column)) if isinstance(value, bytes) else [value]
    except SealBroken:
        return None


def opens_in_place_of(model, column, values):
    """Pairs of rows of which one's value opens in the place of the other's."""
    for pk, other in permutations(values, 2):
        put(model, column, pk, values[other])
        if opened(model, column, pk) is not None:
            yield f"{model._meta.label}.{column}", pk, other
        put(model, column, pk, values[pk])


def test_no_value_opens_in_the_place_of_another(houses):
    tried, found = {}, []
    for model, column in columns():
        values = values_of(model, column)
        assert all(opened(model, column, pk) is not None for pk in values)
        found += opens_in_place_of(model, column, values)
        tried[f"{model._meta.label}.{column}"] = len(values)
    assert found == []
    assert [name for name, many in tried.items() if many < 2] == []
    assert sum(many > 2 for many in tried.values()) > len(tried) / 2


def test_no_value_opens_in_another_column(houses):
    """Not even in one of its own row; and, by chance, of others."""
    everything = [(*one, pk, value) for one in columns() for pk, value in values_of(*one).items()]
    by_chance, beside = Random(8), 0
    for model, column, pk, value in everything:
        others = [one for one in everything if one[:2] != (model, column)]
        same = [one for one in others if (one[0], one[2]) == (model, pk)]
        for *_place, other in (*same, by_chance.choice(others)):
            put(model, column, pk, other)
            assert opened(model, column, pk) is None
        put(model, column, pk, value)
        beside += len(same)
    assert beside > 20


def test_one_flipped_bit_in_a_thousand_values_and_readable_text_are_refused(houses):
    everything = [(*one, pk, value) for one in columns() for pk, value in values_of(*one).items()]
    by_chance, tried = Random(8), 0
    while tried < 1000:
        for model, column, pk, value in everything:
            broken = bytearray(value)
            broken[by_chance.randrange(len(broken))] ^= 1 << by_chance.randrange(8)
            put(model, column, pk, bytes(broken))
            assert opened(model, column, pk) is None
            put(model, column, pk, b'"85073003328 and what else was said"')
            assert opened(model, column, pk) is None
            put(model, column, pk, value)
            tried += 1


def test_what_is_moved_to_another_firm_stays_closed_there(houses):
    """The row is taken along with its value, so it is where it was sealed for; but its key is not that firm's."""
    one, two = (each.firm for each in houses)
    tried = 0
    for model, column in columns():
        for pk, value in values_of(model, column).items():
            if value[:1] in OF_CLIENTS and rows_of(model, one).filter(pk=pk).exists():
                for firm, opens in ((two, False), (one, True)):
                    another_process()
                    row = model._base_manager.get(pk=pk)
                    belongs = place(row, column)  # reads whose row it is
                    with scope(firm=firm):
                        assert (opened_by(row, column) is not None) is opens, belongs.field
                tried += 1
    assert tried > 20


def as_a_former_version(model, column):
    """Sealed for the column alone, as long as nothing knew its row."""
    field = model._meta.get_field(column)
    for row in model._base_manager.exclude(**{f"{column}__isnull": True}):
        former = Place(NOWHERE, f"{model._meta.label_lower}.{column}", NOWHERE, key_of(row, field))
        put(model, column, row.pk, seal(json.dumps(getattr(row, column)), former))


def test_what_a_former_version_sealed_opens_and_is_bound_when_keys_are_exchanged(houses):
    told = {}
    for model, column in sealed_columns(SealedJSON):
        told[model, column] = {pk: opened(model, column, pk) for pk in values_of(model, column)}
        as_a_former_version(model, column)
        assert {pk: opened(model, column, pk) for pk in told[model, column]} == told[model, column]
        assert list(opens_in_place_of(model, column, values_of(model, column))) != []
    for (model, column), before in told.items():
        assert seal_json_again(model, column) == len(before)
        values = values_of(model, column)
        assert {pk: opened(model, column, pk) for pk in values} == before
        assert list(opens_in_place_of(model, column, values)) == []
        assert seal_json_again(model, column) == 0


def test_a_second_factor_opens_for_its_colleague_alone(houses):
    for each in houses:
        for person in (each.administrator, each.accountant):
            for kind, name in (("totp", "secret"), ("recovery_codes", "seed")):
                factor = person.authenticator_set.create(
                    type=kind, data={name: seal_secret(f"{name} of {person.name}")}
                )
                assert open_secret(factor.data[name]) == f"{name} of {person.name}"
    factors = {factor.pk: factor for factor in Authenticator.objects.all()}
    for pk, other in permutations(factors, 2):
        (sealed,) = factors[other].data.values()
        name = "secret" if factors[pk].type == "totp" else "seed"
        Authenticator.objects.filter(pk=pk).update(data={name: str(sealed)})
        with pytest.raises(SealBroken):
            open_secret(Authenticator.objects.get(pk=pk).data[name])


def test_a_second_factor_of_a_former_version_opens_and_is_bound_when_keys_are_exchanged(houses):
    person = houses[0].administrator
    factor = person.authenticator_set.create(type="totp", data={"secret": seal_secret("S")})
    Authenticator.objects.filter(pk=factor.pk).update(data={"secret": seal_secret("S")})
    former = Authenticator.objects.get(pk=factor.pk)
    assert open_secret(former.data["secret"]) == "S"
    assert [seal_again(), seal_again()] == [1, 0]
    bound = Authenticator.objects.get(pk=factor.pk)
    assert bound.data != former.data
    assert open_secret(bound.data["secret"]) == "S"
    houses[0].accountant.authenticator_set.create(type="totp", data=dict(bound.data))
    with pytest.raises(SealBroken):
        open_secret(houses[0].accountant.authenticator_set.get().data["secret"])
