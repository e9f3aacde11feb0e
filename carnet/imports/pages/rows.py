"""Rows of a plan as people read them: names, values in words, national numbers covered."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from carnet.clients.record import FIELDS, NAMES
from carnet.clients.shown import shown
from carnet.imports.columns.table import Table, read_values
from carnet.imports.planning.checking import Checked
from carnet.imports.planning.choices import WHOLE_ROW, Choices
from carnet.imports.planning.outcome import (
    COVERED,
    Changed,
    Invalid,
    Likeness,
    New,
    Pair,
    Problem,
    Unchanged,
)

REASONS = ("choice", "never", "policy")
ORDER = {name: place for place, name in enumerate(FIELDS)}


def in_words(field: str, value: Any) -> str:
    return COVERED if value == COVERED else shown(field, value)


def name_of(values: Mapping[str, Any]) -> str:
    person = f"{values.get('first_name', '')} {values.get('last_name', '')}".strip()
    return person or str(values.get("company", "")) or str(values.get("full_name", ""))


@dataclass(frozen=True)
class ShownNew:
    line: int
    partner_line: int
    name: str
    company: str
    partner: str
    email: str
    language: str
    city: str
    label: str
    alike: tuple[Likeness, ...] = ()
    left: bool = False


@dataclass(frozen=True)
class Difference:
    field: str
    name: str
    ours: str
    theirs: str
    kept: str  # why ours stays: by "choice", since it is "never" overwritten, by "policy"; or empty


@dataclass(frozen=True)
class ShownChange:
    line: int
    partner_line: int
    client: int
    name: str
    differences: tuple[Difference, ...]
    left: bool  # the whole row, by choice
    kept: str  # why nothing of it is taken, as above; empty where something is, or nothing differs


@dataclass(frozen=True)
class Cell:
    """One value of the file that has to be repaired, and everything that is wrong with it."""

    index: int
    column: str
    value: str
    reasons: tuple[str, ...]
    repair: str


@dataclass(frozen=True)
class ShownInvalid:
    line: int
    name: str
    cells: tuple[Cell, ...]
    alike: tuple[Likeness, ...] = field(default_factory=tuple)

    @property
    def fixable(self) -> bool:
        return any(cell.index >= 0 for cell in self.cells)


def new(row: New) -> ShownNew:
    values = row.values
    partner = f"{values.get('partner_first_name', '')} {values.get('partner_last_name', '')}"
    return ShownNew(
        row.line,
        row.partner_line,
        name_of(values),
        str(values.get("company", "")),
        partner.strip(),
        str(values.get("email", "")),
        in_words("language", values.get("language")),
        f"{values.get('postcode', '')} {values.get('city', '')}".strip(),
        in_words("label", values.get("label")),
        row.alike,
    )


def left_out(row: Unchanged) -> ShownNew:
    """A row that would be new, had nobody left it out."""
    told = {name: theirs for name, (_nothing, theirs) in row.left.items()}
    return replace(new(New(row.line, told, row.partner_line)), name=row.name, left=True)


def changed(row: Changed | Unchanged, choices: Choices) -> ShownChange:
    taken = row.differences if isinstance(row, Changed) else {}
    kept = {name: _why_kept(row.line, name, choices) for name in row.left}
    pairs = {**taken, **row.left}
    shown = tuple(_difference(name, pairs[name], kept.get(name, "")) for name in _sorted(pairs))
    whole = WHOLE_ROW in choices.left.get(row.line, ())
    why = "" if taken else next((why for why in REASONS if why in kept.values()), "")
    return ShownChange(row.line, row.partner_line, row.client, row.name, shown, whole, why)


def _sorted(pairs: Mapping[str, Pair]) -> list[str]:
    return sorted(pairs, key=lambda name: ORDER.get(name, 0))


def _difference(name: str, pair: Pair, kept: str) -> Difference:
    ours, theirs = (in_words(name, value) for value in pair)
    return Difference(name, str(NAMES.get(name, name)), ours, theirs, kept)


def _why_kept(line: int, name: str, choices: Choices) -> str:
    if choices.left.get(line, frozenset()) & {name, WHOLE_ROW}:
        return "choice"
    return "never" if name in choices.never else "policy"


def by_choice(row: Unchanged, choices: Choices) -> bool:
    """Somebody left it as it is, rather than the policy."""
    return any(_why_kept(row.line, name, choices) != "policy" for name in row.left)


def invalid(row: Invalid, name_at: Callable[[int], str]) -> Iterator[ShownInvalid]:
    """One entry for each line that has something wrong: of a couple perhaps both."""
    for line in dict.fromkeys(problem.line for problem in row.problems):
        problems = [problem for problem in row.problems if problem.line == line]
        alike = row.alike if line == row.line else ()
        yield ShownInvalid(line, name_at(line), _cells(problems), alike)


def _cells(problems: Sequence[Problem]) -> tuple[Cell, ...]:
    """A merged name may be wrong in two ways and is still one cell."""
    places: dict[Any, list[Problem]] = {}
    for problem in problems:
        place = problem.index if problem.index >= 0 else f"-{problem.field}"
        places.setdefault(place, []).append(problem)
    return tuple(_cell(group) for group in places.values())


def _cell(group: Sequence[Problem]) -> Cell:
    first = group[0]
    reasons = tuple(dict.fromkeys(problem.reason for problem in group))
    repair = next((problem.repair for problem in group if problem.repair), "")
    return Cell(first.index, first.column, first.value, reasons, repair)


def name_in_file(table: Table, checked: Sequence[Checked], line: int) -> str:
    """Whom the row is about, as far as it tells: people look for names, not for lines. By its cells where the
    table has them, since a name may be what is wrong with it."""
    place = bisect_left(table.rows, line, key=attrgetter("line"))
    if place < len(table.rows) and table.rows[place].line == line:
        return name_of(read_values(table.rows[place], table.columns))
    place = bisect_left(checked, line, key=attrgetter("line"))
    found = place < len(checked) and checked[place].line == line
    return name_of(checked[place].values) if found else ""
