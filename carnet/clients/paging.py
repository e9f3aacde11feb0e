"""Fetches one page of a listing, and counts it, in a firm of ten clients or a million.

First it looks at the nearest rows in the order of the list. In most firms that is all there is, and in
large ones it tells which words are rare enough to ask the word index for. Pages are found by the client
at their edge, never by skipping rows. docs/adr/0003-search.md gives the reasons and the figures.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django_scopes import scopes_disabled

from carnet.clients.listing import Listing, Row, Stretch, containing
from carnet.clients.models import Client
from carnet.clients.search import firm_word, matches
from carnet.clients.word_index import in_index

SIZE = 50
# So many rows are looked at before the word index is asked, and a word in a smaller share of them than
# RARE is one to ask it for. Both were found by measuring (python -m bench).
LOOK = 2000
RARE = 0.08
# Beyond these the page says "more than".
MOST_COUNTED = 10_000
MOST_FOUND_COUNTED = 1_000


@dataclass(frozen=True)
class Look:
    """The nearest rows of a stretch: who of them matches, and whether that was the whole stretch."""

    stretch: Stretch
    start: Q
    found: list[int]
    whole: bool
    shares: dict[str, float]


@dataclass(frozen=True)
class Count:
    number: int
    more: bool = False


@dataclass(frozen=True)
class Page:
    ids: list[int]
    count: Count
    previous: int | None = None
    next: int | None = None


def fetch(listing: Listing, *, after: int | None = None, before: int | None = None) -> Page:
    """The page behind a client, the one before a client, or the first one."""
    back = before is not None
    edge = _row(listing, before if back else after)
    back = back and edge is not None
    looks = list(_first_looks(listing))
    count, rows = _count(listing, looks)
    if rows is not None:
        return _page_of(listing, rows, count, edge, back)
    if edge is not None:
        runs = _runs(listing, edge, back)
        looks = (_look(listing, stretch, start, back) for stretch, start in runs)
    ids = _take(listing, looks, back)
    return _page(ids, count, begun=edge is not None, back=back)


def _page(ids: list[int], count: Count, *, begun: bool, back: bool) -> Page:
    """From up to one row more than a page holds, in the direction of reading."""
    more = len(ids) > SIZE
    ids = ids[:SIZE][::-1] if back else ids[:SIZE]
    if not ids:
        return Page(ids, count)
    previous, following = (more, True) if back else (begun, more)
    return Page(ids, count, ids[0] if previous else None, ids[-1] if following else None)


def _page_of(listing: Listing, rows: list[Row], count: Count, edge: Row | None, back: bool) -> Page:
    """From everybody who matches, when they are few."""
    if edge is None:
        ids = [row["pk"] for row in listing.in_memory(rows)]
        return _page(ids[: SIZE + 1], count, begun=False, back=False)
    known = {row["pk"]: row for row in [*rows, edge]}
    ids = [row["pk"] for row in listing.in_memory(known.values())]
    here = ids.index(edge["pk"])
    ids = ids[:here][::-1] if back else ids[here + 1 :]
    return _page(ids[: SIZE + 1], count, begun=True, back=back)


def _row(listing: Listing, pk: int | None) -> Row | None:
    """The client at the edge of a page. Somebody erased meanwhile leads back to the first page."""
    if pk is None:
        return None
    return listing.firm.clients.filter(pk=pk).values(*CURSOR).first()


CURSOR = ("pk", "sort_name", "created_at", "active_at", "due_date")


def _runs(listing: Listing, edge: Row, back: bool) -> Iterator[tuple[Stretch, Q]]:
    """The rest of the stretch in which the edge stands, then the following stretches whole."""
    stretches = listing.stretches[::-1] if back else listing.stretches
    here = next(number for number, stretch in enumerate(stretches) if stretch.holds(edge))
    yield stretches[here], stretches[here].beyond(edge, back)
    for stretch in stretches[here + 1 :]:
        yield stretch, Q()


def _first_looks(listing: Listing) -> Iterator[Look]:
    found = 0
    for stretch in listing.stretches:
        look = _look(listing, stretch, Q(), back=False)
        yield look
        found += len(look.found)
        if found > MOST_FOUND_COUNTED and not look.whole:
            return


def _look(listing: Listing, stretch: Stretch, start: Q, back: bool) -> Look:
    rows = listing.clients.filter(stretch.within, start).order_by(*stretch.order(back))
    if not listing.narrowed:
        found = list(rows.values_list("pk", flat=True)[: SIZE + 1])
        return Look(stretch, start, found, len(found) <= SIZE, {})
    near = list(rows.annotate(fits=_fits(listing)).values_list("pk", "search", "fits")[:LOOK])
    found = [pk for pk, text, fits in near if fits and matches(listing.words, text)]
    shares = {
        word: sum(f" {word}" in text for _pk, text, _fits in near) / len(near)
        for word in listing.words
        if near
    }
    return Look(stretch, start, found, len(near) < LOOK, shares)


def _fits(listing: Listing) -> Combinable:
    return ExpressionWrapper(listing.wanted, BooleanField()) if listing.wanted else Value(True)


def _take(listing: Listing, looks: Iterable[Look], back: bool) -> list[int]:
    """One row more than a page, to know whether there is a next one."""
    ids: list[int] = []
    for look in looks:
        missing = SIZE + 1 - len(ids)
        if look.whole or len(look.found) >= missing:
            ids += look.found[:missing]
        else:
            ids += _dig(listing, look, back)[:missing]
        if len(ids) > SIZE:
            break
    return ids


def _dig(listing: Listing, look: Look, back: bool) -> list[int]:
    """The rows of a stretch when few of the nearest ones matched."""
    rows = _asked(listing, look.shares).filter(look.stretch.within, look.start)
    order = [
        F(key[1:]).desc() if key[0] == "-" else F(key).asc() for key in look.stretch.order(back)
    ]
    return list(rows.order_by(*order).values_list("pk", flat=True)[: SIZE + 1])


def _count(listing: Listing, looks: list[Look]) -> tuple[Count, list[Row] | None]:
    """How many match, and all of them where finding that out meant fetching them."""
    found = sum(len(look.found) for look in looks)
    if len(looks) == len(listing.stretches) and all(look.whole for look in looks):
        return Count(found), None
    if not listing.narrowed:
        return _capped(listing.clients[: MOST_COUNTED + 1].count(), MOST_COUNTED), None
    if found > MOST_FOUND_COUNTED:
        return Count(MOST_FOUND_COUNTED, more=True), None
    some = _asked(listing, looks[-1].shares).values("pk", listing.order.key)
    rows = list(some[: MOST_FOUND_COUNTED + 1])
    count = _capped(len(rows), MOST_FOUND_COUNTED)
    return count, None if count.more else rows


def _capped(number: int, most: int) -> Count:
    return Count(min(number, most), more=number > most)


def _asked(listing: Listing, shares: dict[str, float]) -> QuerySet[Client]:
    """Who matches, asking the word index for the rare words only: it gathers everybody who has a
    word before it can say no to one of them."""
    rare = [word for word in listing.words if shares.get(word, 0) < RARE]
    if not rare:
        return listing.matching
    rest = [word for word in listing.words if word not in rare]
    return _unindexed(listing).filter(
        in_index([firm_word(listing.firm.pk), *rare]), listing.wanted, containing(rest)
    )


def _unindexed(listing: Listing) -> QuerySet[Client]:
    """The firm's clients by a sum, which no index serves: SQLite and PostgreSQL would else walk the
    firm's own index past a million rows rather than ask the word index."""
    with scopes_disabled():
        clients = Client.objects.alias(of=F("firm") + 0).filter(of=listing.firm.pk)
    return clients.filter(listing.within)
