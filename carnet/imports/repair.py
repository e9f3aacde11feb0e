"""The rows that were left out, in the layout and the format of their file, and why in a last column (of a vCard: in a
note): to be corrected there and imported as it is. What a spreadsheet would compute is covered, and read back
uncovered."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from pathlib import PurePath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter import Workbook

from carnet.core.reading.packing import COMPUTED
from carnet.core.reading.rows import Cell, Row, Source
from carnet.imports import files, opendocument
from carnet.imports.cards import Card, vcards
from carnet.imports.files import FileGone
from carnet.imports.lists import REASON, choices_of, note, sheet_of, source_of
from carnet.imports.models import Import, ImportedRow, State
from carnet.imports.planning import dittos
from carnet.imports.planning.outcome import Plan
from carnet.imports.plans import plan_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # characters in a cell of a workbook

LATE = gettext_lazy(
    "Somebody changed this client while the file was being imported. Import this row again to see "
    "what is different now."
)
TAKEN = gettext_lazy(
    "This client number was given to another client while the file was being imported."
)

# By format of a file whose rows come back as a workbook.
OTHERS = {
    "xls": gettext_lazy(
        "They come as .xlsx, which every program opens: the old .xls is hardly written any more."
    ),
    "html": gettext_lazy(
        "They come as .xlsx: your file is a web page that only has the name of a workbook."
    ),
}
MAY_BE_OTHERS = {".xls", ".html", ".htm"}

Reasons = Mapping[int, str]  # by line


@dataclass(frozen=True)
class ErrorFile:
    name: str
    content_type: str
    data: bytes


def error_file(received: Import) -> ErrorFile:
    """FileGone once the file itself was deleted."""
    source, told = source_of(received), reasons_of(received)
    # What was fetched has no suffix, but a day of the month may have a full stop.
    name = PurePath(f"{received.name}.xlsx" if received.connection_id else received.name)
    if source.format == "vcard":
        text = vcards(*_cards(received, told))
        return ErrorFile(_name(name, ".vcf"), *_encoded("text/vcard", text, source))
    rows = list(_rows(received, told))
    if source.format == "csv":
        kind = "text/tab-separated-values" if source.delimiter == "\t" else "text/csv"
        return ErrorFile(_name(name, name.suffix), *_encoded(kind, _text(rows, source), source))
    if source.format == "ods":
        data = opendocument.spreadsheet(_("To repair"), rows)
        return ErrorFile(_name(name, ".ods"), opendocument.MIMETYPE, data)
    return ErrorFile(_name(name, ".xlsx"), XLSX, _write_workbook(rows))


def another_format(received: Import) -> str:
    """Why the rows do not come back in the format of their file, in a sentence; empty if they do. What cannot be
    meant by its name is not opened to see."""
    if not received.file or PurePath(received.name).suffix.lower() not in MAY_BE_OTHERS:
        return ""
    with suppress(FileGone):
        return str(OTHERS.get(source_of(received).format, ""))
    return ""


def _name(name: PurePath, suffix: str) -> str:
    return _("%(name)s to repair") % {"name": name.stem} + suffix


def reasons_of(received: Import) -> Reasons:
    """Why each row that was left out was, or would be."""
    if received.state == State.PLANNED:
        return reasons(plan_of(received))
    told = {
        int(line): reason
        for line, reason in json.loads(files.load(received.file + ".left")).items()
    }
    return told | {line: late(row) for row in received.left_out() for line in row.lines}


def late(row: ImportedRow) -> str:
    return str(TAKEN if row.what == ImportedRow.What.TAKEN else LATE)


def keep_reasons(received: Import, plan: Plan) -> None:
    """When it is applied: later nobody can tell any more what was wrong then."""
    files.store(received.file + ".left", [json.dumps(reasons(plan)).encode()])


def reasons(plan: Plan) -> Reasons:
    told: dict[int, list[str]] = {}
    for row in plan.invalid:
        for problem in row.problems:
            told.setdefault(problem.line, []).append(problem.reason)
        for line, other in ((row.line, row.partner_line), (row.partner_line, row.line)):
            if line and line not in told:
                wait = _("This row makes one client with row %(line)d, which has to be repaired.")
                told[line] = [wait % {"line": other}]
    return {line: " ".join(dict.fromkeys(sentences)) for line, sentences in told.items()}


def _rows(received: Import, told: Reasons) -> Iterator[list[Cell]]:
    """The lines above the list as they stand, then those left out; the reason behind all columns."""
    sheet, table = sheet_of(received)
    headers, fixes = table.header_lines, choices_of(received).fixes
    first, last = min(headers, default=0), max(headers, default=0)
    width = max(len(row.cells) for row in sheet.rows if row.line >= first)
    for row in takewhile(lambda row: row.line < last, sheet.rows):
        yield _stripped(row.cells)
    yield from (_with_reason(r.cells, str(REASON), width) for r in sheet.rows if r.line == last)
    above: Row | None = None
    for row in table.rows:
        here = row.with_cells(fixes.get(row.line, {}))
        over = dittos.stand_for(here, above, table.columns)
        # There another row may be above.
        here = here.with_cells({at: text for at, text in over.items() if text})
        if row.line in told:
            yield _with_reason(here.cells, told[row.line], width)
        above = here


def _cards(received: Import, told: Reasons) -> tuple[list[str], list[Card]]:
    """What each column of a vCard is, the cards that were left out, and what is said of each."""
    sheet, _table = sheet_of(received)
    headers, *cards = sheet.rows
    fixes = choices_of(received).fixes
    left_out: list[Card] = [
        (card.with_cells(fixes.get(card.line, {})).cells, note(told[card.line]))
        for card in cards
        if card.line in told
    ]
    return list(map(str, headers.cells)), left_out


def _stripped(cells: Sequence[Cell]) -> list[Cell]:
    filled = [at for at, cell in enumerate(cells, start=1) if cell]
    return list(cells[: max(filled, default=0)])


def _with_reason(cells: Sequence[Cell], reason: str, width: int) -> list[Cell]:
    return [*cells, *[""] * (width - len(cells)), reason]


def _text(rows: Sequence[Sequence[Cell]], source: Source) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=source.delimiter, lineterminator="\r\n")
    writer.writerows([_covered(str(cell)) for cell in row] for row in rows)
    return text.getvalue()


def _encoded(kind: str, text: str, source: Source) -> tuple[str, bytes]:
    """Only a reason may hold a sign that the encoding of the file does not know."""
    charset = source.encoding.replace("_", "-").removesuffix("-sig")
    return f"{kind}; charset={charset}", text.encode(source.encoding, errors="replace")


def _covered(text: str) -> str:
    return "'" + text if text.startswith(COMPUTED) else text


def _write_workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_("To repair"))
        text = book.add_format({"num_format": "@"})
        covered = book.add_format({"num_format": "@", "quote_prefix": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.set_column(0, max(map(len, rows)), 20, text)
        for line, cells in enumerate(rows):
            for at, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(line, at, cell, day)
                elif cell:
                    style = covered if cell.startswith(COMPUTED) else text
                    sheet.write_string(line, at, cell[:LONGEST], style)
    return file.getvalue()
