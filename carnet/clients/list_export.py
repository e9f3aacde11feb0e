"""Writes the register as a workbook: the rows and columns somebody sees, in their order."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from carnet.clients.columns import Column, Row
from carnet.clients.list_page import read_rows
from carnet.clients.models import Client
from carnet.core.until_sent import until_sent

CHUNK = 500
# Whatever a client is called, it stays text: no formula, no link.
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MOST_ROWS = 1_048_575


def write_workbook(firm: Any, clients: QuerySet[Client], columns: list[Column]) -> IO[bytes]:
    titles = [_("First name"), _("Last name"), _("Company"), *(str(c.title) for c in columns)]
    return write_table(titles, (_values(row, columns) for row in _rows(firm, clients, columns)))


def write_table(titles: list[str], rows: Iterable[Iterable[Any]]) -> IO[bytes]:
    """One sheet of texts and days, as an open file."""
    options = {"constant_memory": True, "remove_timezone": True, **TEXT_ONLY}
    with until_sent() as file, Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        days = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(titles) - 1, 20)
        sheet.write_row(0, 0, titles, bold)
        for line, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                _write(sheet, line, place, value, days)
    return file


def _rows(firm: Any, clients: QuerySet[Client], columns: list[Column]) -> Iterator[Row]:
    ids = list(clients.values_list("pk", flat=True)[:MOST_ROWS])
    for start in range(0, len(ids), CHUNK):
        yield from read_rows(firm, ids[start : start + CHUNK], columns)


def _values(row: Row, columns: list[Column]) -> list[Any]:
    names = [row["first_name"], row["last_name"], row["company"]]
    return [*names, *(column.plain(row) for column in columns)]


def _write(sheet: Any, line: int, place: int, value: Any, days: Any) -> None:
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if isinstance(value, date):
        sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), days)  # noqa: DTZ001
    elif value:
        sheet.write_string(line, place, str(value))
