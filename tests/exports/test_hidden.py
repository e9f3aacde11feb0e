"""What is hidden when it is sent leaves the house in no form: neither the answer nor its documents."""

import csv
import io
from zipfile import ZipFile

import openpyxl
import pytest
from django.utils import timezone

from carnet.exports.archive import archive
from carnet.exports.as_json import as_json
from carnet.exports.sent import sent
from carnet.exports.tax_codes import code_summary
from carnet.exports.tax_codes_csv import tax_codes_csv
from tests.exports.pages import words_in
from tests.exports.sending import dossier_of, hand_in, keep
from tests.questionnaires.builders import document, item, said

ASKED = document(
    item("owns"),
    item("rent", "money", codes=["A1"], show_if="owns = yes"),
    item("tenant", "text", show_if="owns = yes"),
    item("lease", "file", file={"accept": ["pdf"]}, codes=["A2"], show_if="owns = yes"),
    item("flats", "repeat", show_if="owns = yes", items=[item("flat", "text"), item("tax", "money", codes=["A3"])]),
    item("sum", "calc", value="or_zero(rent) + 1", codes=["A4"]),
)  # fmt: skip
SAID = {
    "rent": "7777",
    "tenant": "CANARY",
    "lease": ["1"],
    "flats/a/flat": "CANARY",
    "flats/a/tax": "8888",
}


def given(firm, **more):
    """`more` are the answers beside the one that hides all the rest."""
    dossier = dossier_of(firm, ASKED, entries={"flats": ["a"]})
    keep(dossier, dossier.revision.compiled(), said(owns="no", **more))
    return sent(hand_in(dossier))


def everything(found):
    """All that leaves the house, as text."""
    zipped = ZipFile(io.BytesIO(b"".join(archive(found, "en", timezone.now()))))
    workbook = next(name for name in zipped.namelist() if name.endswith(".xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(zipped.read(workbook)))
    cells = [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    record = next(name for name in zipped.namelist() if name.endswith(".pdf"))
    others = (name for name in zipped.namelist() if name not in (workbook, record))
    texts = [zipped.read(name).decode() for name in others]
    return "\n".join([*zipped.namelist(), *cells, *texts, words_in(zipped.read(record))])


def test_nothing_hidden_is_put_out(firm):
    told = everything(given(firm, **SAID))
    for word in ("7777", "8888", "CANARY", "lease"):
        assert word not in told, word
    assert "A4" in told


@pytest.mark.parametrize("more", [{}, SAID, {"rent": "1", "tenant": "x"}])
def test_what_is_hidden_changes_no_line(firm, more):
    found = given(firm, **more)
    text = tax_codes_csv(code_summary(found, "en"), "en").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [(row[0], row[3]) for row in rows[1:] if row[0]] == [("A4", "1")]
    assert b"flats" not in as_json(found, "en")
