"""Tells the administrators that a webhook was paused, composed while it is sent."""

from django.conf import settings
from django.urls import reverse

from carnet.api.webhooks.actions import LETTER
from carnet.api.webhooks.models import Pause, Webhook
from carnet.core import mail
from carnet.core.models import Mail
from carnet.firms import letterhead


@mail.letter(LETTER)
def webhook_letter(row: Mail) -> mail.Letter | None:
    """Nothing when it runs again, or for somebody who has left or is no administrator any more."""
    paused = Webhook.objects.filter(pk=row.about, paused_at__isnull=False).select_related("firm")
    webhook = paused.exclude(paused_why=Pause.HAND).first()
    if webhook is None or not letterhead.still_reads(row, webhook.firm):
        return None
    firm = webhook.firm
    context = {
        "gone": webhook.paused_why == Pause.GONE,
        "link": settings.SITE_URL + reverse("webhooks:webhook", args=[webhook.uuid]),
    }
    return letterhead.composed("webhook", firm, context)
