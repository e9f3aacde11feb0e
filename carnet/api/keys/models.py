import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from carnet.firms.models import Role

PREFIX = "carnet_"


def fingerprint(secret: str) -> str:
    """What is stored of a key: 256 random bits need neither salt nor slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class KeyQuerySet(models.QuerySet):
    def standing(self, now: datetime) -> "KeyQuerySet":
        """Those that open something: a key is never more than the administrator who made it."""
        makers = {"created_by__left_at": None, "created_by__role": Role.ADMINISTRATOR}
        return self.filter(revoked_at=None, expires_at__gt=now, **makers)


class Key(models.Model):
    """With it a program acts for a firm, in the name of the administrator who made it."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    # Its beginning, by which people tell keys apart; the rest is nowhere to be read.
    public = models.CharField(max_length=24, unique=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey("firms.Colleague", models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="firm", _manager_class=models.Manager.from_queryset(KeyQuerySet))

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def make_secret(self) -> str:
        """Shown once."""
        self.public = PREFIX + secrets.token_hex(4)
        secret = f"{self.public}_{secrets.token_urlsafe(32)}"
        self.fingerprint = fingerprint(secret)
        return secret

    def stands(self, now: datetime) -> bool:
        return not self.revoked_at and self.expires_at > now and not self.orphaned

    @property
    def last_day(self) -> date:
        return timezone.localdate(self.expires_at - timedelta(seconds=1))

    @property
    def orphaned(self) -> bool:
        """Whoever made it has left, or is no administrator any more."""
        return not (self.created_by.is_active and self.created_by.is_administrator)
