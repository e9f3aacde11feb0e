"""Bringing a list of questions: read, corrected, made into a draft."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carnet.builder import list_reading
from carnet.questionnaires.checks import check
from tests import makers as make
from tests.builder.listed import rows_of

BRING, LOOK = "/questionnaires/from-list/", "/questionnaires/from-list/proposal/"
LIST = "Avez-vous des enfants ?\nSi oui, combien ?\nVotre adresse e-mail"


def paste(office, text=LIST):
    return office.post(BRING, {"pasted": text}, follow=True)


def upload(office, data, name="list.xlsx"):
    return office.post(BRING, {"file": SimpleUploadedFile(name, data)}, follow=True)


def workbook(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Part {number + 1}")
        for row in rows:
            sheet.cell(row.line, 1)
            for column, cell in enumerate(row.cells, 1):
                sheet.cell(row.line, column, cell)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def said(page, **corrections):
    """What the table posts as it stands, corrected."""
    rows = page.context["rows"]
    posted = {"list": page.context["mark"], "make": "1", "title": "Ménage", "key": ""}
    for row in rows:
        posted[f"kind-{row.at}"] = row.kind
        posted |= {f"words-{row.at}-{code}": text for code, _name, text in row.words}
        for field, options in (("when", row.whens), ("inside", row.insides)):
            chosen = [value for value, _label, is_chosen in options if is_chosen]
            posted |= {f"{field}-{row.at}": chosen[0]} if chosen else {}
        posted |= {f"choices-{row.at}": row.choices} if row.chooses else {}
    return posted | {key.replace("_", "-"): value for key, value in corrections.items()}


def drafted(firm):
    return firm.questionnaires.get().draft.document


@pytest.mark.thorough
def test_a_pasted_list_becomes_a_draft(office, firm):
    page = paste(office)
    assert page.redirect_chain[-1][0] == LOOK
    response = office.post(LOOK, said(page), follow=True)
    questionnaire = firm.questionnaires.get()
    assert response.redirect_chain[-1][0] == f"/questionnaires/{questionnaire.pk}/build/"
    document = drafted(firm)
    assert (document["questionnaire"], document["title"]) == ("menage", {"fr": "Ménage"})
    first, second, third = document["sections"][0]["items"]
    assert [one["type"] for one in (first, second, third)] == ["yes_no", "number", "email"]
    assert second["show_if"] == f"{first['id']} = yes"
    assert [one for one in check(document) if one.refused] == []
    assert office.get(LOOK).headers["Location"] == BRING


@pytest.mark.thorough
def test_everything_can_be_corrected(office, firm):
    page = paste(office)
    corrections = {
        "kind_1": "one",
        "words_1_fr": "Chez qui habitent-ils ?",
        "when_1": "0.no",
        "choices_1": "Chez moi\nAilleurs",
        "kind_2": "",
    }
    office.post(LOOK, said(page, **corrections))
    first, second = drafted(firm)["sections"][0]["items"]
    assert second["text"] == {"fr": "Chez qui habitent-ils ?"}
    assert second["show_if"] == f"{first['id']} = no"
    assert [choice["text"]["fr"] for choice in second["choices"]] == ["Chez moi", "Ailleurs"]


def test_choices_are_asked_for_before_a_draft_is_made(office, firm):
    page = office.post(LOOK, said(paste(office), kind_1="one"))
    assert "there is nothing to choose" in page.content.decode()
    assert 'name="choices-1"' in page.content.decode()
    assert not firm.questionnaires.exists()


def test_what_waits_for_no_yes_or_no_is_told(office, firm):
    page = office.post(LOOK, said(paste(office), kind_0="text"))
    assert "it waits for a yes or no in row 1" in page.content.decode()
    assert not firm.questionnaires.exists()


def test_nonsense_that_is_posted_changes_nothing(office, firm):
    page = paste(office)
    odd = {"kind_0": "calc", "when_1": "7.maybe", "inside_1": "-1", "when_2": "2.yes"}
    office.post(LOOK, said(page, **odd))
    first, second, third = drafted(firm)["sections"][0]["items"]
    assert first["type"] == "yes_no"
    assert second["show_if"] == f"{first['id']} = yes"
    assert "show_if" not in third


def test_a_key_is_never_used_twice(office, firm):
    known = make.revision(firm=firm).questionnaire
    page = office.post(LOOK, said(paste(office), key=known.key))
    assert "already" in page.content.decode()
    assert firm.questionnaires.count() == 1
    assert known.draft is None


def test_two_lists_at_once_do_not_mix(office, firm):
    page = paste(office)
    posted = said(page)
    paste(office, "Heeft u een auto?\nZo ja, welk merk?\nUw naam")
    response = office.post(LOOK, posted, follow=True)
    assert "Another list was brought meanwhile" in response.content.decode()
    assert "Heeft u een auto?" in response.content.decode()
    assert not firm.questionnaires.exists()


def test_the_language_can_be_corrected(office, firm):
    page = paste(office, "Name\nBeruf\nKinder")
    wrong = page.context["languages"][0][0]
    posted = {"list": page.context["mark"], "read": "1", f"language-{wrong}": "nl"}
    page = office.post(LOOK, posted, follow=True)
    assert [code for code, _name in page.context["languages"]] == ["nl"]
    office.post(LOOK, said(page))
    assert drafted(firm)["languages"] == ["nl"]


@pytest.mark.thorough
def test_a_workbook_with_two_sheets_has_a_section_for_each(office, firm):
    page = upload(office, workbook(rows_of("fr_une_colonne"), rows_of("fr_suisse")))
    assert page.redirect_chain[-1][0] == LOOK
    office.post(LOOK, said(page))
    titles = [section["title"]["fr"] for section in drafted(firm)["sections"]]
    assert "Habitation" in titles
    assert "Fortune" in titles


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"%PDF-1.7 whatever follows here", "list.xlsx", "copy the lines and paste them"),
        (b"PK\x03\x04 broken", "list.xlsx", "cannot be read"),
        (b"a", "list.exe", "Choose a file that ends in"),
        (b"1;2;3\n4;5;6\n", "list.csv", "There are no words in it"),
        (b"   \n", "list.txt", "There is nothing in it"),
    ],
)
def test_what_is_no_list_gets_a_sentence(office, firm, data, name, sentence):
    page = upload(office, data, name).content.decode()
    assert sentence in page
    assert "Traceback" not in page


@pytest.mark.thorough
def test_limits_are_said_before_and_when_they_are_met(office):
    assert f"Up to {list_reading.MOST_ROWS} rows" in office.get(BRING).content.decode()
    page = paste(office, "Why?\n" * (list_reading.MOST_ROWS + 1)).content.decode()
    assert "401 rows; at most 400" in page
    assert "more text" in paste(office, "why " * 50_000).content.decode()
    assert "Choose a file or paste some lines first." in paste(office, " ").content.decode()


def test_only_administrators_bring_lists(client, firm):
    client.force_login(make.colleague(firm=firm, role="accountant"))
    assert client.get(BRING).status_code == 403
    assert client.get(LOOK).status_code == 403
    assert BRING not in client.get("/questionnaires/").content.decode()


def test_the_pages_of_questionnaires_lead_there(office):
    for address in ("/questionnaires/", "/questionnaires/upload/"):
        assert f'href="{BRING}"' in office.get(address).content.decode()
