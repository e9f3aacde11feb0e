"""What importing a file would do, row by row. Values only: made by plan.py, shown by pages, carried out by
applying.py. Every line of the file is in exactly one of the four lists `new`, `changed`, `unchanged`, `invalid`."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson

KINDS = ("new", "changed", "unchanged", "invalid")
# Stands for a national number that is in Carnet already: a plan never opens one.
COVERED = "•••"
# Below so many clients nobody needs to be told that some are missing; nor if so large a part is there.
MANY = 20
ENOUGH = 0.6

Pair = tuple[Any, Any]  # here, in the file


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: the user's own line and header. `repair` is what was probably meant, `proven` if check
    digits say so, or the row above a cell that stands for it."""

    line: int
    field: str
    column: str  # the header in the file, or the field's name where it has none
    value: str
    reason: str
    repair: str = ""
    # Of the column in the file; -1: no column, so there is nothing to be fixed in place.
    index: int = -1
    proven: bool = False


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
    differences: Mapping[str, Pair]  # by field: here, in the file; what will be taken
    left: Mapping[str, Pair] = field(default_factory=dict)  # the same, left as it is here
    partner_line: int = 0


@dataclass(frozen=True, slots=True)
class Unchanged:
    line: int
    client: int  # 0: nobody here; a row that would be new and was left out by choice
    name: str
    left: Mapping[str, Pair] = field(default_factory=dict)
    partner_line: int = 0

    @property
    def by_choice(self) -> bool:
        return bool(self.left)


@dataclass(frozen=True, slots=True)
class Invalid:
    """Of a couple both rows wait, whichever is wrong: each problem tells its own line."""

    line: int
    problems: tuple[Problem, ...]
    partner_line: int = 0
    alike: tuple[Likeness, ...] = ()  # who may be meant, if the row is only unclear about that


@dataclass(frozen=True, slots=True)
class Joined:
    """Two rows that are one couple, or may be. If `joined`, the second counts in the list its first row is in."""

    line: int
    first_line: int
    why: str  # a sentence
    sure: bool  # crossed national numbers or one household number: joined unless the person says no
    name: str  # of the first, and of the second
    partner_name: str
    joined: bool
    hindrance: str = ""  # a sentence: why they cannot be joined, although asked or sure


@dataclass(frozen=True, slots=True)
class OnlyHere:
    """An active client of the firm whom no row of the file is about."""

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
    partners: frozenset[int] = frozenset()  # lines of those who are alone and a client's partner
    # Those of them who will be archived. All are counted below and listed by register.only_here.
    only_here: list[OnlyHere] = field(default_factory=list)
    met: frozenset[int] = frozenset()  # clients some row is about, also one that is invalid
    active: int = 0  # clients of the firm who are not archived
    active_met: int = 0  # those among them whom some row is about

    @property
    def only_here_count(self) -> int:
        return self.active - self.active_met

    @property
    def half(self) -> bool:
        """The file knows some clients of the firm and has left out a good part of the others."""
        return self.active >= MANY and 0 < self.active_met < ENOUGH * self.active

    @cached_property
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
    def left_out(self) -> set[int]:
        """Lines that have to be repaired first, or belong to such a one."""
        return {line for row in self.invalid for line in (row.line, row.partner_line) if line}

    @cached_property
    def digest(self) -> str:
        """Equal for two plans that do the same. Sentences are left out: they follow the language."""
        digest = hashlib.sha256()
        for one in self._acts():
            digest.update(orjson.dumps(one))
        return digest.hexdigest()

    def _acts(self) -> Iterator[tuple]:
        for new in self.new:
            yield "new", new.line, new.partner_line, dict(new.values)
        for row in self.changed:
            yield "changed", row.line, row.partner_line, row.client, dict(row.differences)
        for same in self.unchanged:
            yield "unchanged", same.line, same.client
        for problem in self.problems:
            yield "invalid", problem.line, problem.field
        for client in self.only_here:
            yield "archived", client.client
