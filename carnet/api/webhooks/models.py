import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from carnet.core.sealed import SealedField, sealed_text


class Pause(models.TextChoices):
    HAND = "hand", _("paused by a colleague")
    GONE = "gone", _("paused: the receiver said that it is gone (410)")
    FAILING = "failing", _("paused after ten days without success")


class Webhook(models.Model):
    """An address of another program that is told what happens in this firm."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="webhooks")
    # Sealed, too: many receivers know their callers by a secret in the address.
    url_sealed = SealedField()
    events = models.JSONField(default=list)
    secret_sealed = SealedField()
    # The secret before this one signs as well until receivers have had time to change.
    former_sealed = SealedField()
    former_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True)
    paused_why = models.CharField(max_length=10, choices=Pause.choices, blank=True)
    # Since the last success: how often, since when, and until when it is left alone.
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)

    url = sealed_text("url_sealed")
    secret = sealed_text("secret_sealed")
    former_secret = sealed_text("former_sealed")

    objects = ScopedManager(firm="firm")

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return str(self.uuid)

    def secrets(self, now: datetime) -> list[str]:
        """Those that sign: the newest first."""
        former = self.former_until and self.former_until > now
        return [self.secret, self.former_secret] if former else [self.secret]


class DeliveryQuerySet(models.QuerySet):
    def waiting(self) -> "DeliveryQuerySet":
        return self.filter(done_at=None, failed_at=None)

    def failed(self) -> "DeliveryQuerySet":
        return self.exclude(failed_at=None)

    def counts(self) -> dict[str, int]:
        """How many have arrived, were given up, and wait."""
        given_up, waiting = Q(failed_at__isnull=False), Q(done_at=None, failed_at=None)
        return self.aggregate(
            done=models.Count("pk", filter=Q(done_at__isnull=False)),
            failed=models.Count("pk", filter=given_up),
            waiting=models.Count("pk", filter=waiting),
        )


class Delivery(models.Model):
    """One event on its way to one webhook. Its id outside is the event's own, however often it is sent."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    message = models.UUIDField()
    event = models.CharField(max_length=40)
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    objects = ScopedManager(
        firm="webhook__firm", _manager_class=models.Manager.from_queryset(DeliveryQuerySet)
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "message"], name="event_told_once")
        ]
        indexes = [
            models.Index(
                F("webhook"),
                F("next_try_at"),
                name="delivery_waiting",
                condition=Q(done_at=None, failed_at=None),
            ),
            models.Index(F("webhook"), F("id").desc(), name="delivery_of_webhook"),
        ]

    @property
    def name(self) -> str:
        """The webhook-id."""
        return f"msg_{self.message.hex}"

    @property
    def state(self) -> str:
        if self.done_at:
            return "done"
        return "failed" if self.failed_at else "waiting"

    @property
    def last(self) -> "Attempt | None":
        """Of those that were fetched with it."""
        return max(self.tries.all(), key=lambda one: one.pk, default=None)


class Attempt(models.Model):
    """One call and what came back."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True)
    ms = models.PositiveIntegerField()
    said = models.CharField(max_length=200, blank=True)
    problem = models.CharField(max_length=20, blank=True)

    objects = ScopedManager(firm="delivery__webhook__firm")

    class Meta:
        ordering = ["id"]
