"""Puts dossiers into waves, moves a wave to another day, stops it. What has left cannot be moved: of two
colleagues, or a colleague and the worker, the second finds it gone. Sends nothing (invitations/waves.py)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_noop

from carnet.audit import record as audit
from carnet.campaigns.models import Campaign, Dossier, Wave
from carnet.campaigns.spreading import Planned
from carnet.clients.states import State
from carnet.core.asked_often import AskedOften
from carnet.firms.models import Colleague

AT_ONCE = 500
PLANNED = gettext_noop("wave planned")
MOVED = gettext_noop("wave moved")
STOPPED = gettext_noop("wave stopped")


class AlreadyLeft(Exception):
    """The mails of this wave are on their way, or its campaign is closed."""


@transaction.atomic
def schedule(
    campaign: Campaign,
    dossiers: Iterable[Dossier],
    planned: Sequence[Planned],
    *,
    by: Colleague | None,
    now: datetime,
) -> int:
    """Each dossier waits for the wave its client was planned for. How many dossiers wait."""
    of_client = {dossier.client_id: dossier.pk for dossier in dossiers}
    count = 0
    for part in planned:
        numbers = [of_client[client] for client in part.members if client in of_client]
        if numbers:
            _add(campaign, part, numbers, by=by, now=now)
        count += len(numbers)
    return count


def _add(campaign: Campaign, part: Planned, numbers: list[int], *, by, now: datetime) -> None:
    wave = Wave.objects.create(
        firm=campaign.firm,
        campaign=campaign,
        name=part.name,
        send_at=part.at,
        created_by=by,
        created_at=now,
    )
    for start in range(0, len(numbers), AT_ONCE):
        Dossier.objects.filter(pk__in=numbers[start : start + AT_ONCE]).update(wave=wave)
    audit.record(PLANNED, wave, firm=campaign.firm, by=by, count=len(numbers))


def shown(campaign: Campaign) -> list[Wave]:
    """Those that have not left and still hold somebody to invite, with how many."""
    return SHOWN(campaign=campaign.pk)


SHOWN = AskedOften(
    lambda campaign: (
        Wave._base_manager.filter(campaign=campaign, sent_at=None)
        .annotate(waiting=Count("dossiers", filter=Q(dossiers__state=State.NOT_SENT)))
        .exclude(waiting=0)
        .order_by("send_at", "pk")
    )
)


@transaction.atomic
def move(wave: Wave, at: datetime, *, by: Colleague | None) -> None:
    """To another moment; a stopped wave waits again."""
    _change(wave, send_at=at, stopped_at=None)
    audit.record(MOVED, wave, firm=wave.firm, by=by, to=at.isoformat())


@transaction.atomic
def stop(wave: Wave, *, by: Colleague | None, now: datetime) -> None:
    """Its clients stay prepared, and are invited when somebody says so."""
    _change(wave, stopped_at=now)
    audit.record(STOPPED, wave, firm=wave.firm, by=by)


def _change(wave: Wave, **fields: datetime | None) -> None:
    # Without looking at other tables: only so does the second of two see what the first changed.
    if wave.campaign.closed_at or not Wave.objects.filter(pk=wave.pk, sent_at=None).update(
        **fields
    ):
        raise AlreadyLeft(wave.pk)


def leave(dossier: Dossier) -> int:
    """A dossier whose invitation is withdrawn is not invited by its wave either."""
    planned = Dossier.objects.filter(pk=dossier.pk).planned()
    return planned.update(wave=None)
