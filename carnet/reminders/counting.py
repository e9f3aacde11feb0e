"""Counts the reminders that have left for the client of each dossier, where the dossier is: thousands are asked at once
who has had two. In the transaction that notes the reminder as sent, so that the two never differ."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import F

from carnet.campaigns.models import Dossier
from carnet.invitations.models import Person
from carnet.reminders.models import Reminder, Step


@transaction.atomic
def note_sent(reminder: int | str, now: datetime) -> None:
    """Once, however often it is told."""
    if not Reminder.objects.filter(pk=reminder, sent_at=None).update(sent_at=now):
        return
    steps = Step.objects.filter(reminder__pk=reminder, person=Person.CLIENT)
    # In the order of their numbers, as whoever else locks several.
    counts = Counter(steps.order_by("dossier_id").values_list("dossier_id", flat=True))
    for dossier, count in counts.items():
        Dossier.objects.filter(pk=dossier).update(reminded=F("reminded") + count)
