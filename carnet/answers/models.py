import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django_scopes import ScopedManager

from carnet.core.sealed import SealedJSON
from carnet.questionnaires.given import Status


class Answer(models.Model):
    """One answer of one dossier. `path` is the question id, inside a list with the entry's id:
    `children/4f1c…/child_name`. `status` and `value` are the engine's words."""

    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="answers")
    path = models.CharField(max_length=200)
    question = models.CharField(max_length=40)
    status = models.CharField(max_length=20)
    value = SealedJSON(key="dossier.data_key", row="dossier_id path", null=True)
    # What was typed, kept when it cannot be used, so that nothing is ever lost.
    raw = SealedJSON(key="dossier.data_key", row="dossier_id path", null=True)
    # The client was warned and said "It is right".
    confirmed = models.BooleanField(default=False)
    # The client's own words to the accountant.
    remark = models.TextField(blank=True)
    rev = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=20, default="client")
    person = models.CharField(max_length=10, blank=True)
    # Who of the firm entered it, and why it stands in place of a calculation.
    colleague = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    reason = SealedJSON(key="dossier.data_key", row="dossier_id path", null=True)
    # The page, as once shown, that wrote last: its own later saves do not conflict with each other.
    device = models.CharField(max_length=64, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "path"], name="one_answer_per_question")
        ]

    @property
    def promised_for(self) -> date | None:
        """The day for which the client has promised this document."""
        day = self.value if self.status == Status.LATER else None
        return date.fromisoformat(day) if isinstance(day, str) else None


class AnswerEvent(models.Model):
    """Every change of an answer, in order; rows are only added."""

    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="answer_events")
    seq = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    old = SealedJSON(key="dossier.data_key", row="dossier_id path seq key", null=True)
    new = SealedJSON(key="dossier.data_key", row="dossier_id path seq key", null=True)
    person = models.CharField(max_length=10)
    device = models.CharField(max_length=64, blank=True)
    # A save that is sent twice (lost reply, double tap) carries the same key and counts once.
    key = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "key", "path"], condition=~Q(key=""), name="save_counts_once"
            )
        ]
        indexes = [models.Index(F("dossier"), F("path"), F("id"), name="event_of_answer")]


class Entry(models.Model):
    """One entry of a repeat group: a child, a property. Its id never changes and is never reused."""

    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="entries")
    list_path = models.CharField(max_length=200)
    key = models.CharField(max_length=32)
    position = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["dossier", "key"], name="entry_key")]

    @property
    def path(self) -> str:
        return f"{self.list_path}/{self.key}"


class Document(models.Model):
    """A file the client handed in, under the question that asked for it; without `path` nobody has said yet."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="documents")
    path = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    # Below DATA_DIR/files; the small picture stands beside it.
    file = models.CharField(max_length=200)
    # False for files of former versions, which are readable on disk until the worker has sealed them.
    sealed = models.BooleanField(default=False)
    # Has a small picture beside it though it is none itself: a scan of several pages, photos joined.
    pictured = models.BooleanField(default=False)
    # What a PDF does or carries besides pages: words of `script launch embedded`.
    remark = models.CharField(max_length=60, blank=True)
    pages = models.PositiveIntegerField(null=True)
    person = models.CharField(max_length=10)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)
    # The PDF whose pages this file became. Until it is taken apart again, the file counts as removed.
    joined_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="parts")

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        ordering = ["added_at", "id"]
        indexes = [
            models.Index(F("dossier"), F("path"), name="document_of_question"),
            # The worker asks every second whether there is one; else it would read all of them each time.
            models.Index(F("id"), name="document_unsealed", condition=Q(sealed=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.kind.startswith("image/")

    @property
    def has_small(self) -> bool:
        return self.pictured or self.is_picture


class Upload(models.Model):
    """A file on its way, piece by piece. It becomes a Document, is refused, or is forgotten after a day."""

    class State(models.TextChoices):
        RECEIVING = "receiving"
        CHECKING = "checking"
        READY = "ready"
        REFUSED = "refused"

    LASTS = timedelta(hours=24)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="uploads")
    path = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    # Of its last bytes: the same file, chosen again, is known by it and goes on where it stopped.
    fingerprint = models.CharField(max_length=40)
    received = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVING)
    # Since when somebody has been opening it; who died meanwhile is followed by the next one.
    claimed_at = models.DateTimeField(null=True)
    # Why it was refused, as it was told.
    refusal = models.TextField(blank=True)
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")
    person = models.CharField(max_length=10)
    device = models.CharField(max_length=64, blank=True)
    touched_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        ordering = ["id"]


class Submission(models.Model):
    """Exactly what was sent, frozen: questions in the language seen, answers, documents."""

    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="submissions")
    content = SealedJSON(key="dossier.data_key", row="dossier_id reference")
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    revision = models.ForeignKey("questionnaires.Revision", models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, unique=True)
    person = models.CharField(max_length=10)
    sent_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="dossier__firm")

    class Meta:
        ordering = ["-sent_at", "-id"]


from carnet.answers.message_models import AskedAgain, Message  # noqa: E402, F401
from carnet.answers.revision_models import Fault, Foresight, Move, Reach, Rollout  # noqa: E402, F401
from carnet.answers.signature_models import Signature  # noqa: E402, F401
