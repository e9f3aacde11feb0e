"""The translation grid as an Excel workbook, and what somebody wrote into it. Knows no database.

One sheet, a row for each text, a column for each language. A hidden column keeps the fingerprint of every text as it
was when the workbook was made: so it is known which cells were written since, here and there, and in front of which
source. An empty cell changes nothing.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from carnet.builder.grid import Cell, Row, fingerprint, tidy
from carnet.builder.grid_page import field_name, name_of
from carnet.builder.grid_remarks import remarks
from carnet.questionnaires.loading import Spot, Unreadable
from carnet.questionnaires.problems import REFUSE, WARN, Problem
from carnet.questionnaires.workbook.columns import META
from carnet.questionnaires.workbook.sheets import Grid as Sheet
from carnet.questionnaires.workbook.sheets import Heard, check_grid

TEXTS, KEY, MARK = "texts", "id", "_as_it_was"
LONGEST_CELL = 32_767


def write(
    listed: Iterable[Row], names: Mapping[str, str], languages: Sequence[str], key: str
) -> bytes:
    """`names`: what a question or a section is called; `key`: whose texts these are."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        grey = book.add_format(
            {"num_format": "@", "text_wrap": True, "valign": "top", "font_color": "#666666"}
        )
        bold = book.add_format(
            {"num_format": "@", "bold": True, "bottom": 1, "bg_color": "#E4EEE9"}
        )
        sheet, meta = book.add_worksheet(TEXTS), book.add_worksheet(META)
        for number, heading in enumerate(headings(languages)):
            sheet.write_string(0, number, heading, bold)
        told = (
            row for row in listed if all(len(one) <= LONGEST_CELL for one in row.words.values())
        )
        for line, row in enumerate(told, start=1):
            about = (row.key, names.get(row.part, ""), field_name(row))
            # As a string whatever it begins with: nothing a client's accountant writes is ever computed.
            for number, words in enumerate(about):
                sheet.write_string(line, number, words[:LONGEST_CELL], grey)
            for number, code in enumerate(languages, start=3):
                sheet.write_string(line, number, row.says(code), text)
            sheet.write_string(line, 3 + len(languages), marked(row, languages), grey)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 2, 24)
        sheet.set_column(3, 2 + len(languages), 48)
        sheet.set_column(3 + len(languages), 3 + len(languages), 8, None, {"hidden": True})
        sheet.freeze_panes(1, 3)
        meta.write_string(0, 0, "questionnaire")
        meta.write_string(0, 1, key)
        meta.hide()
    return file.getvalue()


def headings(languages: Iterable[str]) -> list[str]:
    spoken = [f"{name_of(code)} ({code})" for code in languages]
    return [KEY, _("Where"), _("What"), *spoken, MARK]


def marked(row: Row, languages: Iterable[str]) -> str:
    return " ".join(f"{code}:{fingerprint(row.says(code)) or '-'}" for code in languages)


def marks_of(words: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in words.split())
    return {code: "" if mark == "-" else mark for code, _colon, mark in pairs}


@dataclass(frozen=True)
class Change:
    """One cell that says something else than the draft. `seen`: the fingerprints of the other languages in front of
    whoever wrote it; `clash`: the draft has changed this text since, too."""

    cell: Cell
    row: Row
    line: int
    before: str
    seen: Mapping[str, str]
    clash: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


def compare(
    sheets: Mapping[str, Sheet], texts: Mapping[str, Row], languages: Sequence[str], key: str
) -> Found:
    """What the workbook says otherwise than the draft (`texts`). Raises Unreadable when it is not such a workbook."""
    sheet = sheets.get(TEXTS)
    if sheet is None or not sheet.rows:
        raise Unreadable(
            _("The workbook has no sheet “texts”. Choose one that was made with “To Excel”.")
        )
    made_for = of_whom(sheets)
    if made_for and made_for != key:
        raise Unreadable(
            _("This workbook holds the texts of another questionnaire, “%(key)s”.")
            % {"key": made_for}
        )
    heard = Heard()
    check_grid(sheet, heard)
    reading = Comparing(sheet, texts, languages, heard)
    changes = reading.changes() if not heard.problems else []
    return Found(tuple(changes), tuple(heard.problems))


def of_whom(sheets: Mapping[str, Sheet]) -> str:
    rows = sheets[META].rows if META in sheets else ()
    return next(
        (texts[1] for _line, texts in rows if texts[0] == "questionnaire" and len(texts) > 1), ""
    )


class Comparing:
    def __init__(
        self, sheet: Sheet, texts: Mapping[str, Row], languages: Sequence[str], heard: Heard
    ) -> None:
        self.sheet, self.texts, self.heard = sheet, texts, heard
        self.line, self.titles = sheet.rows[0]
        self.columns = {
            code: number
            for number, title in enumerate(self.titles)
            if (code := code_of(title)) in languages
        }
        self.met: set[str] = set()

    def changes(self) -> list[Change]:
        if KEY not in self.titles or not self.columns:
            self.heard.refuse(
                Spot(self.sheet.number, self.line, 0, self.sheet.name),
                _("The headings are missing. Leave the first row as “To Excel” made it."),
            )
            return []
        return [change for line, cells in self.sheet.rows[1:] for change in self.row(line, cells)]

    def row(self, line: int, cells: Sequence[str]) -> list[Change]:
        key = cell(cells, self.titles.index(KEY))
        written = {code: tidy(cell(cells, number)) for code, number in self.columns.items()}
        spot = Spot(self.sheet.number, line, 0, self.sheet.name)
        if not key or key in self.met or key not in self.texts:
            if any(written.values()):
                self.heard.refuse(spot, self.bad_key(key))
            return []
        self.met.add(key)
        marks = marks_of(cell(cells, self.titles.index(MARK))) if MARK in self.titles else {}
        found = [self.change(key, code, words, marks, line) for code, words in written.items()]
        changes = [change for change in found if change]
        self.tell_of_source(self.texts[key], marks, {one.cell.language for one in changes}, spot)
        return changes

    def bad_key(self, key: str) -> str:
        if not key:
            return _("This row has no id, so nobody knows where its words belong.")
        if key in self.met:
            return _("“%(name)s” stands here twice.") % {"name": key}
        return _("The questionnaire has no text “%(id)s” any more.") % {"id": key}

    def change(
        self, key: str, code: str, words: str, marks: Mapping[str, str], line: int
    ) -> Change | None:
        row = self.texts[key]
        now, was = row.says(code), marks.get(code)
        if not words or words == tidy(now) or fingerprint(words) == was:
            return None
        clash = was is not None and was != fingerprint(now)
        source = next((row.says(one) for one in self.columns if one != code and row.says(one)), "")
        seen = {one: mark for one, mark in marks.items() if one != code}
        written = Cell(key, code, fingerprint(now), words)
        return Change(written, row, line, now, seen, clash, tuple(remarks(source, words)))

    def tell_of_source(
        self, row: Row, marks: Mapping[str, str], written: set[str], spot: Spot
    ) -> None:
        """Whoever translated had other words of these languages before the eyes."""
        others = [code for code in marks if code in self.columns and code not in written]
        changed = [
            code for code in others if marks[code] and marks[code] != fingerprint(row.says(code))
        ]
        if written and changed:
            names = ", ".join(map(name_of, changed))
            self.heard.warn(
                spot,
                _(
                    "Since the workbook was made this text has changed in: %(languages)s. Compare the translation."
                )
                % {"languages": names},
            )


def cell(cells: Sequence[str], number: int) -> str:
    return cells[number].strip() if number < len(cells) else ""


def code_of(title: str) -> str:
    """`Français (fr)` is the column of fr."""
    return title.rpartition("(")[2].rstrip(") ").strip()


def levels(problems: Iterable[Problem]) -> tuple[list[Problem], list[Problem]]:
    """What keeps a row out, and what is only remarked."""
    found = list(problems)
    return [one for one in found if one.level == REFUSE], [
        one for one in found if one.level == WARN
    ]
