"""The published revisions of a questionnaire, each with how far it has come: few queries, however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from carnet.answers.migrating import RETURNABLE, in_time
from carnet.answers.models import Move, Rollout
from carnet.answers.retrying import SET_ASIDE
from carnet.questionnaires.models import Questionnaire, Revision, RevisionState

MOST_LISTED = 25
HELD = Q(moved_at=None, fault="")
MOVED = Q(moved_at__isnull=False)
COUNTS = {
    "moved": Count("pk", filter=MOVED & Q(back_at=None)),
    "back": Count("pk", filter=MOVED & ~Q(back_at=None)),
    "held": Count("pk", filter=HELD),
    "aside": Count("pk", filter=SET_ASIDE),
    "returnable": Count("pk", filter=RETURNABLE),
}
NONE = dict.fromkeys(COUNTS, 0)


@dataclass(frozen=True)
class Some:
    """How many, and the first of them."""

    count: int = 0
    moves: Sequence[Move] = ()

    @property
    def more(self) -> int:
        return self.count - len(self.moves)


@dataclass(frozen=True)
class Published:
    """A revision in the history, with how far it has come."""

    revision: Revision
    rollout: Rollout | None
    moved: int = 0
    back: int = 0
    undoable: bool = False
    held: Some = field(default_factory=Some)
    aside: Some = field(default_factory=Some)

    @property
    def under_way(self) -> bool:
        rollout = self.rollout
        return bool(
            rollout and (not rollout.finished_at or rollout.undoing_at and not rollout.undone_at)
        )


def history(questionnaire: Questionnaire, now: datetime) -> list[Published]:
    revisions = questionnaire.revisions.filter(state=RevisionState.PUBLISHED)
    listed = list(revisions.select_related("rollout", "published_by"))
    moves = Move.objects.filter(rollout__revision__questionnaire=questionnaire)
    rows: Iterable[Any] = moves.values("rollout").annotate(**COUNTS)
    counts = {row["rollout"]: row for row in rows}
    held, aside = first_of(moves.filter(HELD)), first_of(moves.filter(SET_ASIDE))
    return [published(one, counts, held, aside, now) for one in listed]


def first_of(moves: QuerySet[Move]) -> dict[int, list[Move]]:
    """Those of each rollout that are listed, by rollout."""
    place = Window(RowNumber(), partition_by=F("rollout"), order_by=F("pk").asc())
    found = moves.annotate(place=place).filter(place__lte=MOST_LISTED).defer("carried")
    listed: dict[int, list[Move]] = defaultdict(list)
    for move in found.select_related("dossier__client").order_by("pk"):
        listed[move.rollout_id].append(move)
    return listed


def published(
    revision: Revision,
    counts: Mapping[int, Mapping[str, int]],
    held: Mapping[int, Sequence[Move]],
    aside: Mapping[int, Sequence[Move]],
    now: datetime,
) -> Published:
    rollout = getattr(revision, "rollout", None)
    if rollout is None:
        return Published(revision, None)
    found = counts.get(rollout.pk, NONE)
    return Published(
        revision,
        rollout,
        found["moved"],
        found["back"],
        bool(found["returnable"]) and in_time(rollout, now),
        Some(found["held"], held.get(rollout.pk, ())),
        Some(found["aside"], aside.get(rollout.pk, ())),
    )
