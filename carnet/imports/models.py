import uuid

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager


class Import(models.Model):
    """One file somebody brought: where it lies, how its columns were read, what came of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="imports")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=200)
    mapping = models.JSONField(default=dict)
    keep = models.BooleanField(default=True)
    counts = models.JSONField(default=dict)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="firm")

    class Meta:
        ordering = ["-created_at", "-id"]
