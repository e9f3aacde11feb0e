"""Publishing questionnaires: checked first, never changed afterwards. Knows nothing of who will be asked."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from carnet.audit.record import record
from carnet.firms.models import Colleague, Firm
from carnet.questionnaires.checks import check
from carnet.questionnaires.loading import Document, Keys, Line, digest
from carnet.questionnaires.models import (
    TEXTS,
    AlreadyPublished,
    Questionnaire,
    Revision,
    RevisionState,
)
from carnet.questionnaires.problems import Problem


class Unpublishable(Exception):
    """The document has problems that clients would meet; carries them all."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.place}: {problem.message}" for problem in problems))
        self.problems = problems


def publish(
    firm: Firm,
    document: Document,
    *,
    by: Colleague | None,
    now: datetime,
    lines: Mapping[Keys, Line] | None = None,
) -> Revision:
    """Make this document the revision that new dossiers get; the same document twice changes nothing."""
    problems = check(document, lines)
    if any(problem.refused for problem in problems):
        raise Unpublishable(problems)
    return published(firm, document, by=by, now=now)


@transaction.atomic
def published(firm: Firm, document: Document, *, by: Colleague | None, now: datetime) -> Revision:
    questionnaire, _created = firm.questionnaires.get_or_create(
        key=document["questionnaire"], defaults={"title": title_of(document)}
    )
    # Of two colleagues who publish at once, the second waits and gets the next number.
    questionnaire = firm.questionnaires.select_for_update().get(pk=questionnaire.pk)
    current, fingerprint = questionnaire.current, digest(document)
    if current and current.digest == fingerprint:
        return current
    revision = questionnaire.revisions.create(
        number=questionnaire.next_number(),
        document=document,
        digest=fingerprint,
        published_at=now,
        published_by=by,
    )
    Questionnaire.objects.filter(pk=questionnaire.pk).update(title=title_of(document))
    record("questionnaire published", revision, firm=firm, by=by, number=revision.number)
    return revision


@transaction.atomic
def draft(
    firm: Firm,
    document: Document,
    *,
    by: Colleague | None,
    now: datetime,
    note: str = "",
    origin: str = "",
) -> Revision:
    """Make this document the one draft of its questionnaire, in place of the one before. Nobody is asked by it
    until it is published."""
    questionnaire, _created = firm.questionnaires.get_or_create(
        key=document["questionnaire"], defaults={"title": title_of(document)}
    )
    # Of two colleagues who bring a draft at once, the second waits and replaces the first one's.
    questionnaire = firm.questionnaires.select_for_update().get(pk=questionnaire.pk)
    questionnaire.revisions.filter(state=RevisionState.DRAFT).delete()
    revision = questionnaire.revisions.create(
        number=questionnaire.next_number(),
        document=document,
        digest=digest(document),
        state=RevisionState.DRAFT,
        drafted_at=now,
        drafted_by=by,
        origin=origin,
        note=note,
    )
    record("questionnaire drafted", revision, firm=firm, by=by, number=revision.number)
    return revision


def drafted(
    firm: Firm, document: Document, *, by: Colleague | None, now: datetime
) -> Revision | None:
    """The draft that a file of an existing questionnaire becomes; None where there is nothing to compare it
    with, or nothing new in it."""
    known = firm.questionnaires.filter(key=document["questionnaire"]).first()
    if known is None or known.current is None or known.current.digest == digest(document):
        return None
    return draft(firm, document, by=by, now=now, origin="file")


@transaction.atomic
def publish_draft(revision: Revision, *, by: Colleague | None, now: datetime) -> bool:
    """False when it was published, changed, replaced or discarded meanwhile. Raises Unpublishable."""
    problems = check(revision.document)
    if any(problem.refused for problem in problems):
        raise Unpublishable(problems)
    # Whoever else publishes this questionnaire waits here; a draft comes after what was published meanwhile.
    questionnaire = Questionnaire.objects.select_for_update().get(pk=revision.questionnaire_id)
    drafts = Revision.objects.filter(
        pk=revision.pk, digest=revision.digest, state=RevisionState.DRAFT
    )
    others = questionnaire.revisions.exclude(pk=revision.pk)
    number = 1 + (others.aggregate(last=Max("number"))["last"] or 0)
    if not drafts.update(
        state=RevisionState.PUBLISHED, number=number, published_at=now, published_by=by
    ):
        return False
    revision.refresh_from_db(fields=["state", "number", "published_at", "published_by"])
    title = title_of(revision.document)
    Questionnaire.objects.filter(pk=questionnaire.pk).update(title=title)
    firm = questionnaire.firm
    record("questionnaire published", revision, firm=firm, by=by, number=revision.number)
    return True


def rewrite(draft: Revision, document: Document, *, by: Colleague | None, now: datetime) -> None:
    """Give the draft, which the caller has locked, other words. Only a draft can have them."""
    kept = {"document": document, "digest": digest(document), "edited_at": now, "edited_by": by}
    if not Revision.objects.filter(pk=draft.pk, state=RevisionState.DRAFT).update(**kept):
        raise AlreadyPublished(draft.pk)
    for name, value in kept.items():
        setattr(draft, name, value)
    TEXTS.keep(draft.digest, document)
    if not draft.questionnaire.published:
        draft.questionnaire.title = title_of(document)
        draft.questionnaire.save(update_fields=["title"])


@transaction.atomic
def discard(revision: Revision, *, by: Colleague | None) -> bool:
    """False when it is no draft any more, or another one by now."""
    firm, number = revision.questionnaire.firm, revision.number
    drafts = Revision.objects.filter(pk=revision.pk, state=RevisionState.DRAFT)
    found, _each = drafts.filter(digest=revision.digest).delete()
    if found:
        record("draft discarded", revision.questionnaire, firm=firm, by=by, number=number)
    return bool(found)


def title_of(document: Document) -> dict[str, str]:
    """The title, its first language first: that is the one to fall back to."""
    title = document["title"]
    if isinstance(title, str):
        return {document["languages"][0]: title}
    return {language: title[language] for language in document["languages"] if language in title}


def retire(questionnaire: Questionnaire, *, by: Colleague, now: datetime) -> None:
    """Offer it no more for new campaigns; running dossiers go on."""
    if Questionnaire.objects.filter(pk=questionnaire.pk, retired_at=None).update(retired_at=now):
        record("questionnaire retired", questionnaire, firm=questionnaire.firm, by=by)


def restore(questionnaire: Questionnaire, *, by: Colleague) -> None:
    retired = Questionnaire.objects.filter(pk=questionnaire.pk).exclude(retired_at=None)
    if retired.update(retired_at=None):
        record("questionnaire restored", questionnaire, firm=questionnaire.firm, by=by)
