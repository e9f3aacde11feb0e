import uuid

from django.db import models
from django.db.models import F
from django.utils import timezone


class Event(models.Model):
    """Who did what, when, on which object. Rows are only added; they hold no personal data."""

    # Without an index of its own: both below begin with the firm.
    firm = models.ForeignKey(
        "firms.Firm", models.CASCADE, null=True, related_name="events", db_index=False
    )
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(F("firm"), F("kind"), F("key"), F("id").desc(), name="event_of_object"),
            models.Index(F("firm"), F("id").desc(), name="event_of_firm"),
        ]


class Untold(models.Model):
    """An event that other programs and colleagues are still to be told of (carnet/audit/happenings.py)."""

    # What names the event outside, for good.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(
        "firms.Colleague", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=40)
    # The uuid of the object, which may be gone by the time it is told.
    thing = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(F("tries"), F("id"), name="untold_next")]


class Listened(models.Model):
    """A program of this firm wants to be told of these events."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "name"], name="listened_once")]
