"""A document laid out as the sheets of a workbook. What cannot be said in a cell of its own stands in “more”."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from carnet.questionnaires.loading import Document
from carnet.questionnaires.workbook.columns import (
    ALWAYS,
    CHOICES,
    FACTS,
    KEYS,
    LIST_NAME,
    MORE,
    NESTED,
    QUESTIONS,
    SETTINGS,
    SOURCES,
    TEXTS,
    TYPE,
    Column,
)
from carnet.questionnaires.workbook.sheets import Cells
from carnet.questionnaires.workbook.spelling import is_safe, packed, spell, told

# Keys that are rows or sheets of their own.
APART = ("type", "choices", "items", "sections", "facts", "sources")


@dataclass(frozen=True)
class Table:
    name: str
    columns: list[Column]
    rows: list[Cells] = field(default_factory=list)


def lay(document: Document) -> list[Table]:
    """The sheets that say this document; facts and sources have one only where there are any."""
    return Laying(document).tables()


class Laying:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.languages = [str(code) for code in document.get("languages", [])]
        self.choices: list[Cells] = []
        # Under these names a question's own list would be taken for one of the questionnaire's.
        self.taken = set(document.get("choices") or {}) | named_lists(document)

    def tables(self) -> list[Table]:
        rest: Document = {}
        self.named_choices(rest)
        questions = self.questions()
        facts, sources = self.named(FACTS, rest), self.named(SOURCES, rest)
        root = {key: self.document[key] for key in self.document if key not in APART}
        settings = [cells_of(root, SETTINGS, rest)]
        found = {QUESTIONS: questions, CHOICES: self.choices, SETTINGS: settings}
        found |= {name: rows for name, rows in ((FACTS, facts), (SOURCES, sources)) if rows}
        return [Table(name, self.columns(name, rows), rows) for name, rows in found.items()]

    def questions(self) -> list[Cells]:
        rows: list[Cells] = []
        for section in self.document["sections"]:
            about = {("text" if key == "title" else key): section[key] for key in section}
            del about["items"]
            rows.append({TYPE: "begin section", **cells_of(about, QUESTIONS)})
            rows += self.items(section["items"])
            rows.append({TYPE: "end section"})
        return rows

    def items(self, items: Iterable[Document]) -> list[Cells]:
        rows: list[Cells] = []
        for item in items:
            rest: Document = {}
            words = self.type_of(item, rest)
            about = {key: item[key] for key in item if key not in APART or key == "sources"}
            rows.append({TYPE: words, **cells_of(about, QUESTIONS, rest)})
            if item["type"] == "repeat":
                rows += self.items(item["items"])
                rows.append({TYPE: "end repeat"})
        return rows

    def type_of(self, item: Document, rest: Document) -> str:
        """`one uses` takes a list of the questionnaire; after `one` alone the list is the question's own."""
        kind, choices = str(item["type"]), item.get("choices")
        if kind == "repeat":
            return "begin repeat"
        if isinstance(choices, str) and is_safe(choices) and told(LIST_NAME, choices) == choices:
            return f"{kind} {choices}"
        if "choices" in item and not self.own_choices(item):
            rest["choices"] = choices
        return kind

    def own_choices(self, item: Document) -> bool:
        """Put the choices of this question into the sheet, if they can be told there."""
        if not isinstance(item["choices"], list) or item["id"] in self.taken:
            return False
        return self.list_of(item["id"], item["choices"])

    def named_choices(self, rest: Document) -> None:
        if "choices" not in self.document:
            return
        named = self.document["choices"] or {}
        left = {name: named[name] for name in named if not self.list_of(name, named[name])}
        if left or not named:
            rest["choices"] = self.document["choices"] and left

    def list_of(self, name: str, choices: Any) -> bool:
        cells = spell(LIST_NAME.key, name)
        if not cells or not choices or not isinstance(choices, list):
            return False
        self.choices += [{**cells, **cells_of(choice, CHOICES)} for choice in choices]
        return True

    def named(self, sheet: str, rest: Document) -> list[Cells]:
        """The rows of facts or sources, one for each name; none when one of them cannot be told so."""
        parts = self.document.get(sheet)
        named = parts if isinstance(parts, dict) else {}
        rows = [named_row(name, about, sheet) for name, about in named.items()]
        if rows and all(rows):
            return rows
        if sheet in self.document:
            rest[sheet] = parts
        return []

    def columns(self, sheet: str, rows: list[Cells]) -> list[Column]:
        """Those that people need, those that are used, and texts in every language."""
        used = {column for cells in rows for column in cells}
        keys = {column.key for column in used}.union(ALWAYS[sheet])
        columns: list[Column] = []
        for key in KEYS[sheet]:
            if key in keys:
                columns += self.in_languages(key, used)
        return columns + [MORE] * (MORE in used)

    def in_languages(self, key: str, used: set[Column]) -> list[Column]:
        plain = [Column(key)] if Column(key) in used or key not in TEXTS else []
        if key not in TEXTS:
            return plain
        told = {column.language for column in used if column.key == key and column.language}
        others = sorted(told.difference(self.languages))
        spoken = [Column(key, language) for language in dict.fromkeys([*self.languages, *others])]
        return [*plain, *spoken]


def cells_of(
    document: Mapping[str, Any], sheet: str, rest: Mapping[str, Any] | None = None
) -> Cells:
    """One row; what has no column or no spelling joins the rest in “more”."""
    cells: Cells = {}
    more = dict(rest or {})
    for key, value in document.items():
        spelled = spell(key, value) if key in KEYS[sheet] or key in NESTED else None
        if spelled is None:
            more[key] = value
        else:
            cells |= spelled
    return {**cells, MORE: packed(more)} if more else cells


def named_row(name: str, about: Any, sheet: str) -> Cells:
    """Empty when this cannot be told in a row."""
    part = {"text": about} if sheet == SOURCES else about
    cells = spell("id", name)
    told = cells_of(part, sheet) if isinstance(part, dict) else {}
    return {**cells, **told} if cells and told and MORE not in told else {}


def named_lists(document: Document) -> set[str]:
    """The lists that questions take by name."""
    items = [item for section in document["sections"] for item in section["items"]]
    items += [inner for item in items for inner in item.get("items") or ()]
    return {item["choices"] for item in items if isinstance(item.get("choices"), str)}
