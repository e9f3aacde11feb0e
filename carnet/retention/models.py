from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from carnet.retention.rules import Kind


class Switch(models.Model):
    """A firm that wants what is due to be erased. Without a row nothing is: periods are shown, that is all."""

    firm = models.OneToOneField("firms.Firm", models.CASCADE, related_name="retention")
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    looked_on = models.DateField(null=True)

    objects = ScopedManager(firm="firm")


class Choice(models.Model):
    """A firm's own period for a kind, and why."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="retention_choices")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    months = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="firm")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "kind"], name="one_choice_a_kind")]


class Hold(models.Model):
    """Nothing of this client is erased when its time is over: a dispute, an audit by the tax office."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="holds")
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="holds")
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager(firm="firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "client"], name="one_hold_a_client", condition=Q(lifted_at=None)
            )
        ]


class Announced(models.Model):
    """What will be erased on a day of which the administrators were told."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="announced")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="announced")
    dossier = models.ForeignKey(
        "campaigns.Dossier", models.CASCADE, null=True, related_name="announced"
    )
    on = models.DateField()

    objects = ScopedManager(firm="firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "dossier"], name="dossier_announced_once"),
            models.UniqueConstraint(
                fields=["firm", "client"],
                name="client_announced_once",
                condition=Q(dossier=None),
            ),
        ]
        indexes = [models.Index(F("on"), F("id"), name="announced_next")]


class Certificate(models.Model):
    """What was erased of a kind on a day under which rule, in numbers; of whom is nowhere."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="certificates")
    on = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    rule = models.CharField(max_length=120)
    things = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)

    objects = ScopedManager(firm="firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "on", "kind", "rule"], name="one_certificate_a_day"
            )
        ]
