import gc
from functools import lru_cache

from django.db import models
from django.db.models import Max, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone
from django_scopes import ScopedManager

from carnet.core.json_text import Reads, Writes
from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.compiling import compile_definition
from carnet.questionnaires.definition import Definition, say
from carnet.questionnaires.glances import glance
from carnet.questionnaires.loading import Document
from carnet.questionnaires.reading import read
from carnet.questionnaires.shelves import Shelf
from carnet.questionnaires.written import Written

# By their digests, which name the same words in every firm.
TEXTS: Shelf[str, Document] = Shelf(12)


class QuestionnaireQuerySet(models.QuerySet):
    def in_use(self) -> "QuestionnaireQuerySet":
        return self.filter(retired_at=None, revisions__state=RevisionState.PUBLISHED).distinct()

    def with_current(self) -> "QuestionnaireQuerySet":
        """Fetch each one's latest revision along, so that `current` needs no query of its own."""
        latest = Revision.objects.filter(
            questionnaire=OuterRef("questionnaire"), state=RevisionState.PUBLISHED
        ).order_by("-number")
        revisions = Revision.objects.filter(pk=Subquery(latest.values("pk")[:1]))
        return self.prefetch_related(Prefetch("revisions", revisions))


class Questionnaire(models.Model):
    """What a firm asks, under a key that is never reused. Its words live in revisions."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="questionnaires")
    key = models.CharField(max_length=60)
    title = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    objects = ScopedManager(
        firm="firm", _manager_class=models.Manager.from_queryset(QuestionnaireQuerySet)
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "key"], name="questionnaire_key")]

    def __str__(self) -> str:
        return self.title_in("en")

    def title_in(self, language: str) -> str:
        return say(self.title, language) or self.key

    @property
    def current(self) -> "Revision | None":
        """The revision that new dossiers get: the last one published."""
        published = (
            revision
            for revision in self.revisions.all()
            if revision.state == RevisionState.PUBLISHED
        )
        return max(published, key=lambda revision: revision.number, default=None)

    @property
    def published(self) -> bool:
        """Is there anything that new dossiers get? Asked without opening the texts, which may be large."""
        found = Revision.objects.filter(questionnaire=self, state=RevisionState.PUBLISHED)
        return found.exists()

    @property
    def draft(self) -> "Revision | None":
        # Not through `self.revisions`: fetched with `with_current`, it would look among those alone.
        drafts = Revision.objects.filter(questionnaire=self, state=RevisionState.DRAFT)
        return drafts.defer("document").first()

    def next_number(self) -> int:
        return 1 + (self.revisions.aggregate(last=Max("number"))["last"] or 0)


class RevisionState(models.TextChoices):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class AlreadyPublished(Exception):
    """A published revision never changes; publish a new one."""


class Revision(models.Model):
    """One published text of a questionnaire: immutable, known by the digest of its document."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField(encoder=Writes, decoder=Reads)
    digest = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=RevisionState.choices, default=RevisionState.PUBLISHED
    )
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        "firms.Colleague", models.SET_NULL, null=True, related_name="+"
    )
    # Of a draft: since when, by whom, from where ("file", "library", "next year"), and what its author says.
    drafted_at = models.DateTimeField(null=True)
    drafted_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    origin = models.CharField(max_length=20, blank=True)
    # Of a draft that is changed in place: when and by whom last.
    edited_at = models.DateTimeField(null=True)
    edited_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)

    objects = ScopedManager(firm="questionnaire__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="revision_number"),
            models.UniqueConstraint(
                fields=["questionnaire"], condition=Q(state="draft"), name="one_draft"
            ),
        ]
        ordering = ["-number"]

    def save(self, *args, **kwargs) -> None:
        if self.pk and self.state != RevisionState.DRAFT and not kwargs.get("update_fields"):
            raise AlreadyPublished(self.pk)
        if {"document", "digest", "number"} & set(kwargs.get("update_fields") or ()):
            raise AlreadyPublished(self.pk)
        super().save(*args, **kwargs)

    def refresh_from_db(self, using=None, fields=None, from_queryset=None) -> None:
        """A document that was deferred is asked for here. A large one takes long to read, and whoever edits a draft
        asks for the same one again and again; nobody changes one in place."""
        kept = fields == ["document"] and self.state == RevisionState.DRAFT
        if kept:
            if (known := TEXTS.get(self.digest)) is not None:
                self.document = known
                return
            # Together: a draft may have had other words since its row was read.
            fields = ["document", "digest"]
        super().refresh_from_db(using, fields, from_queryset)
        if kept:
            TEXTS.keep(self.digest, self.document)

    @property
    def written(self) -> Written:
        return Written(self.digest, lambda: self.document)

    def compiled(self) -> Compiled:
        """Ready to run; the fifty used last are kept, since the same digest is the same text. Of a draft, whose text
        is another one after each edit, the latest few."""
        if self.state == RevisionState.DRAFT:
            return glance(self.written).runnable
        return compiled_document(self.written)

    @property
    def definition(self) -> Definition:
        return self.compiled().definition


@lru_cache(maxsize=50)
def compiled_document(written: Written) -> Compiled:
    definition, _problems = read(written.document())
    compiled = compile_definition(definition)
    # A large questionnaire is a hundred thousand objects that stay. Python's collector would walk them
    # all every few evaluations, which takes as long as an evaluation itself; it need not look again.
    gc.collect()
    gc.freeze()
    return compiled


from carnet.questionnaires.adoption_models import Adoption  # noqa: E402, F401
