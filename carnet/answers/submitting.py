"""Sending a dossier: what the client checked is frozen, word for word, and the firm's turn begins."""

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.answers.actions import lock
from carnet.answers.asking_again import after_sending, undone
from carnet.answers.models import Submission
from carnet.answers.reading import Standing, load
from carnet.answers.summary import frozen, summarise
from carnet.audit import record as audit
from carnet.campaigns.actions import move
from carnet.campaigns.models import Dossier, State
from carnet.questionnaires.definition import say

# Without letters and figures that look alike on paper.
READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Moved(Exception):
    """Answers changed after they were checked. `paths` are theirs."""

    def __init__(self, paths: set[str]) -> None:
        super().__init__(f"{len(paths)} answers changed")
        self.paths = paths


class Incomplete(Exception):
    """Questions that must be answered are still open."""


@transaction.atomic
def submit(
    dossier: Dossier,
    *,
    seq: int,
    person: str,
    language: str,
    declared: dict[str, str],
    now: datetime,
) -> Submission:
    """Send what was checked at `seq`, once. `declared` holds the text agreed to and the name typed."""
    lock(dossier)
    if dossier.seq != seq:
        raise Moved(changed_since(dossier, seq))
    standing = load(dossier, today=timezone.localdate(now))
    if not standing.outcome.ready or undone(dossier):
        raise Incomplete
    content = _content(standing, language) | {"person": person, "declaration": declared}
    submission = Submission.objects.create(
        dossier=dossier,
        content=content,
        sha256=digest(content),
        language=language,
        revision=dossier.revision,
        reference=_reference(timezone.localdate(now).year),
        person=person,
        sent_at=now,
    )
    move(dossier, State.SUBMITTED, now=now, submitted_at=now)
    after_sending(dossier, person=person, now=now)
    audit.record("dossier submitted", dossier, firm=dossier.firm, by=None, submission=submission.pk)
    return submission


def changed_since(dossier: Dossier, seq: int) -> set[str]:
    events = dossier.answer_events.filter(seq__gt=seq)
    return set(events.values_list("path", flat=True))


def digest(content: dict[str, Any]) -> str:
    """Of the one way to write this content, so that anybody can compute it again."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _content(standing: Standing, language: str) -> dict[str, Any]:
    dossier, revision = standing.dossier, standing.dossier.revision
    values = standing.outcome.effective
    return {
        "questionnaire": {
            "key": revision.questionnaire.key,
            "title": say(standing.outcome.compiled.definition.title, language),
            "revision": revision.number,
            "digest": revision.digest,
        },
        "language": language,
        "period": [str(dossier.campaign.period_start), str(dossier.campaign.period_end)],
        "parts": frozen(summarise(standing, language)),
        "values": dict(values),
    }


def _reference(year: int) -> str:
    """Short enough to read out on the phone; tried again in the unlikely case that it is taken."""
    while True:
        word = "".join(secrets.choice(READABLE) for _letter in range(4))
        reference = f"C-{word}-{year}"
        if not Submission.objects.filter(reference=reference).exists():
            return reference
