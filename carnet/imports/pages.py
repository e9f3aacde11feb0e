"""A plan in words: the sentence, the tabs, one page of rows at a time. Decides nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carnet.clients.national import masked
from carnet.clients.record import NAMES
from carnet.clients.shown import shown
from carnet.imports.columns.table import Cell, Table
from carnet.imports.planning.outcome import KINDS, Changed, Plan

ROWS_ON_PAGE = 100
COVERED = {"national_number", "partner_national_number"}
TABS = {
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "unchanged": gettext_lazy("Unchanged"),
    "invalid": gettext_lazy("To repair"),
}
WHOLES = {
    "full_name": gettext_lazy("Name, split in two"),
    "address": gettext_lazy("Address, split"),
}


def sentence(counts: dict[str, int]) -> str:
    """“312 rows: 268 new, 31 changed, 9 unchanged, 4 to repair”"""
    words = ngettext(
        "%(rows)d row: %(new)d new, %(changed)d changed, %(unchanged)d unchanged,"
        " %(invalid)d to repair",
        "%(rows)d rows: %(new)d new, %(changed)d changed, %(unchanged)d unchanged,"
        " %(invalid)d to repair",
        counts["rows"],
    )
    return words % counts


def steps(current: int) -> list[dict[str, str]]:
    labels = [_("Choose the file"), _("Check what would happen"), _("See the result")]
    states = ["done"] * current + ["current"] + ["todo"] * (len(labels) - current - 1)
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


@dataclass(frozen=True)
class Tab:
    key: str
    label: Any
    count: int
    current: bool


@dataclass(frozen=True)
class Page:
    """The rows of one tab, a hundred at a time."""

    key: str
    tabs: list[Tab]
    rows: Sequence[Any]
    previous_url: str
    next_url: str


def page(plan: Plan, asked: QueryDict) -> Page:
    filled = [key for key in KINDS if getattr(plan, key)]
    key = asked.get("show", "")
    if key not in KINDS:
        key = filled[0] if filled else "new"
    rows = getattr(plan, key) if key != "invalid" else list(plan.problems)
    number = int(asked.get("page", "1")) if asked.get("page", "1").isdecimal() else 1
    start = ROWS_ON_PAGE * max(number - 1, 0)
    more = start + ROWS_ON_PAGE < len(rows)
    tabs = [Tab(name, label, plan.counts[name], name == key) for name, label in TABS.items()]
    return Page(
        key,
        tabs,
        [_shown(row) for row in rows[start : start + ROWS_ON_PAGE]],
        _url(key, number - 1) if start else "",
        _url(key, number + 1) if more else "",
    )


def _url(key: str, number: int) -> str:
    return f"?show={key}&page={number}"


@dataclass(frozen=True)
class ShownChange:
    line: int
    client: int
    name: str
    differences: list[tuple[str, str, str]]


def _shown(row: Any) -> Any:
    if not isinstance(row, Changed):
        return row
    differences = [
        (str(NAMES[field]), shown(field, ours), shown(field, theirs))
        for field, (ours, theirs) in row.differences.items()
    ]
    return ShownChange(row.line, row.client, row.name, differences)


def columns(table: Table) -> Iterator[dict[str, Any]]:
    """How each column was read, with the first value in it."""
    for column in table.columns:
        cells = (row.cells[column.index] for row in table.rows if column.index < len(row.cells))
        yield {
            "header": column.header,
            "field": {**NAMES, **WHOLES}.get(column.field, ""),
            "used": column.used,
            "sample": _sample(column.field, next((cell for cell in cells if cell), "")),
        }


def _sample(field: str, cell: Cell) -> str:
    if field in COVERED:
        return masked(str(cell))
    return date_format(cell, "SHORT_DATE_FORMAT") if isinstance(cell, date) else cell
