"""Hands the files of one delivery over, those that have not arrived yet."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from carnet.answers.models import Submission
from carnet.connectors.trouble import Paced, Trouble
from carnet.deliveries import noting
from carnet.deliveries.models import Delivery, SentFile, What
from carnet.deliveries.packing import parcel, planned
from carnet.deliveries.parcels import Result, Taker, Unfit
from carnet.deliveries.takers.opening import opened
from carnet.deliveries.takers.software import Software
from carnet.exports.sent import Sent, sent

# About one file or one client; anything else concerns the destination, and the next file would fare no better.
OF_THE_FILE = {"odd", "missing"}


def hand_out(delivery: Delivery) -> Result:
    """Raises Lapsed when it is not ours any more."""
    given = what_was_sent(delivery)
    plan(delivery, given)
    try:
        with opened(delivery.destination, given.dossier.client) as taker:
            taker.check()
            return _all(delivery, given, taker)
    except Unfit as unfit:
        return Result(unfit.code)
    except Paced as paced:
        return Result(paced.code, wait=paced.wait, paced=True)
    except Trouble as trouble:
        return Result(trouble.code, trouble.said, wide=True, wait=trouble.wait)


def what_was_sent(delivery: Delivery) -> Sent:
    """Exactly the submission it is about, whatever was sent since."""
    around = ("dossier__client__firm", "dossier__firm", "dossier__campaign")
    rows = Submission.objects.select_related(*around, "revision__questionnaire")
    found = rows.defer("revision__document").filter(pk=delivery.submission_id).first()
    if found is None:
        raise noting.Lapsed
    return sent(found)


@transaction.atomic
def plan(delivery: Delivery, given: Sent) -> None:
    if not delivery.files.exists():  # type: ignore[attr-defined]
        noting.beat(delivery)
        SentFile.objects.bulk_create(planned(delivery, given))


def _all(delivery: Delivery, given: Sent, taker: Taker) -> Result:
    """What cannot go is left out, and everything else is there."""
    worst = Result()
    for row in _left(delivery):
        noting.beat(delivery)
        problem = _one(row, given, taker)
        worst = problem or worst
    if worst.code or What.TASK not in delivery.destination.what or delivery.ticked is not None:
        return worst
    ends = given.dossier.campaign.period_end
    return Result(ticked=isinstance(taker, Software) and taker.tick(str(delivery.key), ends))


def _left(delivery: Delivery) -> QuerySet[SentFile]:
    return delivery.files.filter(done_at=None)  # type: ignore[attr-defined]


def _one(row: SentFile, given: Sent, taker: Taker) -> Result | None:
    this = SentFile.objects.filter(pk=row.pk)
    try:
        made = parcel(row, given)
        reference = taker.put(made)
    except Unfit as unfit:
        this.update(problem=unfit.code)
        return Result(unfit.code)
    except Trouble as trouble:
        if trouble.code not in OF_THE_FILE:
            raise
        this.update(problem=trouble.code)
        return Result(trouble.code, trouble.said)
    this.update(done_at=timezone.now(), reference=reference, size=made.size, problem="")
    return None
