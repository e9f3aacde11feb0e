from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_scopes import ScopedManager


class Did(models.TextChoices):
    """What a colleague did to a draft, as the button that takes it back names it."""

    ADD = "add", gettext_lazy("Added")
    SET = "set", gettext_lazy("Changed")
    MOVE = "move", gettext_lazy("Moved")
    REMOVE = "remove", gettext_lazy("Deleted")
    DUPLICATE = "duplicate", gettext_lazy("Duplicated")
    PASTE = "paste", gettext_lazy("Pasted")
    CONDITION = "condition", gettext_lazy("Rule changed")
    TRANSLATE = "translate", gettext_lazy("Translated")
    INSERT = "insert", gettext_lazy("Taken from the bank")
    WHOLE = "whole", gettext_lazy("Taken from a file")


class Edit(models.Model):
    """One change of a draft with what it replaced, so that whoever made it can take it back.

    `step` is what `steps.step` makes of the document before and after; `part` the address it was about.
    Goes with its draft: once published, a text is changed by the next draft.
    """

    revision = models.ForeignKey("questionnaires.Revision", models.CASCADE, related_name="edits")
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    did = models.CharField(max_length=10, choices=Did.choices)
    part = models.CharField(max_length=100, blank=True)
    step = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="revision__questionnaire__firm")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["revision", "by", "id"], name="edits_of_a_colleague")]


from carnet.builder.coverage_models import Coverage  # noqa: E402, F401
from carnet.builder.scenario_models import Scenario  # noqa: E402, F401
