"""Lists as firms and programs have them (tests/files/layouts): read, understood, planned, and brought a second time."""

import os
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml
from stdnum.be import ssn

from carnet.clients.record import FIELDS
from carnet.imports import plans
from carnet.imports.actions import plan_of, store, table_of
from carnet.imports.models import Import
from carnet.imports.reading.sheet import read_source
from carnet.imports.repair import error_file
from tests import makers as make
from tests.files import layouts as package
from tests.files.layouts import BY_NAME, layout, layouts
from tests.imports.judging import brought_twice, judged, read_here

SAMPLES = Path(package.__file__).with_name("samples.yaml")
EVERY = pytest.mark.parametrize("name", BY_NAME)
FEW = ("octopus", "lost_zeros", "groups_of_headers", "households", "several_labels", "vcard_3")
SOME, READING = (
    (tuple(BY_NAME), read_source) if os.environ.get("HYPOTHESIS_FULL") else (FEW, read_here)
)


@pytest.mark.thorough
@EVERY
def test_columns_and_rows_are_understood(name):
    assert judged(layout(name), READING).misses == []


# Of these people a second row tells: the first time it is refused, the next time both rows ask which is right.
TOLD_TWICE = {"same_rows_twice": 3}


@pytest.mark.parametrize("name", SOME)
def test_the_same_list_again_changes_nothing(name, db):
    one = layout(name)
    firm = make.firm(default_country=one.country, languages=[one.language])
    first, second = brought_twice(firm, one)
    told = TOLD_TWICE.get(name, 0)
    known = {"new": 0, "changed": 0, "unchanged": first["new"] - told}
    assert first["new"] > 0 or one.is_open
    assert second == {**first, **known, "invalid": first["invalid"] + told}


@pytest.mark.parametrize("name", SOME)
def test_a_list_at_hand_is_understood_as_the_one_that_is_opened_again(name, db):
    one = layout(name)
    firm = make.firm(default_country=one.country, languages=[one.language])
    received = Import(firm=firm, name=one.name, size=len(one.data), keep=True)
    store(received, one.data, read_here(one.data))

    def told():
        return table_of(received).mapping, plan_of(received), read_here(error_file(received).data)

    at_hand = told()
    plans.forget()
    assert told() == at_hand


# -- The expectations themselves -----------------------------------------------------------------


@pytest.mark.thorough
@EVERY
def test_each_list_is_told_as_it_was_counted_by_hand(name):
    kinds = [outcome.kind for outcome in layout(name).outcomes.values()]
    assert (len(kinds), kinds.count("new"), kinds.count("invalid")) == layout(name).counts


@pytest.mark.thorough
@EVERY
def test_a_row_of_each_list_is_written_out(name):
    sample = dict(samples()[layout(name).name])
    outcome = layout(name).outcomes[sample.pop("line")]
    plain = {field: _plain(value) for field, value in outcome.values.items()}
    assert (plain, outcome.kind) == (sample, "new")


@cache
def samples():
    return yaml.safe_load(SAMPLES.read_text())


def _plain(value):
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.thorough
def test_there_are_many_lists_and_each_has_a_name_of_its_own():
    names = [one.name for one in layouts()]
    assert len(set(names)) == len(names) >= 45
    assert set(samples()) == set(names)


def test_every_field_is_told_by_some_list():
    told = {name for one in layouts() for row in one.outcomes.values() for name in row.values}
    assert told == set(FIELDS)


def test_nobody_in_them_exists():
    for one in layouts():
        for outcome in one.outcomes.values():
            email = outcome.values.get("email", "@example.org")
            assert email.rpartition("@")[2] in ("example.org", "example.com", "example.net")
            number = str(outcome.values.get("national_number", ""))
            assert not ssn.is_valid(number) or number[6] == "9"


def test_the_list_of_eight_hundred_has_eight_hundred_people():
    rows = [row.values for row in layout("bookkeeping").outcomes.values()]
    for name in ("client_number", "email", "national_number"):
        told = [row[name] for row in rows if name in row]
        assert len(set(told)) == len(told) > 790
    assert all(row["birth_date"] < date(2010, 1, 1) for row in rows)
