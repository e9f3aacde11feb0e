"""Sixteen households and the lines of their return as an accountant filled them in by hand: what is handed out says the
same, on the page, in the CSV and in the JSON."""

import csv
import io
import json
from decimal import Decimal

import pytest
from django.utils import timezone

from carnet.answers.models import Submission
from carnet.answers.reading import load
from carnet.answers.submitting import digest
from carnet.answers.summary import frozen, summarise
from carnet.exports.as_json import as_json
from carnet.exports.sent import sent
from carnet.exports.tax_codes import code_summary
from carnet.exports.tax_codes_csv import tax_codes_csv
from tests.exports.households import HOUSEHOLDS
from tests.exports.sending import SENT, dossier_of, keep, own_key, own_path
from tests.questionnaires.builders import said
from tests.questionnaires.library import SHIPPED


def handed_in(firm, household):
    """As it would have been sent, though these households leave many questions open."""
    entries = {one: [own_key(one, key) for key in keys] for one, keys in household.lists.items()}
    dossier = dossier_of(firm, SHIPPED["be_income_tax"], entries=entries)
    answers = {own_path(path): value for path, value in household.answers.items()}
    keep(dossier, dossier.revision.compiled(), said(**answers))
    standing = load(dossier, today=timezone.localdate(SENT))
    content = {
        "parts": frozen(summarise(standing, "en")),
        "values": dict(standing.outcome.effective),
        "period": ["2025-01-01", "2025-12-31"],
        "questionnaire": {
            "key": "be_income_tax",
            "title": "Tax",
            "revision": 1,
            "digest": "0" * 64,
        },
    }
    return Submission.objects.create(
        dossier=dossier, revision=dossier.revision, reference="C-TEST-2026", person="client",
        content=content, sha256=digest(content), language="en", sent_at=SENT,
    )  # fmt: skip


def by_hand(entered):
    """As the households write it down: ticks, or the amount, or that it stands on a document."""
    amount, ticks, on_document = entered
    if ticks:
        return "x" if ticks == 1 else f"{ticks}x"
    return str(amount) if amount else "document" * on_document


def test_there_are_enough():
    assert len(HOUSEHOLDS) >= 12


@pytest.mark.thorough
@pytest.mark.parametrize("name", sorted(HOUSEHOLDS))
def test_what_is_handed_out_are_the_lines_filled_in_by_hand(firm, name):
    household = HOUSEHOLDS[name]
    given = sent(handed_in(firm, household))
    told = json.loads(as_json(given, "en"))["form"]["lines"]
    wanted = household.codes
    assert {
        one["code"]: by_hand((one["amount"], one["ticks"], one["on_document"])) for one in told
    } == wanted
    summary = code_summary(given, "en")
    rows = list(csv.reader(io.StringIO(tax_codes_csv(summary, "en").decode("utf-8-sig"))))[1:]
    entered = [row for row in rows if row[1] in ("left", "right", "left or right")]
    assert {row[0] for row in entered} == set(wanted)
    amounts = {
        code: Decimal(told) for code, told in wanted.items() if told.strip("0.123456789") == ""
    }
    assert {row[0]: Decimal(row[3]) for row in entered if row[3]} == amounts
    cells = [
        cell
        for row in summary.rows
        for cell in (row.row.in_left, row.row.in_right, row.row.undivided)
    ]
    assert {cell.code for cell in cells if cell} == set(wanted)
