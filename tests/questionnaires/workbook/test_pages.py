"""Excel in the office: download, edit, bring back, and see what would change."""

import io
from copy import deepcopy
from datetime import UTC, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carnet.questionnaires.actions import publish
from carnet.questionnaires.loading import digest
from carnet.questionnaires.workbook.reading import read_workbook
from carnet.questionnaires.workbook.writing import write_workbook
from tests.questionnaires.workbook.sheets import MARRIED, SMALL, column, with_cell
from tests.questionnaires.workbook.xlsforms import household

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def small(firm):
    return publish(firm, SMALL, by=None, now=NOW).questionnaire


def upload(office, content, name="own.xlsx"):
    file = SimpleUploadedFile(name, content)
    return office.post("/questionnaires/upload/", {"file": file}, follow=True)


def edited(content, heading, text):
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["questions"].cell(MARRIED, column(book, heading)).value = text
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.thorough
def test_the_page_offers_excel_beside_yaml(office, small):
    page = office.get(f"/questionnaires/{small.pk}/").content.decode()
    assert f'href="/questionnaires/{small.pk}/workbook/"' in page
    response = office.get(f"/questionnaires/{small.pk}/workbook/")
    assert 'filename="small-1.xlsx"' in response.headers["Content-Disposition"]
    assert read_workbook(response.content).document == small.current.document


@pytest.mark.thorough
def test_brought_back_untouched_it_changes_nothing(office, small):
    content = office.get(f"/questionnaires/{small.pk}/workbook/").content
    assert "Nothing changed: this file is revision 1" in upload(office, content).content.decode()
    assert small.revisions.count() == 1


@pytest.mark.thorough
def test_brought_back_changed_it_is_a_draft_that_shows_the_differences(office, small):
    content = office.get(f"/questionnaires/{small.pk}/workbook/").content
    response = upload(office, edited(content, "label::English (en)", "Were you married?"))
    assert response.redirect_chain[-1][0].endswith("/draft/")
    page = response.content.decode()
    assert "Are you married?" in page
    assert "Were you married?" in page
    assert (small.current.number, small.draft is not None) == (1, True)


@pytest.mark.thorough
def test_a_workbook_made_from_an_older_revision_says_so(office, firm, small):
    content = office.get(f"/questionnaires/{small.pk}/workbook/").content
    newer = deepcopy(SMALL)
    newer["sections"][0]["items"][1]["text"]["en"] = "Full name"
    publish(firm, newer, by=None, now=NOW)
    page = upload(office, edited(content, "label::English (en)", "Were you?")).content.decode()
    assert "made from revision 1; revision 2 is published now" in page


@pytest.mark.thorough
def test_a_workbook_made_elsewhere_says_so(office, small):
    other = deepcopy(SMALL)
    other["sections"][0]["items"][1]["text"]["en"] = "Full name"
    page = upload(office, write_workbook(other)).content.decode()
    assert "a text that was never published here; revision 1 is published now" in page


@pytest.mark.thorough
def test_mistakes_are_shown_with_their_cell_and_nothing_is_kept(office, small):
    page = upload(office, with_cell(MARRIED, "carry", "confrim")).content.decode()
    assert "questions, row 3, column carry" in page
    assert "Did you mean “confirm”?" in page
    assert small.draft is None


def test_a_new_questionnaire_comes_from_a_workbook_as_from_a_file(office, firm):
    assert "Revision 1 is published." in upload(office, write_workbook(SMALL)).content.decode()
    assert firm.questionnaires.get().current.digest == digest(SMALL)


@pytest.mark.thorough
def test_an_xlsform_becomes_a_draft_with_every_row_that_is_left_out(office, firm):
    page = upload(office, household()).content.decode()
    assert "survey, row 27, column type" in page
    assert "Not taken over: geopoint." in page
    assert "survey, row 21, column relevant" in page
    questionnaire = firm.questionnaires.get()
    assert (questionnaire.key, questionnaire.current) == ("household_2025", None)
    draft = office.get(f"/questionnaires/{questionnaire.pk}/draft/")
    assert draft.status_code == 200
    assert "Publish" in draft.content.decode()


def test_a_hostile_file_is_a_sentence_on_the_page(office):
    page = upload(office, b"PK\x03\x04 nothing of the kind").content.decode()
    assert "The end of this file is missing." in page


def test_strangers_and_their_workbooks_do_not_meet(client, stranger, small):
    client.force_login(stranger)
    assert client.get(f"/questionnaires/{small.pk}/workbook/").status_code == 404
