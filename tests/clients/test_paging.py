"""Pages of the register, by the client at their edge: nobody is missed, nobody comes twice."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from carnet.clients import paging
from carnet.clients.criteria import Criteria
from carnet.clients.listing import ORDERS, listing
from carnet.clients.models import Client
from carnet.clients.search import prepare
from tests import makers as make

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ["Peeters", "Peeters", "Péeters", "Jans", "Janssens", "Maes", "de Wit", "Pé", "Ørsted"]
FIRST = ["Ann", "Jan", "Jean-Pierre", "Zoë"]


@pytest.fixture
def many(firm):
    """Clients with many ties and many empty dates."""
    chance = Random(7)
    clients = [
        Client(
            firm=firm,
            first_name=chance.choice(FIRST),
            last_name=chance.choice(NAMES),
            email=f"p{number}@example.org",
            language=chance.choice(["fr", "nl"]),
            state=chance.choice(["", "sent"]),
            created_at=EPOCH + timedelta(days=number // 7),
            active_at=chance.choice([None, EPOCH, EPOCH + timedelta(days=number // 9)]),
            due_date=chance.choice([None, date(2026, 3, 1), date(2026, 3, number % 5 + 1)]),
        )
        for number in range(34)
    ]
    for client in clients:
        prepare(client)
    return Client.objects.bulk_create(clients)


@pytest.fixture(params=["a firm that is looked at whole", "a firm too large for that"])
def sizes(request, monkeypatch):
    """The second way of finding a page starts at a thousand clients; here at seven."""
    monkeypatch.setattr(paging, "SIZE", 4)
    if "large" in request.param:
        monkeypatch.setattr(paging, "LOOK", 7)
        monkeypatch.setattr(paging, "FAR", 15)
        monkeypatch.setattr(paging, "MOST_FOUND", 6)
        monkeypatch.setattr(paging, "MOST_COUNTED", 20)
        monkeypatch.setattr(paging, "SMALL", 20)


def forwards(wanted):
    page = paging.fetch(wanted)
    assert page.previous is None
    pages = [page.ids]
    while page.next:
        page = paging.fetch(wanted, after=page.next)
        assert page.previous
        pages.append(page.ids)
    return pages


def backwards(wanted, last):
    page = paging.fetch(wanted, before=last)
    pages = [page.ids]
    while page.previous:
        page = paging.fetch(wanted, before=page.previous)
        assert page.next
        pages.append(page.ids)
    return [pk for ids in reversed(pages) for pk in ids]


@pytest.mark.thorough
@pytest.mark.parametrize("sort", sorted(set(ORDERS) - {"name"}))
@pytest.mark.parametrize(
    "asked", [{}, {"q": "pe"}, {"q": "an pe"}, {"state": "sent"}, {"q": "j", "language": "nl"}]
)
def test_paging_to_the_end_and_back_shows_everybody_once(firm, many, sizes, sort, asked):
    wanted = listing(firm, Criteria(sort=sort, **asked), by=None)
    everybody = [row["pk"] for row in wanted.in_memory(wanted.matching.values(*paging.CURSOR))]
    pages = forwards(wanted)
    there = [pk for ids in pages for pk in ids]
    assert there == everybody
    assert all(len(ids) == 4 for ids in pages[:-1])
    assert backwards(wanted, there[-1]) == everybody[:-1]


@pytest.mark.thorough
@pytest.mark.parametrize("sort", ["", "name", "added", "-due", "activity"])
def test_rows_are_in_the_order_that_was_asked_for(firm, many, sizes, sort):
    order = ORDERS[sort]
    wanted = listing(firm, Criteria(sort=sort), by=None)
    rows = Client.objects.in_bulk([pk for ids in forwards(wanted) for pk in ids])
    values = [
        value
        for ids in forwards(wanted)
        for pk in ids
        if (value := getattr(rows[pk], order.key)) is not None
    ]
    assert values == sorted(values, reverse=order.descending)


def test_names_that_begin_with_what_was_typed_come_first(firm, sizes):
    for first, last in [("Jan", "Adams"), ("Ann", "Jans"), ("Els", "Janda"), ("Jan", "Zwart")]:
        make.client(firm=firm, first_name=first, last_name=last)
    assert last_names(firm, "jan") == ["Janda", "Jans", "Adams", "Zwart"]


def test_a_family_name_may_be_typed_last(firm, sizes):
    for first, last in [("Jan", "Adams-Peer"), ("Jan", "Peeters"), ("Jan Pe", "Zwart")]:
        make.client(firm=firm, first_name=first, last_name=last)
    assert last_names(firm, "jan pe") == ["Peeters", "Adams-Peer", "Zwart"]


def last_names(firm, typed):
    pages = forwards(listing(firm, Criteria(q=typed), by=None))
    return [Client.objects.get(pk=pk).last_name for ids in pages for pk in ids]


@pytest.mark.parametrize("asked", [{}, {"q": "pe"}, {"q": "jean pe"}, {"state": "sent"}])
def test_the_count_is_exact_up_to_its_limit(firm, many, sizes, asked):
    wanted = listing(firm, Criteria(**asked), by=None)
    count = paging.fetch(wanted).count
    number = wanted.matching.count()
    assert count.number < number if count.more else count.number == number


def test_a_client_erased_meanwhile_leads_back_to_the_first_page(firm, many, sizes):
    wanted = listing(firm, Criteria(), by=None)
    page = paging.fetch(wanted)
    Client.objects.filter(pk=page.next).delete()
    assert paging.fetch(wanted, after=page.next).previous is None


def test_a_client_of_another_firm_is_no_edge(firm, many, stranger, sizes):
    theirs = make.client(firm=stranger.firm, last_name="Peeters")
    wanted = listing(firm, Criteria(), by=None)
    assert paging.fetch(wanted, after=theirs.pk) == paging.fetch(wanted)
