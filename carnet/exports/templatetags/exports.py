"""What the page of a dossier, an earlier stage's, asks about its exports."""

from django import template

from carnet.exports.tax_codes import leads_to_codes
from carnet.questionnaires.outcome import Outcome

register = template.Library()


@register.filter
def has_form(outcome: Outcome) -> bool:
    """Is there an official form behind these questions?"""
    return leads_to_codes(outcome.compiled)
