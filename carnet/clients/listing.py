"""The register in order, narrowed to what somebody asked for: the stretches it consists of and the condition
each client meets. Knows how rows follow each other, not how a page of them is fetched (paging.py)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models import F, Q, QuerySet

from carnet.clients.criteria import Criteria, begins_with, held, wanted, wanted_at_once
from carnet.clients.models import Client
from carnet.clients.search import BEGIN
from carnet.core.crypto import blind_index

Row = dict[str, Any]


@dataclass(frozen=True)
class Stretch:
    """A part of the list in the order of one index: pages run from one stretch into the next."""

    within: Q
    keys: tuple[str, ...]
    descending: bool
    holds: Callable[[Row], bool]
    # With what the names in it begin.
    beginning: str = ""

    def order(self, back: bool) -> list[str]:
        minus = "-" if self.descending != back else ""
        return [minus + key for key in self.keys]

    def beyond(self, row: Row, back: bool) -> Q:
        """Behind this row. The comparison with >= is what the index starts from."""
        than = "lt" if self.descending != back else "gt"
        behind = Q(**{f"pk__{than}": row["pk"]})
        if len(self.keys) == 1:
            return behind
        key, value = self.keys[0], row[self.keys[0]]
        return Q(**{f"{key}__{than}e": value}) & (Q(**{f"{key}__{than}": value}) | behind)


@dataclass(frozen=True)
class Order:
    key: str
    descending: bool = False
    nullable: bool = False


ORDERS = {
    "": Order("sort_name"),
    "name": Order("sort_name"),
    "-name": Order("sort_name", descending=True),
    "added": Order("created_at", descending=True),
    "-added": Order("created_at"),
    "activity": Order("active_at", descending=True, nullable=True),
    "-activity": Order("active_at", nullable=True),
    "due": Order("due_date", nullable=True),
    "-due": Order("due_date", descending=True, nullable=True),
}


@dataclass(frozen=True)
class Listing:
    """The clients of a firm that match, in order."""

    firm: Any
    within: Q
    # The filters in two forms: asked row by row, and asked of everybody at once.
    wanted: Q
    wanted_at_once: Q
    words: Sequence[str]
    order: Order
    # Found by a national number that was typed in full.
    by_number: bool = False

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.wanted)

    @property
    def clients(self) -> QuerySet[Client]:
        return self.firm.clients.filter(self.within)

    @property
    def matching(self) -> QuerySet[Client]:
        """All of them, sure rather than fast: for acting on many clients."""
        return self.clients.filter(self.wanted_at_once, containing(self.words))

    @property
    def in_order(self) -> QuerySet[Client]:
        """All of them as the pages show them, one after the other."""
        keys = [F(self.order.key).desc(nulls_last=True)]
        if not self.order.descending:
            keys = [F(self.order.key).asc(nulls_last=True)]
        return self.matching.order_by(*keys, "-pk" if self.order.descending else "pk")

    def in_memory(self, rows: Iterable[Row]) -> list[Row]:
        """These rows in the order of the list."""
        kept = list(rows)
        return [
            row
            for stretch in self.stretches
            for row in sorted(
                filter(stretch.holds, kept),
                key=itemgetter(*stretch.keys),
                reverse=stretch.descending,
            )
        ]

    @property
    def stretches(self) -> list[Stretch]:
        key, descending = self.order.key, self.order.descending
        if self.order.nullable:
            there, missing = Q(**{f"{key}__isnull": False}), Q(**{f"{key}__isnull": True})
            return [
                Stretch(there, (key, "pk"), descending, lambda row: row[key] is not None),
                Stretch(missing, ("pk",), descending, lambda row: row[key] is None),
            ]
        if self.words and key == "sort_name":
            return self._by_rank()
        return [Stretch(Q(), (key, "pk"), descending, lambda row: True)]

    def _by_rank(self) -> list[Stretch]:
        """First the names that begin with all that was typed, then those that begin with one of the
        words (the last one first, for “jan pe”), then everybody else who has the words."""
        parts, before = [], Q()
        earlier: list[str] = []
        for beginning in dict.fromkeys([" ".join(self.words), *reversed(self.words)]):
            here = begins_with(beginning)
            parts.append(self._ranked(before & here, beginning, tuple(earlier)))
            before &= ~here
            earlier.append(beginning)
        return [*parts, self._ranked(before, "", tuple(earlier))]

    def _ranked(self, within: Q, beginning: str, earlier: tuple[str, ...]) -> Stretch:
        def holds(row: Row) -> bool:
            name = row["sort_name"]
            return name.startswith(beginning) and not name.startswith(earlier)

        return Stretch(within, ("sort_name", "pk"), self.order.descending, holds, beginning)


def listing(firm: Any, criteria: Criteria, *, by: Any) -> Listing:
    filters = wanted(criteria, home=firm.default_country, by=by)
    at_once = wanted_at_once(criteria, home=firm.default_country, by=by)
    within, words, order = held(criteria), criteria.words, ORDERS[criteria.sort]
    if owners := owners_of_national_number(firm, words):
        within &= Q(pk__in=owners)
        return Listing(firm, within, filters, at_once, [], order, by_number=True)
    return Listing(firm, within, filters, at_once, words, order)


def owners_of_national_number(firm: Any, words: Sequence[str]) -> list[int]:
    """Who has (or whose partner has) the national number that was typed in full, if it is one."""
    typed = "".join(words)
    if len(typed) not in (11, 13) or not typed.isdigit():
        return []
    index = blind_index(typed, firm.uuid)
    having = Q(national_number_index=index) | Q(partner_national_number_index=index)
    return list(firm.clients.filter(having).values_list("pk", flat=True)[:50])


def containing(words: Sequence[str]) -> Q:
    """Every word begins a word of the client; answered row by row, without the word index."""
    return Q(*(Q(search__contains=BEGIN + word) for word in words))
