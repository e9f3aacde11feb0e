from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager


class Questionnaire(models.Model):
    """What a firm asks, under a key that is never reused. Its words live in revisions."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="questionnaires")
    key = models.CharField(max_length=60)
    title = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="firm")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "key"], name="questionnaire_key")]


class RevisionState(models.TextChoices):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Revision(models.Model):
    """One published text of a questionnaire: immutable, known by the digest of its document."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=RevisionState.choices, default=RevisionState.PUBLISHED
    )
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        "firms.Colleague", models.SET_NULL, null=True, related_name="+"
    )

    objects = ScopedManager(firm="questionnaire__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="revision_number"),
            models.UniqueConstraint(fields=["questionnaire", "digest"], name="revision_digest"),
        ]
        ordering = ["-number"]
