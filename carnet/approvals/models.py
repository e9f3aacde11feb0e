import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from carnet.answers.models import Document
from carnet.core.sealed import SealedJSON
from carnet.invitations.models import Person

STANDARD_DAYS, STANDARD_MOST = 5, 3


class ApprovalQuerySet(models.QuerySet):
    def counting(self) -> "ApprovalQuerySet":
        """Neither withdrawn nor followed by a newer version."""
        return self.filter(newer=None).exclude(state=Approval.State.WITHDRAWN)


class Approval(models.Model):
    """A document the firm has put up for approval. Its file lies sealed among those of the client and never
    changes: a newer version is a row of its own that names the one it replaces."""

    class State(models.TextChoices):
        OPEN = "open", _("to approve")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REPLACED = "replaced", _("replaced by a newer version")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Made with the form: the same form sent twice asks once.
    key = models.UUIDField(unique=True)
    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="approvals")
    replaces = models.OneToOneField("self", models.SET_NULL, null=True, related_name="newer")
    words = SealedJSON(key="dossier.data_key", row="dossier_id uuid", null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    # Below DATA_DIR/files, as documents of clients are.
    file = models.CharField(max_length=200)
    pages = models.PositiveIntegerField(null=True)
    pictured = models.BooleanField(default=False)
    # How many of its pages lie beside it as pictures.
    drawn = models.PositiveSmallIntegerField(default=0)
    remark = models.CharField(max_length=60, blank=True)
    # Days between reminders; none where it is 0.
    remind_days = models.PositiveSmallIntegerField(default=STANDARD_DAYS)
    asked_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    # Decided by everybody, withdrawn or replaced.
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager(
        firm="dossier__firm", _manager_class=models.Manager.from_queryset(ApprovalQuerySet)
    )

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [
            models.Index(F("dossier"), F("state"), name="approval_of_dossier"),
            models.Index(F("asked_at"), name="approval_open", condition=Q(state="open")),
        ]

    @property
    def paper(self) -> Document:
        """As the file store knows it; a row of its own it never becomes."""
        same = ("uuid", "name", "kind", "size", "sha256", "file", "pages", "pictured", "remark")
        return Document(
            dossier=self.dossier,
            sealed=True,
            added_at=self.asked_at,
            **{name: getattr(self, name) for name in same},
        )

    @property
    def drawn_pages(self) -> range:
        return range(1, self.drawn + 1)

    @property
    def open(self) -> bool:
        return self.state == self.State.OPEN


class Voice(models.Model):
    """One person's say on one document, each for themselves. `invitation` is the link they were asked through, and
    so who they were: another partner never inherits it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not decided yet")
        ACCEPTED = "accepted", _("approved")
        DECLINED = "declined", _("declined")
        ON_PAPER = "on_paper", _("approved on paper")
        VOID = "void", _("no longer asked")

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="voices")
    person = models.CharField(max_length=10, choices=Person.choices)
    invitation = models.ForeignKey("invitations.Invitation", models.CASCADE, related_name="voices")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    read_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    # The sentence agreed to and the name typed; or the reason, of the client or of the firm.
    said = SealedJSON(key="approval.dossier.data_key", row="approval_id person", null=True)
    # Of the document this person had before them.
    sha256 = models.CharField(max_length=64, blank=True)
    noted_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    undelivered_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="approval__dossier__firm")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["approval", "person"], name="one_voice_per_person")
        ]
        indexes = [models.Index(F("approval"), name="voice_waiting", condition=Q(state="waiting"))]

    @property
    def waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def reason(self) -> str:
        return (self.said or {}).get("reason", "")

    @property
    def signed_name(self) -> str:
        return (self.said or {}).get("name", "")

    @property
    def sentence(self) -> str:
        return (self.said or {}).get("text", "")


class Nudge(models.Model):
    """A reminder of one voice. Those of one day to one person go in one mail, which is about the first of them."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="nudges")
    day = models.DateField()

    objects = ScopedManager(firm="voice__approval__dossier__firm")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["voice", "day"], name="one_nudge_a_day")]


class Filing(models.Model):
    """The return was filed on this day. What is taken back stays as a trace."""

    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="filings")
    on = models.DateField(_("filed on"))
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(
        "firms.Colleague", models.SET_NULL, null=True, related_name="+"
    )

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(taken_back_at=None), name="filed_once"
            )
        ]


class Pace(models.Model):
    """After how many days a firm reminds of an approval, and how often at most; without a row, as Carnet does."""

    firm = models.OneToOneField("firms.Firm", models.CASCADE, related_name="approval_pace")
    days = models.PositiveSmallIntegerField(
        _("Remind after so many days"),
        default=STANDARD_DAYS,
        validators=[MaxValueValidator(60)],
        help_text=_("0 means no reminders."),
    )
    most = models.PositiveSmallIntegerField(
        _("At most so many reminders"), default=STANDARD_MOST, validators=[MaxValueValidator(10)]
    )

    objects = ScopedManager(firm="firm")
