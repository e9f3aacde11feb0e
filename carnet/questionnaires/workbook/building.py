"""The sheets of a workbook put together as a document again, with the spot of every part."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import MOST_LEVELS, Document, Keys, Line, Spot
from carnet.questionnaires.rules import did_you_mean
from carnet.questionnaires.workbook.columns import (
    CHOICES,
    FACTS,
    LIST_NAME,
    MORE,
    QUESTIONS,
    SETTINGS,
    SOURCES,
    TYPE,
    Column,
    heading,
    names_of,
)
from carnet.questionnaires.workbook.sheets import Grid, Heard, Row, rows_of
from carnet.questionnaires.workbook.spelling import Misspelt, joined, tidy, told

BRACKET = re.compile(r"(begin|end)[ _](section|group|repeat)", re.IGNORECASE)
# XLSForm's names of what we have, too.
TYPES = {
    "select_one": "one",
    "select_multiple": "many",
    "integer": "number",
    "decimal": "number",
    "calculate": "calc",
    "acknowledge": "declaration",
    "image": "file",
}
Path = tuple[str | int, ...]


class Building:
    """Builds one document; `lines` and `heard` are what it learns on the way."""

    def __init__(self, grids: Mapping[str, Grid]) -> None:
        self.grids = grids
        self.lines: dict[Keys, Line] = {}
        self.heard = Heard()
        self.lists: dict[str, list[tuple[Document, Row]]] = {}
        self.owners: dict[str, tuple[Document, Path]] = {}
        self.named: set[str] = set()

    def document(self) -> Document:
        document = self.settings()
        self.read_lists()
        document["sections"] = self.sections(list(self.rows(QUESTIONS)))
        self.hand_out(document)
        for sheet, key in ((FACTS, "facts"), (SOURCES, "sources")):
            if rows := list(self.rows(sheet)):
                document[key] = self.named_parts(rows, key)
        return document

    def rows(self, sheet: str) -> Iterable[Row]:
        grid = self.grids.get(sheet)
        return rows_of(grid, names_of(sheet), self.heard) if grid else ()

    def part(self, row: Row, keys: Path, *, but: tuple[Column, ...] = ()) -> Document:
        """What the row says, put together under these keys."""
        self.lines[keys] = row.spot
        values: dict[Column, Any] = {}
        for column, text in row.cells.items():
            if column in but or self.is_second_text(column, row):
                continue
            try:
                values[column] = told(column, text)
            except Misspelt as problem:
                self.heard.refuse(row.at(column), str(problem))
        more = values.pop(MORE, {})
        document = joined(values)
        for key in document:
            self.lines[(*keys, key)] = row.of_key(key)
        return document | self.rest(more, row)

    def rest(self, more: Any, row: Row) -> Document:
        if isinstance(more, dict):
            return more
        self.heard.refuse(row.at(MORE), _("Write names with values here: {name: value}."))
        return {}

    def is_second_text(self, column: Column, row: Row) -> bool:
        """A text stands in the columns of its languages, or in one without."""
        if not column.language or Column(column.key) not in row.cells:
            return False
        self.heard.refuse(
            row.at(column),
            _("There is a text in “%(name)s” as well. Leave one of them empty.")
            % {"name": heading(Column(column.key))},
        )
        return True

    def settings(self) -> Document:
        rows = list(self.rows(SETTINGS))
        for row in rows[1:]:
            self.heard.refuse(row.spot, _("Only one row of settings is read. Delete this one."))
        if not rows:
            self.heard.refuse(
                Spot(0, 0, 0, SETTINGS),
                _("Write the key, title and languages of the questionnaire into this sheet."),
            )
            return {}
        return self.part(rows[0], ())

    def named_parts(self, rows: list[Row], key: str) -> Document:
        parts: Document = {}
        for row in rows:
            name = tidy(row.cells.get(Column("id"), ""))
            if name in parts or not name:
                self.heard.refuse(row.spot, self.bad_name(name))
            part = self.part(row, (key, name), but=(Column("id"),))
            parts[name] = part if key == "facts" else part.get("text")
        return parts

    def bad_name(self, name: str) -> str:
        if not name:
            return _("This row has no name.")
        return _("“%(name)s” stands here twice.") % {"name": name}

    # -- Choices ---------------------------------------------------------------------------------

    def read_lists(self) -> None:
        for row in self.rows(CHOICES):
            name = tidy(row.cells.get(LIST_NAME, ""))
            if not name:
                self.heard.refuse(row.spot, _("This choice has no list_name."))
                continue
            choices = self.lists.setdefault(name, [])
            place = ("choices", name, len(choices))
            choices.append((self.part(row, place, but=(LIST_NAME,)), row))

    def hand_out(self, document: Document) -> None:
        """Lists that nobody takes by name go to the question of their name; the others to the whole."""
        shared = document.get("choices")
        shared = shared if isinstance(shared, dict | None) else {}
        for name, choices in self.lists.items():
            found = [choice for choice, _row in choices]
            item, keys = self.owners.get(name, ({}, ()))
            if keys and name not in self.named:
                item["choices"] = found
                self.move_lines(choices, name, (*keys, "choices"))
            else:
                item["choices"] = name
                shared = {**(shared or {}), name: found}
        if shared is not None or "choices" in document:
            document["choices"] = shared

    def move_lines(self, choices: list[tuple[Document, Row]], name: str, keys: Path) -> None:
        for number, (choice, row) in enumerate(choices):
            self.lines[(*keys, number)] = row.spot
            for key in choice:
                self.lines[(*keys, number, key)] = row.of_key(key)

    # -- Sections and questions ------------------------------------------------------------------

    def sections(self, rows: list[Row]) -> list[Document]:
        sections: list[Document] = []
        place = 0
        while place < len(rows):
            row = rows[place]
            if self.bracket(row) == ("end", "section"):
                place += 1
            elif self.bracket(row) == ("begin", "section"):
                keys = ("sections", len(sections))
                section = self.section(row, keys)
                section["items"], place = self.items(rows, place + 1, (*keys, "items"))
                sections.append(section)
            else:
                self.heard.refuse(row.at(TYPE), self.misplaced(row))
                return sections
        return sections

    def misplaced(self, row: Row) -> str:
        if self.bracket(row)[0] == "end":
            return _(
                "No list begins above this end. Delete the row, or write “begin repeat” above."
            )
        return _("Questions stand in a section. Write “begin section” above.")

    def section(self, row: Row, keys: Path) -> Document:
        section = self.part(row, keys, but=(TYPE,))
        if "text" in section:
            section["title"] = section.pop("text")
            self.lines[(*keys, "title")] = row.of_key("text")
        return section

    def items(self, rows: list[Row], place: int, keys: Path) -> tuple[list[Document], int]:
        """The questions from this row on, and the place of what ends or follows them."""
        items: list[Document] = []
        while place < len(rows):
            row = rows[place]
            step, what = self.bracket(row)
            if what == "section" or step == "end" or len(keys) > MOST_LEVELS:
                break
            inner = (*keys, len(items))
            place += 1
            item = self.item(row, inner)
            if what == "repeat":
                item["items"], place = self.inner(rows, place, (*inner, "items"), row)
            items.append(item)
        return items, place

    def inner(
        self, rows: list[Row], place: int, keys: Path, begun: Row
    ) -> tuple[list[Document], int]:
        items, place = self.items(rows, place, keys)
        if place < len(rows) and self.bracket(rows[place]) == ("end", "repeat"):
            return items, place + 1
        self.heard.refuse(
            begun.at(TYPE), _("This list never ends. Write “end repeat” below its questions.")
        )
        return items, place

    def item(self, row: Row, keys: Path) -> Document:
        item = self.part(row, keys, but=(TYPE,))
        words = tidy(row.cells.get(TYPE, ""))
        self.lines[(*keys, "type")] = row.at(TYPE)
        kind, _blank, name = words.partition(" ")
        kind = "repeat" if BRACKET.fullmatch(words) else TYPES.get(kind.lower(), kind)
        if kind not in KINDS:
            self.unknown_type(kind, row)
        elif kind == "repeat":
            pass
        elif name:
            item["choices"] = name.strip()
            self.lines[(*keys, "choices")] = row.at(TYPE)
            self.named.add(name.strip())
        elif KINDS[kind].chooses and "choices" not in item:
            self.owners.setdefault(str(item.get("id", "")), (item, keys))
        item["type"] = kind
        return item

    def unknown_type(self, kind: str, row: Row) -> None:
        if not kind:
            self.heard.refuse(row.spot, _("This row has no type, such as text or yes_no."))
            return
        known = [*KINDS, *TYPES, "begin section", "begin repeat"]
        words = row.cells[TYPE]
        self.heard.refuse(
            row.at(TYPE),
            _("There is no type “%(word)s”.%(guess)s")
            % {"word": words, "guess": did_you_mean(words, known) or did_you_mean(kind, known)},
        )

    def bracket(self, row: Row) -> tuple[str, str]:
        """`("begin", "section")` and so on; what XLSForm calls a group is a section."""
        found = BRACKET.fullmatch(tidy(row.cells.get(TYPE, "")))
        if not found:
            return "", ""
        what = found[2].lower()
        return found[1].lower(), "section" if what == "group" else what
