"""The coverage of a text, worked out by the worker some runs at a time; a worker may be killed at any moment."""

import logging
from collections import Counter
from datetime import datetime

from carnet.builder.coverage import tried
from carnet.builder.models import Coverage
from carnet.questionnaires.choosing import obstacles
from carnet.questionnaires.models import Revision

RUNS = 1000
# Less than a second of the worker's, so that its other steps get their turn.
AT_ONCE = 20
FRESH = ("digest", "runs", "asked", "questions", "seconds", "failed", "begun_at")
log = logging.getLogger(__name__)


def begin(revision: Revision, now: datetime) -> None:
    """Work out the coverage of this text; what was known of an older text of the same draft goes."""
    empty = Coverage(revision=revision, digest=revision.digest, begun_at=now)
    fresh = {name: getattr(empty, name) for name in FRESH}
    Coverage.objects.update_or_create(revision=revision, defaults=fresh)


def known(revision: Revision) -> Coverage | None:
    return Coverage.objects.filter(revision=revision).first()


def cover_next(now: datetime) -> bool:
    """A step of the worker. False when nothing is asked for."""
    waiting = Coverage.objects.filter(runs__lt=RUNS, failed=False).order_by("begun_at", "pk")
    coverage = waiting.select_related("revision__questionnaire").first()
    if coverage is None:
        return False
    keep(coverage, **(found(coverage) or {"failed": True}))
    return True


def keep(coverage: Coverage, **values: object) -> None:
    """Unless somebody began anew, or another worker was faster, meanwhile."""
    same = Coverage.objects.filter(pk=coverage.pk, digest=coverage.digest, runs=coverage.runs)
    same.update(**values)


def found(coverage: Coverage) -> dict[str, object] | None:
    """The coverage with some runs more; None where this text cannot be run, or is the draft's no longer."""
    revision = coverage.revision
    if revision.digest != coverage.digest or obstacles(revision):
        return None
    try:
        tally = tried(revision.compiled(), AT_ONCE, seed=coverage.runs + 1)
    except Exception:
        log.exception("Revision %s could not be tried out.", revision.pk)
        return None
    return {
        "runs": coverage.runs + AT_ONCE,
        "asked": dict(Counter(coverage.asked) + tally.asked),
        "questions": [*coverage.questions, *tally.questions],
        "seconds": [*coverage.seconds, *tally.seconds],
    }
