"""Sends what waits, from the worker: a few calls at a time beside everything else it does.

A call that is slow holds up a thread and no mail; a firm has a few threads and never all. A claim that lapses was
cut short, and the event is sent again under the same id: each arrives at least once.
"""

import logging
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from carnet.api.webhooks import actions, calling, signing
from carnet.api.webhooks.calling import Answer
from carnet.api.webhooks.models import Attempt, Delivery, DeliveryQuerySet, Pause, Webhook
from carnet.core.threads import in_threads
from carnet.firms.models import Firm

log = logging.getLogger(__name__)

THREADS, OF_A_FIRM, OF_A_WEBHOOK = 16, 4, 2
CLAIM_LASTS = timedelta(minutes=2)  # a call takes a quarter of a minute at most
PAUSES = [0, 1, 5, 15, 60]  # minutes until the next try; then hourly
MOST_ATTEMPTS = 76  # about 72 hours
# After so many failures in a row the receiver itself is in trouble: one call tries whether it is back.
WARY = 3
GIVEN_UP = timedelta(days=10)


def claim(now: datetime, most: int) -> list[Delivery]:
    """Take up to `most` that are due, of every firm and webhook no more than may be under way at once."""
    taken: list[Delivery] = []
    for firm in _firms_due(now):
        if len(taken) >= most:
            break
        taken += _claim_of_firm(firm, most - len(taken), now)
    return taken


def _due(now: datetime) -> DeliveryQuerySet:
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)
    return Delivery.objects.waiting().filter(free, next_try_at__lte=now)


def _awake(now: datetime) -> QuerySet[Webhook]:
    rested = Q(rests_until=None) | Q(rests_until__lte=now)
    return Webhook.objects.filter(rested, paused_at=None)


def _firms_due(now: datetime) -> list[int]:
    """In no order, so that none is always last, however much others have to tell."""
    mine = _due(now).filter(webhook=OuterRef("pk"))
    firms = list({webhook.firm_id for webhook in _awake(now).filter(Exists(mine)).only("firm")})
    random.shuffle(firms)
    return firms


@transaction.atomic
def _claim_of_firm(firm: int, most: int, now: datetime) -> list[Delivery]:
    """Another worker that claims at the same moment waits here and then counts these, too."""
    Firm.objects.select_for_update(no_key=True).filter(pk=firm).first()
    under_way = Counter(_under_way(firm, now))
    room = min(most, OF_A_FIRM - under_way.total())
    numbers: list[int] = []
    for webhook in _awake(now).filter(firm=firm):
        fits = min(room - len(numbers), _width(webhook) - under_way[webhook.pk])
        if fits > 0:
            mine = _due(now).filter(webhook=webhook).order_by("next_try_at", "pk")
            numbers += mine.values_list("pk", flat=True)[:fits]
    claimed = Delivery.objects.filter(pk__in=numbers)
    claimed.update(claimed_at=now, attempts=F("attempts") + 1)
    return list(claimed.select_related("webhook__firm").order_by("next_try_at", "pk"))


def _width(webhook: Webhook) -> int:
    return 1 if webhook.failures >= WARY else OF_A_WEBHOOK


def _under_way(firm: int, now: datetime) -> dict[int, int]:
    held = Delivery.objects.waiting().filter(webhook__firm=firm, claimed_at__gte=now - CLAIM_LASTS)
    return dict(held.order_by().values_list("webhook").annotate(count=Count("pk")))


def deliver(delivery: Delivery) -> Answer:
    """One call, and a note of what came of it."""
    webhook, now = delivery.webhook, timezone.now()
    headers = {"User-Agent": "Carnet-Webhooks"} | signing.headers(
        webhook.secrets(now), delivery.name, int(now.timestamp()), delivery.body
    )
    answer = calling.post(webhook.url, delivery.body, headers)
    note(delivery, answer, timezone.now())
    return answer


@transaction.atomic
def note(delivery: Delivery, answer: Answer, now: datetime) -> None:
    if not Delivery.objects.filter(pk=delivery.pk).exists():
        return  # its webhook was deleted while we called
    log.info("webhook %s: %s %s", delivery.webhook, answer.status, answer.problem)
    values = {"status": answer.status, "ms": answer.ms, "problem": answer.problem}
    Attempt.objects.create(delivery=delivery, at=now, said=answer.said, **values)
    if answer.taken:
        _note_taken(delivery, now)
    else:
        _note_failure(delivery, answer, now)


def _note_taken(delivery: Delivery, now: datetime) -> None:
    """It has arrived, also when our claim had lapsed meanwhile."""
    Delivery.objects.filter(pk=delivery.pk, done_at=None).update(done_at=now, claimed_at=None)
    well = {"failures": 0, "failing_since": None, "rests_until": None}
    Webhook.objects.filter(pk=delivery.webhook_id).exclude(failures=0).update(**well)


def _note_failure(delivery: Delivery, answer: Answer, now: datetime) -> None:
    minutes = _pause(delivery.attempts)
    ours = Delivery.objects.waiting().filter(pk=delivery.pk, claimed_at=delivery.claimed_at)
    if delivery.attempts >= MOST_ATTEMPTS:
        ours.update(failed_at=now, claimed_at=None)
    else:
        ours.update(next_try_at=now + minutes, claimed_at=None)
    webhook = Webhook.objects.filter(pk=delivery.webhook_id)
    since = Coalesce("failing_since", now)
    webhook.update(failures=F("failures") + 1, failing_since=since)
    found = webhook.select_related("firm").get()
    if found.failures >= WARY:
        webhook.update(rests_until=now + _pause(found.failures - WARY + 1))
    if answer.gone:
        actions.pause(found, Pause.GONE, by=None, now=now)
    elif found.failing_since and now - found.failing_since > GIVEN_UP:
        actions.pause(found, Pause.FAILING, by=None, now=now)


def _pause(attempts: int) -> timedelta:
    return timedelta(minutes=PAUSES[min(attempts, len(PAUSES) - 1)])


def send_now(now: datetime) -> int:
    """Everything that may leave at once, one after the other; how many calls that were."""
    return len([deliver(delivery) for delivery in claim(now, THREADS)])


def sender() -> Callable[[datetime], bool]:
    """A step of the worker."""
    return in_threads("webhook", THREADS, claim, deliver)


send_next = sender()
