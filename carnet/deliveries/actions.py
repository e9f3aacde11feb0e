"""What administrators do with destinations, and colleagues with deliveries, each with its trace. The trail holds no
address and no secret."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from carnet.audit import record as audit
from carnet.campaigns.models import Dossier
from carnet.connectors.trouble import Trouble
from carnet.deliveries import queueing
from carnet.deliveries.models import Delivery, DeliveryQuerySet, Destination
from carnet.deliveries.parcels import Parcel, Result, Unfit
from carnet.deliveries.takers.opening import opened
from carnet.deliveries.takers.software import Software
from carnet.firms.models import Colleague, Firm

MOST = 10
TEST = b"Carnet: this file shows that what clients send will arrive here. It may be deleted.\n"
WELL: dict[str, Any] = {
    "failures": 0,
    "failing_since": None,
    "rests_until": None,
    "trouble": "",
    "said": "",
}


class TooMany(Exception):
    """The firm has as many destinations as it may."""


@transaction.atomic
def add(firm: Firm, values: Mapping[str, Any], *, key: UUID, by: Colleague) -> Destination:
    """Off, until somebody switches it on. `key` was made with the form: pressing twice adds one."""
    Firm.objects.select_for_update(no_key=True).get(pk=firm.pk)
    if before := Destination.objects.filter(firm=firm, uuid=key).first():
        return before
    if Destination.objects.standing().filter(firm=firm).count() >= MOST:
        raise TooMany
    destination = Destination.objects.create(firm=firm, uuid=key, created_by=by, **values)
    _trail("destination added", destination, by)
    return destination


@transaction.atomic
def change(destination: Destination, values: Mapping[str, Any], *, by: Colleague) -> None:
    """What waits tries the new address at once."""
    fields = [name for name, value in values.items() if getattr(destination, name) != value]
    for name, value in (WELL | dict(values)).items():
        setattr(destination, name, value)
    destination.save(update_fields=[*WELL, *values])
    waiting = Delivery.objects.waiting().filter(destination=destination)
    waiting.update(next_try_at=timezone.now())
    _trail("destination changed", destination, by, fields=fields)


@transaction.atomic
def switch_on(destination: Destination, *, by: Colleague, now: datetime) -> None:
    """From now on. What waited when it was switched off leaves too, and has all its time again."""
    off = Destination.objects.standing().filter(pk=destination.pk, on_since=None)
    if off.update(on_since=now, **WELL):
        waiting = Delivery.objects.waiting().filter(destination=destination)
        waiting.update(since=now, next_try_at=now)
        _trail("destination switched on", destination, by)


@transaction.atomic
def switch_off(destination: Destination, *, by: Colleague) -> None:
    on = Destination.objects.on().filter(pk=destination.pk)
    if on.update(on_since=None):
        _trail("destination switched off", destination, by)


@transaction.atomic
def remove(destination: Destination, *, by: Colleague, now: datetime) -> None:
    """Its secrets are erased and what waits never leaves; what has gone there stays told in the dossiers."""
    standing = Destination.objects.standing().filter(pk=destination.pk)
    if standing.update(removed_at=now, on_since=None, settings_sealed=None):
        Delivery.objects.waiting().filter(destination=destination).delete()
        _trail("destination removed", destination, by)


@transaction.atomic
def send_now(
    dossier: Dossier, destination: Destination, *, by: Colleague, now: datetime
) -> Delivery | None:
    """What the client sent last, once; again when that was given up. None when nothing was sent."""
    delivery = queueing.hand_over(dossier, destination, by=by, now=now)
    if delivery and delivery.failed_at:
        _again(Delivery.objects.filter(pk=delivery.pk), by, now)
    return delivery


@transaction.atomic
def send_again(
    destination: Destination, deliveries: DeliveryQuerySet, *, by: Colleague, now: datetime
) -> int:
    """All files of what has arrived, the missing ones of what was given up: under the same names and keys, so that what
    is there already is not doubled."""
    numbers = list(deliveries.over().filter(destination=destination).values_list("pk", flat=True))
    again = Delivery.objects.over().filter(pk__in=numbers)
    for one in again.filter(failed_at=None):
        one.files.update(done_at=None)  # type: ignore[attr-defined]
    count = _again(again, by, now)
    for dossier in Dossier.objects.filter(deliveries__in=numbers).select_related("firm"):
        audit.record("sent back again", dossier, firm=dossier.firm, by=by)
    return count


def _again(deliveries: DeliveryQuerySet, by: Colleague, now: datetime) -> int:
    fresh = {"done_at": None, "failed_at": None, "claimed_at": None, "attempts": 0}
    return deliveries.over().update(by=by, since=now, next_try_at=now, **fresh)


def try_out(destination: Destination) -> Result:
    """At once, while somebody waits: a small file, or of software, whose clients are no place for one, a look."""
    key = f"{destination.uuid}"
    name = f"Carnet {key[:8]}.txt"
    try:
        with opened(destination) as taker:
            taker.check()
            if not isinstance(taker, Software):
                taker.put(Parcel((), name, key, len(TEST), lambda: iter([TEST])))
    except Unfit as unfit:
        return Result(unfit.code)
    except Trouble as trouble:
        return Result(trouble.code, trouble.said)
    return Result()


def _trail(what: str, destination: Destination, by: Colleague, **facts: Any) -> None:
    audit.record(what, destination, firm=destination.firm, by=by, **facts)
