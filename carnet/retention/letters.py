"""The mail to administrators about what will be erased; counts and a day, no name."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from carnet.core import mail
from carnet.core.models import Mail
from carnet.firms.models import Colleague
from carnet.retention.models import Announced, Switch
from carnet.retention.rules import Kind

LETTER = "erasing"


@mail.letter(LETTER)
def erasing(row: Mail) -> mail.Letter | None:
    """Nothing when it was switched off or all is held by now, or for somebody who is no administrator any more."""
    switch = Switch.objects.filter(pk=row.about).select_related("firm").first()
    reader = Colleague.objects.administrators().filter(email=row.to)
    if switch is None or not reader.filter(firm=switch.firm_id).exists():
        return None
    firm = switch.firm
    told = Announced.objects.filter(firm=firm).order_by("on")
    if not told:
        return None
    clients = told.filter(kind=Kind.CLIENT).count()
    context = {
        "firm": firm,
        "language": row.language,
        "clients": clients,
        "dossiers": told.count() - clients,
        "day": told[0].on,
        "link": settings.SITE_URL + reverse("retention:page"),
    }
    return mail.Letter(
        subject=render_to_string("email/erasing/subject.txt", context).strip(),
        text=render_to_string("email/erasing/body.txt", context).strip(),
        html=render_to_string("email/erasing/body.html", context),
        sender=firm.sender,
        reply_to=firm.reply_to,
    )
