"""The dry run of a draft: what it would mean for every dossier that is running, worked out by the worker.

Each result stands beside the dossier's seq and revision it was worked out for, so one that is out of date
shows by itself and is done again, and a worker may be killed at any moment.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from carnet.answers.mishaps import PASSING, report
from carnet.answers.models import Foresight
from carnet.answers.prior import prior_answers
from carnet.answers.reading import background, entries_of, said_in
from carnet.campaigns.models import Dossier, DossierQuerySet, State
from carnet.questionnaires.comparing import between, heaviest
from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.compiling import BrokenDefinition
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
        dossier=OuterRef("pk"),
        seq=OuterRef("seq"),
        pinned=OuterRef("revision"),
    )
    return running(draft.questionnaire).filter(~Exists(known)).order_by("pk")


def foresee_next(now: datetime) -> bool:
    """A step of the worker: some dossiers of one draft. False when there is nothing to work out."""
    drafts = Revision.objects.filter(state=RevisionState.DRAFT).order_by("pk")
    for draft in drafts.select_related("questionnaire"):
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
    return dossiers.select_related("campaign", "revision__questionnaire")


def _foresee(draft: Revision, dossiers: list[Dossier], now: datetime) -> None:
    rows = [_row_or_mark(draft, one, now) for one in dossiers]
    with transaction.atomic():
        # It may have been published, replaced or discarded meanwhile.
        waiting = Revision.objects.select_for_update().filter(pk=draft.pk)
        if waiting.filter(state=RevisionState.DRAFT).exists():
            Foresight.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["revision", "dossier"],
                update_fields=["seq", "pinned", *COUNTS, "breaks", "failed"],
            )


def _row_or_mark(draft: Revision, dossier: Dossier, now: datetime) -> Foresight:
    """Whatever is wrong with one dossier, the others are not to wait for it."""
    try:
        return _row(draft, dossier, now)
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001  see above
        report("not foreseen in", error, dossier=dossier.pk, revision=draft.pk)
        known = {"seq": dossier.seq, "pinned": dossier.revision}
        return Foresight(revision=draft, dossier=dossier, failed=True, **known)


def _row(draft: Revision, dossier: Dossier, now: datetime) -> Foresight:
    found, there = foreseen(dossier, draft, now), way(dossier.revision, draft)
    counts = {name: len(getattr(found, name)) for name in COUNTS}
    breaks = there.weight == Weight.BREAKING or found.breaks
    return Foresight(
        revision=draft,
        dossier=dossier,
        seq=dossier.seq,
        pinned=dossier.revision,
        breaks=breaks,
        **counts,
    )


def foreseen(dossier: Dossier, new: Revision, now: datetime) -> Forecast:
    """What the new revision means for this dossier. The dossier is read with its campaign and revision."""
    found, today = way(dossier.revision, new), timezone.localdate(now)
    given = said_in(dossier, found.names)
    backgrounds = tuple(
        background(
            dossier,
            today,
            prior_answers(dossier, compiled.definition) if compiled.reads_prior else {},
        )
        for compiled in found.part
    )
    entries = entries_of(dossier)
    return forecast(found.part, found.route, given, entries, (backgrounds[0], backgrounds[1]))
