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
