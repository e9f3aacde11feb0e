from django.db import models
from django_scopes import ScopedManager


class AdoptionQuerySet(models.QuerySet):
    def settled(self) -> "AdoptionQuerySet":
        """Those that were published, the newest of each questionnaire last."""
        return self.exclude(revision__state="draft").order_by("questionnaire", "pk")


class Adoption(models.Model):
    """A text of Carnet's that a firm has taken over: what Carnet's next one is compared with.

    It counts once the revision it came in with is published; a draft thrown away takes it along.
    """

    questionnaire = models.ForeignKey(
        "questionnaires.Questionnaire", models.CASCADE, related_name="adoptions"
    )
    revision = models.ForeignKey("questionnaires.Revision", models.CASCADE, related_name="+")
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager(
        firm="questionnaire__firm", _manager_class=models.Manager.from_queryset(AdoptionQuerySet)
    )
