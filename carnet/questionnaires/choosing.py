"""Which revision and which language a page of a questionnaire shows: as the address says, or the usual ones."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from carnet.firms.models import Firm
from carnet.questionnaires.glances import glance
from carnet.questionnaires.models import Revision, RevisionState
from carnet.questionnaires.problems import Problem


def chosen_revision(firm: Firm, pk: int, number: str) -> Revision:
    """The revision with this number, drafts too; without a number what is published now."""
    questionnaire = get_object_or_404(firm.questionnaires, pk=pk)
    if number:
        return get_object_or_404(questionnaire.revisions, number=number if number.isdigit() else 0)
    published = questionnaire.revisions.filter(state=RevisionState.PUBLISHED)
    newest = published.order_by("-number").first() or questionnaire.revisions.first()
    if newest is None:
        raise Http404
    return newest


def obstacles(revision: Revision) -> list[Problem]:
    """What keeps a draft from being shown; a published revision has been checked before. A translation that is still
    missing does not: the first language stands in."""
    if revision.state != RevisionState.DRAFT:
        return []
    seen = glance(revision.written)
    return [one for one in seen.misread if not one.stood_in] or [*seen.broken]


def chosen_language(revision: Revision, asked: str) -> str:
    """One of the questionnaire's: the one asked for, the reader's own, or its first."""
    languages = revision.definition.languages
    wanted = (one for one in (asked, get_language() or "") if one in languages)
    return next(wanted, languages[0])
