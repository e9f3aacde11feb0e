"""Why a mail did not arrive, for any list of dossiers."""

from collections.abc import Sequence

from django import template

from carnet.campaigns.models import Dossier
from carnet.clients.states import State
from carnet.invitations.problems import last_problems

register = template.Library()


@register.simple_tag
def explain_undelivered(dossiers: Sequence[Dossier]) -> str:
    """Gives each dossier its `problem`, empty for those whose mails arrive; the queries do not grow with them.
    Writes nothing into the page."""
    problems = last_problems([one for one in dossiers if one.state == State.NOT_DELIVERED])
    for dossier in dossiers:
        dossier.problem = problems.get(dossier.pk, "")  # type: ignore[attr-defined]
    return ""
