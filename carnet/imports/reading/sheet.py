"""File → the list in it. Opens nothing itself: a child process does, which a hostile file may kill."""

import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.core import child
from carnet.imports.columns.table import Row, Table, find_table
from carnet.imports.reading.reader import COLUMNS, ROWS, read_file

LARGEST = 20 * 2**20
ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")
LIMITS = child.Limits(megabytes=1024, cpu_seconds=60)


class Unreadable(Exception):
    """The file cannot be imported; the message is a sentence for the person who brought it."""


# By the name of the exception in the child.
REASONS = {
    "NoSpreadsheet": gettext_lazy(
        "This file is not a spreadsheet. Save the list as .xlsx, .ods or .csv and choose it again."
    ),
    "Protected": gettext_lazy(
        "This file is protected by a password. Save a copy without a password and choose that one."
    ),
    "TooBig": gettext_lazy(
        "This file unpacks to more than any client list needs. Copy the list into a new, empty "
        "workbook and choose that one."
    ),
    "Suspicious": gettext_lazy(
        "This workbook holds parts that no spreadsheet program writes. Copy the list into a new "
        "workbook and choose that one."
    ),
    "TooFar": gettext_lazy(
        "This sheet has a cell very far from the list. Copy the list alone into a new workbook and "
        "choose that one."
    ),
    "died": gettext_lazy(
        "This file needs more memory or time than a client list should. Copy the list alone into a "
        "new workbook and choose that one."
    ),
}
REASONS |= dict.fromkeys(("slow", "MemoryError"), REASONS["died"])


def check_name(name: str, size: int) -> None:
    """Refuse before reading what cannot be a list of clients."""
    if not name.lower().endswith(ENDINGS):
        raise Unreadable(
            _(
                "%(name)s is not a spreadsheet. Choose a file that ends in .xlsx, .xls, .ods or .csv."
            )
            % {"name": name}
        )
    if size > LARGEST:
        raise Unreadable(
            _("This file is larger than %(limit)d MB. Leave out pictures or split the list in two.")
            % {"limit": LARGEST // 2**20}
        )
    if not size:
        raise Unreadable(_("This file is empty."))


def read_table(data: bytes) -> Table:
    """The first visible sheet with a header we know, and at least one row below it."""
    sheets = read_sheets(data)
    if not any(rows for rows in sheets):
        raise Unreadable(_("This file is empty."))
    table = next(filter(None, map(find_table, sheets)), None)
    if table is None:
        raise Unreadable(
            _(
                "No row of headers was found among the first 30 rows. Write above each column what "
                "it holds, for example First name, Last name, E-mail."
            )
        )
    if not table.rows:
        raise Unreadable(_("There are headers in this file, but no clients below them."))
    return table


def read_sheets(data: bytes) -> list[list[Row]]:
    with tempfile.NamedTemporaryFile(prefix="carnet-import-") as file:
        file.write(data)
        file.flush()
        try:
            sheets = child.run(read_file, str(Path(file.name)), limits=LIMITS)
        except child.ChildFailed as failed:
            raise Unreadable(_reason(failed.reason)) from failed
    return [_rows(lines) for _name, lines in sheets]


def _reason(code: str) -> str:
    if code == "TooManyRows":
        sentence = _(
            "This list has more than %(limit)d rows. Split it in two and import one after the other."
        )
        return sentence % {"limit": ROWS}
    if code == "TooManyColumns":
        return _(
            "This sheet has more than %(limit)d columns. Leave out those that are not about clients."
        ) % {"limit": COLUMNS}
    return str(
        REASONS.get(
            code,
            _("This file cannot be read. Open it, save it again as .xlsx and choose that one."),
        )
    )


def _rows(lines: Iterable[tuple[int, list[Any]]]) -> list[Row]:
    return [Row(line, tuple(map(_cell, cells))) for line, cells in lines]


def _cell(value: str | list[str]) -> str | date:
    return value if isinstance(value, str) else date.fromisoformat(value[0])
