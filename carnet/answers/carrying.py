"""Carries the answers of one dossier under the ids and choices of another revision, and back.

Almost nothing moves: answers are kept under the ids of their questions. What was renamed gets its new name; what
stands in the way of a question that asks for something else steps aside, under a path no question has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from carnet.answers.actions import content
from carnet.answers.models import Answer, AnswerEvent, Document
from carnet.campaigns.models import Dossier
from carnet.questionnaires.definition import Definition
from carnet.questionnaires.given import Value
from carnet.questionnaires.routes import Route

ASIDE = "~"


class Said(NamedTuple):
    """What decides where an answer goes; every one of them is opened, so one that cannot be stops here."""

    pk: int
    path: str
    value: Value | None
    rev: int


@dataclass(frozen=True)
class Carrier:
    """Carries into `there`; `number` is that of the revision left behind, so that what steps aside from it
    is told apart. `known` are answers whose place is remembered from the way here."""

    route: Route
    there: Definition
    number: int
    known: Mapping[int, tuple[str, Value | None, int]]

    def place(self, path: str) -> str:
        if new := self.route.path(path):
            return new
        taken = any(item.id == path.rpartition("/")[2] for item in self.there.all_items())
        return f"{path}{ASIDE}{self.number}" if taken else path

    def target(self, row: Said) -> tuple[str, Value | None]:
        if row.pk not in self.known:
            path = self.place(row.path)
            return path, self.route.value(path, row.value)
        path, value, rev = self.known[row.pk]
        # Answered anew since: the newer answer counts, under the old name.
        return path, value if row.rev == rev else self.route.value(path, row.value)


def carry(dossier: Dossier, carrier: Carrier, now: datetime) -> list[list[Any]]:
    """Inside a transaction that holds the dossier. What was changed, as it was: [answer, path, value, rev
    afterwards]; carrying it back takes that again."""
    targets = {}
    for said in map(Said._make, dossier.answers.values_list(*Said._fields)):
        if (target := carrier.target(said)) != (said.path, said.value):
            targets[said.pk] = target
    # Making a model of every answer would take longer than everything else.
    changed = [(row, *targets[row.pk]) for row in dossier.answers.filter(pk__in=targets)]
    _step_aside([row for row, path, _value in changed if row.path != path])
    carried = [_carry_one(*one) for one in changed]
    AnswerEvent.objects.bulk_create(_event(dossier, *one, now) for one in changed)
    _documents(dossier, {row.path: path for row, path, _value in changed if row.path != path})
    _lists(dossier, carrier.route)
    return carried


def _step_aside(rows: Iterable[Answer]) -> None:
    """Two that change places must not meet on the way."""
    for row in rows:
        Answer.objects.filter(pk=row.pk).update(path=f"{ASIDE}{row.pk}")


def _carry_one(row: Answer, path: str, value: Value | None) -> list[Any]:
    question = path.rpartition("/")[2].partition(ASIDE)[0]
    rev = row.rev + (value != row.value)
    Answer.objects.filter(pk=row.pk).update(path=path, question=question, value=value, rev=rev)
    return [row.pk, row.path, row.value, rev]


def _event(
    dossier: Dossier, row: Answer, path: str, value: Value | None, now: datetime
) -> AnswerEvent:
    """In the name of the firm, whose colleague has published."""
    old = content(row)
    new = {**old, "value": value, "was": row.path}
    return AnswerEvent(
        dossier=dossier, seq=dossier.seq, path=path, old=old, new=new, person="staff", at=now
    )


def _documents(dossier: Dossier, paths: Mapping[str, str]) -> None:
    """A document lies under its question, wherever the answer goes."""
    for document in dossier.documents.filter(path__in=paths):
        Document.objects.filter(pk=document.pk).update(path=paths[document.path])


def _lists(dossier: Dossier, route: Route) -> None:
    renamed = [old for old, new in route.ids.items() if old != new]
    for pk, name in dossier.entries.filter(list_path__in=renamed).values_list("pk", "list_path"):
        dossier.entries.filter(pk=pk).update(list_path=route.ids[name])
