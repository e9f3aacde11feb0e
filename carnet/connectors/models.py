import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from carnet.core.sealed import SealedJSON


class Connection(models.Model):
    """A firm's way to its practice software. What opens it rests sealed, and goes when the connection goes."""

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        BROKEN = "broken", _("stopped")  # nothing runs until somebody has seen to it

    class Schedule(models.TextChoices):
        OFF = "off", _("Only when somebody asks for it")
        DAILY = "daily", _("Every day")
        HOURLY = "hourly", _("Every hour")

    class Policy(models.TextChoices):
        PROPOSE = "propose", _("Show what would change, and wait")
        APPLY = "apply", _("Apply what is clear; what needs a person waits")

    class Inactive(models.TextChoices):
        LEAVE = "leave", _("Leave them as they are")
        ARCHIVE = "archive", _("Tick them to be archived")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="connections")
    connector = models.CharField(max_length=20)  # its key
    name = models.CharField(max_length=100)
    # What was entered on the page, and what a session kept for the next one: address, key, tokens.
    settings_sealed = SealedJSON(row="uuid", default=dict)
    # Names of fields an administrator corrected, in the connector's own form; {}: as they come.
    mapping = models.JSONField(default=dict)
    # Fields it has told so far, in the order of their columns: a new one comes last, so that choices made for columns
    # stay right.
    columns = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    trouble = models.CharField(max_length=20, blank=True)  # one of trouble.CODES
    said = models.CharField(max_length=200, blank=True)
    # [key, name] of what may be imported alone, as the software said then: asking takes it a while.
    groups = models.JSONField(default=list)
    groups_at = models.DateTimeField(null=True)
    mark = models.CharField(max_length=200, blank=True)  # Step.mark of the last run that was taken
    # References of those in it who could not be: asked for again, whether they change there or not.
    undone = models.JSONField(default=list)
    schedule = models.CharField(max_length=10, choices=Schedule.choices, default=Schedule.OFF)
    policy = models.CharField(max_length=10, choices=Policy.choices, default=Policy.PROPOSE)
    # Of whom: as the last import from it, and every one by schedule, took them.
    group = models.CharField(max_length=200, blank=True)
    group_name = models.CharField(max_length=200, blank=True)
    companies = models.BooleanField(default=False)
    inactive = models.CharField(max_length=10, choices=Inactive.choices, default=Inactive.LEAVE)
    created_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    last_run_at = models.DateTimeField(null=True)
    next_run_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="firm")

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name


class RunQuerySet(models.QuerySet):
    def at_work(self) -> "RunQuerySet":
        return self.filter(state__in=(Run.State.FETCHING, Run.State.FETCHED))


class Run(models.Model):
    """One time a firm's clients were asked for. Only fetching.py and what plans it move its state, by
    compare-and-set."""

    class State(models.TextChoices):
        FETCHING = "fetching"
        FETCHED = "fetched"  # all pieces are there; the worker will make a plan of them
        PLANNED = "planned"
        NOTHING = "nothing"  # there was nobody, or by schedule nothing new
        FAILED = "failed"
        CANCELLED = "cancelled"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.FETCHING)
    # Whom: Scope, and what is done with some of them.
    group = models.CharField(max_length=200, blank=True)
    group_name = models.CharField(max_length=200, blank=True)
    since = models.CharField(max_length=200, blank=True)
    companies = models.BooleanField(default=False)
    inactive = models.CharField(
        max_length=10, choices=Connection.Inactive.choices, default=Connection.Inactive.LEAVE
    )
    # What the clients who are added will be asked, if that is known already.
    questionnaire = models.ForeignKey(
        "questionnaires.Questionnaire", models.SET_NULL, null=True, related_name="+"
    )
    year = models.PositiveSmallIntegerField(null=True)
    # Nobody pressed a button for it.
    scheduled = models.BooleanField(default=False)
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    # Steps that are kept, and where the next one goes on.
    steps = models.PositiveIntegerField(default=0)
    cursor = SealedJSON(row="uuid", firm="connection.firm", null=True)
    # Calls that were made, of so many as far as that can be told.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    mark = models.CharField(max_length=200, blank=True)
    claimed_at = models.DateTimeField(null=True)
    wait_until = models.DateTimeField(null=True)
    # Calls a minute that were allowed when it had to wait: only the worker hears it from the software.
    per_minute = models.PositiveIntegerField(null=True)
    tries = models.PositiveIntegerField(default=0)  # in vain, since the last step that was kept
    trouble = models.CharField(max_length=20, blank=True)
    said = models.CharField(max_length=200, blank=True)

    objects = ScopedManager(
        firm="connection__firm", _manager_class=models.Manager.from_queryset(RunQuerySet)
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection"],
                name="one_run_at_a_time",
                condition=Q(state__in=("fetching", "fetched")),
            )
        ]

    @property
    def at_work(self) -> bool:
        return self.state in (self.State.FETCHING, self.State.FETCHED)

    def left(self, now: datetime) -> timedelta | None:
        """About how long it still takes, at the pace it has had so far."""
        if not self.total or not 0 < self.done < self.total:
            return None
        return (now - self.started_at) * (self.total - self.done) / self.done


class FetchedStep(models.Model):
    """What one step brought; forgotten as soon as a plan was made of it, or nothing will be."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="fetched")
    number = models.PositiveIntegerField()
    pieces = SealedJSON(row="run_id number", firm="run.connection.firm")  # [kind, key, data]

    objects = ScopedManager(firm="run__connection__firm")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="step_kept_once")]


class Reference(models.Model):
    """Who a client is in the software, whatever they are called now and wherever they live. Goes with the
    connection: after it nobody could say what it refers to."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="references")
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="references")
    ref = models.CharField(max_length=100)
    # They are the partner of this client.
    partner = models.BooleanField(default=False)

    objects = ScopedManager(firm="connection__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "ref"], name="one_client_a_reference")
        ]
