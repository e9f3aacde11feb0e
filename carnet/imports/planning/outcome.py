"""What importing a file would do, row by row. Values only: made by plan.py, shown by pages, carried out by
applying.py. Every line of the file is in exactly one of the four lists `new`, `changed`, `unchanged`, `invalid`."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = ("new", "changed", "unchanged", "invalid")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: the user's own line and header. `repair` is a value that check digits prove."""

    line: int
    field: str
    column: str  # the header in the file, or the field's name where it has none
    value: str
    reason: str
    repair: str = ""
    index: int = (
        -1
    )  # of the column in the file; -1: no column, the value can only be fixed in the file


@dataclass(frozen=True, slots=True)
class Likeness:
    """A client who may be the one a row is about: the person is asked."""

    client: int
    name: str
    why: str  # a sentence


@dataclass(frozen=True, slots=True)
class New:
    line: int
    values: Mapping[str, Any]  # by field, in normal form (clients.fields.check)
    partner_line: int = 0  # the row of the file that became this client's partner
    alike: tuple[Likeness, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    line: int
    client: int
    version: int  # of the client when this was planned
    name: str
    differences: Mapping[str, tuple[Any, Any]]  # by field: here, in the file; what will be taken
    left: Mapping[str, tuple[Any, Any]] = field(
        default_factory=dict
    )  # the same, left as it is here
    partner_line: int = 0


@dataclass(frozen=True, slots=True)
class Unchanged:
    line: int
    client: int
    name: str
    left: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    partner_line: int = 0

    @property
    def by_choice(self) -> bool:
        return bool(self.left)


@dataclass(frozen=True, slots=True)
class Invalid:
    line: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """The second row of a couple. It counts in the list its first row is in."""

    line: int
    first_line: int
    why: str
    sure: bool  # crossed national numbers or one household number: joined unless the person says no


@dataclass(frozen=True, slots=True)
class OnlyHere:
    """A client of the firm whom no row of the file is about."""

    client: int
    name: str
    archive: bool


@dataclass
class Plan:
    new: list[New] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: list[Unchanged] = field(default_factory=list)
    invalid: list[Invalid] = field(default_factory=list)
    couples: list[Joined] = field(default_factory=list)  # joined, and proposed to be joined
    only_here: list[OnlyHere] = field(default_factory=list)
    half: bool = False  # the file has far fewer of the known clients than the register

    @property
    def counts(self) -> dict[str, int]:
        """Rows of the file by list; they add up to `rows`. A joined row counts where its first row is."""
        counts = {
            name: sum(1 + bool(getattr(row, "partner_line", 0)) for row in getattr(self, name))
            for name in KINDS
        }
        return {"rows": sum(counts.values()), **counts}

    @property
    def problems(self) -> Iterator[Problem]:
        return (problem for row in self.invalid for problem in row.problems)

    @property
    def digest(self) -> str:
        """Equal for two plans that do the same. Sentences are left out: they follow the language."""
        does = [
            [(row.line, row.partner_line, sorted(row.values.items())) for row in self.new],
            [
                (r.line, r.partner_line, r.client, sorted(r.differences.items()))
                for r in self.changed
            ],
            [(row.line, row.client) for row in self.unchanged],
            [(problem.line, problem.field) for problem in self.problems],
            [row.client for row in self.only_here if row.archive],
        ]
        return hashlib.sha256(json.dumps(does, default=str).encode()).hexdigest()
