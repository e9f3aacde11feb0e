import uuid

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from carnet.clients.models import Client


class Import(models.Model):
    """One file somebody brought: where it lies, how its columns were read, what came of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="imports")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    # Where the sealed file lies; empty once it has been deleted.
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

    def __str__(self) -> str:
        return self.name

    def clients(self) -> models.QuerySet[Client]:
        """Those whom this file added or changed."""
        return self.firm.clients.filter(imported__origin=self)

    def same_file(self) -> models.QuerySet["Import"]:
        """Other times somebody brought this very file."""
        return self.firm.imports.filter(sha256=self.sha256).exclude(pk=self.pk)


class ImportedRow(models.Model):
    """Which client a row of the file became or changed."""

    class What(models.TextChoices):
        ADDED = "added"
        CHANGED = "changed"

    origin = models.ForeignKey(Import, models.CASCADE, related_name="imported")
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="imported")
    line = models.PositiveIntegerField()
    what = models.CharField(max_length=10, choices=What.choices)

    objects = ScopedManager(firm="origin__firm")

    class Meta:
        ordering = ["line"]
