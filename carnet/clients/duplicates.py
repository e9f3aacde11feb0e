"""Who in the register may be the same person as the one being typed. Looks only where an index leads,
so that it stays quick with a million clients."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carnet.clients.models import Client
from carnet.clients.search import fold
from carnet.core.crypto import blind_index
from carnet.firms.models import Firm

SAME_NUMBER = _("same national register number")
SAME_EMAIL = _("same e-mail address")
SAME_PERSON = _("similar name and birth date")
SAME_NAME = _("same name")

SHOWN = 5
LOOKED_AT = 50
CLOSE = 0.82


@dataclass(frozen=True)
class Likeness:
    client: Client
    reasons: tuple[str | Promise, ...]


def likely(firm: Firm, typed: Mapping[str, Any], besides: int = 0) -> list[Likeness]:
    """Clients of the firm like `typed` (values in normal form), the surest first."""
    others = firm.clients.exclude(pk=besides)
    reasons: dict[int, list] = {}
    found: dict[int, Client] = {}
    for client, reason in _likely(others, firm, typed):
        found[client.pk] = client
        reasons.setdefault(client.pk, []).append(reason)
    return [Likeness(found[pk], tuple(why)) for pk, why in list(reasons.items())[:SHOWN]]


def _likely(
    others: QuerySet[Client], firm: Firm, typed: Mapping
) -> Iterator[tuple[Client, Promise]]:
    if number := typed.get("national_number"):
        index = blind_index(number, firm.uuid)
        for column in ("national_number_index", "partner_national_number_index"):
            yield from (
                (client, SAME_NUMBER) for client in others.filter(**{column: index})[:SHOWN]
            )
    if email := typed.get("email"):
        yield from ((client, SAME_EMAIL) for client in others.filter(email=email)[:SHOWN])
    yield from _same_name(others, typed)


def _same_name(others: QuerySet[Client], typed: Mapping) -> Iterator[tuple[Client, Promise]]:
    first, last = (fold(typed.get(key) or "") for key in ("first_name", "last_name"))
    name = [first, last]
    if not first or not last:
        yield from _same_company(others, fold(typed.get("company") or ""))
        return
    birth_date = typed.get("birth_date")
    for client in _neighbours(others, first, last, birth_date):
        theirs = [fold(client.first_name), fold(client.last_name)]
        same = sorted(" ".join(theirs).split()) == sorted(" ".join(name).split())
        if birth_date and client.birth_date:
            if client.birth_date == birth_date and (same or _close(theirs, name)):
                yield client, SAME_PERSON
        elif same:
            yield client, SAME_NAME


def _same_company(others: QuerySet[Client], company: str) -> Iterator[tuple[Client, Promise]]:
    if company:
        for client in others.filter(_beginning(company)).order_by("sort_name", "id")[:LOOKED_AT]:
            if fold(client.company) == company:
                yield client, SAME_NAME


def _neighbours(others: QuerySet[Client], first: str, last: str, birth_date: Any) -> list[Client]:
    """Candidates: this name, the name the other way round, and, born the same day, a few letters."""
    names = _beginning(f"{last} {first[:3]}") | _beginning(f"{first} {last[:3]}")
    found = list(others.filter(names).order_by("sort_name", "id")[:LOOKED_AT])
    if birth_date:
        near = _beginning(last[:3]) | _beginning(first[:3])
        found += others.filter(near, birth_date=birth_date).order_by("sort_name", "id")[:LOOKED_AT]
    return list({client.pk: client for client in found}.values())


def _beginning(prefix: str) -> Q:
    """As a range, which both databases answer from the index."""
    return Q(sort_name__gte=prefix, sort_name__lt=prefix[:-1] + chr(ord(prefix[-1]) + 1))


def _close(theirs: list[str], ours: list[str]) -> bool:
    def likeness(one: list[str]) -> float:
        return SequenceMatcher(None, " ".join(one), " ".join(ours)).ratio()

    return max(likeness(theirs), likeness(theirs[::-1])) >= CLOSE
