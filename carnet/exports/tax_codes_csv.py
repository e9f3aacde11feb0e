"""The official form of one client as a CSV that spreadsheets and tax software open: one row per code with its
column, then what no code covers."""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.exports.cells import Cell, delimiter, written
from carnet.exports.tax_codes import CodeSummary, FormRow, Left
from carnet.questionnaires import filled_form


def tax_codes_csv(summary: CodeSummary, language: str) -> bytes:
    """With a byte order mark, without which Excel takes accents for something else."""
    lines = csv_lines([heads(), *code_rows(summary)], language)
    return BOM_UTF8 + b"".join(lines)


def csv_lines(rows: Iterable[Sequence[Cell]], language: str) -> Iterator[bytes]:
    for row in rows:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter(language), lineterminator="\r\n")
        writer.writerow([written(cell, language) for cell in row])
        yield text.getvalue().encode()


def heads() -> list[str]:
    return [
        _("Code"), pgettext("of a form", "Column"), _("Person"), _("Amount"), _("Ticks"),
        _("Questions"), _("Answers"), _("Documents"), _("Remark"),
    ]  # fmt: skip


def code_rows(summary: CodeSummary) -> Iterator[list[Cell]]:
    """For the CSV and for the sheet of the workbook."""
    for row in summary.rows:
        yield from in_columns(summary, row)
    for left in summary.passed_on:
        yield left_over(left, _("left for you"))
    for left in summary.uncovered:
        yield left_over(left, _("no code"))
    if summary.loose:
        names = together([paper.name for paper in summary.loose])
        loose = _("Not yet assigned to a question")
        yield ["", _("no code"), "", None, None, loose, "", names, ""]


def in_columns(summary: CodeSummary, row: FormRow) -> Iterator[list[Cell]]:
    places = (
        (row.row.in_left, _("left"), summary.left_name),
        (row.row.in_right, _("right"), summary.right_name),
        (row.row.undivided, _("left or right"), ""),
    )
    for cell, column, name in places:
        if cell:
            ticks = Decimal(cell.ticks) if cell.ticks else None
            yield [cell.code, column, name, cell.total or None, ticks, *told(row, cell)]


def told(row: FormRow, cell: filled_form.Cell) -> list[str]:
    """The answers of this cell alone; the documents stand beside the whole line."""
    paths = {line.path for line in cell.lines}
    mine = [one for one in row.sources if one.path in paths]
    questions = [f"{one.question} ({one.group})" if one.group else one.question for one in mine]
    firm = _("set by the firm") if any(one.by_firm for one in mine) else ""
    papers = [paper.name for paper in row.papers]
    return [*map(together, (questions, [one.answer for one in mine], papers)), firm]


def together(parts: Sequence[str]) -> str:
    return " | ".join(part for part in parts if part)


def left_over(left: Left, word: str) -> list[Cell]:
    line = left.line
    question = f"{line.question} ({line.group})" if line.group else line.question
    papers = together([paper.name for paper in line.papers])
    codes = ", ".join(left.codes)
    return [codes, word, "", None, None, question, line.answer, papers, line.remark]
