"""Tells the administrators that a destination takes nothing, composed while it is sent."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from carnet.core import mail
from carnet.core.models import Mail
from carnet.deliveries.models import Destination
from carnet.deliveries.noting import LETTER
from carnet.deliveries.words import wrong
from carnet.firms.models import Colleague


@mail.letter(LETTER)
def destination_letter(row: Mail) -> mail.Letter | None:
    """Nothing when it works again or is off, or for somebody who is no administrator any more."""
    failing = Destination.objects.on().filter(pk=row.about, failures__gt=0)
    destination = failing.select_related("firm").first()
    reader = Colleague.objects.administrators().filter(email=row.to)
    if destination is None or not reader.filter(firm=destination.firm_id).exists():
        return None
    firm = destination.firm
    context = {
        "firm": firm,
        "language": row.language,
        "destination": destination,
        "wrong": wrong(destination.trouble),
        "link": settings.SITE_URL + reverse("deliveries:destination", args=[destination.uuid]),
    }
    return mail.Letter(
        subject=render_to_string("email/destination/subject.txt", context).strip(),
        text=render_to_string("email/destination/body.txt", context).strip(),
        html=render_to_string("email/destination/body.html", context),
        sender=firm.sender,
        reply_to=firm.reply_to,
    )
