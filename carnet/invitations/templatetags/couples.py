from django import template

from carnet.campaigns.models import Dossier
from carnet.invitations import seats

register = template.Library()


@register.filter
def partner_word(dossier: Dossier) -> str:
    return seats.partner_word(dossier)


@register.filter
def may_invite_partner(dossier: Dossier) -> bool:
    return seats.may_invite_partner(dossier)
