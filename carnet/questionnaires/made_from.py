"""Which revision a workbook was made from: another one may have been published while somebody was editing."""

from django.utils.translation import gettext as _

from carnet.questionnaires.loading import Source
from carnet.questionnaires.models import Questionnaire, RevisionState
from carnet.questionnaires.workbook.reading import Workbook


def overtaken(questionnaire: Questionnaire, source: Source) -> str:
    """The sentence that warns of it; empty when the workbook was made from what is published now, or nobody
    can tell."""
    current = questionnaire.current
    made_from = source.made_from if isinstance(source, Workbook) else ""
    if not current or not made_from or current.digest == made_from:
        return ""
    published = questionnaire.revisions.exclude(state=RevisionState.DRAFT)
    revision = published.filter(digest=made_from).first()
    if revision is None:
        return _(
            "This workbook was made from a text that was never published here; revision %(new)d is "
            "published now."
        ) % {"new": current.number}
    return _(
        "This workbook was made from revision %(old)d; revision %(new)d is published now. What "
        "changed in between would be undone."
    ) % {"old": revision.number, "new": current.number}
