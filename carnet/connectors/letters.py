"""Tells the administrators that a connection no longer runs by itself, composed while it is sent."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from carnet.connectors.actions import LETTER
from carnet.connectors.models import Connection
from carnet.connectors.words import trouble
from carnet.core import mail
from carnet.core.models import Mail
from carnet.firms.models import Colleague


@mail.letter(LETTER)
def connection_letter(row: Mail) -> mail.Letter | None:
    """Nothing when somebody has seen to it, or for somebody who is no administrator any more."""
    broken = Connection.objects.filter(pk=row.about, state=Connection.State.BROKEN)
    connection = broken.select_related("firm").first()
    reader = Colleague.objects.administrators().filter(email=row.to)
    if connection is None or not reader.filter(firm=connection.firm_id).exists():
        return None
    firm = connection.firm
    context = {
        "firm": firm,
        "language": row.language,
        "connection": connection,
        "wrong": trouble(connection),
        "link": settings.SITE_URL + reverse("connections:connection", args=[connection.uuid]),
    }
    return mail.Letter(
        subject=render_to_string("email/connection/subject.txt", context).strip(),
        text=render_to_string("email/connection/body.txt", context).strip(),
        html=render_to_string("email/connection/body.html", context),
        sender=firm.sender,
        reply_to=firm.reply_to,
    )
