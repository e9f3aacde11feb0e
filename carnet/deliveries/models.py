import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from carnet.core.sealed import SealedJSON


class Kind(models.TextChoices):
    WEBDAV = "webdav", _("A folder in the cloud (WebDAV)")
    FOLDER = "folder", _("A folder on the server")
    CONNECTION = "connection", _("Your practice software")


class What(models.TextChoices):
    RECORD = "record", _("The answers, as a PDF")
    DOCUMENTS = "documents", _("The documents, named by your rule")
    TASK = "task", _("Tick the task in the software")


class When(models.TextChoices):
    CLIENT = "client", _("When a client sends the answers")
    COLLEAGUE = "colleague", _("When a colleague sends them for the client")
    HAND = "hand", _("When a colleague presses the button in the dossier")


class DestinationQuerySet(models.QuerySet):
    def standing(self) -> "DestinationQuerySet":
        return self.filter(removed_at=None)

    def on(self) -> "DestinationQuerySet":
        return self.standing().exclude(on_since=None)

    def awake(self, now: datetime) -> "DestinationQuerySet":
        return self.on().filter(Q(rests_until=None) | Q(rests_until__lte=now))


class Destination(models.Model):
    """Where the firm wants to find what clients sent. Off until an administrator switches it on."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="destinations")
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # By kind: url, user, password or token; folder; group, whose task is ticked.
    settings_sealed = SealedJSON(_("address and password"), row="uuid", null=True)
    # Only of that kind; empty again when it was disconnected.
    connection = models.ForeignKey(
        "connectors.Connection", models.SET_NULL, null=True, related_name="destinations"
    )
    # Words of What and of When.
    what = models.JSONField(_("what goes there"), default=list)
    when = models.JSONField(_("when"), default=list)
    created_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    on_since = models.DateTimeField(null=True)
    # Its secrets are erased then; what went there stays told.
    removed_at = models.DateTimeField(null=True)
    # Since the last success: what is wrong, since when, how often, and until when it is left alone.
    trouble = models.CharField(max_length=20, blank=True)
    said = models.CharField(max_length=200, blank=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)

    objects = ScopedManager(
        firm="firm", _manager_class=models.Manager.from_queryset(DestinationQuerySet)
    )

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def settings(self) -> dict[str, str]:
        return self.settings_sealed or {}

    @property
    def contents(self) -> list[str]:
        """What goes there, in words."""
        return [str(label) for value, label in What.choices if value in self.what]

    @property
    def triggers(self) -> list[str]:
        """When something goes there, in words."""
        return [str(label) for value, label in When.choices if value in self.when]


class DeliveryQuerySet(models.QuerySet):
    def waiting(self) -> "DeliveryQuerySet":
        return self.filter(done_at=None, failed_at=None)

    def over(self) -> "DeliveryQuerySet":
        return self.exclude(done_at=None, failed_at=None)

    def counts(self) -> dict[str, int]:
        """How many have arrived, wait, and were given up."""
        return self.aggregate(
            done=models.Count("pk", filter=Q(done_at__isnull=False)),
            failed=models.Count("pk", filter=Q(failed_at__isnull=False)),
            waiting=models.Count("pk", filter=Q(done_at=None, failed_at=None)),
        )


class Delivery(models.Model):
    """What was sent once, on its way to one destination. What is sent anew after reopening is another delivery."""

    destination = models.ForeignKey(
        Destination, models.CASCADE, related_name="deliveries", db_index=False
    )
    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="deliveries")
    submission = models.ForeignKey("answers.Submission", models.CASCADE, related_name="+")
    # Made once: the other side knows by it what it has had.
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    # Who pressed the button; nobody when it went by itself.
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # Since when it is tried; later than its making where it was asked for again.
    since = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True)
    said = models.CharField(max_length=200, blank=True)
    # Nobody has asked yet; ticked; there was none to tick.
    ticked = models.BooleanField(null=True)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    objects = ScopedManager(
        firm="destination__firm", _manager_class=models.Manager.from_queryset(DeliveryQuerySet)
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["destination", "submission"], name="sent_back_once")
        ]
        indexes = [
            models.Index(
                F("destination"),
                F("next_try_at"),
                name="sent_back_waiting",
                condition=Q(done_at=None, failed_at=None),
            ),
            models.Index(F("destination"), F("id").desc(), name="sent_back_to"),
        ]

    def __str__(self) -> str:
        return f"{self.key}"

    @property
    def state(self) -> str:
        if self.done_at:
            return "done"
        return "failed" if self.failed_at else "waiting"


class SentFile(models.Model):
    """One file of a delivery. Planned before the first one leaves, so that its name stays the same at every try."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="files", db_index=False)
    number = models.PositiveSmallIntegerField()
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    # Of the document; empty for the record.
    document = models.UUIDField(null=True)
    folder = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    # What the other side calls it.
    reference = models.CharField(max_length=300, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    problem = models.CharField(max_length=20, blank=True)
    done_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="delivery__destination__firm")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="sent_back_file_once")
        ]

    def __str__(self) -> str:
        return self.name
