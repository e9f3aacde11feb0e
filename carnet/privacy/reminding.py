"""A week before a person has to be answered the administrators get a mail: a step of the worker. No name is in it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from carnet.core import mail
from carnet.core.models import Mail
from carnet.firms import letterhead
from carnet.privacy.models import PersonRequest
from carnet.privacy.terms import WARNED_BEFORE

LETTER = "people_asking"


@transaction.atomic
def remind_next(now: datetime) -> bool:
    """One request; an extended one is told again before its new term."""
    today = timezone.localdate(now)
    untold = Q(reminded_of=None) | ~Q(reminded_of=F("due_on"))
    near = PersonRequest.objects.filter(untold, closed_on=None, due_on__lte=today + WARNED_BEFORE)
    one = near.select_related("firm").order_by("due_on", "pk").first()
    if one is None:
        return False
    if near.filter(pk=one.pk).update(reminded_of=one.due_on):
        letterhead.to_administrators(LETTER, one, firm=one.firm)
    return True


@mail.letter(LETTER)
def people_asking(row: Mail) -> mail.Letter | None:
    """Nothing when it was closed meanwhile, or for somebody who is no administrator any more."""
    one = PersonRequest.objects.filter(pk=row.about, closed_on=None).select_related("firm").first()
    if one is None or not letterhead.still_reads(row, one.firm):
        return None
    firm = one.firm
    context = {
        "day": one.due_on,
        "link": settings.SITE_URL + reverse("privacy:request", args=[one.pk]),
    }
    return letterhead.composed("people_asking", firm, context)
