"""Forgets what was told a month ago, and secrets that have been replaced."""

from datetime import datetime, timedelta

from carnet.api.webhooks.models import Delivery, Webhook
from carnet.core.worker import hourly

KEPT = timedelta(days=30)


def forget(now: datetime) -> int:
    """Also what a webhook that is paused for so long has collected."""
    Webhook.objects.filter(former_until__lt=now).update(former_sealed=None, former_until=None)
    return Delivery.objects.filter(created_at__lt=now - KEPT).delete()[0]


forget_hourly = hourly(forget)
