"""Whoever has the database in hand can change the trail, but not unseen."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.utils import timezone

from carnet.audit import sealing, verifying
from carnet.audit.models import Chain, Event
from carnet.audit.record import record, record_all, trail
from carnet.audit.sealing import seal_next
from carnet.audit.verifying import Head, faults, heads, look_next, read_heads
from carnet.clients.models import Client
from tests import makers as make
from tests.at_once import together
from tests.audit.trails import at, end_at, happen, move_up, put_in, seal, sealed, swap


def found(firm, witness=None):
    return {(one.change, one.place) for one in faults(firm, witness)}


@pytest.fixture
def pieces(monkeypatch):
    """Small ones, so that a few events are many pieces."""
    monkeypatch.setattr(verifying, "PIECE", 3)
    monkeypatch.setattr(sealing, "AT_ONCE", 4)


def test_what_happened_is_sealed_in_its_order_and_holds(firm, colleague, pieces):
    sealed(firm, 5, by=colleague)
    sealed(firm, 5)
    events = list(Event.objects.filter(firm=firm).order_by("pk"))
    assert [event.place for event in events] == list(range(1, 11))
    assert Chain.objects.get(firm=firm).length == 10
    assert not found(firm)


def test_each_firm_has_a_chain_of_its_own(firm, stranger):
    happen(firm, 2)
    happen(stranger.firm, 3)
    happen(firm, 1)
    seal()
    assert [chain.length for chain in Chain.objects.order_by("firm")] == [3, 3]
    assert not found(firm)
    assert not found(stranger.firm)


def test_a_chain_does_not_pass_for_that_of_another_firm(firm, stranger):
    sealed(firm, 2)
    Event.objects.filter(firm=firm).update(firm=stranger.firm)
    Chain.objects.filter(firm=firm).update(firm=stranger.firm)
    assert ("changed", 1) in found(stranger.firm)


@pytest.mark.parametrize(
    "change",
    [
        {"what": "signed in"},
        {"kind": "firms.colleague"},
        {"key": "999"},
        {"facts": {"count": 99}},
        {"by": None},
        {"at": timezone.now() - timedelta(days=3)},
    ],
)
def test_any_change_is_found(firm, colleague, pieces, change):
    sealed(firm, 8, by=colleague)
    Event.objects.filter(pk=at(firm, 5).pk).update(**change)
    assert found(firm) == {("changed", 5)}


def test_one_that_was_taken_out_is_found(firm, pieces):
    sealed(firm, 8)
    at(firm, 5).delete()
    assert ("missing", 5) in found(firm)


@pytest.mark.parametrize("place", [1, 3, 4, 7])
def test_so_is_one_whose_gap_was_closed(firm, pieces, place):
    sealed(firm, 8)
    at(firm, place).delete()
    move_up(firm, place + 1, -1)
    end_at(firm, 7)
    assert found(firm) == {("missing", place)}


@pytest.mark.parametrize("place", [3, 4, 5, 8])
def test_one_that_was_put_in_is_found(firm, pieces, place):
    sealed(firm, 8)
    put_in(firm, place)
    end_at(firm, 9)
    assert found(firm) == {("inserted", place)}


def test_one_that_was_added_at_the_end_with_a_seal_of_its_own_is_found(firm):
    sealed(firm, 3)
    move_up(firm, 3, 1)
    put_in(firm, 3)
    assert ("inserted", 4) in found(firm) or ("inserted", 3) in found(firm)


@pytest.mark.parametrize(("one", "other"), [(2, 6), (4, 5), (1, 8)])
def test_two_that_changed_places_are_found(firm, pieces, one, other):
    sealed(firm, 8)
    swap(firm, one, other)
    assert {("moved", one), ("moved", other)} <= found(firm)


def test_an_end_that_was_cut_off_is_found(firm, pieces):
    sealed(firm, 8)
    Event.objects.filter(firm=firm, place__gt=6).delete()
    assert found(firm) == {("cut off", 7)}


def test_an_end_cut_off_with_care_is_found_by_who_noted_it(firm, pieces):
    sealed(firm, 8)
    [noted] = read_heads(heads()).values()
    Event.objects.filter(firm=firm, place__gt=6).delete()
    end_at(firm, 6)
    assert not found(firm)
    assert found(firm, noted) == {("cut off", 8)}


def test_a_chain_that_was_worked_out_anew_is_found_by_who_noted_its_end(firm, pieces):
    sealed(firm, 8)
    [noted] = read_heads(heads()).values()
    Chain.objects.all().delete()
    Event.objects.update(place=None, before=None, hash=None)
    Event.objects.filter(pk=Event.objects.earliest("pk").pk).update(what="signed in")
    seal()
    happen(firm, 3)
    seal()
    assert not found(firm)
    assert found(firm, noted) == {("other end", 8)}


def test_an_end_that_was_noted_holds_when_more_happened_since(firm):
    sealed(firm, 3)
    [noted] = read_heads(heads()).values()
    sealed(firm, 3)
    assert not found(firm, noted)
    assert noted == Head(3, bytes(at(firm, 3).hash))


@pytest.mark.thorough
def test_a_hundred_random_tamperings_are_all_found(firm):
    dice = Random(7)
    sealed(firm, 30)
    acts = [
        lambda place: Event.objects.filter(pk=at(firm, place).pk).update(key="0"),
        lambda place: at(firm, place).delete(),
        lambda place: put_in(firm, place),
        lambda place: swap(firm, place, 31 - place),
    ]
    for _each in range(100):
        with transaction.atomic():
            dice.choice(acts)(dice.randint(2, 29))
            assert found(firm)
            transaction.set_rollback(True)
    assert not found(firm)


def test_a_colleague_who_is_removed_breaks_nothing_and_stays_a_number(firm):
    gone = make.colleague(firm=firm)
    sealed(firm, 2, by=gone)
    number = gone.pk
    gone.delete()
    assert not found(firm)
    event = trail(firm, firm=firm)[0]
    assert (event.by_id, event.by) == (number, None)


def test_an_erased_client_breaks_nothing(firm, ann, colleague):
    record("client changed", ann, firm=firm, by=colleague, fields=["city"])
    record_all("client archived", Client, [ann.pk], firm=firm, by=colleague)
    seal()
    ann.delete()
    assert not found(firm)


def test_a_removed_firm_takes_its_trail_along(stranger):
    sealed(stranger.firm, 3, by=stranger)
    stranger.firm.delete()
    assert not Event.objects.exists()
    assert not Chain.objects.exists()


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_two_workers_and_people_who_act_make_one_chain(firm, monkeypatch):
    monkeypatch.setattr(sealing, "AT_ONCE", 3)

    def act(number):
        for _each in range(30):
            if number < 3:
                happen(firm, 2)
            else:
                seal_next(timezone.now())

    together(act, 6)
    seal()
    assert Chain.objects.get(firm=firm).length == 180
    assert not found(firm)


@pytest.mark.parametrize("when", ["before", "after"])
def test_who_is_killed_in_the_middle_leaves_nothing_half_done(firm, monkeypatch, when):
    sealed(firm, 2)
    happen(firm, 5)

    def killed(rows, keys):
        if when == "after":
            update(rows, keys)
        raise SystemExit

    update = sealing.update
    monkeypatch.setattr(sealing, "update", killed)
    with pytest.raises(SystemExit):
        seal_next(timezone.now())
    assert Chain.objects.get(firm=firm).length == 2
    assert Event.objects.filter(place=None).count() == 5
    monkeypatch.undo()
    seal()
    assert Chain.objects.get(firm=firm).length == 7
    assert not found(firm)


def test_who_comes_second_goes_on_where_the_first_ended(firm, monkeypatch):
    """Both have read the same events."""
    happen(firm, 3)
    events, chain = list(Event.objects.order_by("pk")), sealing._chain(firm)
    assert seal_next(timezone.now())
    assert not sealing._seal(chain, events, firm.uuid, timezone.now())
    assert Chain.objects.get(firm=firm).length == 3
    assert not found(firm)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time anyway")
@pytest.mark.django_db(transaction=True)
def test_nobody_who_acts_waits_for_the_chain(firm):
    """Sealing holds the chain of a firm; another colleague of it acts meanwhile, and is done at once."""
    sealed(firm, 1)

    def act(_number):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        happen(firm, 1)

    with transaction.atomic():
        Chain.objects.select_for_update().get(firm=firm)
        together(act, 2)
    seal()
    assert not found(firm)


def look(now):
    while look_next(now):
        pass


def test_the_worker_looks_at_the_whole_trail_once_a_day(firm, pieces, caplog):
    now = timezone.now()
    sealed(firm, 8)
    with caplog.at_level("INFO", "carnet.audit"):
        look(now)
    chain = Chain.objects.get(firm=firm)
    assert (chain.verified_to, chain.looked_at, chain.broken_at) == (8, now, None)
    assert bytes(chain.head).hex() in caplog.text
    sealed(firm, 1)
    look(now + timedelta(hours=23))
    assert Chain.objects.get(firm=firm).verified_to == 8
    look(now + timedelta(hours=25))
    assert Chain.objects.get(firm=firm).verified_to == 9


def test_the_worker_who_finds_a_break_says_so_until_it_is_gone(firm, pieces, caplog):
    now = timezone.now()
    sealed(firm, 8)
    event = at(firm, 7)
    Event.objects.filter(pk=event.pk).update(key="999")
    look(now)
    assert Chain.objects.get(firm=firm).broken_at == 7
    assert "event 7 is changed" in caplog.text
    Event.objects.filter(pk=event.pk).update(key=event.key)
    look(now + timedelta(hours=25))
    assert Chain.objects.get(firm=firm).broken_at is None


def test_the_worker_finds_a_cut_end(firm):
    sealed(firm, 8)
    Event.objects.filter(firm=firm, place__gt=6).delete()
    look(timezone.now())
    assert Chain.objects.get(firm=firm).broken_at == 7


def test_nothing_to_seal_costs_one_look(firm, django_assert_num_queries):
    sealed(firm, 2)
    with django_assert_num_queries(1):
        assert not seal_next(timezone.now())


def test_many_are_sealed_with_few_statements(firm, django_assert_max_num_queries):
    happen(firm, 50)
    sealing._chain(firm)
    with django_assert_max_num_queries(10):
        seal_next(timezone.now())
    assert Chain.objects.get(firm=firm).length == 50
