"""Looks whether the trail is as it was sealed: all of it for `verify_audit`, and once a day piece by piece."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from carnet.audit.chain import Break, beginning, breaks
from carnet.audit.models import Chain, Event

log = logging.getLogger(__name__)

PIECE = 1000
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Head:
    """A chain of so many events that ends with this hash. Kept elsewhere, it proves that nothing was cut off since."""

    length: int
    hash: bytes


def chain_of(firm: Any) -> Chain | None:
    """None as long as nothing was sealed."""
    return Chain.objects.filter(firm=firm).first()


def heads() -> dict[str, list[Any]]:
    """Of every firm by its uuid: for the manifest of a copy."""
    rows = Chain.objects.values_list("firm__uuid", "length", "head")
    return {str(uuid): [length, bytes(head).hex()] for uuid, length, head in rows.iterator()}


def read_heads(told: Mapping[str, Any]) -> dict[UUID, Head]:
    """Raises ValueError, TypeError."""
    return {
        UUID(uuid): Head(int(length), bytes.fromhex(head)) for uuid, (length, head) in told.items()
    }


def faults(firm: Any, witness: Head | None = None) -> Iterator[Break]:
    """Of the whole trail of a firm, in its order. What is sealed meanwhile is left for the next time."""
    last = _sealed(firm).aggregate(last=Max("place"))["last"] or 0
    chain = chain_of(firm)
    place, length = 0, chain.length if chain else 0
    while True:
        yield from _piece(firm, place, min(place + PIECE, last))
        place += PIECE
        if place >= last:
            break
    if last > length:
        yield Break(length + 1, "inserted")
    elif last < length:
        yield Break(last + 1, "cut off")
    elif chain and last and _hash_at(firm, last) != bytes(chain.head):
        yield Break(last, "other end")
    if witness and witness.length and _hash_at(firm, witness.length) != witness.hash:
        yield Break(witness.length, "cut off" if witness.length > last else "other end")


def _sealed(firm: Any) -> Any:
    return Event.objects.filter(firm=firm, place__isnull=False)


def _piece(firm: Any, after: int, upto: int) -> Iterator[Break]:
    """Those at the places after the one and up to the other."""
    before = _hash_at(firm, after) if after else beginning(firm.uuid)
    events = list(_sealed(firm).filter(place__gt=after, place__lte=upto).order_by("place"))
    place = after + 1
    for found, wanted in breaks(events, firm.uuid, place, before):
        yield _told(firm, found, wanted)
    if upto > after and (not events or events[-1].place < upto):
        yield Break(events[-1].place + 1 if events else place, "missing")


def _told(firm: Any, found: Break, wanted: bytes) -> Break:
    """What should stand before an event may stand elsewhere: then nothing is missing."""
    if not wanted:
        return found
    there = _sealed(firm).filter(hash=wanted).values_list("place", flat=True).first()
    if there is None and wanted == beginning(firm.uuid):
        there = 0
    if there is None:
        return found
    between = _sealed(firm).filter(place=found.place - 1, before=wanted)
    if there == found.place - 2 and between.exists():
        return replace(found, place=found.place - 1, change="inserted", event=None)
    return replace(found, change="moved")


def _hash_at(firm: Any, place: int) -> bytes | None:
    found = _sealed(firm).filter(place=place).values_list("hash", flat=True).first()
    return None if found is None else bytes(found)


def look_next(now: datetime) -> bool:
    """A step of the worker: a piece of a trail that was not looked at for a day. Whoever is killed goes on there."""
    due = Q(looked_at=None) | Q(looked_at__lt=now - DAY)
    chain = Chain.objects.filter(due, length__gt=0).select_related("firm").first()
    if chain is None:
        return False
    end = min(chain.looked_to + PIECE, chain.length)
    found = next(_piece(chain.firm, chain.looked_to, end), None)
    if found is None and end < chain.length:
        Chain.objects.filter(pk=chain.pk, looked_to=chain.looked_to).update(looked_to=end)
        return True
    if found is None and _hash_at(chain.firm, end) != bytes(chain.head):
        # Unless more was sealed while we looked.
        grown = Chain.objects.exclude(length=chain.length).filter(pk=chain.pk).exists()
        found = None if grown else Break(end, "other end")
    _end_look(chain, end, found, now)
    return True


def _end_look(chain: Chain, end: int, found: Break | None, now: datetime) -> None:
    """The head stands in the log, which lies elsewhere than the database if the operator wants it to."""
    sound = {"verified_to": end, "broken_at": None}
    told = {"broken_at": found.place} if found else sound
    Chain.objects.filter(pk=chain.pk).update(looked_to=0, looked_at=now, **told)
    firm = chain.firm.uuid
    if found:
        log.error("trail of firm %s: event %s is %s", firm, found.place, found.change)
    else:
        log.info("trail of firm %s: %s events, head %s", firm, end, bytes(chain.head).hex())
