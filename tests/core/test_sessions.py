from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from carnet.core.sessions import forget


def test_abandoned_sessions_are_forgotten(db):
    now = timezone.now()
    for number, end in enumerate([now - timedelta(days=1), now + timedelta(hours=1)]):
        Session.objects.create(session_key=f"s{number}", session_data="", expire_date=end)
    assert forget(now) == 1
    assert Session.objects.get().session_key == "s1"
