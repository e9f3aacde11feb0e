from django.db import models
from django_scopes import ScopedManager

from carnet.builder.grid_age import Noted


class WordingQuerySet(models.QuerySet):
    def notes(self) -> dict[tuple[str, str], Noted]:
        found = self.values_list("key", "language", "words", "beside")
        return {(key, code): Noted(words, beside) for key, code, words, beside in found}


class Wording(models.Model):
    """One text in one language as it was last written in the builder: by whom, and beside which words of the other
    languages. It stays when a draft is published and when the next one begins, so that a translation is known to be
    older than its source for as long as it is."""

    questionnaire = models.ForeignKey(
        "questionnaires.Questionnaire", models.CASCADE, related_name="wordings"
    )
    key = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    # Fingerprints: of the text, and by language of what the others said just then.
    words = models.CharField(max_length=16)
    beside = models.JSONField(default=dict)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = ScopedManager(
        firm="questionnaire__firm", _manager_class=models.Manager.from_queryset(WordingQuerySet)
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "key", "language"], name="one_wording_a_language"
            )
        ]
