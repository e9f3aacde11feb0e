"""Sessions in the database, found with one query that is put together once; and those that have ended are forgotten.
(A signed-out one is deleted at once; that is for the abandoned.)

Who reads the database can step into none: a row is named by a fingerprint of what the browser shows, and what it holds
(a form that waits for a password, the secret of a new authenticator app) rests sealed. With the key for all firms,
since a session begins before anybody knows whose it is.
"""

import logging
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.contrib.sessions.serializers import JSONSerializer
from django.utils import timezone

from carnet.core.asked_often import AskedOften
from carnet.core.crypto import (
    NOWHERE,
    Place,
    SealBroken,
    UnknownKey,
    current,
    seal_bytes,
    unseal_bytes,
)
from carnet.core.sealed import sealed_elsewhere
from carnet.core.whose import no_matter_whose
from carnet.core.worker import hourly

log = logging.getLogger(__name__)

FINGERPRINT = 40  # the column takes no more: 160 bits
LIVE = AskedOften(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    """What settings name as SESSION_ENGINE."""

    def _get_session_from_db(self) -> Session | None:
        with no_matter_whose():
            found = LIVE(key=row_of(self.session_key), now=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None

    def exists(self, session_key: str) -> bool:
        with no_matter_whose():
            return super().exists(row_of(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        made = super().create_model_instance(data)
        made.session_key = row_of(made.session_key)
        return made

    def save(self, must_create: bool = False) -> None:
        with no_matter_whose():
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            with no_matter_whose():
                super().delete(row_of(key))

    def encode(self, session_dict: Mapping[str, Any]) -> str:
        return seal_held(row_of(self.session_key), session_dict)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Of one that does not open nothing, as of one that has ended."""
        try:
            return open_held(row_of(self.session_key), session_data)
        except UnknownKey as problem:
            log.warning("a session does not open: %s", problem)
        except (ValueError, SealBroken):
            pass
        return {}


def row_of(key: str | None) -> str:
    """What the browser shows is as long as a key, so its fingerprint needs none."""
    return sha256(str(key).encode()).hexdigest()[:FINGERPRINT]


def seal_held(row: str, held: Mapping[str, Any]) -> str:
    return b64encode(seal_bytes(JSONSerializer().dumps(held), _place(row))).decode()


def open_held(row: str, data: bytes | str) -> dict[str, Any]:
    """Raises SealBroken, or ValueError for what a former version kept."""
    return JSONSerializer().loads(unseal_bytes(b64decode(data), _place(row)))


def _place(row: str) -> Place:
    return Place(NOWHERE, "sessions.session.session_data", row)


@sealed_elsewhere("sessions.Session.session_data")
def seal_again() -> int:
    rows = Session.objects.order_by("pk").values_list("pk", "session_data")
    return sum(_seal_again(*row) for row in rows.iterator())


def _seal_again(row: str, old: str) -> int:
    """Only if nobody saved it meanwhile; theirs is sealed as it is done today."""
    try:
        if current(b64decode(old), by_words=True):
            return 0
        fresh = seal_held(row, open_held(row, old))
    except (ValueError, SealBroken):
        return 0  # nobody can use it, and it goes by itself
    return Session.objects.filter(pk=row, session_data=old).update(session_data=fresh)


def forget(now: datetime) -> int:
    return Session.objects.filter(expire_date__lt=now).delete()[0]


forget_hourly = hourly(forget)
