"""What the review's page shows of a desk: the rows of one filter and section, the one that is chosen, and the way to
the next. Reads no database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from carnet.reviews import words
from carnet.reviews.desk import Desk, Row
from carnet.reviews.hidden import hidden_rows

NEEDS, ALL, HIDDEN = "needs", "all", "hidden"
FILTERS: dict[str, tuple[Any, Callable[[Row], bool]]] = {
    NEEDS: (_("Needs me"), lambda row: bool(row.reasons)),
    ALL: (_("All questions"), lambda _row: True),
    "unanswered": (_("Not answered"), lambda row: row.unanswered),
    "confirmed": (_("Merely confirmed"), lambda row: row.merely_confirmed),
    "client": (_("With the client"), lambda row: row.waits_for_client),
}


@dataclass(frozen=True)
class Tab:
    name: str
    words: str
    count: int
    query: str
    current: bool


@dataclass(frozen=True)
class Told:
    """A row as the page lists it."""

    row: Row
    query: str
    current: bool
    difference: str
    reasons: tuple[str, ...]
    standing: str


@dataclass(frozen=True)
class Screen:
    desk: Desk
    show: str
    section: str
    at: str

    @cached_property
    def hidden(self) -> list[Row]:
        return hidden_rows(self.desk) if self.show == HIDDEN else []

    @cached_property
    def filtered(self) -> list[Row]:
        """By the filter, in all sections."""
        if self.show == HIDDEN:
            return self.hidden
        _words, wanted = FILTERS[self.show]
        return [row for row in self.desk.rows if wanted(row)]

    @cached_property
    def listed(self) -> list[Row]:
        return [row for row in self.filtered if self.section in ("", row.section)]

    @cached_property
    def chosen(self) -> Row | None:
        """The one asked for, though it may have left the filter meanwhile; else the first."""
        asked = next((row for row in self.listed if row.path == self.at), None)
        return asked or self.desk.by_path.get(self.at) or next(iter(self.listed), None)

    @cached_property
    def following(self) -> Row | None:
        """The next one that needs somebody, after the chosen one and around."""
        rows, place = self.desk.rows, self._place(self.desk.rows)
        around = rows if place is None else (*rows[place + 1 :], *rows[:place])
        return next((row for row in around if row.reasons), None)

    @cached_property
    def neighbours(self) -> tuple[Row | None, Row | None]:
        """Before and after it in the list."""
        place = self._place(self.listed)
        if place is None:
            return None, next(iter(self.listed), None)
        after = self.listed[place + 1] if place + 1 < len(self.listed) else None
        return (self.listed[place - 1] if place else None), after

    def _place(self, rows: Sequence[Row]) -> int | None:
        """Where the chosen one stands in these."""
        path = self.chosen.path if self.chosen else None
        found = (place for place, row in enumerate(rows) if row.path == path)
        return next(found, None)

    @property
    def onward(self) -> Row | None:
        """Where an act leads: to what needs somebody next, or down the list."""
        return self.following if self.show == NEEDS else self.neighbours[1] or self.chosen

    def query(self, **changed: str) -> str:
        kept = {"show": self.show, "section": self.section} | changed
        return urlencode({name: value for name, value in kept.items() if value})

    @property
    def kept(self) -> str:
        return self.query()

    @property
    def onward_query(self) -> str:
        return self._to(self.onward) or self.kept

    @property
    def next_query(self) -> str:
        return "" if self.onward is self.chosen else self._to(self.onward)

    @property
    def following_query(self) -> str:
        return self._to(self.following)

    @property
    def before_query(self) -> str:
        return self._to(self.neighbours[0])

    @property
    def after_query(self) -> str:
        return self._to(self.neighbours[1])

    def _to(self, row: Row | None) -> str:
        return self.query(at=row.path) if row else ""

    @property
    def tabs(self) -> list[Tab]:
        found = []
        for name, (label, wanted) in FILTERS.items():
            count = sum(wanted(row) for row in self.desk.rows)
            found.append(self._tab(name, str(label), count))
        hidden = (one for one in self.desk.standing.instances.values() if not one.shown)
        count = sum(one.wants_a_word for one in hidden)
        return [*found, self._tab(HIDDEN, str(_("Not asked")), count)]

    def _tab(self, name: str, label: str, count: int) -> Tab:
        return Tab(name, label, count, urlencode({"show": name}), name == self.show)

    @property
    def sections(self) -> list[Tab]:
        counts: dict[str, int] = {}
        for row in self.filtered:
            counts[row.section] = counts.get(row.section, 0) + 1
        titles = dict(self.desk.sections) | self._unseen
        found = [
            Tab(name, title, counts[name], self.query(section=name), name == self.section)
            for name, title in titles.items()
            if name in counts
        ]
        whole = Tab(
            "", str(_("All sections")), len(self.filtered), self.query(section=""), not self.section
        )
        return [whole, *found]

    @property
    def _unseen(self) -> dict[str, str]:
        """Titles of sections in which everything is hidden."""
        outcome = self.desk.standing.outcome
        return {
            one.section.id: outcome.wording(None, one.section.title, self.desk.language)
            for one in outcome.sections
        }

    @property
    def rows(self) -> list[Told]:
        return [self.told(row) for row in self.listed]

    def told(self, row: Row) -> Told:
        return Told(
            row=row,
            query=self.query(at=row.path),
            current=self.chosen is not None and row.path == self.chosen.path,
            difference=words.difference(
                row.instance.item, row.compared, row.before, self.desk.language
            ),
            reasons=tuple(str(words.REASONS[one]) for one in row.reasons if one in words.REASONS),
            standing=str(words.STANDINGS[row.standing]),
        )
