import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from carnet.campaigns.reminder_steps import check_steps, standard_steps
from carnet.clients.states import OPEN_STATES, State
from carnet.core.asked_often import Place
from carnet.core.sealed import SealedJSON
from carnet.core.written_often import ChangedOften
from carnet.questionnaires.models import Revision


class WrongState(Exception):
    """Somebody else changed the dossier first, or the step is not possible from here."""

    def __init__(self, dossier_id: int, state: str) -> None:
        super().__init__(f"dossier {dossier_id} cannot become {state}")
        self.dossier_id, self.state = dossier_id, state


class Partners(models.TextChoices):
    """When the partner of a couple is asked too, each with a separate link."""

    NOW = "now", _("at the same time as the client")
    AFTER = "after", _("after the client has signed")
    NEVER = "never", _("not at all: the client answers and signs alone")


class CampaignQuerySet(models.QuerySet):
    def running(self) -> "CampaignQuerySet":
        return self.filter(closed_at=None)

    def like(self, revision: Revision, start: date, end: date) -> "CampaignQuerySet":
        """Running ones that ask the same about the same period."""
        return self.running().filter(
            revision__questionnaire=revision.questionnaire_id, period_start=start, period_end=end
        )


class Campaign(models.Model):
    """One questionnaire, many clients, one period, one due date."""

    # Made with the form that opens the campaign: pressing twice opens one.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="campaigns")
    name = models.CharField(_("name"), max_length=120)
    revision = models.ForeignKey(
        "questionnaires.Revision", models.PROTECT, related_name="campaigns"
    )
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    due_date = models.DateField(_("due date"))
    partners = models.CharField(
        _("partners"), max_length=10, choices=Partners.choices, default=Partners.NOW
    )
    # The firm's own words per language; an empty one falls back to the standard text.
    subjects = models.JSONField(default=dict)
    messages = models.JSONField(default=dict)
    # When to remind, in days from the due date; and the firm's own words for it, as above.
    reminders_on = models.BooleanField(default=True)
    reminder_steps = models.JSONField(default=standard_steps, validators=[check_steps])
    reminder_most = models.PositiveSmallIntegerField(default=5)
    reminder_subjects = models.JSONField(default=dict)
    reminder_messages = models.JSONField(default=dict)
    created_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    objects = ScopedManager(
        firm="firm", _manager_class=models.Manager.from_queryset(CampaignQuerySet)
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="campaign_period"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def url(self) -> str:
        """Of its overview."""
        return reverse("campaigns:overview", args=[self.pk])


class WaveQuerySet(models.QuerySet):
    def waiting(self) -> "WaveQuerySet":
        return self.filter(sent_at=None, stopped_at=None, campaign__closed_at=None)

    def due(self, now: datetime) -> "WaveQuerySet":
        return self.waiting().filter(send_at__lte=now).order_by("send_at", "pk")


class Wave(models.Model):
    """Some dossiers of a campaign that are invited together, later: a dossier manager's, or a day's share."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="waves")
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="waves")
    # The label whose clients these are; empty for a day's share and for clients without a label.
    name = models.CharField(max_length=80, blank=True)
    send_at = models.DateTimeField()
    created_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="firm", _manager_class=models.Manager.from_queryset(WaveQuerySet))

    class Meta:
        ordering = ["send_at", "id"]
        indexes = [
            models.Index(F("send_at"), name="wave_due", condition=Q(sent_at=None, stopped_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.name or self.send_at}"


class StandardText(models.Model):
    """The firm's own words of one kind of letter in one language; an empty part means Carnet's words."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="standard_texts")
    # One of wording.LETTERS.
    letter = models.CharField(max_length=40)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)

    objects = ScopedManager(firm="firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "letter", "language"], name="one_standard_text_per_language"
            )
        ]


def due_between(first: date, last: date, of: str = "") -> Q:
    """`of` is the way to the dossier, such as "dossier__"."""
    own = Q(**{f"{of}due_date__range": (first, last)})
    return own | Q(**{f"{of}due_date": None, f"{of}campaign__due_date__range": (first, last)})


def due_before(day: date) -> Q:
    return Q(due_date__lt=day) | Q(due_date=None, campaign__due_date__lt=day)


class DossierQuerySet(models.QuerySet):
    def planned(self) -> "DossierQuerySet":
        """Waiting for the day their wave leaves."""
        waves = Wave.objects.filter(sent_at=None, stopped_at=None)
        return self.filter(state=State.NOT_SENT, wave__in=waves)

    def waiting_for_client(self) -> "DossierQuerySet":
        return self.filter(state__in=OPEN_STATES, campaign__closed_at=None)

    def due_between(self, first: date, last: date) -> "DossierQuerySet":
        """By the dossier's own day, where it has one."""
        return self.filter(due_between(first, last))

    def late(self, today: date) -> "DossierQuerySet":
        """The client may still answer, and should have."""
        return self.filter(due_before(today), state__in=OPEN_STATES)


class Because(models.TextChoices):
    """Why a dossier was closed, where that is not plain from its campaign."""

    OUTSIDE = "outside", _("done outside Carnet")


# Kept: when a dossier first came into this state.
FIRST = {
    state: {name: Coalesce(name, Place("now"))}
    for state, name in ((State.SENT, "invited_at"), (State.IN_PROGRESS, "started_at"))
}


# Nothing but a new state moves active_at once the client cannot answer any more.
UNTIDIED = Q(Q(tidied_at=None) | Q(tidied_at__lt=F("active_at")), state=State.ACCEPTED)


class Dossier(models.Model):
    """One client in one campaign: the hinge on which invitations, answers and review hang."""

    # Which states may become which; move_to is the only door.
    MOVES: dict[State, list[State]] = {
        State.NOT_SENT: [State.SENT, State.NOT_DELIVERED, State.OPENED],
        State.SENT: [State.NOT_SENT, State.NOT_DELIVERED, State.SENT],
        State.NOT_DELIVERED: [State.NOT_SENT, State.SENT],
        State.OPENED: [State.NOT_SENT, State.SENT, State.NOT_DELIVERED],
        State.IN_PROGRESS: [State.NOT_SENT, State.SENT, State.NOT_DELIVERED, State.OPENED],
        State.SUBMITTED: [
            State.NOT_SENT, State.SENT, State.NOT_DELIVERED, State.OPENED,
            State.IN_PROGRESS, State.ASKED_AGAIN,
        ],
        State.IN_REVIEW: [State.SUBMITTED, State.ACCEPTED],
        State.ASKED_AGAIN: [State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED],
        State.ACCEPTED: [State.SUBMITTED, State.IN_REVIEW],
        State.CLOSED: [state for state in State if state != State.CLOSED],
    }  # fmt: skip

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="dossiers")
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="dossiers")
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="dossiers")
    # Pinned: a later revision never changes a running dossier by itself.
    revision = models.ForeignKey("questionnaires.Revision", models.PROTECT, related_name="dossiers")
    state = models.CharField(max_length=20, choices=State.choices, default=State.NOT_SENT)
    # Kept after the wave has left, as a note of when it was meant to be invited.
    wave = models.ForeignKey(Wave, models.SET_NULL, null=True, related_name="dossiers")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    # Copied from the client when the dossier is made, then frozen: rules read these, not the register.
    facts = models.JSONField(default=dict)
    # Questions for this client alone, and those that are not asked of this client (answers/adapting.py).
    extras = SealedJSON(key="data_key", row="id", null=True)
    switched_off = SealedJSON(key="data_key", row="id", null=True)
    # The client's, under which all that is theirs here rests; copied, since it is needed at every save.
    data_key = models.BigIntegerField(null=True, editable=False)
    # Goes up with every saved answer: who sends what was checked, sends what is stored.
    seq = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    active_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    # When what is hidden was erased (answers/forgetting.py).
    tidied_at = models.DateTimeField(null=True)
    # A colleague may say: no reminders for this client.
    reminders_on = models.BooleanField(default=True)
    # Where this client has another day than the campaign; read `due`.
    due_date = models.DateField(_("due date"), null=True, blank=True)
    # When the first invitation left.
    invited_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=20, choices=Because.choices, blank=True)
    # How many questions are done, left, and passed on to the accountant, as worked out for `progress_seq`
    # (answers/progress.py): a page of fifty dossiers cannot evaluate fifty questionnaires.
    questions_done = models.PositiveIntegerField(default=0)
    questions_left = models.PositiveIntegerField(default=0)
    questions_asked = models.PositiveIntegerField(default=0)
    progress_seq = models.PositiveIntegerField(default=0)
    # How many reminders have left for the client (reminders/counting.py): whom to call is found among thousands. Of no
    # positive kind, since PostgreSQL would look at every row for the new constraint while nobody else may.
    reminded = models.SmallIntegerField(default=0, db_default=0)

    objects = ScopedManager(
        firm="firm", _manager_class=models.Manager.from_queryset(DossierQuerySet)
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "client"], name="one_dossier_per_client")
        ]
        indexes = [
            models.Index(F("campaign"), F("state"), name="dossier_by_state"),
            models.Index(F("firm"), F("client"), name="dossier_of_client"),
            # What the overview counts by, so that the index alone answers and fifty thousand rows stay unread.
            # The firm, which every query asks for (django-scopes), comes first: SQLite would else take the index
            # on the firm alone.
            models.Index(
                F("firm"),
                F("campaign"),
                F("state"),
                F("due_date"),
                F("client"),
                name="dossier_seen",
            ),
            models.Index(F("firm"), F("campaign"), F("submitted_at"), name="dossier_sent"),
            models.Index(
                F("firm"), F("campaign"), F("invited_at"), F("started_at"), name="dossier_pace"
            ),
            models.Index(F("id"), name="dossier_progress", condition=~Q(progress_seq=F("seq"))),
            # What is hidden in them is still to be erased (answers/forgetting.py); without the years behind them.
            models.Index(F("active_at"), name="dossier_tidy", condition=UNTIDIED),
        ]

    def __str__(self) -> str:
        return f"{self.client} · {self.campaign}"

    @property
    def open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def planned_at(self) -> datetime | None:
        """When the invitation will leave, while it waits for its wave."""
        wave = self.wave if self.state == State.NOT_SENT else None
        return wave.send_at if wave and not (wave.sent_at or wave.stopped_at) else None

    @property
    def due(self) -> date:
        return self.due_date or self.campaign.due_date

    @property
    def questions(self) -> int:
        return self.questions_done + self.questions_left

    def overdue(self, today: date) -> bool:
        return self.open and self.due < today

    def move_to(self, state: State, *, now: datetime, **fields) -> None:
        """Change the state, unless someone else changed it first."""
        to = {"state": state, "active_at": now, **FIRST.get(state, {}), **fields}
        if not MOVED(to, dossier=self.pk, states=list[str](self.MOVES[state]), now=now):
            raise WrongState(self.pk, state)
        for name, value in to.items():
            if hasattr(value, "resolve_expression"):
                # What the database made of it is read when it is asked for.
                vars(self).pop(name, None)
            else:
                setattr(self, name, value)


MOVED = ChangedOften(
    lambda dossier, states, **_now: Dossier._base_manager.filter(pk=dossier, state__in=states)
)


class Note(models.Model):
    """What a colleague writes about a dossier for the colleagues; the client never sees it."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="notes")
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    text = models.CharField(_("note"), max_length=2000)
    # The colleague has called, so that nobody calls again at once.
    called = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    # Made with the form: pressing twice notes once.
    made = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = ScopedManager(firm="firm")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["dossier", "made"], name="noted_once")]

    def __str__(self) -> str:
        return self.text
