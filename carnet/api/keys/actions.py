"""Makes and revokes keys, and finds the one a program sent."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from carnet.api.keys.models import Key, fingerprint
from carnet.audit import record as audit
from carnet.core.whose import across_firms
from carnet.firms.models import Colleague, Firm

# Noting every request would write at every request.
NOTE_EVERY = timedelta(minutes=5)


@transaction.atomic
def make(
    firm: Firm, *, name: str, scopes: Collection[str], expires_at: datetime, by: Colleague
) -> tuple[Key, str]:
    """The key and its secret, of which nothing is kept but the fingerprint."""
    key = Key(firm=firm, name=name, scopes=sorted(scopes), expires_at=expires_at, created_by=by)
    secret = key.make_secret()
    key.save()
    audit.record("key made", key, firm=firm, by=by, scopes=key.scopes)
    return key, secret


@transaction.atomic
def revoke(key: Key, *, by: Colleague, now: datetime) -> None:
    if Key.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        audit.record("key revoked", key, firm=key.firm, by=by)


def sent_key(header: str, now: datetime) -> Key | None:
    """The key of an Authorization header, of whichever firm. Unknown, expired and revoked look alike."""
    scheme, _space, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.isascii():
        return None
    with across_firms("whose key it is, is only known once it is found"):
        found = Key.objects.standing(now).select_related("firm", "created_by")
        key = found.filter(fingerprint=fingerprint(secret.strip())).first()
        if key:
            _note_use(key, now)
    return key


def _note_use(key: Key, now: datetime) -> None:
    if key.used_at is None or now - key.used_at > NOTE_EVERY:
        before = Q(used_at=None) | Q(used_at__lt=now)
        Key.objects.filter(before, pk=key.pk).update(used_at=now)
