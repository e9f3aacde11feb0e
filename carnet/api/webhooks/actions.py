"""What administrators do with webhooks, each with its trace. The trail holds no address and no secret."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from carnet.api.webhooks.models import Delivery, DeliveryQuerySet, Pause, Webhook
from carnet.api.webhooks.queueing import queue_test
from carnet.api.webhooks.signing import new_secret
from carnet.audit import record as audit
from carnet.audit.happenings import listen
from carnet.firms import letterhead
from carnet.firms.models import Colleague, Firm

MOST = 20
BOTH_SIGN = timedelta(hours=24)
LETTER = "webhook"


class TooMany(Exception):
    """The firm has as many webhooks as it may."""


@transaction.atomic
def add(
    firm: Firm, *, url: str, events: Sequence[str], key: UUID, by: Colleague
) -> tuple[Webhook, str]:
    """The webhook and its secret, which is shown now and never again (empty when this form was sent before).
    `key` was made with the form."""
    Firm.objects.select_for_update(no_key=True).get(pk=firm.pk)
    if before := firm.webhooks.filter(uuid=key).first():  # type: ignore[attr-defined]
        return before, ""
    if firm.webhooks.count() >= MOST:  # type: ignore[attr-defined]
        raise TooMany
    webhook = Webhook(firm=firm, uuid=key, events=list(events), created_by=by)
    webhook.url, webhook.secret = url, new_secret()
    webhook.save()
    listen_as_wanted(firm)
    audit.record("webhook added", webhook, firm=firm, by=by, events=list(events))
    return webhook, webhook.secret


@transaction.atomic
def change(webhook: Webhook, *, url: str, events: Sequence[str], by: Colleague) -> None:
    webhook.url, webhook.events = url, list(events)
    webhook.save(update_fields=["url_sealed", "events"])
    listen_as_wanted(webhook.firm)
    audit.record("webhook changed", webhook, firm=webhook.firm, by=by, events=list(events))


def listen_as_wanted(firm: Firm) -> None:
    wanted = Webhook.objects.filter(firm=firm).values_list("events", flat=True)
    listen(firm, {name for events in wanted for name in events})


@transaction.atomic
def replace_secret(webhook: Webhook, *, by: Colleague, now: datetime) -> str:
    """The new one, shown now and never again. Both sign for a day, so that no receiver misses a beat."""
    webhook.former_secret, webhook.former_until = webhook.secret, now + BOTH_SIGN
    webhook.secret = new_secret()
    webhook.save(update_fields=["former_sealed", "former_until", "secret_sealed"])
    audit.record("webhook secret replaced", webhook, firm=webhook.firm, by=by)
    return webhook.secret


@transaction.atomic
def pause(webhook: Webhook, why: str, *, by: Colleague | None, now: datetime) -> None:
    """Events are collected meanwhile. Where Carnet itself pauses it, the administrators are mailed."""
    running = Webhook.objects.filter(pk=webhook.pk, paused_at=None)
    if not running.update(paused_at=now, paused_why=why):
        return
    audit.record("webhook paused", webhook, firm=webhook.firm, by=by)
    if why != Pause.HAND:
        letterhead.to_administrators(LETTER, webhook, firm=webhook.firm)


@transaction.atomic
def resume(webhook: Webhook, *, by: Colleague, now: datetime) -> None:
    """What waits leaves at once."""
    paused = Webhook.objects.filter(pk=webhook.pk, paused_at__isnull=False)
    fresh = {"failures": 0, "failing_since": None, "rests_until": None}
    if paused.update(paused_at=None, paused_why="", **fresh):
        webhook.deliveries.waiting().update(next_try_at=now)  # type: ignore[attr-defined]
        audit.record("webhook resumed", webhook, firm=webhook.firm, by=by)


@transaction.atomic
def delete(webhook: Webhook, *, by: Colleague) -> None:
    firm = webhook.firm
    audit.record("webhook deleted", webhook, firm=firm, by=by)
    webhook.delete()
    listen_as_wanted(firm)


def test(webhook: Webhook) -> Delivery:
    return queue_test(webhook)


@transaction.atomic
def send_again(
    webhook: Webhook, deliveries: DeliveryQuerySet, *, by: Colleague, now: datetime
) -> int:
    """Under the same ids, so that receivers know what they have had. Those under way are left alone."""
    over = Q(done_at__isnull=False) | Q(failed_at__isnull=False)
    fresh = {"done_at": None, "failed_at": None, "claimed_at": None, "attempts": 0}
    count = deliveries.filter(over, webhook=webhook).update(next_try_at=now, **fresh)
    if count:
        audit.record("webhook events sent again", webhook, firm=webhook.firm, by=by, count=count)
    return count
