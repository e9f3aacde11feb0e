"""The trail as a file: a workbook for readers, and lines of JSON with which an outsider proves it
(tools/verify_trail.py needs nothing of ours)."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.audit.chain import beginning, content
from carnet.audit.models import Event
from carnet.audit.phrases import facts, thing, what, who
from carnet.audit.verifying import chain_of
from carnet.core.until_sent import until_sent
from carnet.exports.cells import Cell, Sheets
from carnet.firms.models import Firm

MOST = 100_000
CHUNK = 1000
WIDTHS = (10, 18, 24, 32, 24, 40, 66)
FORMAT, VERSION = "carnet-trail", 1


class TooMany(Exception):
    """More than one file may hold."""


def numbers_of(rows: QuerySet[Event]) -> list[int]:
    """In the order of the chain; what is not sealed yet at the end. Raises TooMany."""
    order = rows.order_by(F("place").asc(nulls_last=True), "pk")
    found = list(order.values_list("pk", flat=True)[: MOST + 1])
    if len(found) > MOST:
        raise TooMany
    return found


def workbook(numbers: Sequence[int]) -> IO[bytes]:
    titles = [
        _("Place in the trail"), _("When"), _("Who"), _("What"), pgettext("column", "On"), _("Details"),
        _("Hash"),
    ]  # fmt: skip
    with until_sent() as file, Sheets(file) as sheets:
        sheets.add(_("Who did what"), titles, WIDTHS, map(_row, _events(numbers)))
    return file


def _row(event: Event) -> list[Cell]:
    at = date_format(timezone.localtime(event.at), "Y-m-d H:i:s")
    place = Decimal(event.place) if event.place else None
    told = [at, who(event), what(event), thing(event), facts(event)]
    return [place, *told, bytes(event.hash).hex() if event.hash else ""]


def lines(firm: Firm, numbers: Sequence[int], now: datetime) -> IO[bytes]:
    """The first line says what the others are: of which firm, where its chain ends, and who the numbers are."""
    with until_sent() as file:
        for told in _told(firm, numbers, now):
            file.write(
                json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
            )
    return file


def _told(firm: Firm, numbers: Sequence[int], now: datetime) -> Iterator[dict[str, Any]]:
    chain = chain_of(firm)
    yield {
        "format": FORMAT,
        "version": VERSION,
        "made_at": now.isoformat(),
        "firm": {"uuid": str(firm.uuid), "name": firm.name},
        "beginning": beginning(firm.uuid).hex(),
        "end": {"place": chain.length, "hash": bytes(chain.head).hex()} if chain else None,
        "people": {one.pk: str(one) for one in firm.colleagues.in_order()},
    }
    for event in _events(numbers):
        sealed = {}
        if event.before and event.hash:
            hashes = {"before": bytes(event.before).hex(), "hash": bytes(event.hash).hex()}
            sealed = {"place": event.place, **hashes}
        yield {**sealed, "event": content(event, firm.uuid)}


def _events(numbers: Sequence[int]) -> Iterable[Event]:
    for start in range(0, len(numbers), CHUNK):
        some = numbers[start : start + CHUNK]
        found = Event.objects.select_related("by").in_bulk(some)
        yield from (found[pk] for pk in some if pk in found)
