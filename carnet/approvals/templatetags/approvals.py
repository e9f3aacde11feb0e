"""Puts the road of a return beside its dossier, on the page of a later stage."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from carnet.approvals.forms import FilingForm
from carnet.approvals.returns import row_of
from carnet.approvals.whereabouts import read
from carnet.campaigns.models import Dossier

register = template.Library()


@register.inclusion_tag("approvals/_panel.html", takes_context=True)
def approvals(context: Context, dossier: Dossier) -> dict[str, Any]:
    read([dossier])
    filings = dossier.standing_filings  # type: ignore[attr-defined]
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "dossier": dossier,
        "row": row_of(dossier),
        "approvals": dossier.listed_approvals[::-1],  # type: ignore[attr-defined]
        "filing": filings[0] if filings else None,
        "may_ask": bool(dossier.submitted_at),
        "form": FilingForm(None, today=timezone.localdate()),
    }
