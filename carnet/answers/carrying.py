"""Carries the answers of one dossier under the ids and choices of another revision, and back.

Almost nothing moves: answers are kept under the ids of their questions. What was renamed gets its new name; what
stands in the way of a question that asks for something else steps aside, under a path no question has. Where its own
question is asked again, as after an undo, it comes back.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from carnet.answers.actions import content
from carnet.answers.models import Answer, AnswerEvent, Document
from carnet.campaigns.models import Dossier
from carnet.core.sealed import opened, under
from carnet.questionnaires.definition import Definition, Item
from carnet.questionnaires.given import Value
from carnet.questionnaires.models import Revision
from carnet.questionnaires.routes import Route, same_kind

ASIDE = "~"


class Kept(NamedTuple):
    """What decides where an answer goes; every one of them is opened, so one that cannot be stops here."""

    pk: int
    path: str
    value: Value | None
    rev: int


Target = tuple[Kept, str, Value | None]


@dataclass(frozen=True)
class Carrier:
    """Carries into `there`; `number` is that of the revision left behind, so that what steps aside from it
    is told apart. `known` are answers whose place is remembered from the way here, `visited` the revisions the
    dossier was on before, the one left behind last; they are only asked for where an answer has no place."""

    route: Route
    there: Definition
    number: int
    known: Mapping[int, tuple[str, Value | None, int]]
    visited: Callable[[], Sequence[Revision]]

    def targets(self, rows: Sequence[Kept]) -> Iterator[Target]:
        """Where each goes. What comes back to its question yields to what was said in its stead meanwhile."""
        leading = {row.pk: found for row in rows if (found := self._led(row))}
        taken = {path for path, _value in leading.values()}
        for row in rows:
            if row.pk in leading:
                yield row, *leading[row.pk]
        rest = [row for row in rows if row.pk not in leading]
        held = {row.path for row in rest}
        for row in sorted(rest, key=lambda row: (ASIDE in row.path, -left_from(row.path))):
            path = self._home(row.path)
            if not path or path in taken:
                path = self._aside(row.path, held | taken)
            taken.add(path)
            yield row, path, row.value

    def _led(self, row: Kept) -> tuple[str, Value | None] | None:
        """By what is remembered, or by what its text and the other say of it."""
        if row.pk not in self.known:
            path = self.route.path(row.path)
            return (path, self.route.value(path, row.value)) if path else None
        path, value, rev = self.known[row.pk]
        # Answered anew since: the newer answer counts, under the old name.
        return path, value if row.rev == rev else self.route.value(path, row.value)

    def _home(self, path: str) -> str:
        """Where the question it answered is asked again, and still asks for the same; "" where it is not."""
        within, _slash, name = path.partition(ASIDE)[0].rpartition("/")
        list_id, _slash, key = within.partition("/")
        list_id = self.route.ids.get(list_id, list_id)
        place = next((one for one in self.there.all_items() if one.id == name), None)
        if place is None or place.list_id != list_id:
            return ""
        answered = answered_by(name, left_from(path), self.visited())
        if answered is None or not same_kind(answered, place):
            return ""
        return f"{list_id}/{key}/{name}" if list_id else name

    def _aside(self, path: str, taken: Iterable[str]) -> str:
        """As it is, unless a question of that id asks for something else now."""
        if all(item.id != path.rpartition("/")[2] for item in self.there.all_items()):
            return path
        path = f"{path}{ASIDE}{self.number}"
        while path in taken:
            path += ASIDE
        return path


def left_from(path: str) -> int:
    """The number of the revision from which an answer stepped aside; 0 for one that did not."""
    number = path.partition(ASIDE)[2].partition(ASIDE)[0]
    return int(number) if number else 0


def answered_by(name: str, number: int, visited: Sequence[Revision]) -> Item | None:
    """The question that an answer under this id was given to: the last that was asked under it, up to when the
    answer stepped aside, if it did."""
    until = [at for at, one in enumerate(visited, start=1) if one.number == number]
    for revision in reversed(visited[: until[-1]] if until else visited):
        for item in revision.definition.all_items():
            if item.id == name:
                return item
    return None


def carry(dossier: Dossier, carrier: Carrier, now: datetime) -> list[list[Any]]:
    """Inside a transaction that holds the dossier. What was changed, as it was: [answer, path, value, rev
    afterwards]; carrying it back takes that again."""
    rows = [Kept(*row) for row in opened(dossier.answers.all(), *Kept._fields)]
    targets = {
        row.pk: (path, value)
        for row, path, value in carrier.targets(rows)
        if (path, value) != (row.path, row.value)
    }
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
    moved, sealed = copy(row), {"value": value, "raw": row.raw, "reason": row.reason}
    moved.path = path
    values = {"path": path, "question": question, "rev": rev, **under(moved, sealed)}
    Answer.objects.filter(pk=row.pk).update(**values)
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
