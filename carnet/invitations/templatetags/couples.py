from collections.abc import Sequence

from django import template

from carnet.campaigns.models import Dossier
from carnet.invitations import parting, seats

register = template.Library()


@register.filter
def partner_word(dossier: Dossier) -> str:
    return seats.partner_word(dossier)


@register.simple_tag
def tell_partners(dossiers: Sequence[Dossier]) -> str:
    """Gives each dossier its `partner_word`; one query. Writes nothing into the page."""
    words = seats.partner_words(dossiers)
    for dossier in dossiers:
        dossier.partner_word = words[dossier.pk]  # type: ignore[attr-defined]
    return ""


@register.filter
def lacks_partner(dossier: Dossier) -> bool:
    return seats.lacks_partner(dossier)


@register.filter
def shut_out(dossier: Dossier) -> str:
    """Why the partner is not invited here; empty where nothing stands against it."""
    return str(parting.SHUT_OUT) if parting.partner_shut_out(dossier) else ""
