"""Forgets what was told a month ago."""

from datetime import datetime, timedelta

from carnet.api.webhooks.models import Delivery
from carnet.core.worker import hourly

KEPT = timedelta(days=30)


def forget(now: datetime) -> int:
    """Also what a webhook that is paused for so long has collected."""
    return Delivery.objects.filter(created_at__lt=now - KEPT).delete()[0]


forget_hourly = hourly(forget)
