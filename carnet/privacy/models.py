from datetime import date, datetime

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from carnet.privacy import terms


class Statement(models.Model):
    """What only the firm can say in its register of processing. Each change is a new row; the newest holds."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="privacy_statements")
    controller = models.TextField(
        _("who is responsible: name, address, whom to write to"), max_length=1000, blank=True
    )
    officer = models.TextField(_("data protection officer, if any"), max_length=1000, blank=True)
    bases = models.TextField(_("legal bases"), max_length=5000, blank=True)
    processors = models.TextField(
        _("who else works on your data for you"), max_length=5000, blank=True
    )
    transfers = models.TextField(_("data that leave the country"), max_length=5000, blank=True)
    further = models.TextField(
        _("what else you do with personal data, outside Carnet"), max_length=10_000, blank=True
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager(firm="firm")

    FIELDS = ("controller", "officer", "bases", "processors", "transfers", "further")

    class Meta:
        indexes = [models.Index(F("firm"), F("id").desc(), name="statement_newest")]


class Risk(models.TextChoices):
    NONE = "none", _("no risk to anybody is likely")
    SOME = "some", _("a risk to the people concerned")
    HIGH = "high", _("a high risk: they have to be told, too")


class Incident(models.Model):
    """Data that were lost, changed or seen by somebody who should not have. Amended, never deleted."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="incidents")
    title = models.CharField(_("in a few words"), max_length=120)
    what = models.TextField(_("what happened"), max_length=10_000)
    began_at = models.DateTimeField(_("when it happened, if known"), null=True, blank=True)
    found_at = models.DateTimeField(_("when somebody here noticed"))
    concerned = models.TextField(_("whose data, and which"), max_length=5000)
    people = models.PositiveIntegerField(_("how many people, about"), null=True, blank=True)
    consequences = models.TextField(_("what may follow from it"), max_length=5000, blank=True)
    measures = models.TextField(_("what was done, and will be"), max_length=10_000, blank=True)
    risk = models.CharField(_("risk"), max_length=10, choices=Risk.choices, default=Risk.SOME)
    reported_at = models.DateTimeField(_("reported to the authority"), null=True, blank=True)
    not_reported = models.TextField(_("or why it is not"), max_length=2000, blank=True)
    told_on = models.DateField(_("people told on"), null=True, blank=True)
    not_told = models.TextField(_("or why they are not"), max_length=2000, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedManager(firm="firm")

    class Meta:
        indexes = [models.Index(F("firm"), F("found_at").desc(), name="incident_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def clock(self) -> terms.Reading:
        settled = bool(self.not_reported)
        return terms.reading(self.found_at, self.reported_at, settled, timezone.now())

    @property
    def report_by(self) -> datetime:
        return self.found_at + terms.REPORT_WITHIN


class Amendment(models.Model):
    """How an incident stood before somebody changed it."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="amendments")
    # By field, as text.
    before = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager(firm="incident__firm")

    class Meta:
        indexes = [models.Index(F("incident"), F("id").desc(), name="amendment_newest")]


class Asked(models.TextChoices):
    ACCESS = "access", _("a copy of the data (access)")
    PORT = "portability", _("the data in a form other programs read")
    RECTIFY = "rectification", _("correction")
    ERASE = "erasure", _("erasure")
    RESTRICT = "restriction", _("that nothing be done with the data, or an objection")


class Outcome(models.TextChoices):
    DONE = "done", _("done as asked")
    PARTLY = "partly", _("done in part")
    REFUSED = "refused", _("refused")


class PersonRequest(models.Model):
    """What a person asked about the data kept on them, and by when they are answered. It outlasts the client."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="person_requests")
    client = models.ForeignKey(
        "clients.Client",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="privacy_requests",
        verbose_name=_("client"),
    )
    # Only of somebody who is no client: a name here would outlast the erasing of a client.
    who = models.CharField(_("or who, when not a client"), max_length=120, blank=True)
    kind = models.CharField(_("asks for"), max_length=20, choices=Asked.choices)
    received_on = models.DateField(_("received on"))
    identity = models.CharField(_("how you made sure who it is"), max_length=200, blank=True)
    due_on = models.DateField()
    extended_on = models.DateField(null=True)
    extension_reason = models.CharField(max_length=500, blank=True)
    # The term of which the administrators were reminded.
    reminded_of = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(max_length=5000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager(firm="firm")

    class Meta:
        indexes = [
            models.Index(F("firm"), F("closed_on"), F("due_on"), name="person_request_next"),
            models.Index(
                F("due_on"), name="person_request_due", condition=models.Q(closed_on=None)
            ),
        ]

    @property
    def days_left(self) -> int:
        return (self.due_on - self.today).days

    @property
    def today(self) -> date:
        return timezone.localdate()
