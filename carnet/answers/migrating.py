"""Brings running dossiers to a new revision, and back: one transaction for each, so that a worker may be killed
at any moment and goes on where it was. Nothing is copied or deleted; see carrying.py for what is renamed.

What was sent is not touched: a submission holds its own words. A dossier in which an answer would lose its
question or its choice is held back on its revision once its client has begun. One that cannot be moved at all is
set aside with a mark, and the others go on (mishaps.py).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import chain

from django.db import transaction
from django.db.models import F, Q, QuerySet

from carnet.answers.carrying import Carrier, carry
from carnet.answers.foreseeing import NOT_STARTED, RUNNING, foreseen, running, way
from carnet.answers.mishaps import PASSING, fault_of, report
from carnet.answers.models import Move, Reach, Rollout
from carnet.answers.proposing import propose_new, withdraw
from carnet.audit.record import record
from carnet.campaigns.models import Campaign, Dossier, DossierQuerySet, State, WrongState
from carnet.firms.models import Colleague
from carnet.questionnaires.actions import publish_draft
from carnet.questionnaires.comparing import Change, heaviest
from carnet.questionnaires.forecasts import SAID
from carnet.questionnaires.models import Revision
from carnet.questionnaires.weights import Weight

UNDO_FOR = timedelta(days=30)
# How long the client is told of new questions: the sitting in which they were first seen.
TELL_FOR = timedelta(hours=1)
# Moved, and still where they were moved to and not sent.
RETURNABLE = Q(
    moved_at__isnull=False,
    back_at=None,
    fault="",
    dossier__revision=F("rollout__revision"),
    dossier__state__in=RUNNING,
)


class OutOfReach(Exception):
    """A revision that breaks answers does not go to dossiers in progress."""


def offered(weight: Weight | None) -> list[Reach]:
    return [reach for reach in Reach if reach != Reach.IN_PROGRESS or weight != Weight.BREAKING]


def usual(changes: Sequence[Change]) -> Reach:
    """Next year's text is for next year's dossiers; what nobody has to answer goes to everybody."""
    if any(change.what == "period" for change in changes):
        return Reach.NEW
    light = (heaviest(changes) or Weight.TEXT) <= Weight.ADDITIVE
    return Reach.IN_PROGRESS if light else Reach.NOT_STARTED


@transaction.atomic
def publish_to(
    draft: Revision,
    reach: Reach,
    *,
    weight: Weight | None,
    by: Colleague | None,
    now: datetime,
    note: str = "",
) -> bool:
    """Publish, and have the worker bring it to who is to get it. `weight` is that of its changes against
    what is published. False when it is no draft any more. Raises Unpublishable, OutOfReach."""
    if reach not in offered(weight):
        raise OutOfReach
    if not publish_draft(draft, by=by, now=now):
        return False
    Revision.objects.filter(pk=draft.pk).update(note=note)
    draft.foresights.all().delete()
    rollout = Rollout.objects.create(revision=draft, reach=reach, by=by, started_at=now)
    if reach == Reach.NEW:
        Rollout.objects.filter(pk=rollout.pk).update(finished_at=now)
    else:
        _tell_campaigns(rollout)
    return True


def _tell_campaigns(rollout: Rollout) -> None:
    """Who is added to a running campaign from now on has not started either."""
    questionnaire = rollout.revision.questionnaire_id
    running_ones = Campaign.objects.running().filter(revision__questionnaire=questionnaire)
    held = running_ones.select_for_update(of=("self",))
    before = dict(held.order_by("pk").values_list("pk", "revision"))
    Campaign.objects.filter(pk__in=before).update(revision=rollout.revision)
    Rollout.objects.filter(pk=rollout.pk).update(campaigns=before)


def _tell_campaigns_back(rollout: Rollout) -> None:
    for pk, before in rollout.campaigns.items():
        Campaign.objects.filter(pk=pk, revision=rollout.revision).update(revision=before)


def undoable(rollout: Rollout, now: datetime) -> bool:
    """There is something to undo, and it is not too late."""
    return in_time(rollout, now) and returning(rollout).exists()


def in_time(rollout: Rollout, now: datetime) -> bool:
    fresh = rollout.finished_at and rollout.started_at + UNDO_FOR > now
    return bool(fresh and not rollout.undoing_at)


@transaction.atomic
def undo(rollout: Rollout, *, by: Colleague, now: datetime) -> bool:
    """Have the worker bring its dossiers back. False when somebody else was first, or it is too late."""
    mine = Rollout.objects.filter(pk=rollout.pk, undoing_at=None, finished_at__isnull=False)
    if not mine.filter(started_at__gt=now - UNDO_FOR).update(undoing_at=now, undone_by=by):
        return False
    _tell_campaigns_back(rollout)
    revision = rollout.revision
    firm = revision.questionnaire.firm
    record("revision taken back", revision, firm=firm, by=by, number=revision.number)
    return True


def move_next(now: datetime) -> bool:
    """A step of the worker: one dossier there or back. False when none waits. The oldest revision first, so
    that nobody is brought past a newer one."""
    rollouts = Rollout.objects.select_related("revision__questionnaire", "by", "undone_by")
    # Documents take long to open, and those in use are known by their digests.
    rollouts = rollouts.defer("revision__document").order_by("pk")
    if rollout := rollouts.filter(finished_at=None).first():
        _move_one(rollout, now)
        return True
    rollout = rollouts.filter(undoing_at__isnull=False, undone_at=None).first()
    if rollout:
        _return_one(rollout, now)
    return rollout is not None


def waiting(rollout: Rollout) -> DossierQuerySet:
    """Those that are still to be moved. Who was held back, set aside or brought back once is not tried again
    by itself."""
    states = RUNNING if rollout.reach == Reach.IN_PROGRESS else NOT_STARTED
    before = running(rollout.revision.questionnaire).filter(
        state__in=states, revision__number__lt=rollout.revision.number
    )
    return before.exclude(pk__in=rollout.moves.values("dossier")).order_by("pk")


def returning(rollout: Rollout) -> QuerySet[Move]:
    return rollout.moves.filter(RETURNABLE).order_by("pk")


def _move_one(rollout: Rollout, now: datetime) -> None:
    pk = waiting(rollout).values_list("pk", flat=True).first()
    if pk is None:
        _finish(rollout, waiting(rollout), finished_at=now)
        return
    try:
        with transaction.atomic():
            dossier = _held(pk)
            # Its client may have begun or sent it, or another worker moved it, since it was chosen.
            if dossier and waiting(rollout).filter(pk=pk).exists():
                _move(rollout, dossier, now)
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001  whatever is wrong with one dossier, the others are not to wait for it
        report("not moved to", error, dossier=pk, revision=rollout.revision_id)
        _set_aside(rollout, pk, error, now)


def _set_aside(rollout: Rollout, pk: int, error: Exception, now: datetime) -> None:
    with transaction.atomic():
        dossier = _held(pk)
        # Somebody else may have moved it meanwhile, or it is gone.
        if dossier and waiting(rollout).filter(pk=pk).exists():
            Move.objects.create(
                rollout=rollout,
                dossier=dossier,
                before=dossier.revision,
                fault=fault_of(error),
                failed_at=now,
            )


def _finish(rollout: Rollout, rest: QuerySet, **done: datetime) -> None:
    """Unless a colleague has just asked to try some of them again."""
    with transaction.atomic():
        held = Rollout.objects.select_for_update().filter(pk=rollout.pk, **dict.fromkeys(done))
        if held.exists() and not rest.exists():
            held.update(**done)


def _held(pk: int) -> Dossier | None:
    """Nobody saves in it until the transaction ends."""
    held = Dossier.objects.select_for_update(of=("self",)).filter(pk=pk)
    related = held.select_related("campaign", "revision", "firm")
    return related.defer("revision__document").first()


def _move(rollout: Rollout, dossier: Dossier, now: datetime) -> None:
    begun, new = dossier.state == State.IN_PROGRESS, rollout.revision
    found, before = foreseen([dossier], new, now)[dossier.pk], dossier.revision
    there = way(before, new)
    move = Move(rollout=rollout, dossier=dossier, before=before)
    if not (begun and (there.weight == Weight.BREAKING or found.breaks)):
        move.moved_at = now
        _pin(dossier, new, rollout.by)
        seen = cache(partial(visited, dossier, before))
        carrier = Carrier(there.route, there.new.definition, before.number, {}, seen)
        move.carried = carry(dossier, carrier, now)
        move.more = _to_say(dossier, found.more) if begun else 0
        move.proposed = propose_new(dossier, there.route, there.new.definition, now)
    move.save()


def _to_say(dossier: Dossier, more: Sequence[str]) -> int:
    """Of the questions that are new to the dossier, those whose answer has not come back with them."""
    said = dossier.answers.filter(path__in=more).exclude(status__in=SAID)
    return len(more) - (said.count() if more else 0)


def _pin(dossier: Dossier, revision: Revision, by: Colleague | None) -> None:
    """Whoever has checked the answers before must check them again, in the words they now have."""
    as_read = Dossier.objects.filter(
        pk=dossier.pk, revision=dossier.revision_id, state=dossier.state
    )
    if not as_read.update(revision=revision, seq=F("seq") + 1):
        raise WrongState(dossier.pk, dossier.state)
    dossier.revision, dossier.seq = revision, dossier.seq + 1
    record("dossier moved", dossier, firm=dossier.firm, by=by, number=revision.number)


def _return_one(rollout: Rollout, now: datetime) -> None:
    # What was carried is read inside the guard: it may be what cannot be opened.
    move = returning(rollout).defer("carried").first()
    if move is None:
        _finish(rollout, returning(rollout), undone_at=now)
        return
    try:
        with transaction.atomic():
            dossier = _held(move.dossier_id)
            if dossier and returning(rollout).filter(pk=move.pk).exists():
                moves = Move.objects.select_related("before").defer("before__document")
                _return(rollout, moves.get(pk=move.pk), dossier, now)
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001  as there, so back
        revision = rollout.revision_id
        report("not brought back from", error, dossier=move.dossier_id, revision=revision)
        returning(rollout).filter(pk=move.pk).update(fault=fault_of(error), failed_at=now)


def _return(rollout: Rollout, move: Move, dossier: Dossier, now: datetime) -> None:
    there = way(move.before, rollout.revision)
    known = {pk: (path, value, rev) for pk, path, value, rev in move.carried or ()}
    left = rollout.revision
    seen = cache(partial(visited, dossier, left))
    carrier = Carrier(there.route.back(), there.old.definition, left.number, known, seen)
    _pin(dossier, move.before, rollout.undone_by)
    withdraw(dossier, move.proposed, now)
    carry(dossier, carrier, now)
    Move.objects.filter(pk=move.pk).update(back_at=now)


def visited(dossier: Dossier, last: Revision) -> list[Revision]:
    """The revisions a dossier has been on, in that order; some twice."""
    moves = dossier.moves.filter(moved_at__isnull=False).select_related(
        "before", "rollout__revision"
    )
    there_and_back = (
        (move.before, move.rollout.revision, *([move.before] if move.back_at else []))
        for move in moves.order_by("moved_at", "pk")
    )
    return [*chain.from_iterable(there_and_back), last]


def last_move(dossier: Dossier) -> Move | None:
    moves = dossier.moves.filter(moved_at__isnull=False).select_related(
        "before", "rollout__revision"
    )
    return moves.order_by("-moved_at", "-pk").first()


def tell(dossier: Dossier, now: datetime) -> int:
    """How many questions were added since the client was last here; told during one sitting."""
    move = dossier.moves.filter(moved_at__isnull=False, back_at=None, more__gt=0).last()
    if move is None or (move.told_at and move.told_at + TELL_FOR < now):
        return 0
    Move.objects.filter(pk=move.pk, told_at=None).update(told_at=now)
    return move.more
