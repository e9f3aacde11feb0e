import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Event(models.Model):
    """Who did what, when, on which object. Rows are only added; they hold no personal data. Soon after, the worker
    links each to the one before it (sealing.py); from then on nothing of it may change."""

    # Without an index of its own: both below begin with the firm.
    firm = models.ForeignKey(
        "firms.Firm", models.CASCADE, null=True, related_name="events", db_index=False
    )
    # The number stays when the colleague is removed: it is part of what the chain holds.
    by = models.ForeignKey(
        "firms.Colleague",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    # Its place in the chain of its firm, from 1; the hash of the one before it, and its own (chain.py).
    place = models.BigIntegerField(null=True, editable=False)
    before = models.BinaryField(max_length=32, null=True)
    hash = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes = [
            models.Index(F("firm"), F("kind"), F("key"), F("id").desc(), name="event_of_object"),
            models.Index(F("firm"), F("id").desc(), name="event_of_firm"),
            models.Index(F("firm"), F("at"), name="event_at"),
            models.Index(F("firm"), F("by"), F("at"), name="event_by"),
            models.Index(F("firm"), F("what"), F("at"), name="event_what"),
            models.Index(F("firm"), F("id"), name="event_unsealed", condition=Q(place=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "place"],
                name="event_place",
                condition=Q(place__isnull=False),
            )
        ]


class Chain(models.Model):
    """How far the trail of a firm is sealed, and how far the daily look at it has come."""

    firm = models.OneToOneField("firms.Firm", models.CASCADE, related_name="chain")
    length = models.BigIntegerField(default=0)
    # The hash of the last event, which stands for all of them.
    head = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(null=True)
    looked_to = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    verified_to = models.BigIntegerField(default=0)
    # The first event that was not as it was sealed, when somebody last looked.
    broken_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(F("looked_at"), name="chain_next")]


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
