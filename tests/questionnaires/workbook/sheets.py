"""Workbooks of ours as people spoil them: written, then changed with openpyxl, a program that is not ours."""

import io
from collections.abc import Callable

import openpyxl

from carnet.questionnaires.workbook.writing import write_workbook
from tests.questionnaires.builders import document, item

HOUSES_OF = [item("rent", "money", text={"en": "Rent", "fr": "Loyer"})]
SMALL = document(languages=["en", "fr"])
SMALL["sections"][0]["items"] = [
    item("married", text={"en": "Are you married?", "fr": "Marié ?"}, carry="confirm"),
    item("partner", "text", text={"en": "Name", "fr": "Nom"}, show_if="married = yes"),
    item("use", "one", text={"en": "Use", "fr": "Usage"}, choices="uses"),
    item("houses", "repeat", text={"en": "Houses", "fr": "Maisons"}, items=HOUSES_OF),
]
SMALL["choices"] = {"uses": [{"id": "home", "text": {"en": "Home", "fr": "Maison"}}]}
# The rows of the sheet “questions”.
SECTION, MARRIED, PARTNER, USE, HOUSES, RENT, END_REPEAT, END_SECTION = range(2, 10)


def changed(change: Callable[[openpyxl.Workbook], None], made=SMALL) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(made)))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def column(book, heading: str, sheet: str = "questions") -> int:
    return next(cell.column for cell in book[sheet][1] if cell.value == heading)


def with_cell(row: int, heading: str, value, sheet: str = "questions") -> bytes:
    """`value` under this heading."""
    return changed(
        lambda book: book[sheet].cell(row, column(book, heading, sheet)).__setattr__("value", value)
    )


def with_heading(old: str, new: str, sheet: str = "questions") -> bytes:
    return changed(
        lambda book: book[sheet].cell(1, column(book, old, sheet)).__setattr__("value", new)
    )
