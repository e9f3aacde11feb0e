"""How far each dossier is, worked out by the worker and kept beside the `seq` it was worked out for. Nobody who
writes answers has to think of it: whatever changes a dossier raises its seq."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from carnet.answers.mishaps import PASSING, report
from carnet.answers.reading import load
from carnet.campaigns.models import Dossier
from carnet.questionnaires.given import Status

AT_ONCE = 20
# Who is typing saves every few seconds; it is enough to count when they pause.
PAUSE = timedelta(seconds=20)


def count_next(now: datetime) -> bool:
    """A step of the worker: some dossiers that changed. False when all are counted."""
    due = list(behind(now)[:AT_ONCE])
    for dossier in due:
        count(dossier, now)
    return bool(due)


def behind(now: datetime) -> QuerySet[Dossier]:
    # Said as the index says it.
    changed = Dossier.objects.exclude(progress_seq=F("seq")).filter(active_at__lt=now - PAUSE)
    related = changed.select_related("firm", "client", "campaign", "revision__questionnaire")
    return related.defer("revision__document").order_by("pk")


def count(dossier: Dossier, now: datetime) -> None:
    """A dossier whose questionnaire cannot be worked out keeps the figures it had, and waits for nobody."""
    found = {}
    try:
        outcome = load(dossier, today=timezone.localdate(now), drawn=False).outcome
        done = sum(section.done for section in outcome.sections if section.shown)
        asked = sum(
            one.shown and one.given.status is Status.ASK_ACCOUNTANT
            for one in outcome.instances.values()
        )
        found = {"questions_done": done, "questions_left": outcome.to_do, "questions_asked": asked}
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001  see above
        report("not counted in", error, dossier=dossier.pk, revision=dossier.revision_id)
    # By the seq that was read: what changed meanwhile is counted in the next round.
    Dossier.objects.filter(pk=dossier.pk).update(progress_seq=dossier.seq, **found)
