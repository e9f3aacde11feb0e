"""Forgets addresses nobody needs any more: of reminders whose dossiers are gone, and of days that are over."""

from datetime import datetime

from django.utils import timezone

from carnet.core.worker import hourly
from carnet.reminders.models import Hold, Reminder


def forget(now: datetime) -> int:
    """Today's stay: they say who has had a mail today."""
    today = timezone.localdate(now)
    rows = [Reminder.objects.filter(steps=None, day__lt=today), Hold.objects.filter(day__lt=today)]
    return sum(some.delete()[0] for some in rows)


forget_hourly = hourly(forget)
