"""The mail to administrators about what will be erased; counts and a day, no name."""

from django.conf import settings
from django.urls import reverse

from carnet.core import mail
from carnet.core.models import Mail
from carnet.firms import letterhead
from carnet.retention.models import Announced, Switch
from carnet.retention.rules import Kind

LETTER = "erasing"


@mail.letter(LETTER)
def erasing(row: Mail) -> mail.Letter | None:
    """Nothing when it was switched off or all is held by now, or for somebody who is no administrator any more."""
    switch = Switch.objects.filter(pk=row.about).select_related("firm").first()
    if switch is None or not letterhead.still_reads(row, switch.firm):
        return None
    firm = switch.firm
    told = Announced.objects.filter(firm=firm).order_by("on")
    if not told:
        return None
    clients = told.filter(kind=Kind.CLIENT).count()
    context = {
        "clients": clients,
        "dossiers": told.count() - clients,
        "day": told[0].on,
        "link": settings.SITE_URL + reverse("retention:page"),
    }
    return letterhead.composed("erasing", firm, context)
