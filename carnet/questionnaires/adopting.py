"""Taking over what comes with Carnet, bringing in its updates, moving on to the next period.

An update and a new period only ever make a draft: publishing it is a person's decision, after seeing what changes.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from carnet.audit.record import record
from carnet.firms.models import Colleague, Firm
from carnet.questionnaires import actions
from carnet.questionnaires.library import Held
from carnet.questionnaires.loading import Document, digest
from carnet.questionnaires.merging import Merged, merge
from carnet.questionnaires.models import Adoption, Questionnaire, Revision, RevisionState
from carnet.questionnaires.rolling import Rolled, vanished
from carnet.questionnaires.shipped import shipped_digest, shipped_with


class NotAdopted(Exception):
    """Nothing ships under this key, or the firm has one of its own under it, which is not written over."""


@dataclass(frozen=True)
class Update:
    """Carnet's newer text for a questionnaire, beside the one taken over and what the firm made of it."""

    base: Document
    ours: Revision
    theirs: Document

    @property
    def fingerprint(self) -> str:
        """Another one as soon as either side is."""
        return f"{self.ours.digest[:16]}{digest(self.theirs)[:16]}"

    def merged(self, take: Collection[str] = ()) -> Merged:
        return merge(self.base, self.ours.document, self.theirs, take=take)


@transaction.atomic
def adopt(firm: Firm, key: str, *, by: Colleague | None, now: datetime) -> Revision:
    """Publish a shipped questionnaire for the firm; again, it changes nothing. What ships was checked before."""
    document = shipped_with(key)
    had = firm.questionnaires.filter(key=key).first()
    if document is None or (had and not had.adoptions.exists()):
        raise NotAdopted(key)
    if had and had.current:
        return had.current
    revision = actions.published(firm, document, by=by, now=now)
    # Of two colleagues at once the second has waited for the first, and finds it done.
    if not revision.questionnaire.adoptions.exists():
        note_adopted(revision, document, by=by, now=now)
        record("questionnaire adopted", revision.questionnaire, firm=firm, by=by)
    return revision


def note_adopted(
    revision: Revision, document: Document, *, by: Colleague | None, now: datetime
) -> Adoption:
    """From when `revision` is published, Carnet's `document` is what the next update starts from."""
    return Adoption.objects.create(
        questionnaire=revision.questionnaire,
        revision=revision,
        document=document,
        digest=digest(document),
        adopted_at=now,
        adopted_by=by,
    )


def held_by(firm: Firm) -> dict[str, Held]:
    """What the firm has under each key, since when, and which of Carnet's texts it has now."""
    found = {
        one.key: Held(one.pk, one.title, one.retired_at is not None)
        for one in firm.questionnaires.all()
    }
    for adoption in settled(firm):
        had = found[adoption.questionnaire.key]
        since = had.since or adoption.adopted_at
        found[adoption.questionnaire.key] = replace(had, digest=adoption.digest, since=since)
    return found


def outdated(firm: Firm) -> set[int]:
    """The questionnaires, by their primary keys, for which Carnet has a newer text."""
    newest = {one.questionnaire: one.digest for one in settled(firm)}
    found = set()
    for questionnaire, had in newest.items():
        shipped = shipped_digest(questionnaire.key)
        if shipped and shipped != had:
            found.add(questionnaire.pk)
    return found


def settled(firm: Firm) -> QuerySet[Adoption]:
    """The published adoptions, the newest of each questionnaire last, without their documents."""
    adoptions = Adoption.objects.filter(questionnaire__firm=firm).settled()
    return adoptions.select_related("questionnaire").defer("document")


def update_of(questionnaire: Questionnaire) -> Update | None:
    """What Carnet has newer; None when there is nothing, or the questionnaire is the firm's own."""
    theirs = shipped_with(questionnaire.key)
    adoptions = Adoption.objects.filter(questionnaire=questionnaire)
    base = adoptions.settled().last()
    if theirs is None or base is None or questionnaire.current is None:
        return None
    if base.digest == shipped_digest(questionnaire.key):
        return None
    return Update(base.document, questionnaire.current, theirs)


@transaction.atomic
def draft_update(
    update: Update, take: Collection[str], *, by: Colleague, now: datetime
) -> Revision:
    """A draft with what Carnet has newer. Where nothing of it changes anything, it is noted as brought in."""
    document = update.merged(take).document
    revision = update.ours
    if digest(document) != revision.digest:
        firm = revision.questionnaire.firm
        revision = actions.draft(firm, document, by=by, now=now, origin="library")
    note_adopted(revision, update.theirs, by=by, now=now)
    return revision


def draft_next_period(
    questionnaire: Questionnaire, rolled: Rolled, *, by: Colleague, now: datetime
) -> Revision:
    firm = questionnaire.firm
    return actions.draft(firm, rolled.document, by=by, now=now, origin="next year")


def lost_answers(revision: Revision) -> dict[str, Document]:
    """Items that earlier revisions asked about the same period and this one no longer has, by their ids."""
    period = revision.document.get("period")
    earlier = Revision.objects.filter(
        questionnaire=revision.questionnaire_id,
        state=RevisionState.PUBLISHED,
        number__lt=revision.number,
    )
    return {
        id_: item
        for one in earlier.order_by("number")
        if one.document.get("period") == period
        for id_, item in vanished(one.document, revision.document).items()
    }
