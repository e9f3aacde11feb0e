"""Erases what was answered to questions that are hidden, some days after a dossier was accepted.

Until then such answers come back with their question; afterwards nothing can bring them back, and nobody needs them:
they never counted, and stand in no submission. What counts stays byte for byte.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from carnet.answers.documents import discard
from carnet.answers.reading import load
from carnet.audit import record as audit
from carnet.campaigns.models import UNTIDIED, Dossier
from carnet.core.worker import hourly
from carnet.firms.models import Firm
from carnet.questionnaires.outcome import Outcome

log = logging.getLogger(__name__)


class WouldCount(Exception):
    """An answer that counts would have gone; nothing was erased."""


def forget(now: datetime) -> int:
    """How many dossiers were tidied up. One that cannot be is logged, and does not hold up the others."""
    done = 0
    for key in list(due(now).values_list("pk", flat=True)):
        try:
            done += forget_hidden(key, now)
        except Exception:  # noqa: BLE001  whatever is wrong with one dossier, the others wait for their turn
            log.exception("hidden answers of dossier %s could not be erased", key)
    return done


forget_hourly = hourly(forget)


def due(now: datetime) -> QuerySet[Dossier]:
    """Accepted so long ago that the firm wants to forget, and not tidied up since."""
    late = Q(pk__in=[])
    # Most firms keep to what is usual: a condition for each period, not for each of thousands of firms.
    for days in Firm.objects.order_by().values_list("hidden_days", flat=True).distinct():
        late |= Q(firm__hidden_days=days, active_at__lt=now - timedelta(days=days))
    return Dossier.objects.filter(late, UNTIDIED).order_by("pk")


@transaction.atomic
def forget_hidden(key: int, now: datetime) -> bool:
    """Answers, what the events say of them, and files, of all that is not shown. Files go last: stopped in between,
    the rows are there again and the next round goes on."""
    held = Dossier.objects.select_for_update(of=("self",)).filter(pk=key, pk__in=due(now))
    wanted = held.select_related("client", "firm", "campaign", "revision__questionnaire")
    dossier = wanted.defer("revision__document").first()
    if dossier is None:
        return False
    outcome = load(dossier, today=timezone.localdate(now)).outcome
    paths = [*hidden(outcome), *inside_removed(dossier), *retired(dossier, outcome)]
    documents = list(dossier.documents.filter(path__in=paths))
    dossier.documents.filter(path__in=paths).delete()
    answers, _kinds = dossier.answers.filter(path__in=paths).delete()
    dossier.answer_events.filter(path__in=paths).update(old=None, new=None)
    dossier.moves.update(carried=None)
    if load(dossier, today=timezone.localdate(now)).outcome.effective != outcome.effective:
        raise WouldCount(key)
    Dossier.objects.filter(pk=key).update(tidied_at=now)
    if answers or documents:
        gone = {"answers": answers, "files": len(documents)}
        audit.record("hidden answers erased", dossier, firm=dossier.firm, by=None, **gone)
    for document in documents:
        discard(document)
    return True


def hidden(outcome: Outcome) -> Iterator[str]:
    return (path for path, one in outcome.instances.items() if not one.shown)


def retired(dossier: Dossier, outcome: Outcome) -> Iterator[str]:
    """Answers whose question a later revision has removed."""
    for path in dossier.answers.values_list("path", flat=True):
        if path not in outcome.instances:
            yield path


def inside_removed(dossier: Dossier) -> Iterator[str]:
    """What stands in entries that were taken out of their list."""
    gone = {entry.path for entry in dossier.entries.exclude(deleted_at=None)}
    told = (dossier.answers.all(), dossier.answer_events.all(), dossier.documents.all())
    paths = {path for rows in told for path in rows.values_list("path", flat=True)}
    return (path for path in paths if path.rpartition("/")[0] in gone)
