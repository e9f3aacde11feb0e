"""The dry run of a draft: what it would mean for every dossier that is running, worked out by the worker.

Each result stands beside the dossier's seq and revision it was worked out for, so one that is out of date
shows by itself and is done again, and a worker may be killed at any moment.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from carnet.answers.gathering import entries_in, said_in
from carnet.answers.mishaps import PASSING, report
from carnet.answers.models import Foresight
from carnet.answers.prior import prior_answers
from carnet.answers.reading import background
from carnet.campaigns.models import Dossier, DossierQuerySet, State
from carnet.questionnaires.comparing import between, heaviest
from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.compiling import BrokenDefinition
from carnet.questionnaires.engine import Background
from carnet.questionnaires.forecasts import Forecast, forecast
from carnet.questionnaires.models import (
    Questionnaire,
    Revision,
    RevisionState,
    Written,
    compiled_document,
)
from carnet.questionnaires.narrowing import narrowed
from carnet.questionnaires.reading import read
from carnet.questionnaires.routes import Route, route
from carnet.questionnaires.weights import Weight

NOT_STARTED = [State.NOT_SENT, State.SENT, State.NOT_DELIVERED, State.OPENED]
RUNNING = [*NOT_STARTED, State.IN_PROGRESS]
# A fraction of a second, so that the worker's other steps get their turn.
AT_ONCE = 10
# A draft somebody is writing changes every few seconds; it is looked at once they pause.
STILL_EDITED = timedelta(seconds=20)
COUNTS = ("more", "hidden", "unfit", "lost")


@dataclass(frozen=True)
class Way:
    """From the text a dossier has to another one."""

    old: Compiled
    new: Compiled
    route: Route
    weight: Weight
    # Both texts with what the change reaches; and whose answers that takes, if not everybody's.
    part: tuple[Compiled, Compiled]
    names: frozenset[str] | None


def way(old: Revision, new: Revision) -> Way:
    return _way(old.written, new.written)


@lru_cache(maxsize=50)
def _way(old: Written, new: Written) -> Way:
    pair = compiled_document(old), compiled_document(new)
    texts = pair[0].definition, pair[1].definition
    changes, there = list(between(*texts)), route(*texts)
    weight, part = heaviest(changes), narrowed(*pair, there, changes)
    names = part and frozenset(node.id for one in part for node in one.nodes)
    return Way(*pair, there, Weight.TEXT if weight is None else weight, part or pair, names)


def running(questionnaire: Questionnaire) -> DossierQuerySet:
    """The dossiers that may get another revision. Those that were sent keep theirs, also when they were
    opened again."""
    return Dossier.objects.filter(
        firm=questionnaire.firm_id,
        revision__questionnaire=questionnaire,
        state__in=RUNNING,
        campaign__closed_at=None,
    )


def outdated(draft: Revision) -> DossierQuerySet:
    """Those for which nothing is known yet, or nothing that still holds."""
    known = Foresight.objects.filter(
        revision=draft,
        digest=draft.digest,
        dossier=OuterRef("pk"),
        seq=OuterRef("seq"),
        pinned=OuterRef("revision"),
    )
    return running(draft.questionnaire).filter(~Exists(known)).order_by("pk")


def foresee_next(now: datetime) -> bool:
    """A step of the worker: some dossiers of one draft. False when there is nothing to work out."""
    resting = Q(edited_at=None) | Q(edited_at__lt=now - STILL_EDITED)
    drafts = Revision.objects.filter(resting, state=RevisionState.DRAFT).order_by("pk")
    for draft in drafts.select_related("questionnaire").defer("document"):
        if sound(draft.written) and (due := list(_loaded(outdated(draft))[:AT_ONCE])):
            _foresee(draft, due, now)
            return True
    return False


@lru_cache(maxsize=50)
def sound(written: Written) -> bool:
    """Can it run at all? If not, the page tells why, and there is nothing to work out."""
    if read(written.document())[1]:
        return False
    try:
        compiled_document(written)
    except BrokenDefinition:
        return False
    return True


def _loaded(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Not with the document, which takes longer to open than all the rest and is known by its digest."""
    related = dossiers.select_related("campaign", "revision__questionnaire")
    return related.defer("revision__document")


def _foresee(draft: Revision, dossiers: list[Dossier], now: datetime) -> None:
    rows = _rows_or_marks(draft, dossiers, now)
    with transaction.atomic():
        # It may have been published, changed, replaced or discarded meanwhile.
        waiting = Revision.objects.select_for_update().filter(pk=draft.pk, digest=draft.digest)
        if waiting.filter(state=RevisionState.DRAFT).exists():
            Foresight.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["revision", "dossier"],
                update_fields=["digest", "seq", "pinned", *COUNTS, "breaks", "failed"],
            )


def _rows_or_marks(draft: Revision, dossiers: Sequence[Dossier], now: datetime) -> list[Foresight]:
    """Whatever is wrong with one dossier, the others are not to wait for it: together they are read faster,
    but if that fails, one by one."""
    try:
        found = foreseen(dossiers, draft, now)
        return [_row(draft, one, found[one.pk]) for one in dossiers]
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001  see above
        if len(dossiers) > 1:
            return [row for one in dossiers for row in _rows_or_marks(draft, [one], now)]
        return [_mark(draft, dossiers[0], error)]


def _mark(draft: Revision, dossier: Dossier, error: Exception) -> Foresight:
    report("not foreseen in", error, dossier=dossier.pk, revision=draft.pk)
    known = {"digest": draft.digest, "seq": dossier.seq, "pinned": dossier.revision}
    return Foresight(revision=draft, dossier=dossier, failed=True, **known)


def _row(draft: Revision, dossier: Dossier, found: Forecast) -> Foresight:
    there = way(dossier.revision, draft)
    counts = {name: len(getattr(found, name)) for name in COUNTS}
    breaks = there.weight == Weight.BREAKING or found.breaks
    return Foresight(
        revision=draft,
        digest=draft.digest,
        dossier=dossier,
        seq=dossier.seq,
        pinned=dossier.revision,
        breaks=breaks,
        **counts,
    )


def foreseen(dossiers: Sequence[Dossier], new: Revision, now: datetime) -> dict[int, Forecast]:
    """What the new revision means for each of these dossiers. They are read with campaign and revision."""
    by_way = defaultdict(list)
    for dossier in dossiers:
        by_way[dossier.revision.written].append(dossier)
    found = {}
    for some in by_way.values():
        there = way(some[0].revision, new)
        given, entries = said_in(some, there.names), entries_in(some)
        for one in some:
            around = _backgrounds(one, there, now)
            found[one.pk] = forecast(
                there.part, there.route, given.get(one.pk, {}), entries.get(one.pk, {}), around
            )
    return found


def _backgrounds(dossier: Dossier, there: Way, now: datetime) -> tuple[Background, Background]:
    """Under the old text, and under the new one."""
    today = timezone.localdate(now)
    old, new = (
        background(
            dossier,
            today,
            prior_answers(dossier, compiled.definition) if compiled.reads_prior else {},
        )
        for compiled in there.part
    )
    return old, new
