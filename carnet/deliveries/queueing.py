"""Puts what was sent on its way to the destinations that want it (settings.LISTENERS), or what a colleague hands over.
Nothing ever goes but what a client has sent."""

from collections.abc import Sequence
from datetime import datetime

from carnet.answers.models import Submission
from carnet.audit.models import Untold
from carnet.campaigns.models import Dossier
from carnet.deliveries.models import Delivery, Destination, When
from carnet.firms.models import Colleague

SENT = "dossier.submitted"


def queue(rows: Sequence[Untold]) -> None:
    """Events of one firm. What was sent before a destination was switched on stays where it is."""
    sent = {row.facts.get("submission"): row for row in rows if row.name == SENT}
    if not sent:
        return
    firm = rows[0].firm_id
    wanting = list(Destination.objects.on().filter(firm=firm))
    there = Submission.objects.filter(pk__in=sent, dossier__firm=firm).defer("content")
    waiting = [
        Delivery(destination=one, dossier_id=submission.dossier_id, submission=submission)
        for submission in there
        for one in wanting
        if wants(one, sent[submission.pk])
    ]
    Delivery.objects.bulk_create(waiting, ignore_conflicts=True)


def wants(destination: Destination, row: Untold) -> bool:
    since = destination.on_since
    trigger = When.COLLEAGUE if row.by_id else When.CLIENT
    return trigger in destination.when and since is not None and row.at >= since


def hand_over(
    dossier: Dossier, destination: Destination, *, by: Colleague, now: datetime
) -> Delivery | None:
    """What was sent last. None when nothing was; the one there is when it was handed over before."""
    submission = dossier.submissions.defer("content").first()
    if submission is None:
        return None
    made, _new = Delivery.objects.get_or_create(
        destination=destination,
        submission=submission,
        defaults={
            "dossier": dossier,
            "by": by,
            "created_at": now,
            "since": now,
            "next_try_at": now,
        },
    )
    return made
