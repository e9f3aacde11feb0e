"""Proposals for questions that a new revision has added, in dossiers whose proposals were made before it came.

Where nobody has begun, beginning.py fills in everything at once, these included. What anybody has said, kept or
cleared is left alone; brought back, a proposal goes again unless its client has made it an answer.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from carnet.answers.actions import CARNET, Hand, content, propose
from carnet.answers.carrying import ASIDE
from carnet.answers.models import Answer, AnswerEvent
from carnet.answers.prior import prior_answers
from carnet.answers.profile import profile_of
from carnet.answers.reading import entries_of, split
from carnet.campaigns.models import Dossier
from carnet.questionnaires.definition import Definition
from carnet.questionnaires.given import Status
from carnet.questionnaires.prefill import Proposal, prefill, prefill_entry
from carnet.questionnaires.routes import Route

BLANK = {"status": str(Status.BLANK), "value": None}


def propose_new(
    dossier: Dossier, route: Route, definition: Definition, now: datetime
) -> list[list[int]]:
    """Inside a transaction that holds the dossier, which `route` has led to this text. Returns what was proposed,
    to take it back: [answer, rev]."""
    new = {item.id for item in definition.all_items()} - set(route.ids.values())
    if not new or not dossier.answer_events.exclude(person="staff").exists():
        return []
    found = {path: one for path, one in offers(dossier, definition) if split(path)[2] in new}
    # What was answered or cleared under the same id before speaks against it, even if it has stepped aside.
    rows = dossier.answers.filter(question__in=new)
    known = {path.partition(ASIDE)[0] for path in rows.values_list("path", flat=True)}
    found = {path: one for path, one in found.items() if path not in known}
    propose(dossier, found, Hand(CARNET, "", "", now))
    return [list(row) for row in dossier.answers.filter(path__in=found).values_list("pk", "rev")]


def offers(dossier: Dossier, definition: Definition) -> Iterator[tuple[str, Proposal]]:
    """For all questions, inside the entries that are there."""
    entries = {
        name: keys for name, keys in entries_of(dossier).items() if is_list(definition, name)
    }
    for list_id, keys in entries.items():
        for key in keys:
            yield from prefill_entry(definition, list_id, key).items()
    found = prefill(definition, profile_of(dossier.client), prior_answers(dossier, definition))
    for path, proposal in found.items():
        list_id, key, _question = split(path)
        if not list_id or key in entries.get(list_id, ()):
            yield path, proposal


def is_list(definition: Definition, name: str) -> bool:
    """Not one that an earlier text had."""
    return any(item.id == name and item.items for item in definition.all_items())


def withdraw(dossier: Dossier, proposed: Iterable[tuple[int, int]], now: datetime) -> None:
    """Those that are still nothing but proposals."""
    revs = dict(proposed)
    rows = dossier.answers.filter(pk__in=revs, status=Status.PREFILLED, confirmed=False, remark="")
    gone = [row for row in rows if row.rev == revs[row.pk]]
    AnswerEvent.objects.bulk_create(_event(dossier, row, now) for row in gone)
    Answer.objects.filter(pk__in=[row.pk for row in gone]).delete()


def _event(dossier: Dossier, row: Answer, now: datetime) -> AnswerEvent:
    known = {"path": row.path, "old": content(row), "new": BLANK, "person": CARNET, "at": now}
    return AnswerEvent(dossier=dossier, seq=dossier.seq, **known)
