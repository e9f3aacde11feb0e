"""The list of clients in a file: found in what was read, by rules or by what a person said, and checked.

What a received file says is read once, by a child process, and kept sealed beside it; here it is only opened.
The last few are remembered, since a person leafs through them page by page.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from carnet.core.reading.rows import Row, Sheet, Source
from carnet.firms.models import Firm
from carnet.imports import files, sources
from carnet.imports.columns.table import Table, choose_sheet, find_table
from carnet.imports.models import Import
from carnet.imports.planning.checking import Checked, Defaults, check_rows
from carnet.imports.planning.choices import Choices
from carnet.imports.reading.sheet import Unreadable

REMEMBERED = 2
LONG = 10_000  # rows
# The header of the column we add to rows that were left out; nobody else's column is called so.
REASON = gettext_lazy("Reason (Carnet)")
HEADER_WITHIN = 30

Found = tuple[Sheet, Table]  # the list, and the sheet it stands in
Chosen = tuple[tuple[int, str], ...]  # number of the column, field


def choices_of(received: Import) -> Choices:
    return Choices.from_json(received.choices)


def source_of(received: Import) -> Source:
    return _source(received.file)


@lru_cache(maxsize=REMEMBERED)
def _source(path: str) -> Source:
    """A stored file does not change."""
    return _read.pop(path, None) or sources.read(files.load_all(path + ".rows" if path else ""))


# What was received last, until it is asked for: the source by its path, and the list in it by the choices.
_read: dict[str, Source] = {}
_found: dict[tuple[str, str, Chosen], Found] = {}


def now_received(received: Import, source: Source, choices: Choices, found: Found) -> None:
    """Whoever brought a list looks at it next, mostly through the same process, which need not open it again. One
    that was fetched anew after a kill takes the place of the former."""
    forget()
    _read[received.file] = source
    _found[received.file, *_columns(choices)] = found


def table_of(received: Import) -> Table:
    return sheet_of(received)[1]


def sheet_of(received: Import) -> Found:
    """The list, and the sheet it stands in."""
    return sheet_by(received, choices_of(received))


def sheet_by(received: Import, choices: Choices) -> Found:
    """The same by these choices; Unreadable tells why there is none."""
    return _sheet(received.file, *_columns(choices))


@lru_cache(maxsize=REMEMBERED)
def _sheet(path: str, name: str, columns: Chosen) -> Found:
    found = _found.pop((path, name, columns), None)
    return found or find_sheet(_source(path), Choices(sheet=name, columns=dict(columns)))


def _columns(choices: Choices) -> tuple[str, Chosen]:
    """What of the choices decides how a sheet is read."""
    return choices.sheet, tuple(sorted(choices.columns.items()))


def checked_of(received: Import) -> Sequence[Checked]:
    return _checked_of(received)[0]


def head_of(received: Import) -> Table:
    """The list as far as a plan still asks for it: of its rows only those something is, or was, wrong with."""
    return _checked_of(received)[1]


def _checked_of(received: Import) -> tuple[Sequence[Checked], Table]:
    choices = json.dumps(received.choices, sort_keys=True)
    return _checked(received.file, choices, defaults(received.firm), get_language())


@lru_cache(maxsize=REMEMBERED)
def _checked(
    path: str, text: str, given: Defaults, language: str | None
) -> tuple[Sequence[Checked], Table]:
    """What is wrong is told in the reader's language. The cells of a long list are let go of: what is right in
    them stands in the values too, and both together take as much memory as all the rest of the process."""
    choices = Choices.from_json(json.loads(text))
    table = _sheet(path, *_columns(choices))[1]
    rows, head = list(table.rows), replace(table, rows=())
    del table
    if len(rows) > LONG:
        _forget_cells()
    looked_at = LookedAt(rows)
    checked, kept = [], []
    for one in check_rows(head, given, choices, looked_at):
        checked.append(one)
        if one.problems or one.line in choices.fixes:
            kept.append(looked_at.last)
    return tuple(checked), replace(head, rows=tuple(kept))


class LookedAt:
    """The rows from the first to the last, each let go of once the next is asked for."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows[::-1]
        rows.clear()
        self.last = Row(0, ())

    def __iter__(self) -> Iterator[Row]:
        while self.rows:
            self.last = self.rows.pop()
            yield self.last


def forget() -> None:
    """Let go of what is remembered."""
    _checked.cache_clear()
    _forget_cells()


def _forget_cells() -> None:
    for remembered in (_sheet.cache_clear, _source.cache_clear, _found.clear, _read.clear):
        remembered()


def find_list(source: Source, choices: Choices) -> Table:
    """Unreadable tells why there is none."""
    return find_sheet(source, choices)[1]


def find_sheet(source: Source, choices: Choices) -> Found:
    """The list, and the sheet it stands in."""
    without = without_notes if source.format == "vcard" else without_reasons
    sheets = tuple(map(without, source.sheets))
    found = choose_sheet(replace(source, sheets=sheets), choices.sheet)
    if found is None:
        raise Unreadable(
            source.refusal
            or _(
                "No row of headers was found among the first 30 rows. Write above each column what "
                "it holds, for example First name, Last name, E-mail."
            )
        )
    sheet, table = found
    if choices.columns:
        table = find_table(sheet, columns=choices.columns) or table
    if not table.rows:
        raise Unreadable(_("There are headers in this file, but no clients below them."))
    return sheet, table


def without_reasons(sheet: Sheet) -> Sheet:
    """As the file was before we wrote beside each row why it was left out (repair.py)."""
    names = reason_headers()
    top = sheet.rows[:HEADER_WITHIN]
    at = next((len(row.cells) - 1 for row in top if row.cells and row.cells[-1] in names), None)
    if at is None:
        return sheet
    return replace(sheet, rows=tuple(Row(row.line, row.cells[:at]) for row in sheet.rows))


def note(reason: str) -> str:
    """As it stands on a vCard, which has no columns."""
    return f"{REASON}: {reason}"


def without_notes(sheet: Sheet) -> Sheet:
    """The same of a file of vCards. An address book may have put our note behind one of the person's own."""
    names = tuple(f"{name}:" for name in reason_headers())
    headers = sheet.rows[0].cells if sheet.rows else ()
    if "Notes" not in headers:
        return sheet
    at = headers.index("Notes")
    return replace(sheet, rows=tuple(_without_note(row, at, names) for row in sheet.rows))


def _without_note(row: Row, at: int, names: tuple[str, ...]) -> Row:
    if at >= len(row.cells) or not any(name in str(row.cells[at]) for name in names):
        return row
    lines = str(row.cells[at]).split("\n")
    own = "\n".join(line for line in lines if not line.startswith(names))
    return Row(row.line, (*row.cells[:at], own, *row.cells[at + 1 :]))


def reason_headers() -> frozenset[str]:
    """In whichever language the person had when they downloaded the file."""
    return frozenset(_in(language) for language, _name in settings.LANGUAGES)


def _in(language: str) -> str:
    with override(language):
        return str(REASON)


def defaults(firm: Firm) -> Defaults:
    return Defaults(firm.default_country, firm.language, timezone.localdate())
