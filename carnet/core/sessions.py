"""Forgets sessions that have ended. A signed-out one is deleted at once; this is for the abandoned."""

from datetime import datetime

from django.contrib.sessions.models import Session

from carnet.core.worker import hourly


def forget(now: datetime) -> int:
    return Session.objects.filter(expire_date__lt=now).delete()[0]


forget_hourly = hourly(forget)
