"""Tells the administrators that a connection no longer runs by itself, composed while it is sent."""

from django.conf import settings
from django.urls import reverse

from carnet.connectors.actions import LETTER
from carnet.connectors.models import Connection
from carnet.connectors.words import trouble
from carnet.core import mail
from carnet.core.models import Mail
from carnet.firms import letterhead


@mail.letter(LETTER)
def connection_letter(row: Mail) -> mail.Letter | None:
    """Nothing when somebody has seen to it, or for somebody who is no administrator any more."""
    broken = Connection.objects.filter(pk=row.about, state=Connection.State.BROKEN)
    connection = broken.select_related("firm").first()
    if connection is None or not letterhead.still_reads(row, connection.firm):
        return None
    firm = connection.firm
    context = {
        "connection": connection,
        "wrong": trouble(connection),
        "link": settings.SITE_URL + reverse("connections:connection", args=[connection.uuid]),
    }
    return letterhead.composed("connection", firm, context)
