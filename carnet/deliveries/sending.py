"""Sends what waits, from the worker: some deliveries at a time beside everything else it does, of a destination one
after the other.

Each file that has arrived is noted at once, so that after a stop only the rest is sent. A claim that lapses belonged to
somebody who was killed; the names and keys of files stay the same, by which the other side has each of them once.
"""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from carnet.core.stumbles import place_of
from carnet.core.threads import in_threads
from carnet.deliveries import noting
from carnet.deliveries.handing import hand_out
from carnet.deliveries.models import Delivery, DeliveryQuerySet, Destination
from carnet.deliveries.parcels import Result

log = logging.getLogger(__name__)

THREADS = 4
CLAIM_LASTS = timedelta(minutes=10)


def claim(now: datetime, most: int) -> list[Delivery]:
    """Take up to `most` that are due, of each destination one."""
    taken: list[Delivery] = []
    for destination in _due_destinations(now):
        if len(taken) < most and (delivery := _claim_one(destination, now)):
            taken.append(delivery)
    return taken


def _due(now: datetime) -> DeliveryQuerySet:
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)
    return Delivery.objects.waiting().filter(free, next_try_at__lte=now)


def _due_destinations(now: datetime) -> list[int]:
    """In no order, so that none is always last."""
    mine = _due(now).filter(destination=OuterRef("pk"))
    found = list(Destination.objects.awake(now).filter(Exists(mine)).values_list("pk", flat=True))
    random.shuffle(found)
    return found


@transaction.atomic
def _claim_one(destination: int, now: datetime) -> Delivery | None:
    """Another worker that claims at the same moment waits here, and then sees that one is under way."""
    standing = Destination.objects.select_for_update(no_key=True).filter(pk=destination).first()
    held = Delivery.objects.waiting().filter(
        destination=destination, claimed_at__gte=now - CLAIM_LASTS
    )
    if standing is None or held.exists():
        return None
    first = _due(now).filter(destination=destination).order_by("next_try_at", "pk").first()
    if first is None:
        return None
    if first.claimed_at and now - first.since > noting.AFTER:
        # Whoever is at it dies of it each time.
        noting.note(first, Result("fault"), now)
        return None
    claimed = Delivery.objects.filter(pk=first.pk)
    claimed.update(claimed_at=now, attempts=F("attempts") + 1)
    around = ("destination__firm", "destination__connection")
    return claimed.select_related(*around, "dossier").get()


def deliver(delivery: Delivery) -> None:
    """One try, and a note of what came of it."""
    try:
        result = hand_out(delivery)
    except noting.Lapsed:
        log.info("delivery %s was taken over, removed or switched off", delivery.pk)
        return
    noting.note(delivery, result, timezone.now())


def send_now(now: datetime) -> int:
    """Everything that may leave at once, one after the other; how many that were."""
    claimed = claim(now, THREADS)
    for delivery in claimed:
        deliver(delivery)
    return len(claimed)


def _whatever_happens(delivery: Delivery) -> None:
    """One that cannot be made must not be tried for ever."""
    try:
        deliver(delivery)
    except Exception as problem:  # noqa: BLE001
        log.error("delivery %s: %s", delivery.pk, place_of(problem))
        noting.note(delivery, Result("fault"), timezone.now())


def sender() -> Callable[[datetime], bool]:
    """A step of the worker."""
    return in_threads("delivery", THREADS, claim, _whatever_happens)


send_next = sender()
