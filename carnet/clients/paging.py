"""Fetches one page of a listing, and counts it, in a firm of ten clients or a million.

First it looks at the nearest rows in the order of the list. In most firms that is all there is, and in
large ones it tells which words are rare enough to ask the word index for. Pages are found by the client
at their edge, never by skipping rows. docs/adr/0003-search.md gives the reasons and the figures.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django_scopes import scopes_disabled

from carnet.clients.listing import Listing, Row, Stretch, containing
from carnet.clients.models import Client
from carnet.clients.search import BEGIN, matches
from carnet.clients.word_index import in_index

SIZE = 50
# So many rows are looked at first; what the rest of a large firm is like is judged by them. Where a
# DENSE share matches, the next ones are looked for up to FAR. Beyond, the word index is asked for the
# words that a smaller share than RARE has. A SCARCE word is in so few clients that all of them can
# be fetched. All were found by measuring (python -m bench).
LOOK = 1_001
DENSE = 0.002
FAR = 10_000
RARE = 0.04
SCARCE = 0.005
# Beyond these the page says "more than": in a whole register, and when searching. In firms up to
# SMALL matches are counted one by one.
MOST_COUNTED = 10_000
MOST_FOUND = 1_000
SMALL = 3_000


@dataclass(frozen=True)
class Look:
    """The nearest rows of a stretch: who of them matches, and whether that was the whole stretch."""

    stretch: Stretch
    start: Q
    found: list[int]
    whole: bool
    shares: dict[str, float]

    @property
    def dense(self) -> bool:
        return len(self.found) >= LOOK * DENSE


@dataclass(frozen=True)
class IndexWords:
    """The words that are in so few clients that all can be fetched, and those to ask the index for."""

    scarce: list[str]
    asked: list[str]


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
    looks = list(_first_looks(listing, all_of_them=edge is not None))
    words = _index_words(listing, looks)
    if words.scarce and (everybody := _everybody(listing, words)) is not None:
        return _page_of(listing, everybody, edge, back)
    near = looks if edge is None else _looks_from(listing, edge, back)
    ids = _take(listing, near, words, back)
    if edge is None and len(ids) <= SIZE:
        return Page(ids, Count(len(ids)))
    return _page(ids, _count(listing, looks), begun=edge is not None, back=back)


def _page(ids: list[int], count: Count, *, begun: bool, back: bool) -> Page:
    """From up to one row more than a page holds, in the direction of reading."""
    more = len(ids) > SIZE
    ids = ids[:SIZE][::-1] if back else ids[:SIZE]
    if not ids:
        return Page(ids, count)
    previous, following = (more, True) if back else (begun, more)
    return Page(ids, count, ids[0] if previous else None, ids[-1] if following else None)


def _page_of(listing: Listing, rows: list[Row], edge: Row | None, back: bool) -> Page:
    """From everybody who matches, when they are few."""
    count = Count(len(rows))
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


def _looks_from(listing: Listing, edge: Row, back: bool) -> Iterator[Look]:
    """At the rest of the stretch in which the edge stands, then at the following ones."""
    stretches = listing.stretches[::-1] if back else listing.stretches
    here = next(number for number, stretch in enumerate(stretches) if stretch.holds(edge))
    yield _look(listing, stretches[here], stretches[here].beyond(edge, back), back)
    for stretch in stretches[here + 1 :]:
        yield _look(listing, stretch, Q(), back)


def _first_looks(listing: Listing, *, all_of_them: bool) -> Iterator[Look]:
    """At every stretch; but once a page is full, only at the last one, which tells what the others
    are like, and not even there when a stretch is too long to be seen whole."""
    *ranks, last = listing.stretches
    found = 0
    for stretch in ranks:
        look = _look(listing, stretch, Q(), back=False)
        yield look
        found += len(look.found)
        if found > SIZE and not all_of_them:
            if not look.whole:
                return
            break
    yield _look(listing, last, Q(), back=False)


def _look(listing: Listing, stretch: Stretch, start: Q, back: bool) -> Look:
    rows = listing.clients.filter(stretch.within, start).order_by(*stretch.order(back))
    if not listing.narrowed:
        found = list(rows.values_list("pk", flat=True)[: SIZE + 1])
        return Look(stretch, start, found, len(found) <= SIZE, {})
    near = list(rows.annotate(fits=_fits(listing)).values_list("pk", "search", "fits")[:LOOK])
    found = [pk for pk, text, fits in near if fits and matches(listing.words, text)]
    shares = {
        word: sum(BEGIN + word in text for _pk, text, _fits in near) / len(near)
        for word in listing.words
        if near
    }
    return Look(stretch, start, found, len(near) < LOOK, shares)


def _fits(listing: Listing) -> Combinable:
    return ExpressionWrapper(listing.wanted, BooleanField()) if listing.wanted else Value(True)


def _index_words(listing: Listing, looks: list[Look]) -> IndexWords:
    """Judged by the last look. It sees few of the names that begin with a word, so such a word only
    counts as scarce when all of those were seen."""
    shares = looks[-1].shares
    whole = {look.stretch.beginning for look in looks[:-1] if look.whole}
    by_name = len(listing.stretches) > 1 and not listing.order.nullable
    known = [word for word in listing.words if word in whole or not by_name]
    scarce = [word for word in known if shares.get(word, 0) < SCARCE]
    rare = [word for word in known if shares.get(word, 0) < RARE]
    return IndexWords([] if looks[-1].whole else scarce, scarce or rare or list(listing.words))


def _take(listing: Listing, looks: Iterable[Look], words: IndexWords, back: bool) -> list[int]:
    """One row more than a page, to know whether there is a next one."""
    ids: list[int] = []
    for look in looks:
        missing = SIZE + 1 - len(ids)
        if look.whole or len(look.found) >= missing:
            ids += look.found[:missing]
        else:
            ids += _dig(listing, look, words, back)[:missing]
        if len(ids) > SIZE:
            break
    return ids


def _dig(listing: Listing, look: Look, words: IndexWords, back: bool) -> list[int]:
    """The rows of a stretch when too few of the nearest ones matched."""
    if look.dense or look.stretch.beginning:
        walked = _walk(listing, look, back)
        if len(walked) > SIZE:
            return walked
    order = [
        F(key[1:]).desc() if key[0] == "-" else F(key).asc() for key in look.stretch.order(back)
    ]
    rows = _indexed(listing, words.asked).filter(look.stretch.within, look.start)
    return list(rows.order_by(*order).values_list("pk", flat=True)[: SIZE + 1])


def _walk(listing: Listing, look: Look, back: bool) -> list[int]:
    """Who matches among the next rows. The inner query ends the walk, wherever the outer one gets to;
    Django cannot write one in the FROM of another."""
    fits = ExpressionWrapper(listing.wanted & containing(listing.words), BooleanField())
    rows = listing.clients.filter(look.stretch.within, look.start)
    near = rows.order_by(*look.stretch.order(back)).annotate(fits=fits).values("pk", "fits")[:FAR]
    sql, params = near.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pk FROM ({sql}) AS near WHERE fits LIMIT {SIZE + 1}", params)
        return [pk for (pk,) in cursor.fetchall()]


def _everybody(listing: Listing, words: IndexWords) -> list[Row] | None:
    """All who match, if they are as few as a scarce word promises."""
    some = _indexed(listing, words.scarce).values("pk", listing.order.key)
    rows = list(some[: MOST_FOUND + 1])
    return rows if len(rows) <= MOST_FOUND else None


def _count(listing: Listing, looks: list[Look]) -> Count:
    """Exact for all but the largest firms; there, as many as were seen, in round hundreds."""
    seen = sum(len(look.found) for look in looks)
    if all(look.whole for look in looks) and len(looks) == len(listing.stretches):
        return Count(seen)
    if seen > MOST_FOUND:
        return Count(MOST_FOUND, more=True)
    most = SMALL if listing.narrowed else MOST_COUNTED
    # In order, so that the index of names is counted along, which knows who is archived.
    register = listing.clients.order_by("sort_name", "pk")[: most + 1].count()
    if not listing.narrowed:
        return Count(min(register, most), more=register > most)
    if register <= most:
        return Count(listing.matching.count())
    return Count(max(seen // 100 * 100, SIZE), more=True)


def _indexed(listing: Listing, asked: list[str]) -> QuerySet[Client]:
    """Who matches, however far away. The word index is asked for some words only: it gathers everybody
    who has a word before it can say no to one of them."""
    rows = _unindexed(listing).filter(listing.wanted_at_once)
    if not asked:
        return rows
    rest = [word for word in listing.words if word not in asked]
    return rows.filter(in_index(listing.firm.pk, asked), containing(rest))


def _unindexed(listing: Listing) -> QuerySet[Client]:
    """The firm's clients by a sum, which no index serves: SQLite and PostgreSQL would else walk the
    firm's own index past a million rows rather than begin with the words or the label."""
    if settings.ROW_SECURITY:
        # PostgreSQL asks the word index only behind the policy then: rather walk one firm than all of them.
        return listing.clients
    with scopes_disabled():
        clients = Client.objects.alias(of=F("firm") + 0).filter(of=listing.firm.pk)
    return clients.filter(listing.within)
