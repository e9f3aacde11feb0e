from django.db import models
from django_scopes import ScopedManager


class BankEntry(models.Model):
    """A section or a question that a firm keeps to put into any of its questionnaires. Saved again under its name it
    becomes its next revision; where it was inserted, that is offered."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="bank")
    name = models.CharField(max_length=120)
    fragment = models.JSONField()
    digest = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager(firm="firm")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "name"], name="bank_entry_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class BankOrigin(models.Model):
    """Where a part of a questionnaire comes from: an entry of the firm's bank, or a part of a questionnaire that ships
    with Carnet. Kept beside the document, so that its text and its digest say nothing but what is asked.

    It came with a draft (`revision`) and goes with it when that is discarded. `base` is the text as it was inserted or
    last compared, under the names it has here; `digest` that of the bank's text then. The newest row of a part counts.
    """

    revision = models.ForeignKey(
        "questionnaires.Revision", models.CASCADE, related_name="bank_origins"
    )
    part = models.CharField(max_length=100)
    entry = models.ForeignKey(BankEntry, models.SET_NULL, null=True, related_name="origins")
    entry_revision = models.PositiveIntegerField(null=True)
    shipped = models.CharField(max_length=60, blank=True)
    shipped_part = models.CharField(max_length=100, blank=True)
    base = models.JSONField()
    names = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = ScopedManager(firm="revision__questionnaire__firm")

    class Meta:
        ordering = ["pk"]
