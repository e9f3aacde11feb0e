"""Applies the rules of clients to each row of a table, before any known client is looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from carnet.clients.fields import check
from carnet.clients.record import NAMES
from carnet.imports.columns.table import Cell, Table, read_values
from carnet.imports.reading.preflight import NO_FORMULA_RESULT

# What a spreadsheet shows in a cell that went wrong.
ERRORS = frozenset(
    ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
MAY_BE_DATES = {"birth_date", "notes"}
# Where a field has no column of its own, it may have been split off this one.
WHOLES = {
    **dict.fromkeys(("first_name", "last_name"), "full_name"),
    **dict.fromkeys(("street", "house_number", "box", "postcode", "city", "country"), "address"),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: the user's own line and header."""

    line: int
    field: str
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Checked:
    """One row: which fields it speaks of, their values in normal form, and what is wrong with it."""

    line: int
    told: frozenset[str]
    values: Mapping[str, Any]
    problems: tuple[Problem, ...]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Defaults:
    """What is taken where the file says nothing: the firm's own country and language."""

    country: str
    language: str
    today: date


def check_rows(table: Table, defaults: Defaults) -> Iterator[Checked]:
    """Every row of the table, in its order. A language is assumed only if no column speaks of it."""
    headers = _headers(table)
    assumed = {} if table.column_of("language") else {"language": defaults.language}
    for row in table.rows:
        cells = read_values(row, table.columns)
        values, reasons = _check(cells, assumed, defaults)
        problems = tuple(
            Problem(row.line, field, headers[field], str(cells.get(field, "")), reason)
            for field, reason in reasons.items()
        )
        yield Checked(row.line, frozenset(cells), values, problems, headers)


def _headers(table: Table) -> dict[str, str]:
    """Under which header each field stands in this file; its plain name where it has none."""
    own = {column.field: column.header for column in table.columns if column.used}
    split = {part: own[whole] for part, whole in WHOLES.items() if whole in own}
    return {field: str(name) for field, name in NAMES.items()} | split | own


def _check(
    cells: Mapping[str, Cell], assumed: Mapping[str, str], defaults: Defaults
) -> tuple[Mapping[str, Any], dict[str, str]]:
    """The values in normal form, and why some are not among them."""
    broken = {field: reason for field, cell in cells.items() if (reason := _broken(field, cell))}
    readable = {field: cell for field, cell in cells.items() if field not in broken}
    values, wrong = check({**assumed, **readable}, country=defaults.country, today=defaults.today)
    return values, {field: " ".join(reasons) for field, reasons in wrong.items()} | broken


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
