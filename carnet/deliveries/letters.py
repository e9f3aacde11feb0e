"""Tells the administrators that a destination takes nothing, composed while it is sent."""

from django.conf import settings
from django.urls import reverse

from carnet.core import mail
from carnet.core.models import Mail
from carnet.deliveries.models import Destination
from carnet.deliveries.noting import LETTER
from carnet.deliveries.words import wrong
from carnet.firms import letterhead


@mail.letter(LETTER)
def destination_letter(row: Mail) -> mail.Letter | None:
    """Nothing when it works again or is off, or for somebody who is no administrator any more."""
    failing = Destination.objects.on().filter(pk=row.about, failures__gt=0)
    destination = failing.select_related("firm").first()
    if destination is None or not letterhead.still_reads(row, destination.firm):
        return None
    firm = destination.firm
    context = {
        "destination": destination,
        "wrong": wrong(destination.trouble),
        "link": settings.SITE_URL + reverse("deliveries:destination", args=[destination.uuid]),
    }
    return letterhead.composed("destination", firm, context)
