"""Sessions in the database, found with one query that is put together once; and those that have ended are forgotten.
(A signed-out one is deleted at once; that is for the abandoned.)"""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from carnet.core.asked_often import AskedOften
from carnet.core.whose import no_matter_whose
from carnet.core.worker import hourly

LIVE = AskedOften(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    """What settings name as SESSION_ENGINE."""

    def _get_session_from_db(self) -> Session | None:
        with no_matter_whose():
            found = LIVE(key=str(self.session_key), now=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None

    def save(self, must_create: bool = False) -> None:
        with no_matter_whose():
            super().save(must_create)


def forget(now: datetime) -> int:
    return Session.objects.filter(expire_date__lt=now).delete()[0]


forget_hourly = hourly(forget)
