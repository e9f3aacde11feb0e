"""Puts what was sent back beside its dossier, on the page of an earlier stage."""

from typing import Any

from django import template
from django.template import Context

from carnet.campaigns.models import Dossier
from carnet.deliveries import words
from carnet.deliveries.models import Delivery, Destination, When

register = template.Library()
register.filter("wrong", words.wrong)


@register.inclusion_tag("deliveries/_panel.html", takes_context=True)
def deliveries(context: Context, dossier: Dossier) -> dict[str, Any]:
    """Of what was sent last: a row for each destination that has it or may get it. Empty before anything was sent."""
    return {
        "csrf_token": context.get("csrf_token"),
        "dossier": dossier,
        "rows": rows_of(dossier) if dossier.submitted_at else [],
    }


def rows_of(dossier: Dossier) -> list[dict[str, Any]]:
    destinations = list(Destination.objects.standing().filter(firm=dossier.firm_id))
    last = dossier.submissions.order_by("-sent_at", "-pk").values("pk")[:1]
    there = (
        {
            one.destination_id: one
            for one in Delivery.objects.filter(dossier=dossier, submission__in=last)
        }
        if destinations
        else {}
    )
    rows = []
    for one in destinations:
        delivery = there.get(one.pk)
        by_hand = bool(one.on_since) and When.HAND in one.when
        may_send = by_hand and (delivery is None or delivery.state == "failed")
        if delivery or may_send:
            rows.append({"destination": one, "delivery": delivery, "may_send": may_send})
    return rows
