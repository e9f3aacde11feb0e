from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Person(models.TextChoices):
    CLIENT = "client", _("client")
    PARTNER = "partner", _("partner")


class InvitationQuerySet(models.QuerySet):
    def usable(self, fingerprint: str, now: datetime) -> "InvitationQuerySet":
        return self.filter(fingerprint=fingerprint, expires_at__gt=now, revoked_at=None)


class Invitation(models.Model):
    """A mailed link to one dossier for one person. The secret in the link is made while the mail is
    sent and only its SHA-256 is kept; looking at a link never uses it."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="invitations")
    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="invitations")
    person = models.CharField(max_length=10, choices=Person.choices, default=Person.CLIENT)
    email = models.EmailField()
    mail = models.OneToOneField("core.Mail", models.SET_NULL, null=True, related_name="invitation")
    lookup = models.CharField(max_length=16, unique=True)
    fingerprint = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ScopedManager(
        firm="firm", _manager_class=models.Manager.from_queryset(InvitationQuerySet)
    )

    class Meta:
        indexes = [models.Index(F("dossier"), name="invitation_live", condition=Q(revoked_at=None))]


class Code(models.Model):
    """Eight digits mailed to a new device; ten minutes, five tries, only in the browser that asked."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="codes")
    browser = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=128, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="firm")


class Device(models.Model):
    """A browser that once gave the code; it is let in without one until the date passes."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="devices")
    fingerprint = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = ScopedManager(firm="firm")
