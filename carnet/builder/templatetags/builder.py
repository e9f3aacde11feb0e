from django import template
from django.utils.translation import get_language

from carnet.builder.rehearsing import rehearsed
from carnet.questionnaires.choosing import chosen_language, obstacles
from carnet.questionnaires.models import Revision

register = template.Library()


@register.inclusion_tag("builder/_rehearsals.html")
def rehearsals_of(revision: Revision) -> dict:
    """The firm's scenarios under this text, where it can be run."""
    if not revision.questionnaire.scenarios.exists() or obstacles(revision):
        return {}
    spoken = chosen_language(revision, get_language() or "")
    rehearsals = rehearsed(revision, revision.compiled(), spoken)
    return {
        "pk": revision.questionnaire_id,
        "spoken": spoken,
        "rehearsals": rehearsals,
        "different": [one for one in rehearsals if not one.same],
    }
