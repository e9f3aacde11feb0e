"""Keeps by what words a translation was made, and tells which are older than their source."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from carnet.builder.grid import Row, rows
from carnet.builder.grid_age import Ages, Noted, noted, rewritten
from carnet.builder.grid_models import Wording
from carnet.builder.steps import ROOT, Step
from carnet.firms.models import Colleague
from carnet.questionnaires.loading import Document
from carnet.questionnaires.models import Questionnaire, Revision, RevisionState, Written
from carnet.questionnaires.outline import items_of
from carnet.questionnaires.renaming import former_ids

# So far back it is told what a translation was made of; older ones were made long before anybody asked.
LOOK_BACK = 8
LONGEST_KEY = 200


def by_key(document: Document) -> dict[str, Row]:
    return {row.key: row for row in rows(document)}


@lru_cache(maxsize=20)
def texts_of(written: Written) -> Mapping[str, Row]:
    return by_key(written.document())


def keep(
    questionnaire: Questionnaire,
    before: Document,
    after: Document,
    taken: Step,
    *,
    by: Colleague | None,
    now: datetime,
) -> None:
    """After every change in the builder: the texts that were written, each beside the others as they are then.
    What takes a change back is no writing; the words that come back are as old as they were."""
    touched = taken["fields"].keys()
    found = rewritten(by_key(narrowed(before, touched)), by_key(narrowed(after, touched)))
    note(questionnaire, [(row, code, noted(row, code)) for row, code in found], by=by, now=now)


def narrowed(document: Document, touched: Collection[str]) -> Document:
    """The texts of these parts alone: of hundreds of questions an edit rarely touches more than one."""
    root = document if ROOT in touched else {"languages": document["languages"]}
    sections = [of_part(one, "sections", touched) for one in document["sections"]]
    return {**root, "sections": sections}


def of_part(part: Document, kind: str, touched: Collection[str]) -> Document:
    own = part if f"{kind}.{part['id']}" in touched else {"id": part["id"], "type": "calc"}
    inner = [
        of_part(item, "items", touched)
        for item in part.get("items") or ()
        if f"items.{item['id']}" in touched or "items" in item
    ]
    return {**own, "items": inner}


def note(
    questionnaire: Questionnaire,
    found: Iterable[tuple[Row, str, Noted]],
    *,
    by: Colleague | None,
    now: datetime,
) -> None:
    Wording.objects.bulk_create(
        [
            Wording(
                questionnaire=questionnaire,
                key=row.key,
                language=language,
                words=one.words,
                beside=dict(one.beside),
                by=by,
                at=now,
            )
            for row, language, one in found
            if len(row.key) <= LONGEST_KEY
        ],
        update_conflicts=True,
        unique_fields=["questionnaire", "key", "language"],
        update_fields=["words", "beside", "by", "at"],
        batch_size=200,
    )


def ages(questionnaire: Questionnaire, document: Document) -> Ages:
    published = (
        Revision.objects.filter(questionnaire=questionnaire, state=RevisionState.PUBLISHED)
        .order_by("-number")
        .defer("document")[:LOOK_BACK]
    )
    notes = Wording.objects.filter(questionnaire=questionnaire).notes()
    former = {id_: list(former_ids(item)) for id_, item in items_of(document).items()}
    history = [texts_of(revision.written) for revision in published]
    return Ages(notes, history, {id_: names for id_, names in former.items() if names})


def author_of(questionnaire: Questionnaire, key: str, language: str) -> str:
    """Who wrote this text last in the builder; empty when nobody knows."""
    found = Wording.objects.filter(questionnaire=questionnaire, key=key, language=language)
    wording = found.select_related("by").first()
    return str(wording.by) if wording and wording.by else ""
