"""Sends the waves of invitations when their time has come, or at once. The wave is marked and its mails are
queued in one transaction: killed in the middle, it is sent anew, and nobody gets two mails."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from carnet.audit import record as audit
from carnet.campaigns.models import Dossier, Wave
from carnet.campaigns.waves import AlreadyLeft
from carnet.firms.models import Colleague
from carnet.invitations import actions

SENT = gettext_noop("wave sent")


def send_next(now: datetime) -> bool:
    """A step of the worker: queue the mails of one wave that is due. False when none is."""
    wave = Wave.objects.due(now).select_related("firm", "campaign").first()
    if wave is None:
        return False
    try:
        _leave(wave, by=None, now=now, stopped_at=None)
    except AlreadyLeft:  # another worker, or a colleague a moment ago
        return True
    return True


def send_now(wave: Wave, *, by: Colleague, now: datetime) -> int:
    """Before its time, or although it was stopped. How many clients are mailed."""
    return _leave(wave, by=by, now=now)


@transaction.atomic
def _leave(wave: Wave, *, by: Colleague | None, now: datetime, **state: None) -> int:
    mine = Wave.objects.filter(pk=wave.pk, sent_at=None, **state)
    if wave.campaign.closed_at or not mine.update(sent_at=now, stopped_at=None):
        raise AlreadyLeft(wave.pk)
    count = actions.invite(Dossier.objects.filter(wave=wave), by=by, now=now)
    audit.record(SENT, wave, firm=wave.firm, by=by, count=count)
    return count
