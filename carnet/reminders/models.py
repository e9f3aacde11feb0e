from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from carnet.invitations.models import Person


class Reminder(models.Model):
    """One mail to one address of a firm on one day, however many dossiers it names. The mail itself
    stands in the outbox."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="reminders")
    email = models.EmailField()
    day = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "email", "day"], name="one_reminder_a_day")
        ]


class Step(models.Model):
    """What a reminder reminds of. `key` is the day of the step, counted from the due date, or the promise
    it follows up; each is used once, whoever counts."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    reminder = models.ForeignKey(Reminder, models.CASCADE, related_name="steps")
    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="reminder_steps")
    person = models.CharField(max_length=10, choices=Person.choices)
    key = models.CharField(max_length=30)

    objects = ScopedManager(firm="firm")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "person", "key"], name="step_once")
        ]


class Promise(models.Model):
    """“I will have it on 12 May”: until then this person is left in peace. A later word replaces it."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="promises")
    person = models.CharField(max_length=10, choices=Person.choices)
    day = models.DateField()
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="firm")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "person"],
                condition=Q(replaced_at=None),
                name="one_promise_that_counts",
            )
        ]

    @property
    def key(self) -> str:
        return f"promise-{self.pk}"


class Hold(models.Model):
    """A colleague said: not on this day. An empty address means nobody gets a reminder then."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    email = models.EmailField(blank=True)
    day = models.DateField()
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager(firm="firm")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "email", "day"], name="one_hold")]
