"""A dossier as it stands: what was answered, and what the questionnaire makes of it.

A fixed number of queries whatever the size of the questionnaire. Writes nothing.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils import timezone

from carnet.answers.asked_at_saves import answers_at
from carnet.answers.form import dossier_form, switched_off
from carnet.answers.models import Answer, Document
from carnet.answers.prior import prior_answers
from carnet.campaigns.models import Dossier
from carnet.campaigns.models import State as DossierState
from carnet.core.sealed import opened
from carnet.questionnaires.compiled import Node
from carnet.questionnaires.engine import Background, Instance, Outcome, State, evaluate
from carnet.questionnaires.given import BLANK, Given, Status, Value

log = logging.getLogger(__name__)


class Row(NamedTuple):
    """An answer as it is read. Making hundreds of Django's models takes longer than everything after."""

    path: str
    value: Any
    status: str
    raw: Any
    confirmed: bool
    remark: str
    rev: int
    device: str
    updated_at: datetime
    source: str


@dataclass(frozen=True)
class Standing:
    dossier: Dossier
    outcome: Outcome
    answers: dict[str, Row]
    documents: dict[str, list[Document]]

    @property
    def instances(self) -> Mapping[str, Instance]:
        return self.outcome.instances

    def rev(self, path: str) -> int:
        """Which version of this answer a page shows; 0 before the first."""
        return self.answers[path].rev if path in self.answers else 0

    def remark(self, path: str) -> str:
        return self.answers[path].remark if path in self.answers else ""


@dataclass(frozen=True)
class Glimpse:
    """What a request needs that only saves: the questions it answers, whatever the others say."""

    instances: dict[str, Instance]
    rows: dict[str, Answer]

    def remark(self, path: str) -> str:
        return self.rows[path].remark if path in self.rows else ""


def glimpse(dossier: Dossier, paths: Collection[str], *, today: date) -> Standing | Glimpse:
    """The questions at these paths, as far as they exist. Everything is worked out only where the answer
    to another question decides which choices there are."""
    nodes = dossier_form(dossier).by_id
    asked = {path: nodes[name] for path in paths if (name := split(path)[2]) in nodes}
    if any(node.choice_if or node.choice_rules for node in asked.values()):
        return load(dossier, today=today, drawn=False)
    listed = entries_of(dossier) if any("/" in path for path in asked) else {}
    return Glimpse(dict(_instances(asked, listed)), answers_at(dossier, asked))


def _instances(
    asked: Mapping[str, Node], listed: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Instance]]:
    for path, node in asked.items():
        list_id, entry, _name = split(path)
        if node.list_id == list_id and (not entry or entry in listed.get(list_id, ())):
            yield path, Instance(path, node.item, State.PENDING, BLANK, entry)


def load(dossier: Dossier, *, today: date, drawn: bool = True) -> Standing:
    """`drawn` is false for a request that only saves: it needs no documents, and last year's answers
    only where a rule reads them."""
    compiled = dossier_form(dossier)
    answers, entries = rows_of(dossier), entries_of(dossier)
    documents = defaultdict(list)
    for document in dossier.documents.filter(removed_at=None) if drawn else ():
        documents[document.path].append(document)
    given = {path: given_by(answer) for path, answer in answers.items()}
    prior = prior_answers(dossier) if drawn or compiled.reads_prior else {}
    outcome = evaluate(compiled, given, entries, background(dossier, today, prior))
    for fault in outcome.faults:
        note_fault(dossier.revision.digest, fault.rule)
    return Standing(dossier, outcome, answers, dict(documents))


def rows_of(dossier: Dossier) -> dict[str, Row]:
    rows = (Row(*row) for row in opened(dossier.answers.all(), *Row._fields))
    return {row.path: row for row in rows}


def entries_of(dossier: Dossier) -> dict[str, list[str]]:
    """The keys of the entries by their list, in their order."""
    entries = defaultdict(list)
    for list_path, key in dossier.entries.filter(deleted_at=None).values_list("list_path", "key"):
        entries[list_path].append(key)
    return dict(entries)


@lru_cache(maxsize=1000)
def note_fault(digest: str, rule: str) -> None:
    """Once per revision and process. The message of a fault may repeat an answer, so it is left out."""
    log.warning("rule %r failed in revision %s", rule, digest[:12])


def background(dossier: Dossier, today: date, prior: Mapping[str, Value]) -> Background:
    campaign = dossier.campaign
    return Background(
        today=today,
        period_start=campaign.period_start,
        period_end=campaign.period_end,
        facts=dossier.facts,
        prior=prior,
        asked_again=asked_about(dossier),
        off=frozenset(switched_off(dossier)),
        zone=timezone.get_current_timezone(),
    )


def asked_about(dossier: Dossier) -> frozenset[str]:
    """What the firm asks again and nobody has answered yet."""
    if dossier.state != DossierState.ASKED_AGAIN:
        return frozenset()
    rows = dossier.asked_again.filter(closed_at=None, done_at=None)
    return frozenset(rows.values_list("path", flat=True))


def given_by(answer: Answer | Row) -> Given:
    return Given(
        value=answer.value,
        status=Status(answer.status),
        raw=answer.raw,
        confirmed=answer.confirmed,
        noted=bool(answer.remark),
        at=answer.updated_at,
    )


def split(path: str) -> tuple[str, str, str]:
    """List, entry and question of a path; list and entry are empty at the top level."""
    parts = path.split("/")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", path)
