import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Wanted(models.TextChoices):
    """What an export of many dossiers may hold."""

    EXCEL = "excel", _("Excel: all answers, a row each, and a row per client")
    CODES = "codes", _("Codes of the form, as one CSV")
    PDF = "pdf", _("The record of each client as PDF")
    JSON = "json", _("JSON of each client")
    DOCUMENTS = "documents", _("The documents, named by your rule")


SHORT = {
    Wanted.EXCEL: "Excel",
    Wanted.CODES: _("Codes of the form"),
    Wanted.PDF: "PDF",
    Wanted.JSON: "JSON",
    Wanted.DOCUMENTS: _("Documents"),
}
# Each is one file of its own, and is handed out as such when nothing else was wanted.
ENDINGS = {Wanted.EXCEL: "xlsx", Wanted.CODES: "csv"}


class State(models.TextChoices):
    """Where an export stands. Only preparing.py and keeping.py move it, by compare-and-set."""

    QUEUED = "queued"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"
    REMOVED = "removed"  # cancelled, deleted, or its time was over


AT_WORK = (State.QUEUED, State.WORKING)


class Export(models.Model):
    """What many clients have sent, put together by the worker and kept for a few days."""

    KEPT = timedelta(days=7)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="exports")
    campaign = models.ForeignKey("campaigns.Campaign", models.CASCADE, related_name="exports")
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    # Words of Wanted.
    wanted = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    # Dossiers, of so many.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    started_at = models.DateTimeField(null=True)
    # By which worker, and when it was last at it: who died is followed by the next one.
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True)
    # The sealed files it lies in, one after another (keeping.py), and what they hold together.
    pieces = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="firm")

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                F("state"),
                F("firm"),
                name="export_waiting",
                condition=Q(state__in=["queued", "working"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def alone(self) -> str:
        """The ending of the one file it is; empty when it is a ZIP."""
        return ENDINGS.get(self.wanted[0], "") if len(self.wanted) == 1 else ""

    @property
    def ending(self) -> str:
        return self.alone or "zip"

    @property
    def kept_until(self) -> datetime | None:
        return self.ended_at and self.ended_at + self.KEPT

    @property
    def contents(self) -> str:
        """In few words."""
        return ", ".join(str(SHORT[one]) for one in self.wanted)


class Member(models.Model):
    """A dossier of an export. Goes with the dossier: what holds somebody who was erased is handed out no more."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="members")
    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="+")

    objects = ScopedManager(firm="export__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["export", "dossier"], name="once_in_an_export")
        ]
