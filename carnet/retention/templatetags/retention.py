"""The privacy clock, on the pages of earlier stages."""

from typing import Any

from django import template
from django.template import Context

from carnet.campaigns.models import Dossier
from carnet.clients.models import Client
from carnet.retention.clocks import client_clock, dossier_clock
from carnet.retention.models import Switch
from carnet.retention.rules import Rule

register = template.Library()


@register.filter
def years(rule: Rule) -> int:
    return rule.months // 12


@register.inclusion_tag("retention/_card.html", takes_context=True)
def client_kept(context: Context, client: Client) -> dict[str, Any]:
    """Of a temporary client the card tells another day already."""
    return _told(context, client, client_clock(client))


@register.inclusion_tag("retention/_dossier.html", takes_context=True)
def dossier_kept(context: Context, dossier: Dossier) -> dict[str, Any]:
    return _told(context, dossier.client, dossier_clock(dossier))


def _told(context: Context, client: Client, clock) -> dict[str, Any]:
    return {
        "csrf_token": context.get("csrf_token"),
        "request": context.get("request"),
        "client": client,
        "clock": clock,
        "on": Switch.objects.filter(firm=client.firm_id).exists(),
    }
