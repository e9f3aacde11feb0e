"""The worker's part: puts exports together in turns, one a round, so that mails and other firms need not wait.

The next turn goes on where the last one stopped. That is known to this worker alone: when it is killed, another one
begins anew, and nobody is offered half a file. Each turn is sealed as a piece of its own (keeping.py).
"""

import logging
import secrets
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation

from carnet.audit import record as audit
from carnet.campaigns.models import Dossier
from carnet.core.shelf import Away
from carnet.exports import keeping
from carnet.exports.batch import Told, contents
from carnet.exports.models import Export, State

log = logging.getLogger(__name__)

# Seconds of a turn, and after which somebody who has not been seen at work counts as dead.
TURN = 0.8
PATIENCE = timedelta(minutes=2)


@dataclass
class Work:
    """An export that this worker is at."""

    claim: str
    pieces: Generator[bytes]
    told: Told
    size: int = 0
    over: bool = field(default=False)

    def turn(self, seconds: float) -> Iterator[bytes]:
        end = time.perf_counter() + seconds
        for piece in self.pieces:
            yield piece
            if time.perf_counter() > end:
                return
        self.over = True


AT_HAND: dict[int, Work] = {}


def drop(*numbers: int) -> None:
    """Let go of what is no longer ours to make, with the files it waits in."""
    for number in numbers:
        if work := AT_HAND.pop(number, None):
            work.pieces.close()


def once_a_round(step: Callable[[datetime], bool]) -> Callable[[datetime], bool]:
    """The worker calls a step until it says no; this one says no every other time."""
    done: list[bool] = []

    def rested(now: datetime) -> bool:
        if done:
            done.clear()
            return False
        if step(now):
            done.append(True)
        return bool(done)

    return rested


def prepare_some(now: datetime) -> bool:
    """One turn of one export. False when none waits."""
    export = waiting(now).first()
    if export is None:
        drop(*AT_HAND)
        return False
    work = AT_HAND.get(export.pk) or begun(export, now)
    if work and work.claim == export.claim:
        take_turn(export, work, now)
    else:
        drop(export.pk)
    return True


prepare_next = once_a_round(prepare_some)


def waiting(now: datetime) -> QuerySet[Export]:
    """Any of them first: a small export does not wait for a large one of another firm. In a firm one goes on after the
    other."""
    mine = Q(pk__in=list(AT_HAND))
    left = Q(claimed_at__lt=now - PATIENCE)
    working = Export.objects.filter(firm=OuterRef("firm"), state=State.WORKING)
    queued = Q(state=State.QUEUED) & ~Exists(working)
    earlier = Export.objects.filter(
        firm=OuterRef("firm"), state=State.QUEUED, pk__lt=OuterRef("pk")
    )
    found = Export.objects.filter((queued & ~Exists(earlier)) | Q(mine | left, state=State.WORKING))
    return found.select_related("firm", "campaign", "by").order_by("?")


def begun(export: Export, now: datetime) -> Work | None:
    """Compare-and-set: None when another worker was faster."""
    claim = secrets.token_hex(16)
    mine = Export.objects.filter(pk=export.pk, state=export.state, claim=export.claim)
    values = {"claim": claim, "claimed_at": now, "started_at": now, "done": 0, "pieces": 0}
    if not mine.update(state=State.WORKING, **values):
        return None
    for name, value in values.items():
        setattr(export, name, value)
    keeping.discard(export)
    scratch = keeping.scratch_of(export)
    scratch.mkdir(parents=True, mode=0o700)
    told: Told = []
    work = Work(claim, contents(export, scratch, told, now), told)
    AT_HAND[export.pk] = work
    return work


def take_turn(export: Export, work: Work, now: datetime) -> None:
    mine = Export.objects.filter(pk=export.pk, state=State.WORKING, claim=work.claim)
    try:
        with translation.override(export.language):
            work.size += keeping.keep(export, export.pieces, work.turn(TURN))
    except Away:  # no fault of the export: whoever comes after PATIENCE makes it, if not away still
        drop(export.pk)
        return
    except Exception:  # noqa: BLE001  one export that cannot be made must not be tried for ever
        if mine.exists():  # and was not cancelled, with its folder, a moment ago
            log.exception("export %s of firm %s failed", export.uuid, export.firm_id)
        end(export, work, State.FAILED, now)
        return
    pieces = export.pieces + 1
    if not mine.update(done=len(work.told), pieces=pieces, size=work.size, claimed_at=now):
        drop(export.pk)  # cancelled, or taken over by another worker
        keeping.sweep()
    elif work.over:
        finish(export, work, now)


def finish(export: Export, work: Work, now: datetime) -> None:
    """Whoever was erased while it was made must not be in it: then it is made anew, without them."""
    if keeping.complete(export):
        end(export, work, State.READY, now)
        return
    there = export.members.count()
    mine = Export.objects.filter(pk=export.pk, claim=work.claim)
    mine.update(state=State.QUEUED if there else State.REMOVED, total=there, done=0)
    drop(export.pk)
    keeping.discard(export)


@transaction.atomic
def end(export: Export, work: Work, state: State, now: datetime) -> None:
    drop(export.pk)
    mine = Export.objects.filter(pk=export.pk, state=State.WORKING, claim=work.claim)
    if not mine.update(state=state, ended_at=now):
        return
    if state == State.FAILED:
        keeping.discard(export)
        return
    keeping.remove_scratch(export)
    dossiers = list(export.members.values_list("dossier", flat=True))
    facts = {"format": export.ending, "export": export.pk}
    audit.record_all("dossier exported", Dossier, dossiers, firm=export.firm, by=export.by, **facts)
