from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from carnet.core.sealed import SealedJSON


class Repeat(models.Model):
    """A request that says how it will be recognised if it is sent again, and the answer it got."""

    key = models.ForeignKey("api.Key", models.CASCADE, related_name="repeats")
    # SHA-256 of operation and Idempotency-Key, and of what was sent.
    name = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    # While it runs; whoever finds it long ago takes over.
    claimed_at = models.DateTimeField(default=timezone.now, db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    answer = SealedJSON(row="key_id name", firm="key.firm", null=True)

    objects = ScopedManager(firm="key__firm")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="request_once")]
