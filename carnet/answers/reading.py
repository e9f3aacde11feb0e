"""A dossier as it stands: what was answered, and what the questionnaire makes of it.

A fixed number of queries whatever the size of the questionnaire. Writes nothing.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from carnet.answers.models import Answer, Document
from carnet.answers.prior import prior_answers
from carnet.campaigns.models import Dossier
from carnet.questionnaires.engine import Background, Outcome, evaluate
from carnet.questionnaires.given import Given, Status

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Standing:
    dossier: Dossier
    outcome: Outcome
    answers: dict[str, Answer]
    documents: dict[str, list[Document]]

    def rev(self, path: str) -> int:
        """Which version of this answer a page shows; 0 before the first."""
        return self.answers[path].rev if path in self.answers else 0

    def remark(self, path: str) -> str:
        return self.answers[path].remark if path in self.answers else ""


def load(dossier: Dossier, *, today: date) -> Standing:
    answers = {answer.path: answer for answer in dossier.answers.all()}
    documents = defaultdict(list)
    for document in dossier.documents.filter(removed_at=None):
        documents[document.path].append(document)
    entries = defaultdict(list)
    for list_path, key in dossier.entries.filter(deleted_at=None).values_list("list_path", "key"):
        entries[list_path].append(key)
    given = {path: given_by(answer) for path, answer in answers.items()}
    outcome = evaluate(dossier.revision.compiled(), given, entries, background(dossier, today))
    for fault in outcome.faults:
        # The message of a fault may repeat an answer, so it stays out of the log.
        log.warning("rule %r failed in revision %s", fault.rule, dossier.revision_id)
    return Standing(dossier, outcome, answers, dict(documents))


def background(dossier: Dossier, today: date) -> Background:
    campaign = dossier.campaign
    return Background(
        today=today,
        period_start=campaign.period_start,
        period_end=campaign.period_end,
        facts=dossier.facts,
        prior=prior_answers(dossier),
    )


def given_by(answer: Answer) -> Given:
    return Given(
        value=answer.value,
        status=Status(answer.status),
        raw=answer.raw,
        confirmed=answer.confirmed,
        noted=bool(answer.remark),
        at=timezone.localtime(answer.updated_at),
    )


def split(path: str) -> tuple[str, str, str]:
    """List, entry and question of a path; list and entry are empty at the top level."""
    parts = path.split("/")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", path)
