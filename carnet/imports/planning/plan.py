"""What importing these rows would do. Reads nothing and writes nothing, so the preview is the truth."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from carnet.clients.models import Client
from carnet.clients.record import FIELDS, REQUIRED, ClientRecord
from carnet.imports.planning.checking import Checked, Problem
from carnet.imports.planning.matching import Known, Seen, identity


@dataclass(frozen=True)
class New:
    line: int
    record: ClientRecord


@dataclass(frozen=True)
class Changed:
    line: int
    client: Client
    record: ClientRecord
    differences: Mapping[str, tuple[Any, Any]]  # by field: ours, theirs


@dataclass(frozen=True)
class Unchanged:
    line: int
    client: Client


@dataclass(frozen=True)
class Invalid:
    line: int
    problems: tuple[Problem, ...]


@dataclass
class Plan:
    """Each row of the file is in exactly one of the four lists."""

    new: list[New] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: list[Unchanged] = field(default_factory=list)
    invalid: list[Invalid] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        counts = {name: len(getattr(self, name)) for name in KINDS}
        return {"rows": sum(counts.values()), **counts}

    @property
    def problems(self) -> Iterator[Problem]:
        return (problem for row in self.invalid for problem in row.problems)

    @property
    def digest(self) -> str:
        """Equal for two plans that do the same. Sentences are left out: they follow the language."""
        does = [
            [(row.line, _values(row.record)) for row in self.new],
            [(row.line, row.client.pk, sorted(row.differences.items())) for row in self.changed],
            [(row.line, row.client.pk) for row in self.unchanged],
            [(problem.line, problem.field) for problem in self.problems],
        ]
        return hashlib.sha256(json.dumps(does, default=str).encode()).hexdigest()


KINDS = ("new", "changed", "unchanged", "invalid")


def _values(record: ClientRecord) -> list[tuple[str, Any]]:
    return [(name, getattr(record, name)) for name in FIELDS]


def make_plan(rows: Iterable[Checked], clients: Iterable[Client], firm: UUID) -> Plan:
    """`clients` are all who might be meant by a row; others may be among them."""
    known, seen, plan = Known(clients), Seen(), Plan()
    for row in rows:
        who = identity(row, firm)
        client, unclear = known.find(row, who)
        again = seen.again(row, who, client)
        problems = (*_still_wrong(row, client), *filter(None, (unclear, again)))
        if problems:
            plan.invalid.append(Invalid(row.line, problems))
        elif client is None:
            record = ClientRecord(**row.values, told=frozenset(row.values))
            plan.new.append(New(row.line, record))
        else:
            _sort(plan, row, client)
    return plan


def _still_wrong(row: Checked, client: Client | None) -> Sequence[Problem]:
    """About somebody we know, a row may leave out what we know."""
    return [
        problem
        for problem in row.problems
        if problem.field in row.told or client is None or not getattr(client, problem.field)
    ]


def _sort(plan: Plan, row: Checked, client: Client) -> None:
    ours = {name: getattr(client, name) for name in (*REQUIRED, "kind")}
    told = {name: value for name, value in row.values.items() if name in row.told}
    record = ClientRecord(**ours | told, told=row.told)
    if differences := client.differences(record):
        plan.changed.append(Changed(row.line, client, record, differences))
    else:
        plan.unchanged.append(Unchanged(row.line, client))
