"""Puts what happened in the queue of every webhook of the firm that wants it (settings.LISTENERS)."""

from collections.abc import Sequence
from uuid import uuid4

from django.utils import timezone

from carnet.api.webhooks.bodies import body, write
from carnet.api.webhooks.models import Delivery, Webhook
from carnet.audit.models import Untold

TEST = "webhook.test"


def queue(rows: Sequence[Untold]) -> None:
    """Events of one firm. A paused webhook collects, too: nothing is lost while its receiver is repaired."""
    webhooks = list(Webhook.objects.filter(firm=rows[0].firm_id))
    wanted = {name for webhook in webhooks for name in webhook.events}
    told = [row for row in rows if row.name in wanted]
    bodies = write(told)
    Delivery.objects.bulk_create(
        [
            Delivery(webhook=webhook, message=row.uuid, event=row.name, body=bodies[row.uuid])
            for webhook in webhooks
            for row in told
            if row.name in webhook.events
        ],
        batch_size=500,
        ignore_conflicts=True,
    )


def queue_test(webhook: Webhook) -> Delivery:
    """An event about nothing, to see whether it arrives."""
    name, now = uuid4(), timezone.now()
    text = body(TEST, name, now, firm=webhook.firm.uuid, data={})
    return Delivery.objects.create(webhook=webhook, message=name, event=TEST, body=text)
