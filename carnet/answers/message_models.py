"""Words between a client and the firm about one dossier, and the questions the firm asks again."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django_scopes import ScopedManager

from carnet.core.sealed import SealedJSON

STAFF = "staff"
MOST_SIGNS = 2000


class Message(models.Model):
    """One message in the thread of a dossier, about one question (`path`) or about none."""

    class Kind(models.TextChoices):
        WORDS = ""
        # The client asks to change more than what was asked again.
        REOPEN = "reopen"

    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="messages")
    path = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.WORDS, blank=True)
    text = SealedJSON(key="dossier.data_key", row="dossier_id path person key at")
    # "client", "partner" or "staff", as with answers; which colleague, if it was one.
    person = models.CharField(max_length=10)
    colleague = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    # A form that is sent twice carries the same key and counts once.
    key = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)
    # By whom it is written to: what comes from the client's side by the firm, what the firm writes by the client.
    read_at = models.DateTimeField(null=True)
    # What the firm writes is read by each of a couple for themselves.
    partner_read_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "key"], condition=~Q(key=""), name="message_counts_once"
            )
        ]
        indexes = [
            models.Index(F("dossier"), F("at"), name="message_of_dossier"),
            models.Index(F("dossier"), name="message_unread", condition=Q(read_at=None)),
        ]

    @property
    def from_firm(self) -> bool:
        return self.person == STAFF


class AskedAgain(models.Model):
    """A question the firm asks once more after the answers were sent, with its words. While `only` holds, the
    client may change nothing but what was asked."""

    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="asked_again")
    path = models.CharField(max_length=200)
    words = SealedJSON(key="dossier.data_key", row="dossier_id path at")
    colleague = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    only = models.BooleanField(default=True)
    # By when the firm would like to have the answers.
    due = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    # The answers were sent back.
    closed_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "path"], condition=Q(closed_at=None), name="asked_again_once"
            )
        ]
