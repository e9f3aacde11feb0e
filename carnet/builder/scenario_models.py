from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager


class Scenario(models.Model):
    """An invented client whose answers were tried in the preview, with what came of them: `came` is what the firm
    takes for right. Run again under every new text."""

    questionnaire = models.ForeignKey(
        "questionnaires.Questionnaire", models.CASCADE, related_name="scenarios"
    )
    name = models.CharField(max_length=120)
    trial = models.JSONField()
    came = models.JSONField()
    today = models.DateField()
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="questionnaire__firm")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "name"], name="scenario_name")
        ]

    def __str__(self) -> str:
        return self.name
