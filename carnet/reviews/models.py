"""What the office thinks of the answers of a dossier. The answers themselves, and their history, are in answers."""

from django.db import models
from django.db.models import F
from django.utils import timezone
from django_scopes import ScopedManager

from carnet.core.sealed import SealedJSON


class Verdict(models.TextChoices):
    """What a colleague has decided about one answer. That it was asked again stands in AskedAgain; that it has
    changed since is found out by comparison, so nobody who writes an answer has to think of it."""

    NONE = ""
    ACCEPTED = "accepted"
    CORRECTED = "corrected"


class Review(models.Model):
    """The verdict on one answer, bound to the very version of it that was seen (versions.py)."""

    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="reviews")
    path = models.CharField(max_length=200)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    # The revision number of the answer that was judged; 0 for a question that nobody answered.
    rev = models.PositiveIntegerField(default=0)
    # That number with the row it belongs to, and for a list with its entries.
    version = models.CharField(max_length=80)
    # Goes up with every act, so that two colleagues never overwrite each other.
    turn = models.PositiveIntegerField(default=1)
    # The newest event of the dossier when it was judged: what comes later has changed the answer.
    after_event = models.BigIntegerField(default=0)
    # The event that holds the client's own answer, where the firm has put another in its place.
    kept_event = models.BigIntegerField(null=True)
    # Those that were accepted together, so that all of it is undone by one act.
    together = models.UUIDField(null=True)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "path"], name="one_review_per_answer")
        ]
        indexes = [models.Index(F("dossier"), F("together"), name="reviewed_together")]


class InternalNote(models.Model):
    """What colleagues write to each other about one answer. No client ever sees it."""

    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="internal_notes")
    path = models.CharField(max_length=200)
    text = SealedJSON(key="dossier.data_key", row="dossier_id path key")
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    # A form that is sent twice carries the same key and counts once.
    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "key"], name="internal_note_counts_once")
        ]


class ToAsk(models.Model):
    """A question in the tray of one colleague: it will be asked again once the tray is sent."""

    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="to_ask")
    colleague = models.ForeignKey("firms.Colleague", models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    words = SealedJSON(key="dossier.data_key", row="dossier_id colleague_id path")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "colleague", "path"], name="once_in_a_tray")
        ]


class Looking(models.Model):
    """A colleague has this dossier's review open; `at` is renewed while the page stays open."""

    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="looking")
    colleague = models.ForeignKey("firms.Colleague", models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "colleague"], name="looks_once")]


class Reopening(models.Model):
    """A dossier that was opened again, and why."""

    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="reopenings")
    reason = SealedJSON(key="dossier.data_key", row="dossier_id at")
    # Only for the firm to go on reviewing; the client may change nothing.
    for_firm = models.BooleanField(default=False)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        ordering = ["-at", "-id"]
