"""Many clients written at once are as if each had been written alone, down to the last column."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from carnet.audit.models import Event
from carnet.clients import writing
from carnet.clients.actions import NumberTaken, add_client, change_client, one_client_a_number
from carnet.clients.models import Client
from carnet.clients.record import FIELDS, ClientRecord
from carnet.clients.word_index import in_index
from carnet.clients.writing import Change
from tests import makers as make

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ZOE = {
    "first_name": "Zoë-Lou",
    "last_name": "Van den Bœrg Müller",
    "email": "Zoe.Lou@example.org",
    "language": "nl",
    "company": "Éts Soleil & Fils",
    "kind": "company",
    "street": "Rue “Haute”\tno\\1\r\n",
    "client_number": "2024-0012",
    "enterprise_number": "0403170701",
    "national_number": "85073003328",
    "partner_first_name": "Günther",
    "partner_email": "g@example.org",
    "partner_national_number": "90021512345",
    "birth_date": date(1985, 7, 30),
    "label": ("Claire", "Été", "claire"),
    "notes": "Deux\nlignes, \x1f et 100 %s",
}
JAN = {"first_name": "Jan", "last_name": "Maes", "email": "jan@example.org", "language": "fr"}
NOT_ALIKE = {"id", "uuid", "created_at", "firm", "search", "national_number_sealed"}
NOT_ALIKE |= {"national_number_index", "partner_national_number_sealed"}
NOT_ALIKE |= {"partner_national_number_index"}


def record(values):
    return ClientRecord(**values, told=frozenset(values))


def in_columns(people):
    """As a plan brings them: a column where some of them have something."""
    nothing = {key: getattr(record(JAN), key) for key in FIELDS}
    keys = {key for values in people for key in values}
    return {key: [values.get(key, nothing[key]) for values in people] for key in keys}


def written(firm, people, *, keep=True):
    those = writing.newcomers(firm, len(people), in_columns(people), keep=keep, now=NOW)
    with transaction.atomic():
        return writing.add(firm, those, by=None, via="import 1")


def as_it_stands(client):
    """What can be compared between two firms: numbers opened, search words without the firm."""
    fresh = Client.objects.get(pk=client.pk)
    columns = {field.name for field in Client._meta.concrete_fields} - NOT_ALIKE
    values = {name: getattr(fresh, name) for name in columns}
    values |= {key: fresh.value(key) for key in FIELDS}
    indexes = (fresh.national_number_index, fresh.partner_national_number_index)
    return values | {
        "data_key": values["data_key"] is not None,
        "search": fresh.search.replace(f"{fresh.firm_id}@", "@"),
        "indexed": [bool(index) for index in indexes],
    }


@pytest.fixture
def other(firm):
    return make.firm()


@pytest.mark.parametrize("keep", [True, False])
def test_clients_added_together_are_as_if_added_one_by_one(firm, other, keep):
    keys = written(firm, [ZOE, JAN], keep=keep)
    alone = [add_client(other, record(v), keep=keep, by=None, today=NOW.date()) for v in (ZOE, JAN)]
    together = [firm.clients.get(pk=key) for key in keys]
    assert [*map(as_it_stands, together)] == [*map(as_it_stands, alone)]
    assert {client.created_at for client in together} == {NOW}
    events = Event.objects.filter(what="client added").order_by("id")
    mine, theirs = ([e for e in events if e.firm == f] for f in (firm, other))
    assert [event.key for event in mine] == [str(key) for key in keys]
    assert [event.facts for event in mine] == [{"via": "import 1", "kept": keep}] * 2
    assert [event.facts for event in theirs] == [{"kept": keep}] * 2


def test_clients_have_the_keys_that_were_reserved_for_them_also_when_some_are_left_out(firm):
    people = [JAN | {"first_name": name} for name in ("Ann", "Bo", "Cid")]
    last = make.client(firm=firm).pk
    keys = [last + 30, last + 20, last + 10]
    those = writing.newcomers(
        firm, len(people), in_columns(people), keep=True, now=NOW, keys=keys
    ).at([0, 2])
    with transaction.atomic():
        assert list(writing.add(firm, those, by=None, via="import 1")) == [keys[0], keys[2]]
    names = dict(firm.clients.filter(pk__gt=last).values_list("first_name", "pk"))
    assert names == {"Ann": keys[0], "Cid": keys[2]}


def test_numbers_are_sealed_for_their_own_row_and_found_again(firm):
    [key] = written(firm, [ZOE])
    client = firm.clients.get(pk=key)
    assert b"85073003328" not in bytes(client.national_number_sealed)
    other = make.client(firm=firm, national_number="85073003328")
    assert client.national_number_index == other.national_number_index


CHANGES = [
    {"email": "new@example.org"},
    {"last_name": "Où", "label": ("Karel",), "birth_date": None},
    {"national_number": "", "partner_national_number": "00010112345", "client_number": "7"},
    {"label": (), "notes": "", "kind": "person"},
]


@pytest.mark.parametrize("values", CHANGES)
def test_clients_changed_together_are_as_if_changed_one_by_one(firm, other, values):
    keys = written(firm, [ZOE, JAN])
    wanted = [Change(keys[0], 1, values), Change(keys[1], 1, {"city": "Gent"})]
    made = writing.changes(firm, wanted)
    with transaction.atomic():
        assert writing.change(firm, made, by=None, via="import 1") == set(keys)
    alone = add_client(other, record(ZOE), keep=True, by=None, today=NOW.date())
    before = {key: alone.value(key) for key in values}
    told = ClientRecord(**{**ZOE, **values}, told=frozenset(values))
    change_client(alone, told, version=1, by=None)
    assert as_it_stands(firm.clients.get(pk=keys[0])) == as_it_stands(alone)
    assert firm.clients.get(pk=keys[1]).city == "Gent"
    assert made.before[keys[0]] == before
    events = Event.objects.filter(what="client changed", firm=firm).order_by("id")
    assert [event.facts["fields"] for event in events] == [sorted(values), ["city"]]


def test_words_of_many_are_found_in_the_index_and_former_ones_are_not(firm):
    keys = written(firm, [ZOE, JAN])
    made = writing.changes(firm, [Change(keys[1], 1, {"last_name": "Claes"})])
    with transaction.atomic():
        writing.change(firm, made, by=None, via="")
    names = [("muller", [keys[0]]), ("claes", [keys[1]]), ("maes", [])]
    for word, found in names:
        assert (
            list(firm.clients.filter(in_index(firm.pk, [word])).values_list("pk", flat=True))
            == found
        )


def test_who_was_changed_since_is_left_out_whenever_that_was(firm):
    keys = written(firm, [ZOE, JAN, {**JAN, "email": "c@example.org"}])
    before, between, untouched = (firm.clients.get(pk=key) for key in keys)
    change_client(before, ClientRecord(**JAN, city="Mons", told={"city"}), version=1, by=None)
    wanted = [Change(key, 1, {"city": "Gent"}) for key in keys]
    made = writing.changes(firm, wanted)
    assert sorted(made.before) == sorted(keys[1:])
    change_client(between, ClientRecord(**JAN, city="Mons", told={"city"}), version=1, by=None)
    with transaction.atomic():
        assert writing.change(firm, made, by=None, via="") == {untouched.pk}
    cities = firm.clients.order_by("pk").values_list("city", flat=True)
    assert list(cities) == ["Mons", "Mons", "Gent"]


def test_a_client_of_another_firm_is_never_changed(firm, other):
    [key] = written(other, [JAN])
    made = writing.changes(firm, [Change(key, 1, {"city": "Gent"})])
    assert not made.before


def test_some_of_those_prepared_may_be_left_out(firm):
    those = writing.newcomers(firm, 2, in_columns([JAN, ZOE]), keep=True, now=NOW)
    with transaction.atomic():
        [key] = writing.add(firm, those.at([1]), by=None, via="")
    client = firm.clients.get()
    assert (client.pk, client.email, client.labels.count()) == (key, "Zoe.Lou@example.org", 2)


def test_the_holders_of_client_numbers_are_told(firm, other):
    [key, _jan] = written(firm, [ZOE, JAN])
    assert writing.holders(firm, ["2024-0012", "1", ""]) == {"2024-0012": key}
    assert writing.holders(other, ["2024-0012"]) == {}


def test_a_number_that_two_have_is_refused_by_the_database_alone(firm):
    with pytest.raises(NumberTaken), one_client_a_number():
        written(firm, [ZOE, {**JAN, "client_number": "2024-0012"}])
    assert not firm.clients.exists()


def test_keys_go_on_where_single_clients_ended(firm):
    first = make.client(firm=firm)
    keys = written(firm, [ZOE, JAN])
    last = make.client(firm=firm)
    assert [first.pk, *keys, last.pk] == list(range(first.pk, first.pk + 4))


def test_archiving_many_and_taking_it_back(firm):
    keys = written(firm, [ZOE, JAN])
    by_hand = make.client(firm=firm, archived_at=NOW)
    later = datetime(2026, 3, 3, tzinfo=UTC)
    with transaction.atomic():
        assert writing.archive(firm, [*keys, by_hand.pk], at=later, by=None, via="") == list(keys)
        assert writing.restore(firm, [*keys, by_hand.pk], at=later, by=None, via="") == list(keys)
    assert list(firm.clients.archived()) == [by_hand]


def test_few_or_many_take_the_same_number_of_statements(firm):
    def statements(count):
        people = [{**ZOE, "client_number": f"{count}-{number}"} for number in range(count)]
        those = writing.newcomers(firm, count, in_columns(people), keep=True, now=NOW)
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            writing.add(firm, those, by=None, via="")
        return len(queries)

    written(firm, [ZOE])  # so that the labels are there
    assert statements(2) == statements(40)
