"""The translation grid to Excel and back: what a workbook changes is shown first."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carnet.questionnaires.actions import publish
from tests import makers as make
from tests.builder.words import NOW, RENT, address, asked, outdated, posted, rewrite, texts


@pytest.fixture
def small(firm):
    return publish(firm, asked(), by=None, now=NOW).questionnaire


@pytest.fixture
def other(firm):
    return make.colleague(firm=firm, name="Bea Roth")


def book_of(office, questionnaire, query="?from=fr&to=nl"):
    content = office.get(address(questionnaire, f"workbook/{query}")).content
    return openpyxl.load_workbook(io.BytesIO(content))


def row_of(book, key):
    return next(row for row in book["texts"].iter_rows(min_row=2) if row[0].value == key)


def upload(office, questionnaire, book):
    file = io.BytesIO()
    book.save(file)
    sent = SimpleUploadedFile("texts.xlsx", file.getvalue())
    return office.post(address(questionnaire, "upload/"), {"file": sent}).content.decode()


def ticked(html):
    return re.findall(r'name="take" value="(\d+)" checked', html)


def take(office, questionnaire, html, numbers=None):
    changes = re.search(r'name="changes" value="([^"]*)"', html)[1]
    for entity, letter in (("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        changes = changes.replace(entity, letter)
    data = {"changes": changes, "take": ticked(html) if numbers is None else numbers}
    return office.post(address(questionnaire, "upload/take/"), data, follow=True).content.decode()


def test_the_workbook_holds_what_the_page_shows(office, small):
    book = book_of(office, small)
    found = [[cell.value for cell in row[:5]] for row in book["texts"].iter_rows()]
    assert found[0] == ["id", "Where", "What", "French (fr)", "Dutch (nl)"]
    loyer, huur = "Loyer pour {{ address }}", "Huur voor {{ address }}"
    assert [RENT, loyer, "Question text", loyer, huur] in found
    assert len(found) == 6
    assert book["texts"].column_dimensions["F"].hidden
    assert len(list(book_of(office, small, "?show=missing&to=nl")["texts"].iter_rows())) == 2


@pytest.mark.thorough
def test_what_a_workbook_changes_is_shown_first_and_taken_then(office, small):
    book = book_of(office, small)
    row_of(book, RENT)[4].value = "Huurgeld {{ address }}"
    row_of(book, "items.rent.help")[4].value = "Per jaar"
    page = upload(office, small, book)
    assert "2 texts would change" in page
    assert small.draft is None
    assert "2 texts taken over." in take(office, small, page)
    assert texts(small)[RENT]["nl"] == "Huurgeld {{ address }}"
    assert "Nothing changed" in upload(office, small, book), "twice is once"


@pytest.mark.thorough
def test_what_is_not_ticked_stays(office, small):
    book = book_of(office, small)
    row_of(book, RENT)[4].value = "Huurgeld {{ address }}"
    assert "Nothing changed." in take(office, small, upload(office, small, book), numbers=[])
    assert texts(small)[RENT]["nl"] == "Huur voor {{ address }}"


@pytest.mark.thorough
def test_an_empty_cell_changes_nothing(office, small):
    book = book_of(office, small)
    row_of(book, RENT)[4].value = None
    assert "Nothing changed" in upload(office, small, book)


@pytest.mark.thorough
def test_a_source_that_changed_since_is_told_and_the_translation_stays_outdated(
    office, small, other
):
    book = book_of(office, small)
    row_of(book, RENT)[4].value = "Huurgeld {{ address }}"
    rewrite(small, other, "Loyers pour {{ address }}")
    page = upload(office, small, book)
    assert "this text has changed in: French" in page
    take(office, small, page)
    assert texts(small)[RENT]["nl"] == "Huurgeld {{ address }}"
    assert outdated(office, small) == [RENT]


@pytest.mark.thorough
def test_a_text_changed_on_both_sides_is_left_unless_it_is_ticked(office, small, other):
    book = book_of(office, small)
    row_of(book, RENT)[4].value = "Huurgeld {{ address }}"
    rewrite(small, other, "Hun huur {{ address }}", language="nl")
    page = upload(office, small, book)
    assert "Somebody has changed this text here" in page
    assert ticked(page) == []
    take(office, small, page, numbers=["0"])
    assert texts(small)[RENT]["nl"] == "Huurgeld {{ address }}"


@pytest.mark.thorough
def test_rows_that_fit_nowhere_are_told_by_their_number(office, small):
    book = book_of(office, small)
    sheet = book["texts"]
    sheet.append(["items.gone.text", "", "", "Perdu", "Verloren"])
    sheet.append([RENT, "", "", "Deux", "Twee"])
    sheet.append([None, "", "", "Rien", "Niets"])
    page = upload(office, small, book)
    for sentence in (
        "texts, row 7: The questionnaire has no text “items.gone.text” any more.",
        f"texts, row 8: “{RENT}” stands here twice.",
        "texts, row 9: This row has no id",
    ):
        assert sentence in page


def test_a_formula_is_refused_with_its_place(office, small):
    book = book_of(office, small)
    row_of(book, RENT)[4].value = "=1+1"
    assert "Cell E5 holds a formula" in upload(office, small, book)


@pytest.mark.thorough
def test_words_that_look_like_a_formula_stay_words(office, small):
    office.post(address(small), posted(small, {"items.rent.help": "=1+1"}))
    cell = row_of(book_of(office, small), "items.rent.help")[4]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.thorough
def test_another_questionnaires_workbook_is_refused(office, small, firm):
    made = {**asked(), "questionnaire": "large"}
    large = publish(firm, made, by=None, now=NOW).questionnaire
    assert "another questionnaire, “large”" in upload(office, small, book_of(office, large))


@pytest.mark.thorough
def test_what_is_no_such_workbook_is_told(office, small):
    assert "no sheet “texts”" in upload(office, small, openpyxl.Workbook())
    sent = SimpleUploadedFile("texts.xlsx", b"nothing")
    page = office.post(address(small, "upload/"), {"file": sent}).content.decode()
    assert "This is no .xlsx workbook" in page


@pytest.mark.parametrize("changes", ["", "[[1]]", "{}", "[1]", '[["a","b","c","d",[]]]'])
def test_changes_nobody_made_are_not_found(office, small, changes):
    data = {"changes": changes, "take": ["0"]}
    assert office.post(address(small, "upload/take/"), data).status_code == 404
