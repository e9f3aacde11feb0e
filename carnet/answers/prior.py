"""What the client sent last year, under the names that this year's questionnaire uses."""

from carnet.answers.form import dossier_form
from carnet.answers.models import Submission
from carnet.campaigns.models import Dossier
from carnet.invitations.models import Person
from carnet.invitations.parting import former_partner_of_last_year
from carnet.questionnaires.definition import Definition
from carnet.questionnaires.given import Value
from carnet.questionnaires.prefill import renamed
from carnet.questionnaires.seen import others_questions


def prior_answers(dossier: Dossier, definition: Definition | None = None) -> dict[str, Value]:
    """By path, under the names of this definition or else of the dossier's own; empty when the client has
    sent nothing of the kind before. What was sent after this dossier had been begun does not count, so that
    nothing changes while a client answers. What a partner gave for themselves goes to no other partner."""
    definition = definition or dossier_form(dossier).definition
    sent = Submission.objects.filter(
        dossier__client=dossier.client_id,
        dossier__campaign__period_end__lt=dossier.campaign.period_end,
        revision__questionnaire__key__in=[definition.key, *definition.was],
    )
    if dossier.started_at:
        sent = sent.filter(sent_at__lt=dossier.started_at)
    last = sent.order_by("-dossier__campaign__period_end", "-sent_at", "-pk").first()
    values = renamed(definition, last.content["values"]) if last else {}
    own = others_questions(definition, Person.CLIENT)
    theirs = [path for path in values if own.intersection(path.split("/"))]
    if theirs and former_partner_of_last_year(dossier):
        return {path: value for path, value in values.items() if path not in theirs}
    return values
