"""Writes what was decided about answers, many at once with few statements, inside a transaction that holds the
dossier (entering.hold)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from carnet.campaigns.models import Dossier
from carnet.firms.models import Colleague
from carnet.reviews.models import Review, Verdict

CHANGED = ["path", "verdict", "rev", "version", "turn", "after_event", "kept_event", "together"]
CHANGED += ["by", "at"]


@dataclass(frozen=True)
class Judged:
    """One answer as it was seen: its review so far, if there is one, and the event with the client's own answer
    where the firm's stands in its place."""

    path: str
    rev: int
    version: str
    review: Review | None
    kept_event: int | None = None


def write(
    dossier: Dossier,
    judged: Sequence[Judged],
    verdict: Verdict,
    *,
    by: Colleague,
    now: datetime,
    together: UUID | None = None,
) -> list[Review]:
    last = dossier.answer_events.aggregate(last=Max("pk"))["last"] or 0
    said = {"verdict": verdict, "after_event": last, "together": together, "by": by, "at": now}
    rows = [_filled(dossier, one, said) for one in judged]
    Review.objects.bulk_create([row for row in rows if row.pk is None])
    Review.objects.bulk_update([row for row in rows if row.turn > 1], CHANGED)
    return rows


def _filled(dossier: Dossier, one: Judged, said: dict) -> Review:
    row = one.review or Review(dossier=dossier, path=one.path, turn=0)
    row.path = one.path
    row.rev, row.version, row.kept_event = one.rev, one.version, one.kept_event
    row.turn += 1
    for name, value in said.items():
        setattr(row, name, value)
    return row
