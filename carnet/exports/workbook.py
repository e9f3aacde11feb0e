"""A dossier as a workbook: a row for each answer, the codes of its form, and what all of it is."""

from collections.abc import Iterator
from decimal import Decimal
from typing import IO

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.core.until_sent import until_sent
from carnet.exports.answer_rows import AnswerRow, answer_rows, as_decimal
from carnet.exports.cells import Cell, Sheets
from carnet.exports.sent import Sent
from carnet.exports.tax_codes import code_summary, leads_to_codes
from carnet.exports.tax_codes_csv import code_rows, heads
from carnet.questionnaires.asking import ESCAPE_WORDS
from carnet.questionnaires.given import Status

WIDTHS = (24, 44, 24, 36, 14, 18, 30, 28, 18, 18, 18, 24, 18, 30, 30)
CODE_WIDTHS = (18, 12, 24, 14, 8, 50, 36, 36, 20)


def workbook(given: Sent, language: str) -> IO[bytes]:
    """The file, open at its beginning."""
    with until_sent() as file, Sheets(file) as sheets:
        answers = (cells(row) for row in answer_rows(given, language))
        sheets.add(_("Answers"), titles(), WIDTHS, answers)
        if leads_to_codes(given.compiled):
            rows = code_rows(code_summary(given, language))
            sheets.add(_("Codes"), heads(), CODE_WIDTHS, rows)
        sheets.add(_("About"), [_("What"), _("Value")], (30, 60), about(given))
    return file


def titles() -> list[str]:
    return [
        _("Section"), _("Question as the client read it"), pgettext("of a list", "Entry"),
        pgettext("of a question", "Answer"), pgettext("of an answer", "Figure"), _("State"), _("Remark"),
        _("Documents"), _("By"), _("At"),
        _("Codes"), _("Value of the firm"), _("Set by"), _("Reason"), _("Question"), _("Identifier"),
    ]  # fmt: skip


def cells(row: AnswerRow) -> list[Cell]:
    at = date_format(timezone.localtime(row.at), "Y-m-d H:i") if row.at else ""
    papers = "\n".join(one.paper.name for one in row.papers)
    return [
        row.section, row.seen, row.group, row.answer, figure_of(row), state(row), row.remark, papers,
        row.person, at, ", ".join(row.codes), row.now, row.set_by, row.reason, row.asked, row.path,
    ]  # fmt: skip


def figure_of(row: AnswerRow) -> Decimal | None:
    """To be counted with; a year is none, nor is a choice that looks like one."""
    counts = row.node.kind.numeric or row.node.kind.calculated
    return as_decimal(row.value) if counts and row.node.item.kind != "year" else None


def state(row: AnswerRow) -> str:
    if row.status in ESCAPE_WORDS:
        return str(ESCAPE_WORDS[Status(row.status)])
    words = {"prefilled": _("not confirmed"), "confirmed": _("merely confirmed")}
    return words.get(row.status, _("Not answered") if row.status == "blank" else "")


def about(given: Sent) -> Iterator[list[Cell]]:
    dossier, submission = given.dossier, given.submission
    client, campaign, asked = dossier.client, dossier.campaign, given.content["questionnaire"]
    yield [_("Client"), client.name]
    yield [_("Client number"), client.client_number]
    yield [_("Campaign"), campaign.name]
    yield [_("Questionnaire"), f"{asked['title']} ({asked['key']}, {asked['revision']})"]
    yield [_("Period"), " – ".join(given.content["period"])]
    yield [_("Reference"), submission.reference]
    yield [_("Submitted"), date_format(timezone.localtime(submission.sent_at), "Y-m-d H:i")]
    yield [_("Language"), submission.language]
    yield ["SHA-256", submission.sha256]
