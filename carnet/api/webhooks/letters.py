"""Tells the administrators that a webhook was paused, composed while it is sent."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from carnet.api.webhooks.actions import LETTER
from carnet.api.webhooks.models import Pause, Webhook
from carnet.core import mail
from carnet.core.models import Mail
from carnet.firms.models import Colleague


@mail.letter(LETTER)
def webhook_letter(row: Mail) -> mail.Letter | None:
    """Nothing when it runs again, or for somebody who has left or is no administrator any more."""
    paused = Webhook.objects.filter(pk=row.about, paused_at__isnull=False).select_related("firm")
    webhook = paused.exclude(paused_why=Pause.HAND).first()
    reader = Colleague.objects.administrators().filter(email=row.to)
    if webhook is None or not reader.filter(firm=webhook.firm_id).exists():
        return None
    firm = webhook.firm
    context = {
        "firm": firm,
        "language": row.language,
        "gone": webhook.paused_why == Pause.GONE,
        "link": settings.SITE_URL + reverse("webhooks:webhook", args=[webhook.uuid]),
    }
    return mail.Letter(
        subject=render_to_string("email/webhook/subject.txt", context).strip(),
        text=render_to_string("email/webhook/body.txt", context).strip(),
        html=render_to_string("email/webhook/body.html", context),
        sender=firm.sender,
        reply_to=firm.reply_to,
    )
