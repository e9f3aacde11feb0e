"""One tab of a plan, a hundred rows at a time, narrowed to what somebody looks for. Knows lists and addresses."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carnet.clients.record import FIELDS, NAMES
from carnet.clients.search import fold
from carnet.core.keyset import number_in
from carnet.imports.columns.table import Table
from carnet.imports.pages import questions, rows
from carnet.imports.pages.words import number
from carnet.imports.planning.choices import Choices
from carnet.imports.planning.outcome import Changed, Invalid, New, Plan, Unchanged

ROWS_ON_PAGE = 100
LABELS: dict[str, str | Promise] = {
    "decide": _("To decide"),
    "new": _("New"),
    "changed": _("Changed"),
    "unchanged": _("Unchanged"),
    "invalid": _("To repair"),
    "only_here": _("Only in Carnet"),
}


NOTHING: dict[str, str | Promise] = {
    "decide": _("Nothing is left to decide."),
    "new": _("The file adds no client."),
    "changed": _("The file changes no client."),
    "unchanged": _("No row of the file is as it stands in Carnet already."),
    "invalid": _("Nothing has to be repaired."),
    "only_here": _("Every client of Carnet is in the file."),
}


@dataclass(frozen=True)
class Tab:
    key: str
    label: str | Promise
    count: str
    current: bool
    url: str


@dataclass(frozen=True)
class ByField:
    """How many clients a column would change, and whether it may."""

    field: str
    name: str
    count: int
    never: bool


@dataclass(frozen=True)
class PlanPage:
    """`only_here` fetches clients no row is about: those whose name has all words, from one place on. `name_at`
    tells whom a line of the file is about; of the table no more than its columns is asked."""

    plan: Plan
    choices: Choices
    table: Table
    params: QueryDict
    only_here: Callable[[str, int, int | None], Sequence[Any]]
    name_at: Callable[[int], str]

    @cached_property
    def key(self) -> str:
        asked = self.params.get("show", "")
        if asked in LABELS:
            return asked
        filled = (key for key in ("decide", "new", "changed", "invalid") if self.counts[key])
        return next(filled, "unchanged" if self.counts["unchanged"] else "new")

    @cached_property
    def counts(self) -> dict[str, int]:
        open_ones = {"decide": len(self.open), "only_here": self.plan.only_here_count}
        return {**self.plan.counts, **open_ones}

    @cached_property
    def open(self) -> list[questions.Question]:
        return questions.open_questions(self.plan, self.choices, self.name_at)

    @cached_property
    def settled(self) -> list[questions.Question]:
        return questions.settled(self.plan, self.choices, self.name_at)

    @property
    def tabs(self) -> list[Tab]:
        shown = [key for key in LABELS if key != "decide" or self.open or self.settled]
        return [
            Tab(key, LABELS[key], number(self.counts[key]), key == self.key, f"?show={key}#rows")
            for key in shown
        ]

    @property
    def q(self) -> str:
        return " ".join(self.params.get("q", "").replace("\0", "")[:200].split())

    @property
    def number(self) -> int:
        return max(number_in(self.params.get("page", "")) or 1, 1)

    @property
    def start(self) -> int:
        return ROWS_ON_PAGE * (self.number - 1)

    @cached_property
    def found(self) -> Sequence[Any]:
        """Rows of the tab that have all words."""
        everything, text = self._lists()[self.key]
        words = [f" {word}" for word in fold(self.q).split()]
        if not words:
            return everything
        return [row for row in everything if all(word in f" {text(row)}" for word in words)]

    @cached_property
    def _here(self) -> Sequence[Any]:
        """The rows of this page, and one more where there is one."""
        if self.key == "only_here":
            return self.only_here(self.q, self.start, ROWS_ON_PAGE + 1)
        return self.found[self.start : self.start + ROWS_ON_PAGE + 1]

    @cached_property
    def rows(self) -> list[Any]:
        here = self._here[:ROWS_ON_PAGE]
        if self.key == "new":
            return [rows.new(r) if isinstance(r, New) else rows.left_out(r) for r in here]
        if self.key in ("changed", "unchanged"):
            return [rows.changed(row, self.choices) for row in here]
        if self.key == "invalid":
            return [shown for row in here for shown in rows.invalid(row, self.name_at)]
        return list(here)

    def _lists(self) -> dict[str, tuple[Sequence[Any], Callable[[Any], str]]]:
        """By tab: its rows, and in which words they are found. A row that was left as it is stays
        where it was, so that one can change one's mind."""
        plan = self.plan
        left = [row for row in plan.unchanged if rows.by_choice(row, self.choices)]
        out, kept = [r for r in left if not r.client], [r for r in left if r.client]
        return {
            "decide": ([*self.open, *self.settled], _question_text),
            "new": (_in_order(plan.new, out), _row_text),
            "changed": (_in_order(plan.changed, kept), _row_text),
            "unchanged": (plan.unchanged, _row_text),
            "invalid": (plan.invalid, self._invalid_text),
        }

    def _invalid_text(self, row: Invalid) -> str:
        values = " ".join(problem.value for problem in row.problems)
        return fold(f"{row.line} {self.name_at(row.line)} {values}")

    @property
    def query(self) -> str:
        """Where this page is, to come back to it."""
        return self._query(self.number)

    def _query(self, page: int) -> str:
        asked = {"show": self.key, "q": self.q, "page": page if page > 1 else ""}
        return urlencode({key: value for key, value in asked.items() if value})

    @property
    def previous_url(self) -> str:
        return f"?{self._query(self.number - 1)}#rows" if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        more = len(self._here) > ROWS_ON_PAGE
        return f"?{self._query(self.number + 1)}#rows" if more else ""

    @cached_property
    def by_field(self) -> list[ByField]:
        """The columns that change something, and those that are never overwritten."""
        counts: dict[str, int] = {}
        rows: list[Changed | Unchanged] = [*self.plan.changed, *self.plan.unchanged]
        for row in rows:
            pairs = {**getattr(row, "differences", {}), **row.left}
            for field in pairs:
                counts[field] = counts.get(field, 0) + 1
        return [
            ByField(field, str(NAMES[field]), counts.get(field, 0), field in self.choices.never)
            for field in FIELDS
            if field in counts or field in self.choices.never
        ]

    @property
    def open_couples(self) -> int:
        return sum(isinstance(question, questions.Couple) for question in self.open)

    @property
    def nothing(self) -> str | Promise:
        return NOTHING[self.key]

    @cached_property
    def repairs(self) -> int:
        """How many cells have a proven repair, and nobody has decided about."""
        return sum(1 for problem in self.plan.problems if problem.proven)

    @cached_property
    def fixed(self) -> list[dict[str, Any]]:
        """What was written anew here, to be taken back."""
        headers = {column.index: column.header for column in self.table.columns}
        wrong = {(problem.line, problem.index) for problem in self.plan.problems}
        return [
            {
                "line": line,
                "name": self.name_at(line),
                "index": index,
                "column": headers.get(index, ""),
                "value": value,
            }
            for line, cells in sorted(self.choices.fixes.items())
            for index, value in cells.items()
            if (line, index) not in wrong
        ]


def _in_order(*lists: Iterable[New | Changed | Unchanged]) -> list[Any]:
    return sorted((row for rows in lists for row in rows), key=lambda row: row.line)


def _row_text(row: New | Changed | Unchanged) -> str:
    if isinstance(row, New):
        shown = rows.new(row)
        return fold(f"{row.line} {shown.name} {shown.company} {shown.partner} {shown.email}")
    theirs = " ".join(str(pair[1]) for pair in getattr(row, "differences", {}).values())
    return fold(f"{row.line} {row.name} {theirs}")


def _question_text(question: questions.Question) -> str:
    other = getattr(question, "partner_name", "")
    clients = " ".join(one.name for one in getattr(question, "alike", ()))
    return fold(f"{question.line} {question.name} {other} {clients}")
