"""Dossiers a rollout has set aside, and how a colleague has them tried again."""

from django.db import transaction
from django.db.models import F, Q, QuerySet

from carnet.answers.foreseeing import NOT_STARTED, RUNNING
from carnet.answers.models import Move, Reach, Rollout
from carnet.audit.record import record
from carnet.campaigns.models import State
from carnet.firms.models import Colleague

FORTH = Q(
    rollout__undoing_at=None,
    moved_at=None,
    dossier__revision=F("before"),
    dossier__campaign__closed_at=None,
) & (
    Q(dossier__state__in=NOT_STARTED)
    | Q(rollout__reach=Reach.IN_PROGRESS, dossier__state=State.IN_PROGRESS)
)
BACK = Q(
    rollout__undoing_at__isnull=False,
    moved_at__isnull=False,
    back_at=None,
    dossier__revision=F("rollout__revision"),
    dossier__state__in=RUNNING,
)
# Set aside, and still where it could go from: there, or back once the rollout is being undone.
SET_ASIDE = ~Q(fault="") & (FORTH | BACK)


def set_aside(rollout: Rollout) -> QuerySet[Move]:
    return rollout.moves.filter(SET_ASIDE).order_by("pk")


@transaction.atomic
def try_again(rollout: Rollout, *, by: Colleague) -> int:
    """Have the worker take them up once more; how many. Only when it is done with all others, so that it cannot
    call the rollout done over those that have just come back."""
    held = Rollout.objects.select_for_update().get(pk=rollout.pk)
    done = "undone_at" if held.undoing_at else "finished_at"
    count = set_aside(held).count()
    if not count or getattr(held, done) is None:
        return 0
    if held.undoing_at:
        set_aside(held).update(fault="", failed_at=None)
    else:
        Move.objects.filter(pk__in=set_aside(held).values("pk")).delete()
    Rollout.objects.filter(pk=held.pk).update(**{done: None})
    revision = held.revision
    firm = revision.questionnaire.firm
    record("dossiers tried again", revision, firm=firm, by=by, number=revision.number, count=count)
    return count
