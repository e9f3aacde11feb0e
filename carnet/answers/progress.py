"""How far each dossier is, worked out by the worker and kept beside the `seq` it was worked out for. Nobody who
writes answers has to think of it: whatever changes a dossier raises its seq."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from carnet.answers.form import dossier_form
from carnet.answers.gathering import entries_in, said_in
from carnet.answers.mishaps import PASSING, report
from carnet.answers.prior import prior_answers
from carnet.answers.reading import background
from carnet.campaigns.models import Dossier
from carnet.core.many_rows import to_change, update
from carnet.questionnaires.engine import evaluate
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.outcome import Outcome

AT_ONCE = 20
# Who is typing saves every few seconds; it is enough to count when they pause.
PAUSE = timedelta(seconds=20)
COUNTS = ("questions_done", "questions_left", "questions_asked")
Counts = tuple[int, int, int]


def count_next(now: datetime) -> bool:
    """A step of the worker: some dossiers that changed. False when all are counted."""
    due = list(behind(now)[:AT_ONCE])
    if due:
        keep(due, counted(due, now))
    return bool(due)


def behind(now: datetime) -> QuerySet[Dossier]:
    # Said as the index says it.
    changed = Dossier.objects.exclude(progress_seq=F("seq")).filter(active_at__lt=now - PAUSE)
    related = changed.select_related("firm", "client", "campaign", "revision__questionnaire")
    return related.defer("revision__document").order_by("pk")


def counted(dossiers: Sequence[Dossier], now: datetime) -> dict[int, Counts]:
    """By dossier. Together they are read faster; if that fails, one by one, and a dossier that cannot be worked
    out keeps the figures it had and waits for nobody."""
    try:
        given, entries = said_in(dossiers), entries_in(dossiers)
        return {
            one.pk: counts(one, given.get(one.pk, {}), entries.get(one.pk, {}), now)
            for one in dossiers
        }
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001  see above
        if len(dossiers) > 1:
            return {pk: found for one in dossiers for pk, found in counted([one], now).items()}
        [spoilt] = dossiers
        report("not counted in", error, dossier=spoilt.pk, revision=spoilt.revision_id)
        return {spoilt.pk: (spoilt.questions_done, spoilt.questions_left, spoilt.questions_asked)}


def counts(
    dossier: Dossier,
    given: Mapping[str, Given],
    entries: Mapping[str, Sequence[str]],
    now: datetime,
) -> Counts:
    compiled = dossier_form(dossier)
    prior = prior_answers(dossier) if compiled.reads_prior else {}
    around = background(dossier, timezone.localdate(now), prior)
    outcome: Outcome = evaluate(compiled, given, entries, around)
    done = sum(section.done for section in outcome.sections if section.shown)
    asked = sum(
        one.shown and one.given.status is Status.ASK_ACCOUNTANT
        for one in outcome.instances.values()
    )
    return done, outcome.to_do, asked


@transaction.atomic
def keep(dossiers: Sequence[Dossier], found: Mapping[int, Counts]) -> None:
    """By the seq that was read: what changed meanwhile is counted in the next round. So is what somebody is just
    writing to, since several rows at once must not wait for single ones."""
    rows = Dossier.objects.filter(pk__in=found).select_for_update(skip_locked=True)
    free = frozenset(rows.order_by("pk").values_list("pk", flat=True))
    kept = [one for one in dossiers if one.pk in free]
    columns = dict(
        zip(COUNTS, map(list, zip(*(found[one.pk] for one in kept), strict=True)), strict=False)
    )
    columns["progress_seq"] = [one.seq for one in kept]
    update(to_change(Dossier, len(kept), columns), [one.pk for one in kept])
