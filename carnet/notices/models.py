from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django_scopes import ScopedManager

from carnet.notices.kinds import KINDS


class Wishes(models.Model):
    """What a colleague has chosen; who has chosen nothing has the defaults."""

    colleague = models.OneToOneField("firms.Colleague", models.CASCADE, related_name="wishes")
    # Kind to when; a kind that is missing has its default.
    kinds = models.JSONField(default=dict)
    # Of all clients, and not only of those under the colleague's label.
    everybody = models.BooleanField(default=False)

    objects = ScopedManager(firm="colleague__firm")

    def when(self, kind: str) -> str:
        return str(self.kinds.get(kind, KINDS[kind].default))


class Digest(models.Model):
    """One mail to one colleague about all that was due."""

    colleague = models.ForeignKey(
        "firms.Colleague", models.CASCADE, related_name="digests", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="colleague__firm")

    class Meta:
        indexes = [models.Index(F("colleague"), F("created_at"), name="digest_of_colleague")]


class Notice(models.Model):
    """Something one colleague is to be told: about a dossier, or about an import."""

    colleague = models.ForeignKey("firms.Colleague", models.CASCADE, related_name="notices")
    # The event it comes from, which tells a colleague once.
    event = models.UUIDField()
    kind = models.CharField(max_length=20)
    dossier = models.ForeignKey(
        "campaigns.Dossier", models.CASCADE, null=True, related_name="notices"
    )
    received = models.ForeignKey("imports.Import", models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    digest = models.ForeignKey(Digest, models.CASCADE, null=True, related_name="notices")

    objects = ScopedManager(firm="colleague__firm")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "colleague"], name="told_once")]
        indexes = [
            models.Index(F("due_at"), name="notice_due", condition=Q(digest=None)),
        ]
