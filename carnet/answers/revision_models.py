"""What is kept while a new revision reaches the dossiers that are running."""

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from carnet.core.sealed import SealedJSON


class Reach(models.TextChoices):
    """Who gets a new revision, beside all dossiers to come."""

    NEW = "new", _("New dossiers only")
    NOT_STARTED = "not_started", _("Also those not started yet")
    IN_PROGRESS = "in_progress", _("Also those in progress")


class Fault(models.TextChoices):
    """Why a dossier stays where it is although it could go: told to the office, so in plain words."""

    UNREADABLE = "unreadable", _("An answer in it cannot be opened.")
    UNEXPECTED = "unexpected", _("Something unexpected happened; the server's log says where.")


class Foresight(models.Model):
    """What a draft would mean for one dossier, as it stood at `seq` with the revision it had then: counts
    of questions. Worked out anew when the dossier has moved on or the draft has other words (`digest`)."""

    revision = models.ForeignKey(
        "questionnaires.Revision", models.CASCADE, related_name="foresights"
    )
    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="foresights")
    digest = models.CharField(max_length=64, default="")
    seq = models.PositiveIntegerField()
    pinned = models.ForeignKey("questionnaires.Revision", models.CASCADE, related_name="+")
    more = models.PositiveIntegerField(default=0)
    hidden = models.PositiveIntegerField(default=0)
    unfit = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    # It would stay on its revision once its client has begun: an answer would lose its place.
    breaks = models.BooleanField(default=False)
    # It could not be worked out, so the counts say nothing.
    failed = models.BooleanField(default=False)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "dossier"], name="one_foresight")
        ]


class Rollout(models.Model):
    """The way of one published revision to the dossiers that were running. Undone as a whole, within 30 days."""

    revision = models.OneToOneField(
        "questionnaires.Revision", models.CASCADE, related_name="rollout"
    )
    reach = models.CharField(max_length=20, choices=Reach.choices)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    # Running campaigns that give it to the clients they still add, each with the revision it had.
    campaigns = models.JSONField(default=dict)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    undoing_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="revision__questionnaire__firm")


class Move(models.Model):
    """One dossier on that way. One that was held back has neither `moved_at` nor `fault`; one with a `fault` could
    not be moved or, once moved, not be brought back, and waits to be tried again."""

    rollout = models.ForeignKey(Rollout, models.CASCADE, related_name="moves")
    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="moves")
    before = models.ForeignKey("questionnaires.Revision", models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(null=True)
    # Questions the client is asked now and was not asked before.
    more = models.PositiveIntegerField(default=0)
    # The client was told of them.
    told_at = models.DateTimeField(null=True)
    # What was carried under another id or choice, to carry it back: [answer, path, value] as it was.
    carried = SealedJSON(key="dossier.data_key", row="rollout_id dossier_id", null=True)
    # What was proposed in the questions it added: [answer, rev].
    proposed = models.JSONField(default=list)
    back_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=20, choices=Fault.choices, blank=True)
    failed_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rollout", "dossier"], name="moves_once")]
        indexes = [models.Index(F("dossier"), F("moved_at"), name="move_of_dossier")]
