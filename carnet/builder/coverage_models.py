from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager


class Coverage(models.Model):
    """A text tried on invented clients, as far as the worker is: by item id in how many runs it was asked, and of each
    run the number of questions and the seconds they take. Counts for the text with this digest."""

    revision = models.OneToOneField(
        "questionnaires.Revision", models.CASCADE, related_name="coverage"
    )
    digest = models.CharField(max_length=64)
    runs = models.PositiveIntegerField(default=0)
    asked = models.JSONField(default=dict)
    questions = models.JSONField(default=list)
    seconds = models.JSONField(default=list)
    failed = models.BooleanField(default=False)
    begun_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="revision__questionnaire__firm")
