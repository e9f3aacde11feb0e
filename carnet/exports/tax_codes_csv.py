"""The official form of one client as a CSV that spreadsheets and tax software open: one row per code with its
column, then what no code covers."""

import csv
import io
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.exports.cells import covered, delimiter, figure
from carnet.exports.tax_codes import CodeSummary, FormRow, Left
from carnet.questionnaires.filled_form import Cell


def tax_codes_csv(summary: CodeSummary, language: str) -> bytes:
    """With a byte order mark, without which Excel takes accents for something else."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter(language), lineterminator="\r\n")
    writer.writerow(heads())
    for row in summary.rows:
        writer.writerows(row_of_cells(summary, row, language))
    writer.writerows(rest(summary))
    return text.getvalue().encode("utf-8-sig")


def heads() -> list[str]:
    return [
        _("Code"), pgettext("of a form", "Column"), _("Person"), _("Amount"), _("Ticks"),
        _("Questions"), _("Answers"), _("Documents"), _("Remark"),
    ]  # fmt: skip


def row_of_cells(summary: CodeSummary, row: FormRow, language: str) -> Iterator[list[str]]:
    places = (
        (row.row.in_left, _("left"), summary.left_name),
        (row.row.in_right, _("right"), summary.right_name),
        (row.row.undivided, _("to divide"), ""),
    )
    for cell, column, name in places:
        if cell:
            yield [cell.code, column, covered(name), *values(cell, language), *told(row, cell)]


def values(cell: Cell, language: str) -> list[str]:
    total = figure(cell.total, language) if cell.total else ""
    return [total, str(cell.ticks) if cell.ticks else ""]


def told(row: FormRow, cell: Cell) -> list[str]:
    """The answers of this cell alone; the documents stand beside the whole line."""
    paths = {line.path for line in cell.lines}
    mine = [one for one in row.sources if one.path in paths]
    questions = [f"{one.question} ({one.group})" if one.group else one.question for one in mine]
    firm = _("set by the firm") if any(one.by_firm for one in mine) else ""
    papers = [paper.name for paper in row.papers]
    return [*map(together, (questions, [one.answer for one in mine], papers)), firm]


def together(parts: Sequence[str]) -> str:
    return covered(" | ".join(part for part in parts if part))


def rest(summary: CodeSummary) -> Iterator[list[str]]:
    for left in summary.passed_on:
        yield left_over(left, _("left for you"))
    for left in summary.uncovered:
        yield left_over(left, _("no code"))
    if summary.loose:
        names = together([paper.name for paper in summary.loose])
        yield ["", _("no code"), "", "", "", _("Not yet assigned to a question"), "", names, ""]


def left_over(left: Left, word: str) -> list[str]:
    line = left.line
    question = f"{line.question} ({line.group})" if line.group else line.question
    papers = [paper.name for paper in line.papers]
    codes = ", ".join(left.codes)
    return [
        covered(codes), word, "", "", "", covered(question), covered(line.answer),
        together(papers), covered(line.remark),
    ]  # fmt: skip
