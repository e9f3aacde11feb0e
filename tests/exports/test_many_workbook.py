"""The workbook of many clients: long and wide, read back by two readers who must find the same."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from carnet.answers.entering import set_value
from carnet.answers.models import Submission
from carnet.campaigns.models import Partners
from carnet.exports import cells
from carnet.exports.many_workbook import ManyAnswers
from carnet.exports.sent import sent
from tests import makers as make
from tests.exports.sending import hand_in, keep
from tests.questionnaires.builders import document, item, said

pytestmark = pytest.mark.slow
ASKED = document(
    item("rent", "money", text={"en": "Rent of {{ period_year }}"}),
    item("why", "text", required=False, text={"en": "Why?"}),
    item("since", "year", required=False, text={"en": "Since"}),
    item("twice", "calc", value="or_zero(rent) * 2", unit="EUR"),
    item("kids", "repeat", required=False, text={"en": "Kids: all/none?"}, item_label={"en": "{{ kid }}"}, items=[
        item("kid", "text", text={"en": "First name"}), item("age", "number", text={"en": "Age of {{ kid }}"}),
    ]),
    item("lease", "file", required=False, text={"en": "Lease"}),
)  # fmt: skip
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(1)"]


@pytest.fixture
def submissions(firm):
    revision = make.revision(firm=firm, document=ASKED)
    campaign = make.campaign(firm=firm, revision=revision, partners=Partners.NEVER)
    found = []
    for number, name in enumerate(("Aerts", "Baert")):
        client = make.client(firm=firm, last_name=name, client_number=f"00{number}", language="en")
        dossier = make.dossier(client=client, campaign=campaign)
        kids = ["a", "b"][: 2 - number]
        for place, key in enumerate(kids):
            dossier.entries.create(list_path="kids", key=key, position=place)
        answers = {f"kids/{key}/kid": f"Kid {key}" for key in kids} | {
            f"kids/{key}/age": "7" for key in kids
        }
        keep(
            dossier,
            revision.compiled(),
            said(rent="450.5", why=FORMULAS[number], since="2024", lease=["x"], **answers),
        )
        found.append(hand_in(dossier))
    return found


def made(submissions, folder):
    folder.mkdir(exist_ok=True)
    answers = ManyAnswers(folder, "en")
    for one in submissions:
        answers.add(sent(Submission.objects.get(pk=one.pk)))
    data = b"".join(answers.pieces())
    answers.close()
    return data


def by_openpyxl(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [["" if one is None else one for one in row] for row in sheet.values]
        for sheet in book
    }


def by_calamine(data):
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_wide_has_a_row_a_client_with_ids_above_words_and_lists_apart(submissions, tmp_path):
    sheets = by_openpyxl(made(submissions, tmp_path))
    assert list(sheets) == ["Clients", "Kids all none", "Answers"]
    ids, words, *rows = sheets["Clients"]
    assert ids[:4] == ["client_number", "client", "reference", "sent_at"]
    assert ids[4:] == ["rent", "why", "since", "lease", "twice"]
    assert words[4:] == ["Rent of 2025", "Why?", "Since", "Lease", "twice"]
    assert [row[0:2] + row[4:] for row in rows] == [
        ["000", "Ann Aerts", 450.5, "=1+1", "2024", "lease.pdf", 901],
        ["001", "Ann Baert", 450.5, "+1", "2024", "lease.pdf", 901],
    ]
    ids, words, *rows = sheets["Kids all none"]
    assert ids[4:] == ["entry", "entry_name", "kid", "age"]
    assert words[4:] == ["Entry's identifier", "Entry", "First name", "Age of {{ kid }}"]
    assert [row[1:2] + row[4:] for row in rows] == [
        ["Ann Aerts", "a", "Kid a", "Kid a", 7],
        ["Ann Aerts", "b", "Kid b", "Kid b", 7],
        ["Ann Baert", "a", "Kid a", "Kid a", 7],
    ]  # fmt: skip


@pytest.mark.thorough
def test_long_has_a_row_an_answer(submissions, tmp_path):
    titles, *rows = by_openpyxl(made(submissions, tmp_path))["Answers"]
    assert titles[:6] == [
        "Client number",
        "Client",
        "Reference",
        "Submitted",
        "Section",
        "Question as the client read it",
    ]
    assert [row[-1] for row in rows] == ["rent", "why", "since", "kid", "age", "kid", "age", "lease", "twice",
                                         "rent", "why", "since", "kid", "age", "lease", "twice"]  # fmt: skip
    assert {row[2] for row in rows} == {one.reference for one in submissions}


@pytest.mark.thorough
def test_two_readers_find_the_same(submissions, tmp_path):
    data = made(submissions, tmp_path)
    assert by_openpyxl(data) == by_calamine(data)


@pytest.mark.thorough
def test_nothing_a_client_has_written_is_computed(submissions, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(made(submissions, tmp_path)))
    found = [cell for sheet in book for row in sheet for cell in row if str(cell.value) in FORMULAS]
    assert len(found) == 4
    assert {(cell.data_type, cell.quotePrefix) for cell in found} == {("s", True)}


@pytest.mark.thorough
def test_wide_holds_what_counts_today_and_long_both(submissions, tmp_path, colleague):
    set_value(submissions[0].dossier, "twice", "7", "Ledger", by=colleague, now=timezone.now())
    sheets = by_openpyxl(made(submissions, tmp_path))
    assert sheets["Clients"][2][8] == 7
    [row] = [row for row in sheets["Answers"] if row[1] == "Ann Aerts" and row[-1] == "twice"]
    assert 901 in row
    assert "€7.00" in row


@pytest.mark.thorough
def test_a_client_who_was_asked_something_else_gets_empty_cells(firm, submissions, tmp_path):
    other = document(item("rent", "money"), item("more", "text", text={"en": "More"}))
    campaign = make.campaign(firm=firm, revision=make.revision(firm=firm, document=other))
    dossier = make.dossier(client=make.client(firm=firm, language="en"), campaign=campaign)
    keep(dossier, dossier.revision.compiled(), said(rent="1", more="x"))
    ids, _words, *rows = by_openpyxl(made([*submissions, hand_in(dossier)], tmp_path))["Clients"]
    assert ids[4:] == ["rent", "why", "since", "lease", "twice", "more"]
    assert rows[2][4:] == [1, "", "", "", "", "x"]
    assert rows[0][-1] == ""


def test_what_one_sheet_cannot_hold_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(cells, "MOST_ROWS", 4)
    file = io.BytesIO()
    sheets = cells.Sheets(file)
    for _row in sheets.adding(
        "History", [["id"], ["words"]], [10], ([Decimal(n)] for n in range(5))
    ):
        pass
    list(sheets.adding("history", [["id"]], [10], []))
    sheets.close()
    found = by_openpyxl(file.getvalue())
    assert list(found) == ["History (2)", "History (3)", "History (4)", "history (5)"]
    assert [row[0] for rows in found.values() for row in rows] == [
        "id",
        "words",
        0,
        1,
        "id",
        "words",
        2,
        3,
        "id",
        "words",
        4,
        "id",
    ]
