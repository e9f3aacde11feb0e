"""The firm's questionnaires as rows of a list, with what an accountant wants to know before sending one."""

from collections.abc import Iterable
from dataclasses import dataclass

from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.models import Questionnaire, Revision


@dataclass(frozen=True)
class Row:
    questionnaire: Questionnaire
    title: str
    revision: Revision
    languages: tuple[str, ...]
    sections: int
    questions: int


def overview(questionnaires: Iterable[Questionnaire], language: str) -> list[Row]:
    """Those with something published, by title; retired ones last."""
    rows = [
        row(questionnaire, questionnaire.current, language)
        for questionnaire in questionnaires
        if questionnaire.current
    ]
    return sorted(rows, key=lambda row: (row.questionnaire.retired_at is not None, row.title))


@dataclass(frozen=True)
class Unpublished:
    """A questionnaire that is still being written."""

    pk: int
    title: str


def unpublished(questionnaires: Iterable[Questionnaire], language: str) -> list[Unpublished]:
    """Those of which there is a draft and nothing published, by title."""
    found = (one for one in questionnaires if not one.current)
    drafts = [Unpublished(one.pk, one.title_in(language)) for one in found if one.draft]
    return sorted(drafts, key=lambda one: one.title)


def row(questionnaire: Questionnaire, revision: Revision, language: str) -> Row:
    definition = revision.definition
    return Row(
        questionnaire=questionnaire,
        title=questionnaire.title_in(language),
        revision=revision,
        languages=definition.languages,
        sections=len(definition.sections),
        questions=sum(KINDS[item.kind].asks for item in definition.all_items()),
    )
