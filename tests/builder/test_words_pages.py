"""The translation grid in the office: two languages side by side, each cell saved by itself, to Excel and back."""

import io
import re
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carnet.builder import drafts, grid_actions
from carnet.builder.grid import fingerprint, rows
from carnet.builder.models import Did, Wording
from carnet.questionnaires.actions import Unpublishable, publish, publish_draft
from tests import makers as make
from tests.questionnaires.builders import document, item

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
HTMX = {"HTTP_HX_REQUEST": "true"}
RENT = "items.rent.text"


def asked(rent="Loyer pour {{ address }}", huur="Huur voor {{ address }}"):
    return document(
        item("address", "text", text={"fr": "Adresse", "nl": "Adres"}, required=False),
        item("rent", "money", text={"fr": rent, "nl": huur}, help={"fr": "Par an"}),
        languages=["fr", "nl"],
    )


@pytest.fixture
def small(firm):
    return publish(firm, asked(), by=None, now=NOW).questionnaire


@pytest.fixture
def other(firm):
    return make.colleague(firm=firm, name="Bea Roth")


def address(questionnaire, rest=""):
    return f"/questionnaires/{questionnaire.pk}/build/words/{rest}"


def texts(questionnaire):
    return {row.key: row.words for row in rows(grid_actions.words_now(questionnaire))}


def shown(html):
    """The texts in boxes, by their address."""
    return re.findall(r'<textarea name="words:([^"]+)"', html)


def posted(questionnaire, words, *, to="nl", was=None, **more):
    """`words` by address, as the page would send them that shows what stands there now (or `was`)."""
    now = texts(questionnaire)
    was = was or {}
    cells = {f"words:{key}": said for key, said in words.items()}
    marks = {f"was:{key}": fingerprint(was.get(key, now.get(key, {}).get(to, ""))) for key in words}
    return {"from": "fr", "to": to, **cells, **marks, **more}


def rewrite(questionnaire, by, words, *, language="fr", key=RENT, now=NOW):
    """As another page of the builder would."""
    draft = drafts.draft_of(questionnaire, by=by, now=now)

    def alter(old):
        cell = grid_actions.Cell(
            key, language, fingerprint({r.key: r for r in rows(old)}[key].says(language)), words
        )
        return grid_actions.written(old, [cell]).document

    drafts.change(draft, alter, by=by, now=now, what=Did.SET)


def test_source_and_target_stand_side_by_side(office, small):
    page = office.get(address(small, "?from=fr&to=nl")).content.decode()
    assert shown(page) == [
        *("root.title", "sections.all.title", "items.address.text", RENT, "items.rent.help")
    ]
    assert "Loyer pour {{ address }}" in page
    assert "Huur voor {{ address }}</textarea>" in page
    assert small.draft is None, "looking changes nothing"


def test_a_page_of_cells_is_saved_without_scripts(office, small):
    words = {RENT: "Huurgeld voor {{ address }}", "items.rent.help": "Per jaar"}
    page = office.post(address(small), posted(small, words), follow=True).content.decode()
    assert "2 texts saved." in page
    assert texts(small)[RENT]["nl"] == "Huurgeld voor {{ address }}"
    assert small.draft.document["sections"][0]["items"][1]["help"] == {
        "fr": "Par an",
        "nl": "Per jaar",
    }
    assert small.current.document == asked(), "what clients read is as it was"


def test_one_cell_saved_by_itself_answers_with_its_row_and_the_counts(office, small):
    data = posted(small, {"items.rent.help": "Per jaar"}, one="items.rent.help")
    html = office.post(address(small), data, **HTMX).content.decode()
    assert shown(html) == ["items.rent.help"]
    assert "Saved" in html
    assert f'value="{fingerprint("Per jaar")}"' in html
    assert 'hx-swap-oob="true"' in html
    assert texts(small)["items.rent.help"]["nl"] == "Per jaar"


def test_a_cell_somebody_else_has_changed_is_told_and_the_others_are_saved(office, small, other):
    data = posted(small, {RENT: "Mijn huur {{ address }}", "items.rent.help": "Per jaar"})
    rewrite(small, other, "Hun huur {{ address }}", language="nl")
    page = office.post(address(small), data).content.decode()
    assert "Bea Roth has changed this meanwhile: “Hun huur {{ address }}”" in page
    assert "Mijn huur {{ address }}</textarea>" in page, "what was typed is still in its box"
    assert texts(small)[RENT]["nl"] == "Hun huur {{ address }}"
    assert texts(small)["items.rent.help"]["nl"] == "Per jaar"
    again = posted(small, {RENT: "Mijn huur {{ address }}"})
    office.post(address(small), again)
    assert texts(small)[RENT]["nl"] == "Mijn huur {{ address }}"


def test_words_for_a_text_that_is_gone_are_shown_to_their_author(office, small):
    data = posted(small, {"items.gone.text": "Verloren woorden"})
    page = office.post(address(small), data).content.decode()
    assert "no longer in the questionnaire" in page
    assert "Verloren woorden" in page
    html = office.post(address(small), {**data, "one": "items.gone.text"}, **HTMX).content.decode()
    assert "Verloren woorden" in html


def test_a_draft_published_meanwhile_begins_anew(office, small, colleague):
    rewrite(small, colleague, "Loyers pour {{ address }}")
    data = posted(small, {RENT: "Huren voor {{ address }}"})
    assert publish_draft(small.draft, by=colleague, now=NOW)
    office.post(address(small), data)
    assert texts(small)[RENT] == {
        "fr": "Loyers pour {{ address }}",
        "nl": "Huren voor {{ address }}",
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("show=missing", ["items.rent.help"]),
        ("q=huur", [RENT]),
        ("q=LOYER", [RENT]),
        ("q=nowhere", []),
        ("section=all&q=adr", ["items.address.text"]),
        ("show=remarks", []),
        ("show=nonsense&page=99&section=nowhere", []),
    ],
)
def test_filters(office, small, query, found):
    page = office.get(address(small, f"?from=fr&to=nl&{query}")).content.decode()
    assert shown(page) == found


def test_a_lost_answer_in_a_translation_is_told_at_once_and_found_later(office, small):
    data = posted(small, {RENT: "Huur voor {{ adres }}"}, one=RENT)
    html = office.post(address(small), data, **HTMX).content.decode()
    assert "Did you mean “address”?" in html
    page = office.get(address(small, "?from=fr&to=nl&show=remarks")).content.decode()
    assert shown(page) == [RENT]


# -- Outdated --------------------------------------------------------------------------------


def outdated(office, questionnaire):
    page = office.get(address(questionnaire, "?from=fr&to=nl&show=outdated"))
    return shown(page.content.decode())


def test_a_source_that_changes_makes_its_translation_outdated_until_it_is_written(
    office, small, other
):
    rewrite(small, other, "Loyers pour {{ address }}")
    assert outdated(office, small) == [RENT]
    office.post(address(small), posted(small, {RENT: "Huren voor {{ address }}"}))
    assert outdated(office, small) == []


def test_a_translation_may_be_right_all_the_same(office, small, other):
    rewrite(small, other, "Loyers pour {{ address }}")
    office.post(address(small), posted(small, {}, right=RENT))
    assert outdated(office, small) == []
    assert texts(small)[RENT]["nl"] == "Huur voor {{ address }}"


def test_it_stays_outdated_when_the_draft_is_published_and_the_next_begins(
    office, small, other, colleague
):
    rewrite(small, other, "Loyers pour {{ address }}")
    assert publish_draft(small.draft, by=colleague, now=NOW)
    assert outdated(office, small) == [RENT]
    rewrite(small, other, "Prix pour {{ address }}", now=NOW + timedelta(days=1))
    assert outdated(office, small) == [RENT]


def test_translated_and_then_changed_in_the_same_draft_is_outdated(office, small, other):
    office.post(address(small), posted(small, {RENT: "Huren voor {{ address }}"}))
    rewrite(small, other, "Loyers pour {{ address }}")
    assert outdated(office, small) == [RENT]


def test_a_change_taken_back_leaves_nothing_outdated(office, small, other):
    rewrite(small, other, "Loyers pour {{ address }}")
    drafts.undo(small.draft, by=other, now=NOW)
    assert outdated(office, small) == []


def test_a_translation_taken_back_is_as_old_as_it_was(office, small, other, colleague):
    rewrite(small, other, "Loyers pour {{ address }}")
    office.post(address(small), posted(small, {RENT: "Huren voor {{ address }}"}))
    drafts.undo(small.draft, by=colleague, now=NOW)
    assert outdated(office, small) == [RENT]


# -- Languages -------------------------------------------------------------------------------


def language(office, questionnaire, act, code):
    data = {"act": act, "language": code}
    return office.post(address(questionnaire, "language/"), data, follow=True).content.decode()


def test_a_language_with_a_missing_text_cannot_be_called_complete(office, small):
    page = language(office, small, "complete", "nl")
    assert "1 text is still missing in this language." in page
    assert shown(page) == ["items.rent.help"]
    assert "complete" not in grid_actions.words_now(small)


def test_a_complete_language_is_what_publishing_respects(office, small):
    office.post(address(small), posted(small, {"items.rent.help": "Per jaar"}))
    language(office, small, "complete", "nl")
    assert grid_actions.words_now(small)["complete"] == ["nl"]
    language(office, small, "open", "nl")
    assert "complete" not in grid_actions.words_now(small)


def test_a_text_that_goes_missing_afterwards_cannot_be_published(office, small, colleague):
    office.post(address(small), posted(small, {"items.rent.help": "Per jaar"}))
    language(office, small, "complete", "nl")
    office.post(address(small), posted(small, {RENT: ""}))
    with pytest.raises(Unpublishable) as refused:
        publish_draft(small.draft, by=colleague, now=NOW)
    assert "missing in: nl" in str(refused.value)


def test_a_language_is_added_and_taken_out_again(office, small):
    page = language(office, small, "add", "de")
    assert grid_actions.words_now(small)["languages"] == ["fr", "nl", "de"]
    assert "0 of 5" in page
    office.post(address(small), posted(small, {RENT: "Miete {{ address }}"}, to="de"))
    page = office.get(address(small, "language/de/")).content.decode()
    assert "1 text in this language leaves the draft." in page
    office.post(address(small, "language/de/"))
    assert grid_actions.words_now(small) == asked()


def test_the_first_language_stays_until_another_is_put_first(office, small):
    page = office.post(address(small, "language/fr/"), follow=True).content.decode()
    assert "Put another one first." in page
    assert grid_actions.words_now(small)["languages"] == ["fr", "nl"]
    language(office, small, "first", "nl")
    office.post(address(small, "language/fr/"))
    assert grid_actions.words_now(small)["languages"] == ["nl"]


@pytest.mark.parametrize(
    "data", [{"act": "add", "language": "xx"}, {"act": "no", "language": "de"}]
)
def test_what_no_button_sends_is_not_found(office, small, data):
    assert office.post(address(small, "language/"), data).status_code == 404
    assert office.get(address(small, "language/pt/")).status_code == 404


def test_accountants_who_do_not_publish_do_not_translate(client, small, accountant):
    client.force_login(accountant)
    assert client.get(address(small)).status_code == 403


# -- Excel -----------------------------------------------------------------------------------


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


def test_what_is_not_ticked_stays(office, small):
    book = book_of(office, small)
    row_of(book, RENT)[4].value = "Huurgeld {{ address }}"
    assert "Nothing changed." in take(office, small, upload(office, small, book), numbers=[])
    assert texts(small)[RENT]["nl"] == "Huur voor {{ address }}"


def test_an_empty_cell_changes_nothing(office, small):
    book = book_of(office, small)
    row_of(book, RENT)[4].value = None
    assert "Nothing changed" in upload(office, small, book)


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


def test_a_text_changed_on_both_sides_is_left_unless_it_is_ticked(office, small, other):
    book = book_of(office, small)
    row_of(book, RENT)[4].value = "Huurgeld {{ address }}"
    rewrite(small, other, "Hun huur {{ address }}", language="nl")
    page = upload(office, small, book)
    assert "Somebody has changed this text here" in page
    assert ticked(page) == []
    take(office, small, page, numbers=["0"])
    assert texts(small)[RENT]["nl"] == "Huurgeld {{ address }}"


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


def test_words_that_look_like_a_formula_stay_words(office, small):
    office.post(address(small), posted(small, {"items.rent.help": "=1+1"}))
    cell = row_of(book_of(office, small), "items.rent.help")[4]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_another_questionnaires_workbook_is_refused(office, small, firm):
    made = {**asked(), "questionnaire": "large"}
    large = publish(firm, made, by=None, now=NOW).questionnaire
    assert "another questionnaire, “large”" in upload(office, small, book_of(office, large))


def test_what_is_no_such_workbook_is_told(office, small):
    assert "no sheet “texts”" in upload(office, small, openpyxl.Workbook())
    sent = SimpleUploadedFile("texts.xlsx", b"nothing")
    page = office.post(address(small, "upload/"), {"file": sent}).content.decode()
    assert "This is no .xlsx workbook" in page


@pytest.mark.parametrize("changes", ["", "[[1]]", "{}", "[1]", '[["a","b","c","d",[]]]'])
def test_changes_nobody_made_are_not_found(office, small, changes):
    data = {"changes": changes, "take": ["0"]}
    assert office.post(address(small, "upload/take/"), data).status_code == 404


def test_what_was_noted_belongs_to_one_firm(office, small, stranger):
    office.post(address(small), posted(small, {RENT: "Huurgeld {{ address }}"}))
    assert Wording.objects.filter(questionnaire__firm=small.firm).count() == 1
