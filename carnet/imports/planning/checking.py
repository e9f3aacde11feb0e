"""Applies the rules of clients to each row of a table, before any known client is looked at."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from carnet.clients.fields import check
from carnet.clients.record import NAMES
from carnet.clients.repairs import repair
from carnet.core.reading.rows import NO_FORMULA_RESULT
from carnet.imports.columns.column import Column
from carnet.imports.columns.table import Cell, Row, Table, Values, read_values
from carnet.imports.planning import dittos
from carnet.imports.planning.choices import Choices
from carnet.imports.planning.outcome import Problem
from carnet.imports.planning.second_look import as_meant, probable

# What a spreadsheet shows in a cell that went wrong.
ERRORS = frozenset(
    ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
MAY_BE_DATES = {"birth_date", "notes"}
# Not a field of a client: who stands in two rows under one number of it lives together.
HOUSEHOLD = "household"
NO_CHOICES = Choices()


@dataclass(frozen=True, slots=True)
class File:
    """What all rows of one file share."""

    headers: Mapping[str, str]  # under which header each field stands; its plain name where none
    indexes: Mapping[str, int]  # of the field's column, where it has one
    fields: frozenset[str]  # those some column speaks of, also as a part of it
    split: frozenset[str]  # those among them that are only a part of their column
    assumed: Mapping[str, str]  # taken from the firm, since no column speaks of it


@dataclass(slots=True)
class Checked:
    """One row: the values it tells, in normal form, and what is wrong with it. What it does not tell is missing."""

    line: int
    values: dict[str, Any]
    problems: tuple[Problem, ...]
    file: File
    household: str = ""

    def tells(self, field: str) -> bool:
        return field in self.values and field not in self.file.assumed

    def problem(self, field: str, reason: str, value: Any = None, repair: str = "") -> Problem:
        """Of this row, about one field; `value` where it is not the one told."""
        shown = self.values.get(field, "") if value is None else value
        header, index = self.file.headers[field], self.file.indexes.get(field, -1)
        return Problem(self.line, field, header, str(shown), reason, repair, index)


@dataclass(frozen=True)
class Defaults:
    """What is taken where the file says nothing: the firm's own country and language."""

    country: str
    language: str
    today: date


def check_rows(
    table: Table,
    defaults: Defaults,
    choices: Choices = NO_CHOICES,
    rows: Iterable[Row] | None = None,
) -> Iterator[Checked]:
    """Every row of the table (or these rows of it), in its order, the person's own corrections in their place."""
    asking = Asking(table.columns, defaults, _file(table, defaults), choices.repairs)
    labels: dict[tuple[str, ...], tuple[str, ...]] = {}
    above: Row | None = None
    for row in table.rows if rows is None else rows:
        fixed = choices.fixes.get(row.line)
        here = row.with_cells(fixed) if fixed else row
        cells = read_values(here, table.columns)
        checked = _check(here.line, cells, asking)
        if checked.problems or dittos.in_some(cells):
            here, checked = _again(here, above, cells, checked, asking)
        if label := checked.values.get("label"):
            checked.values["label"] = labels.setdefault(label, label)
        above = here
        yield checked


@dataclass(frozen=True)
class Asking:
    """What is the same for all rows; `take`: whatever is proven is taken."""

    columns: tuple[Column, ...]
    defaults: Defaults
    file: File
    take: bool


def _file(table: Table, defaults: Defaults) -> File:
    """A language is assumed only if no column speaks of it."""
    own = {column.field for column in table.columns}
    columns = {field: column for field in NAMES if (column := table.column_for(field))}
    return File(
        {field: str(name) for field, name in NAMES.items()}
        | {field: column.header for field, column in columns.items()},
        {field: column.index for field, column in columns.items()},
        frozenset(columns),
        frozenset(columns.keys() - own),
        {} if "language" in own else {"language": defaults.language},
    )


def _check(line: int, cells: Values, asking: Asking) -> Checked:
    """The values in normal form, and why some are not among them."""
    defaults, file = asking.defaults, asking.file
    broken = _broken_cells(cells)
    readable = cells if not broken else {key: cells[key] for key in cells if key not in broken}
    if file.assumed:
        readable = {**file.assumed, **readable}
    clean, wrong = check(readable, country=defaults.country, today=defaults.today)
    values = clean if all(clean.values()) else {key: clean[key] for key in clean if clean[key]}
    checked = Checked(line, values, (), file, str(cells.get(HOUSEHOLD, "")).strip())
    if wrong or broken:
        reasons = {field: " ".join(sentences) for field, sentences in wrong.items()} | broken
        checked.problems = tuple(
            checked.problem(field, reason, cells.get(field, ""))
            for field, reason in reasons.items()
        )
    return checked


def _again(
    row: Row, above: Row | None, cells: Values, checked: Checked, asking: Asking
) -> tuple[Row, Checked]:
    """The row with what stands above each “idem”, and what is told by it."""
    texts = dittos.stand_for(row, above, asking.columns)
    if not texts:
        return row, _as_meant(checked, cells, asking)
    whole = row.with_cells(texts)
    cells = read_values(whole, asking.columns)
    checked = _as_meant(_check(row.line, cells, asking), cells, asking)
    asked = {at: text for at, text in texts.items() if not (asking.take and text)}
    checked.problems = (*dittos.problems(row, asked, asking.columns), *checked.problems)
    return whole, checked


def _as_meant(checked: Checked, cells: Values, asking: Asking) -> Checked:
    """As the row was meant, where that is certain; then with what check digits prove, proposed beside each problem or
    taken in its place; then with what was probably meant."""
    if not checked.problems:
        return checked
    wrong = {problem.field for problem in checked.problems}
    defaults = asking.defaults
    meant = as_meant(cells, wrong, _country(checked, defaults), defaults.today)
    if meant != cells:
        checked = _check(checked.line, meant, asking)
    proven = _for_each(_proven, checked, defaults)
    if asking.take and proven:
        checked, proven = _check(checked.line, {**meant, **proven}, asking), {}
    likely = _for_each(_probable, checked, defaults)
    checked.problems = tuple(
        replace(
            problem,
            repair=proven.get(problem.field) or likely.get(problem.field, ""),
            proven=problem.field in proven,
        )
        for problem in checked.problems
    )
    return checked


def _for_each(
    what: Callable[[Problem, Checked, Defaults], str | None], checked: Checked, defaults: Defaults
) -> dict[str, str]:
    """By field, of the problems that are the whole of a cell."""
    file = checked.file
    whole = (
        problem
        for problem in checked.problems
        if problem.value and problem.field in file.indexes and problem.field not in file.split
    )
    return {
        problem.field: found for problem in whole if (found := what(problem, checked, defaults))
    }


def _country(checked: Checked, defaults: Defaults) -> str:
    return str(checked.values.get("country", defaults.country))


def _proven(problem: Problem, checked: Checked, defaults: Defaults) -> str | None:
    own = problem.field == "national_number"
    return repair(
        problem.field,
        problem.value,
        country=_country(checked, defaults),
        today=defaults.today,
        birth_date=checked.values.get("birth_date") if own else None,
    )


def _probable(problem: Problem, checked: Checked, defaults: Defaults) -> str:
    country = _country(checked, defaults)
    return probable(problem.field, problem.value, country=country, today=defaults.today)


def _broken_cells(cells: Values) -> dict[str, str]:
    """By field why, of those the spreadsheet itself has spoilt."""
    try:
        if "#" not in "".join(cells.values()):  # type: ignore[arg-type]
            return {}
    except TypeError:  # a date is among them
        pass
    return {
        field: reason
        for field, cell in cells.items()
        if (type(cell) is not str or (cell and cell[0] == "#")) and (reason := _broken(field, cell))
    }


def _broken(field: str, cell: Cell) -> str:
    """Why the spreadsheet itself has spoilt this cell, if it has."""
    if isinstance(cell, date):
        if field in MAY_BE_DATES:
            return ""
        return _(
            "The spreadsheet made a date of this. Format the column as text and write it again."
        )
    if cell == NO_FORMULA_RESULT:
        return _(
            "The formula in this cell has no saved result. Open the file, save it once more and "
            "import it again."
        )
    if cell in ERRORS:
        return _("This cell shows %(error)s. Repair its formula, or write the value itself.") % {
            "error": cell
        }
    return ""
