"""What a colleague changes in the questions of one client: more of them, or fewer, as long as the client may answer.

Nothing is deleted. A question that is switched off is hidden with all that hangs on it, keeps its answer and counts
for nothing; switched on again it is as before. Every change goes up in `seq`, so that who checked before checks again.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from carnet.answers.actions import STAFF, lock
from carnet.answers.form import dossier_form, switched_off
from carnet.answers.models import AnswerEvent
from carnet.audit import record as audit
from carnet.campaigns.models import Dossier
from carnet.core.sealed import under
from carnet.firms.models import Colleague
from carnet.questionnaires.compiled import Node
from carnet.questionnaires.extras import problems_of
from carnet.questionnaires.loading import Document
from carnet.questionnaires.problems import Problem
from carnet.questionnaires.reserved import EXTRA

MOST_EXTRAS = 20


class Unfit(Exception):
    """The question has problems that its client would meet; carries them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class TooManyExtras(Exception):
    """So many questions belong into a questionnaire."""


class NoSuchQuestion(Exception):
    """The questionnaire of this dossier asks nothing under this id."""


@transaction.atomic
def add_question(dossier: Dossier, question: Document, *, by: Colleague, now: datetime) -> str:
    """Ask this client one question more; `question` is an item without its id, which is returned. Raises Unfit,
    TooManyExtras, and WrongState when the client has sent the answers."""
    lock_all(dossier)
    if problems := problems_of(question):
        raise Unfit(problems)
    extras = dossier.extras or []
    if len(extras) >= MOST_EXTRAS:
        raise TooManyExtras
    item = {**question, "id": EXTRA + secrets.token_hex(6)}
    extras = [*extras, {"item": item, "by": by.pk, "at": now.isoformat(), "told": []}]
    change(dossier, extras=extras)
    note(dossier, item["id"], None, {"asked": True}, now=now)
    audit.record("question added", dossier, firm=dossier.firm, by=by, question=item["id"])
    return item["id"]


@transaction.atomic
def switch_off(
    dossier: Dossier, question: str, reason: str, *, by: Colleague, now: datetime
) -> None:
    """Do not ask this client that question, and keep why."""
    lock_all(dossier)
    if question not in may_be_off(dossier):
        raise NoSuchQuestion(question)
    off = switched_off(dossier)
    if question in off:
        return
    known = {"reason": reason, "by": by.pk, "at": now.isoformat()}
    change(dossier, switched_off={**off, question: known})
    note(dossier, question, {"asked": True}, {"asked": False, "reason": reason}, now=now)
    audit.record("question switched off", dossier, firm=dossier.firm, by=by, question=question)


@transaction.atomic
def switch_on(dossier: Dossier, question: str, *, by: Colleague, now: datetime) -> None:
    """Ask it again after all; an answer given before counts again."""
    lock_all(dossier)
    off = switched_off(dossier)
    if off.pop(question, None) is None:
        return
    change(dossier, switched_off=off)
    note(dossier, question, {"asked": False}, {"asked": True}, now=now)
    audit.record("question switched on", dossier, firm=dossier.firm, by=by, question=question)


def may_be_off(dossier: Dossier) -> Mapping[str, Node]:
    """What can be left out for one client: questions and lists, as opposed to notes and calculations."""
    nodes = dossier_form(dossier).by_id
    return {id_: node for id_, node in nodes.items() if node.kind.asks or node.kind.repeats}


def tell(dossier: Dossier, person: str) -> int:
    """How many questions were added since this person began, told once to each."""
    return _tell(dossier, person) if untold(dossier, person) else 0


@transaction.atomic
def _tell(dossier: Dossier, person: str) -> int:
    held = Dossier.objects.select_for_update().only("firm", "data_key", "extras").get(pk=dossier.pk)
    dossier.extras = held.extras
    found = untold(dossier, person)
    extras = [
        {**one, "told": [*one["told"], person]} if one in found else one
        for one in dossier.extras or ()
    ]
    Dossier.objects.filter(pk=dossier.pk).update(**under(dossier, {"extras": extras}))
    dossier.extras = extras
    return len(found)


def untold(dossier: Dossier, person: str) -> list[dict[str, Any]]:
    if not dossier.started_at:
        return []  # Nothing has been asked yet to which these were added.
    off = switched_off(dossier)
    return [
        one
        for one in dossier.extras or ()
        if person not in one["told"]
        and one["item"]["id"] not in off
        and datetime.fromisoformat(one["at"]) > dossier.started_at
    ]


def lock_all(dossier: Dossier) -> None:
    """One writer at a time, who sees what the one before has left."""
    lock(dossier)
    fresh = Dossier.objects.only("firm", "data_key", "extras", "switched_off").get(pk=dossier.pk)
    dossier.extras, dossier.switched_off = fresh.extras, fresh.switched_off


def change(dossier: Dossier, **columns: Any) -> None:
    """Unlike an answer this is no sign of life from the client, so it moves no state."""
    mine = Dossier.objects.filter(pk=dossier.pk)
    mine.update(seq=F("seq") + 1, **under(dossier, columns))
    dossier.seq += 1
    for name, value in columns.items():
        setattr(dossier, name, value)


def note(dossier: Dossier, path: str, old: Any, new: Any, *, now: datetime) -> None:
    AnswerEvent.objects.create(
        dossier=dossier, seq=dossier.seq, path=path, old=old, new=new, person=STAFF, at=now
    )
