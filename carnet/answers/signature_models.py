"""Who of a couple has signed, and what of."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import ScopedManager

from carnet.core.sealed import SealedJSON


class Signature(models.Model):
    """One person's word that the answers are right. It counts as long as what that person saw is as it was:
    `digest` says what that is (signing.seen). Or the firm's word, with its reason, that this person's
    signature is not needed."""

    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="signatures")
    person = models.CharField(max_length=10)
    # The text agreed to and the name typed.
    declared = SealedJSON(key="dossier.data_key", row="dossier_id person signed_at", null=True)
    digest = models.CharField(max_length=64, blank=True)
    seq = models.PositiveIntegerField(default=0)
    signed_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    reason = SealedJSON(key="dossier.data_key", row="dossier_id person signed_at", null=True)
    # Signed again, or sent: what was sent holds its own copy.
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "person"],
                condition=Q(ended_at=None),
                name="one_signature_per_person",
            )
        ]

    @property
    def agreed(self) -> dict[str, str]:
        """The text agreed to and the name typed."""
        return self.declared or {}

    @property
    def lifted(self) -> bool:
        return self.reason is not None
