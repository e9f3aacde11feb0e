import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from carnet.clients.models import Client
from carnet.core.sealed import SealedJSON


class State(models.TextChoices):
    """Where an import stands. Only applying.py and undoing.py move it, by compare-and-set."""

    PLANNED = "planned"
    QUEUED = "queued"  # somebody pressed Apply; the worker will begin
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


# The worker has to do with it.
AT_WORK = (State.QUEUED, State.APPLYING, State.UNDOING)


# A plan that a schedule made, and that waits for somebody.
PROPOSED = models.Q(state=State.PLANNED, by=None, run__scheduled=True, connection__isnull=False)


class ImportQuerySet(models.QuerySet):
    def proposed(self) -> "ImportQuerySet":
        return self.filter(PROPOSED)


class Import(models.Model):
    """One file somebody brought: where it lies, what was decided about it, what came of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="imports")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    # Where the sealed file lies; empty once it has been deleted.
    file = models.CharField(max_length=200)
    mapping = models.JSONField(default=dict)
    # planning.choices.Choices as JSON; sealed, since a repaired cell may hold a national number.
    choices = SealedJSON(row="uuid", default=dict)
    # What the clients who are added will be asked, if that is known already. Nothing is sent.
    questionnaire = models.ForeignKey(
        "questionnaires.Questionnaire", models.SET_NULL, null=True, related_name="+"
    )
    # Where its rows were fetched, if it was no file.
    connection = models.ForeignKey(
        "connectors.Connection", models.SET_NULL, null=True, related_name="imports"
    )
    run = models.ForeignKey("connectors.Run", models.SET_NULL, null=True, related_name="imports")
    # Whom its rows are about is still to be noted with the connection.
    to_note = models.BooleanField(default=False)
    year = models.PositiveSmallIntegerField(null=True)
    keep = models.BooleanField(default=True)
    counts = models.JSONField(default=dict)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    # Where the plan that is being applied lies, sealed; empty when none is.
    staged = models.CharField(max_length=200, blank=True)
    # Steps of the plan (or of its undoing) that are done, of so many; written with what they did.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    # Labels that were made for it, by number; undoing removes those nobody has taken into use.
    labels = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    # Former values are there; forgotten after UNDO_LASTS.
    undoable = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    # What would have gone differently than shown when Apply was pressed (surprises.Surprise): nothing
    # was written then. One entry without a line if that cannot be told row by row.
    surprises = models.JSONField(default=list)

    objects = ScopedManager(
        firm="firm", _manager_class=models.Manager.from_queryset(ImportQuerySet)
    )

    UNDO_LASTS = timedelta(days=30)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def clients(self) -> models.QuerySet[Client]:
        """Those whom this file added or changed."""
        written = (ImportedRow.What.ADDED, ImportedRow.What.CHANGED)
        return self.firm.clients.filter(imported__origin=self, imported__what__in=written)

    def can_be_undone(self, now: datetime) -> bool:
        recent = bool(self.applied_at and self.applied_at > now - self.UNDO_LASTS)
        return self.state == State.APPLIED and self.undoable and recent

    def to_undo(self) -> models.QuerySet["ImportedRow"]:
        """What was done and is not taken back yet, the last first."""
        done = (ImportedRow.What.ADDED, ImportedRow.What.CHANGED, ImportedRow.What.ARCHIVED)
        return self.imported.filter(what__in=done, undo="").order_by("-pk")

    def left_out(self) -> models.QuerySet["ImportedRow"]:
        """Rows that could not be written any more when their turn came."""
        return self.imported.filter(what__in=(ImportedRow.What.LATE, ImportedRow.What.TAKEN))

    def kept(self) -> models.QuerySet["ImportedRow"]:
        """Whom undoing left as they are, since somebody touched them."""
        return self.imported.filter(undo=ImportedRow.Undo.KEPT)

    def same_file(self) -> models.QuerySet["Import"]:
        """Other times somebody brought this very file."""
        return self.firm.imports.filter(sha256=self.sha256).exclude(pk=self.pk)


class ImportedRow(models.Model):
    """What a row of the file, or a tick beside a client, did to one client; and what undoing did."""

    class What(models.TextChoices):
        ADDED = "added"
        CHANGED = "changed"
        ARCHIVED = "archived"
        # Not done: somebody changed the client in the meantime, or took the client number.
        LATE = "late"
        TAKEN = "taken"

    class Undo(models.TextChoices):
        DONE = "done"
        KEPT = "kept"  # somebody changed the client since, so it was left as it is

    origin = models.ForeignKey(Import, models.CASCADE, related_name="imported")
    # Goes with the client: what stood there before must not outlive an erasure.
    # None where nothing was done and there is nobody to name.
    client = models.ForeignKey("clients.Client", models.CASCADE, null=True, related_name="imported")
    line = models.PositiveIntegerField(null=True)
    partner_line = models.PositiveIntegerField(null=True)  # the second row of a couple
    what = models.CharField(max_length=10, choices=What.choices)
    # The former values by field, and the client's version once this was done: undo asks for both.
    before = SealedJSON(
        key="client.data_key", row="origin_id what line", firm="origin.firm", null=True
    )
    version = models.PositiveIntegerField(default=1)
    undo = models.CharField(max_length=10, choices=Undo.choices, blank=True)

    objects = ScopedManager(firm="origin__firm")

    class Meta:
        ordering = ["line", "id"]

    @property
    def lines(self) -> list[int]:
        """Of the file; none for a client who was only ticked."""
        return [line for line in (self.line, self.partner_line) if line]


class Layout(models.Model):
    """How a firm reads files with these headers; offered when the next one comes."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="layouts")
    fingerprint = models.CharField(max_length=64)  # of the headers (columns/table.py)
    name = models.CharField(max_length=200)  # of the file that was read so last
    columns = models.JSONField(default=dict)  # number of the column → field
    key = models.CharField(max_length=20, blank=True)
    policy = models.CharField(max_length=10, blank=True)
    never = models.JSONField(default=list)
    used_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "fingerprint"], name="one_layout_a_header")
        ]


class Different(models.Model):
    """Somebody said: the person of this row is not this client. Never asked again."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="different")
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="different")
    fingerprint = models.CharField(
        max_length=64
    )  # blind index of the row's name, birth date and e-mail

    objects = ScopedManager(firm="firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "fingerprint"], name="said_different_once")
        ]
