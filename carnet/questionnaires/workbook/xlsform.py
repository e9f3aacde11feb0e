"""An XLSForm as a questionnaire. What has no counterpart is left out and said, row by row, with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from carnet.questionnaires.checks import RESERVED
from carnet.questionnaires.definition import PERIOD_WORDS
from carnet.questionnaires.loading import MOST_LEVELS, Document, Keys, Line
from carnet.questionnaires.workbook import survey_rows as rows_of_survey
from carnet.questionnaires.workbook.columns import (
    CHOICES,
    SETTINGS,
    SURVEY,
    TYPE,
    Column,
    language_code,
)
from carnet.questionnaires.workbook.sheets import Grid, Heard, Row, rows_of
from carnet.questionnaires.workbook.survey_items import Items
from carnet.questionnaires.workbook.survey_rows import (
    CHOOSING,
    TYPES,
    bracket,
    choice_ids,
    id_from,
    type_of,
    untranslatable,
    word,
)
from carnet.questionnaires.workbook.survey_texts import Texts
from carnet.questionnaires.workbook.xpath import Asked, Scope, Untranslated, translate

# Where what we write was written.
PLACES = {
    "id": "id",
    "type": "type",
    "choices": "type",
    "text": "text",
    "help": "help",
    "show_if": "relevant",
    "required": "required",
    "check": "constraint",
    "pattern": "constraint",
    "check_text": "check_text",
    "value": "calculation",
    "default": "default",
    "count": "repeat_count",
}
Path = tuple[str | int, ...]


class Survey(Items):
    """Builds one document; `lines` and `heard` are what it learns on the way."""

    def __init__(self, grids: Mapping[str, Grid]) -> None:
        super().__init__(Heard())
        self.grids = grids
        self.lines: dict[Keys, Line] = {}
        self.choices: dict[str, Mapping[str, str]] = {}
        self.taken = set(RESERVED) | set(PERIOD_WORDS)
        self.sections: list[Document] = []
        self.loose = -1  # which section holds what stands in no group

    def document(self) -> Document:
        rows = list(self.rows(SURVEY, rows_of_survey.SURVEY_COLUMNS))
        choices = list(self.rows(CHOICES, rows_of_survey.CHOICE_COLUMNS))
        settings = next(iter(self.rows(SETTINGS, rows_of_survey.SETTING_COLUMNS)), None)
        spoken = self.languages([*rows[:1], *choices[:1]], settings)
        self.texts = Texts(spoken, self.heard, self.asked)
        document = self.about(settings)
        if lists := self.choice_lists(choices):
            document["choices"] = lists
        if self.is_balanced(rows):
            self.get_to_know(rows)
            self.settle_calculations(rows)
            self.part(rows, 0, "", [])
        return document | {"sections": self.sections}

    def rows(self, sheet: str, known: Mapping[str, str]) -> Iterable[Row]:
        grid = self.grids.get(sheet)
        return rows_of(grid, known, self.heard, rows_of_survey.IGNORED) if grid else ()

    def languages(self, rows: list[Row], settings: Row | None) -> list[str]:
        """The default language first: to us it is the one that stands in for others."""
        default = language_code(word(settings, "default_language")) if settings else ""
        spoken = [column.language for row in rows for column in row.headings if column.language]
        return list(dict.fromkeys([*filter(None, [default]), *spoken])) or ["en"]

    def about(self, settings: Row | None) -> Document:
        title = self.texts.of(settings, "title") if settings else {}
        if settings:
            self.lines[("title",)] = settings.of_key("title")
        key = word(settings, "questionnaire") if settings else ""
        first = self.texts.languages[0]
        return {
            "questionnaire": id_from(key or title.get(first, "") or "xlsform", ()),
            "title": title or {first: key or "XLSForm"},
            "languages": self.texts.languages,
        }

    def choice_lists(self, choices: list[Row]) -> dict[str, list[Document]]:
        lists: dict[str, list[Row]] = {}
        for row in choices:
            lists.setdefault(word(row, "list_name"), []).append(row)
        found: dict[str, list[Document]] = {}
        for name, rows in lists.items():
            ids = choice_ids(word(row, "id") for row in rows)
            self.choices[name] = ids
            found[name] = [self.choice(row, ids, name, n) for n, row in enumerate(rows)]
        return found

    def choice(self, row: Row, ids: Mapping[str, str], name: str, number: int) -> Document:
        self.lines[("choices", name, number)] = row.spot
        choice_id = ids[word(row, "id")]
        self.tell_renamed(row, word(row, "id"), choice_id)
        return {"id": choice_id, "text": self.texts.of(row, "text")}

    # -- Which questions there are ---------------------------------------------------------------

    def is_balanced(self, rows: list[Row]) -> bool:
        """Does every end close what was begun last?"""
        begun: list[Row] = []
        for row in rows:
            step, what = bracket(row)
            if step == "begin":
                begun.append(row)
                if len(begun) > MOST_LEVELS:
                    self.heard.refuse(row.at(TYPE), _("The parts are nested too deeply."))
                    return False
            elif step == "end" and (not begun or bracket(begun.pop())[1] != what):
                self.heard.refuse(row.at(TYPE), _("This ends something that did not begin."))
                return False
        for row in begun[-1:]:
            self.heard.refuse(row.at(TYPE), _("This never ends."))
        return not begun

    def get_to_know(self, rows: list[Row]) -> None:
        """Every question that is taken over, since expressions may name what stands below them."""
        lists: list[str] = []
        for row in rows:
            step, what = bracket(row)
            if step == "end" and what == "repeat":
                lists.pop()
            if step == "end" or what == "group" or (not step and untranslatable(row)):
                continue
            nested = len(lists) > (what != "repeat")
            if not nested:
                self.meet(row, lists[0] if lists else "")
            if what == "repeat":
                lists.append(word(row, "id"))

    def meet(self, row: Row, list_name: str) -> None:
        name = word(row, "id")
        if name in self.asked or not name:
            self.heard.refuse(row.spot, _("Every row needs a name of its own."))
            return
        known = Asked(id_from(name, self.taken), "repeat")
        self.taken.add(known.id)
        list_id = self.asked[list_name].id if list_name in self.asked else ""
        self.asked[name] = replace(self.question(row, known), list_id=list_id)

    def settle_calculations(self, rows: list[Row]) -> None:
        """What each comes to; one that cannot be told is left out, and so is what needs it."""
        left = [row for row in rows if type_of(row).lower() == "calculate"]
        left = [row for row in left if word(row, "id") in self.asked]
        settled = False
        while not settled:
            settled = True
            for row in list(left):
                if not self.calculates(row):
                    left.remove(row)
                    settled = False

    def calculates(self, row: Row) -> bool:
        name = word(row, "id")
        asked = self.asked[name]
        try:
            piece = translate(word(row, "calculation"), Scope(self.asked, asked.list_id))
        except Untranslated as problem:
            self.leave_out(row, "calculation", str(problem))
            del self.asked[name]
            return False
        self.asked[name] = replace(asked, type=piece.type)
        return True

    def question(self, row: Row, known: Asked) -> Asked:
        if bracket(row)[0]:
            return known
        if found := CHOOSING.fullmatch(type_of(row)):
            kind = "one" if found[1] == "one" else "many"
            return replace(known, kind=kind, choices=self.choices.get(found["list"], {}))
        kind = type_of(row).lower()
        kind = TYPES[kind] or kind
        if kind == "text" and "multiline" in word(row, "appearance"):
            kind = "long_text"
        return replace(known, kind=kind, type="any" if kind == "calc" else "")

    # -- Sections and questions ------------------------------------------------------------------

    def part(self, rows: list[Row], place: int, inside: str, keys: list[str | int]) -> int:
        """The rows from here to the end of what they stand in; the place after it."""
        while place < len(rows):
            row = rows[place]
            place += 1
            step, what = bracket(row)
            if step == "end":
                return place
            if what == "group":
                place = self.group(rows, place, inside, keys)
            elif what == "repeat":
                place = self.repeat(rows, place, inside, keys)
            elif reason := untranslatable(row):
                self.leave_out(row, "type", reason)
            elif word(row, "id") in self.asked:
                self.add(self.item(row, inside), row, keys)
        return place

    def group(self, rows: list[Row], place: int, inside: str, keys: list[str | int]) -> int:
        """At the top a section; further in, a heading and a condition for all that stands in it."""
        row = rows[place - 1]
        if not keys:
            self.begin_section(row)
            place = self.part(rows, place, inside, self.here())
            if not self.sections[-1]["items"]:
                self.sections.pop()
            return place
        condition = self.rule(row, "relevant", Scope(self.asked, inside))
        if text := self.texts.of(row, "text"):
            note = {"id": id_from(word(row, "id"), self.taken), "type": "note", "text": text}
            self.taken.add(str(note["id"]))
            self.add(note | self.shown(condition), row, keys)
        self.conditions.append(condition)
        place = self.part(rows, place, inside, keys)
        self.conditions.pop()
        return place

    def begin_section(self, row: Row) -> None:
        name = word(row, "id")
        number = len(self.sections)
        self.lines[("sections", number)] = row.spot
        about = self.texts.of(row, "text") or {self.texts.languages[0]: name}
        section = {"id": self.section_id(name), "title": about, "items": []}
        if rule := self.rule(row, "relevant", Scope(self.asked)):
            section["show_if"] = rule
            self.lines[("sections", number, "show_if")] = row.at(Column("relevant"))
        self.sections.append(section)

    def section_id(self, name: str) -> str:
        return id_from(name, [section["id"] for section in self.sections], "s")

    def here(self) -> list[str | int]:
        return ["sections", len(self.sections) - 1, "items"]

    def repeat(self, rows: list[Row], place: int, inside: str, keys: list[str | int]) -> int:
        row = rows[place - 1]
        if inside or word(row, "id") not in self.asked:
            return self.nested(rows, place - 1)
        item = self.item(row, "")
        item["items"] = []
        path = self.add(item, row, keys)
        outer = self.conditions
        self.conditions = []
        place = self.part(rows, place, item["id"], [*path, "items"])
        self.conditions = outer
        return place

    def nested(self, rows: list[Row], place: int) -> int:
        """Pass over a list in a list, and say of every row in it that it is left out."""
        depth = 0
        while place < len(rows):
            row = rows[place]
            step, what = bracket(row)
            depth += {"begin": 1, "end": -1}.get(step, 0)
            if step != "end":
                self.leave_out(row, "type", _("A list cannot stand inside another list."))
            place += 1
            if not depth:
                break
        return place

    def add(self, item: Document, row: Row, keys: list[str | int]) -> Path:
        """Put it where we are; what stands in no group gets a section of its own."""
        if not keys:
            if not self.sections or self.loose != len(self.sections) - 1:
                title = self.texts.said(lambda: _("Questions"))
                self.loose = len(self.sections)
                self.sections.append({"id": self.section_id("part"), "title": title, "items": []})
            keys = self.here()
        items: Any = self.sections
        for key in keys[1:]:
            items = items[key]
        items.append(item)
        path = (*keys, len(items) - 1)
        self.lines[path] = row.spot
        for key, column in PLACES.items():
            self.lines[(*path, key)] = row.of_key(column)
        return path
