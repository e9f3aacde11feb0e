"""What is noted of a delivery while and after it is tried: that somebody is at it, that it arrived, what is wrong, when
to try again, and when to stop."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from carnet.audit import record as audit
from carnet.campaigns.models import Dossier
from carnet.deliveries.models import Delivery, DeliveryQuerySet, Destination
from carnet.deliveries.parcels import Result
from carnet.firms import letterhead
from carnet.firms.models import Colleague

log = logging.getLogger(__name__)

SENT_BACK, GIVEN_UP = "sent back", "sending back given up"
PAUSES = [1, 5, 15, 60]  # minutes until the next try; then hourly
AFTER = timedelta(days=5)
LETTER = "destination"
# So many failures in a row, the last of them a quarter of an hour after the one before: by itself it will not pass.
TELL_AT = 4
# Trying again changes nothing before somebody has seen to it.
HOPELESS = {"unknown_client", "no_documents", "too_large", "gone"}


class Lapsed(Exception):
    """It is another worker's now, or nobody's: removed, erased, switched off."""


def ours(delivery: Delivery) -> DeliveryQuerySet:
    return Delivery.objects.waiting().filter(
        pk=delivery.pk, claimed_at=delivery.claimed_at, destination__removed_at=None
    )


def beat(delivery: Delivery) -> None:
    """Between two files: we are still at it, and may be."""
    now = timezone.now()
    standing = ours(delivery).exclude(destination__on_since=None)
    if not Delivery.objects.filter(pk__in=standing.values("pk")).update(claimed_at=now):
        raise Lapsed
    delivery.claimed_at = now


@transaction.atomic
def note(delivery: Delivery, result: Result, now: datetime) -> None:
    """Nothing of a delivery that is gone: erased with its client, or removed."""
    if not Delivery.objects.filter(pk=delivery.pk).exists():
        return
    log.info("delivery %s: %s", delivery.pk, result.code or "done")
    if result.paced:
        _goes_on(delivery, now + timedelta(seconds=result.wait))
    elif result.code:
        _failed(delivery, result, now)
    else:
        _arrived(delivery, result, now)


def _arrived(delivery: Delivery, result: Result, now: datetime) -> None:
    """Also when our claim had lapsed meanwhile."""
    fresh = {"trouble": "", "said": "", "claimed_at": None, "failed_at": None}
    ticked = delivery.ticked if result.ticked is None else result.ticked
    standing = Delivery.objects.filter(pk=delivery.pk, done_at=None)
    if standing.update(done_at=now, ticked=ticked, **fresh):
        _trail(delivery, SENT_BACK, by=delivery.by)
    well = {"failures": 0, "failing_since": None, "rests_until": None, "trouble": "", "said": ""}
    Destination.objects.filter(pk=delivery.destination_id).exclude(failures=0).update(**well)


def _goes_on(delivery: Delivery, at: datetime) -> None:
    """It is under way and was not tried in vain; the next one would have to wait as well."""
    ours(delivery).update(next_try_at=at, claimed_at=None, attempts=F("attempts") - 1)
    Destination.objects.filter(pk=delivery.destination_id).update(rests_until=at)


def _failed(delivery: Delivery, result: Result, now: datetime) -> None:
    wait = max(pause(delivery.attempts), timedelta(seconds=result.wait))
    said = harmless(result.said, delivery.destination)
    told = {"trouble": result.code, "said": said, "claimed_at": None}
    if result.code in HOPELESS or now - delivery.since > AFTER:
        if ours(delivery).update(failed_at=now, **told):
            _trail(delivery, GIVEN_UP, by=None)
    else:
        ours(delivery).update(next_try_at=now + wait, **told)
    if result.wide:
        _rest(delivery.destination, result, now)


def _rest(destination: Destination, result: Result, now: datetime) -> None:
    """What else waits for it need not find out the same."""
    standing = Destination.objects.filter(pk=destination.pk)
    since = Coalesce("failing_since", now)
    standing.update(failures=F("failures") + 1, failing_since=since)
    failures = standing.values_list("failures", flat=True).get()
    wait = max(pause(failures), timedelta(seconds=result.wait))
    said = harmless(result.said, destination)
    standing.update(rests_until=now + wait, trouble=result.code, said=said)
    if failures == TELL_AT:
        letterhead.to_administrators(LETTER, destination, firm=destination.firm)


def harmless(said: str, destination: Destination) -> str:
    """Some servers repeat what they were told."""
    for name in ("password", "token"):
        if secret := destination.settings.get(name):
            said = said.replace(secret, "…")
    return said[:200]


def pause(attempts: int) -> timedelta:
    return timedelta(minutes=PAUSES[min(max(attempts, 1), len(PAUSES)) - 1])


def _trail(delivery: Delivery, what: str, *, by: Colleague | None) -> None:
    """Nobody gives up: whoever pressed the button is told, too."""
    dossier = Dossier.objects.select_related("firm").get(pk=delivery.dossier_id)
    files = delivery.files.exclude(done_at=None).count()  # type: ignore[attr-defined]
    facts = {"submission": delivery.submission_id, "files": files}
    audit.record(what, dossier, firm=dossier.firm, by=by, **facts)
