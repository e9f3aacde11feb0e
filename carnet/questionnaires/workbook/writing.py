"""The sheets of a questionnaire written as an .xlsx that people fill in: every cell is text and stays text."""

import io

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document, digest
from carnet.questionnaires.reading import CARRY
from carnet.questionnaires.workbook.building import Building
from carnet.questionnaires.workbook.columns import CHOICES, META, QUESTIONS, TEXTS, Column, heading
from carnet.questionnaires.workbook.laying import Table, lay
from carnet.questionnaires.workbook.sheets import grid_of
from carnet.questionnaires.workbook.spelling import LONGEST_CELL

FORM = "1"  # of the workbook, for who reads it later
EMPTY_ROWS = 500  # below the last question, ready to be filled in
WIDE, MIDDLE, NARROW = 44, 24, 14
NARROW_KEYS = ("required", "carry", "min", "max", "unit", "list_name", "file_min", "file_max")
BRACKETS = ("begin section", "end section", "begin repeat", "end repeat")


class Unwritable(Exception):
    """A workbook cannot say this document; the message is a sentence for its author."""


def write_workbook(document: Document) -> bytes:
    """The .xlsx that reads back as this very document; raise Unwritable if it would not."""
    tables = checked(document)
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        bold = book.add_format(
            {"num_format": "@", "bold": True, "bottom": 1, "bg_color": "#E4EEE9"}
        )
        sheets = {table.name: book.add_worksheet(table.name) for table in tables}
        meta = book.add_worksheet(META)
        for table in tables:
            write_table(sheets[table.name], table, text, bold)
        write_meta(meta, document, text)
        questions = next(table for table in tables if table.name == QUESTIONS)
        write_drop_downs(sheets[QUESTIONS], meta, questions, types_of(document))
        meta.hide()
    return file.getvalue()


def checked(document: Document) -> list[Table]:
    try:
        tables = lay(document)
        built = Building({t.name: grid_of(t.name, t.columns, t.rows) for t in tables}).document()
    except (KeyError, TypeError, AttributeError) as problem:
        raise Unwritable(_("This questionnaire has problems. Repair them first.")) from problem
    cells = [cell for table in tables for row in table.rows for cell in row.values()]
    if max(map(len, cells)) > LONGEST_CELL:
        raise Unwritable(
            _("A cell holds at most 32,767 characters, and a part of this questionnaire has more.")
        )
    if digest(built) != digest(document):
        raise Unwritable(_("A workbook cannot say all that stands in this questionnaire."))
    return tables


def write_table(sheet: Worksheet, table: Table, text: Format, bold: Format) -> None:
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, width(column), text)
        sheet.write_string(0, number, heading(column), bold)
        for line, cells in enumerate(table.rows, start=1):
            if column in cells:
                sheet.write_string(line, number, cells[column], text)
    sheet.freeze_panes(1, 2 if table.name in (QUESTIONS, CHOICES) else 0)


def width(column: Column) -> int:
    if column.key in TEXTS:
        return WIDE
    return NARROW if column.key in NARROW_KEYS else MIDDLE


def write_meta(sheet: Worksheet, document: Document, text: Format) -> None:
    """What the workbook was made from, so that bringing it back can show what has changed since."""
    about = {
        "questionnaire": str(document["questionnaire"]),
        "digest": digest(document),
        "form": FORM,
    }
    for line, (name, words) in enumerate(about.items()):
        sheet.write_string(line, 0, name, text)
        sheet.write_string(line, 1, words, text)


def types_of(document: Document) -> list[str]:
    """What may stand in the column “type”: kinds, and kinds with each list of the questionnaire."""
    lists = document.get("choices") or {}
    kinds = [name for name in KINDS if name != "repeat"]
    chosen = [f"{kind} {name}" for name in lists for kind in kinds if KINDS[kind].chooses]
    return [*kinds, *chosen, *BRACKETS]


def write_drop_downs(sheet: Worksheet, meta: Worksheet, table: Table, types: list[str]) -> None:
    """The words stand on the hidden sheet: in the rule itself there is room for 255 characters."""
    words = {"type": types, "required": ["yes", "no"], "carry": list(CARRY)}
    last = len(table.rows) + EMPTY_ROWS
    for number, (key, possible) in enumerate(words.items(), start=3):
        letter = "ABCDEF"[number]
        meta.write_column(0, number, possible)
        place = table.columns.index(Column(key))
        sheet.data_validation(
            *(1, place, last, place),
            {
                "validate": "list",
                "source": f"='{META}'!${letter}$1:${letter}${len(possible)}",
                # A rule may stand under “required”, and a list of choices be new.
                "error_type": "warning",
            },
        )
