"""The translation grid in the office: two languages side by side, each cell saved by itself."""

from datetime import timedelta

import pytest

from carnet.builder import drafts, grid_actions
from carnet.builder.grid import fingerprint
from carnet.builder.models import Wording
from carnet.questionnaires.actions import Unpublishable, publish, publish_draft
from tests import makers as make
from tests.builder.words import NOW, RENT, address, asked, outdated, posted, rewrite, shown, texts

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def small(firm):
    return publish(firm, asked(), by=None, now=NOW).questionnaire


@pytest.fixture
def other(firm):
    return make.colleague(firm=firm, name="Bea Roth")


def test_source_and_target_stand_side_by_side(office, small):
    page = office.get(address(small, "?from=fr&to=nl")).content.decode()
    assert shown(page) == [
        *("root.title", "sections.all.title", "items.address.text", RENT, "items.rent.help")
    ]
    assert "Loyer pour {{ address }}" in page
    assert "Huur voor {{ address }}</textarea>" in page
    assert small.draft is None, "looking changes nothing"


@pytest.mark.thorough
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


@pytest.mark.thorough
def test_one_cell_saved_by_itself_answers_with_its_row_and_the_counts(office, small):
    data = posted(small, {"items.rent.help": "Per jaar"}, one="items.rent.help")
    html = office.post(address(small), data, **HTMX).content.decode()
    assert shown(html) == ["items.rent.help"]
    assert "Saved" in html
    assert f'value="{fingerprint("Per jaar")}"' in html
    assert 'hx-swap-oob="true"' in html
    assert texts(small)["items.rent.help"]["nl"] == "Per jaar"


@pytest.mark.thorough
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


@pytest.mark.thorough
def test_words_for_a_text_that_is_gone_are_shown_to_their_author(office, small):
    data = posted(small, {"items.gone.text": "Verloren woorden"})
    page = office.post(address(small), data).content.decode()
    assert "no longer in the questionnaire" in page
    assert "Verloren woorden" in page
    html = office.post(address(small), {**data, "one": "items.gone.text"}, **HTMX).content.decode()
    assert "Verloren woorden" in html


@pytest.mark.thorough
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


@pytest.mark.thorough
def test_a_lost_answer_in_a_translation_is_told_at_once_and_found_later(office, small):
    data = posted(small, {RENT: "Huur voor {{ adres }}"}, one=RENT)
    html = office.post(address(small), data, **HTMX).content.decode()
    assert "Did you mean “address”?" in html
    page = office.get(address(small, "?from=fr&to=nl&show=remarks")).content.decode()
    assert shown(page) == [RENT]


# -- Outdated --------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_source_that_changes_makes_its_translation_outdated_until_it_is_written(
    office, small, other
):
    rewrite(small, other, "Loyers pour {{ address }}")
    assert outdated(office, small) == [RENT]
    office.post(address(small), posted(small, {RENT: "Huren voor {{ address }}"}))
    assert outdated(office, small) == []


@pytest.mark.thorough
def test_a_translation_may_be_right_all_the_same(office, small, other):
    rewrite(small, other, "Loyers pour {{ address }}")
    office.post(address(small), posted(small, {}, right=RENT))
    assert outdated(office, small) == []
    assert texts(small)[RENT]["nl"] == "Huur voor {{ address }}"


@pytest.mark.thorough
def test_it_stays_outdated_when_the_draft_is_published_and_the_next_begins(
    office, small, other, colleague
):
    rewrite(small, other, "Loyers pour {{ address }}")
    assert publish_draft(small.draft, by=colleague, now=NOW)
    assert outdated(office, small) == [RENT]
    rewrite(small, other, "Prix pour {{ address }}", now=NOW + timedelta(days=1))
    assert outdated(office, small) == [RENT]


@pytest.mark.thorough
def test_translated_and_then_changed_in_the_same_draft_is_outdated(office, small, other):
    office.post(address(small), posted(small, {RENT: "Huren voor {{ address }}"}))
    rewrite(small, other, "Loyers pour {{ address }}")
    assert outdated(office, small) == [RENT]


def test_a_change_taken_back_leaves_nothing_outdated(office, small, other):
    rewrite(small, other, "Loyers pour {{ address }}")
    drafts.undo(small.draft, by=other, now=NOW)
    assert outdated(office, small) == []


@pytest.mark.thorough
def test_a_translation_taken_back_is_as_old_as_it_was(office, small, other, colleague):
    rewrite(small, other, "Loyers pour {{ address }}")
    office.post(address(small), posted(small, {RENT: "Huren voor {{ address }}"}))
    drafts.undo(small.draft, by=colleague, now=NOW)
    assert outdated(office, small) == [RENT]


# -- Languages -------------------------------------------------------------------------------


def language(office, questionnaire, act, code):
    data = {"act": act, "language": code}
    return office.post(address(questionnaire, "language/"), data, follow=True).content.decode()


@pytest.mark.thorough
def test_a_language_with_a_missing_text_cannot_be_called_complete(office, small):
    page = language(office, small, "complete", "nl")
    assert "1 text is still missing in this language." in page
    assert shown(page) == ["items.rent.help"]
    assert "complete" not in grid_actions.words_now(small)


@pytest.mark.thorough
def test_a_complete_language_is_what_publishing_respects(office, small):
    office.post(address(small), posted(small, {"items.rent.help": "Per jaar"}))
    language(office, small, "complete", "nl")
    assert grid_actions.words_now(small)["complete"] == ["nl"]
    language(office, small, "open", "nl")
    assert "complete" not in grid_actions.words_now(small)


@pytest.mark.thorough
def test_a_text_that_goes_missing_afterwards_cannot_be_published(office, small, colleague):
    office.post(address(small), posted(small, {"items.rent.help": "Per jaar"}))
    language(office, small, "complete", "nl")
    office.post(address(small), posted(small, {RENT: ""}))
    with pytest.raises(Unpublishable) as refused:
        publish_draft(small.draft, by=colleague, now=NOW)
    assert "missing in: nl" in str(refused.value)


@pytest.mark.thorough
def test_a_language_is_added_and_taken_out_again(office, small):
    page = language(office, small, "add", "de")
    assert grid_actions.words_now(small)["languages"] == ["fr", "nl", "de"]
    assert "0 of 5" in page
    office.post(address(small), posted(small, {RENT: "Miete {{ address }}"}, to="de"))
    page = office.get(address(small, "language/de/")).content.decode()
    assert "1 text in this language leaves the draft." in page
    office.post(address(small, "language/de/"))
    assert grid_actions.words_now(small) == asked()


@pytest.mark.thorough
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


def test_what_was_noted_belongs_to_one_firm(office, small, stranger):
    office.post(address(small), posted(small, {RENT: "Huurgeld {{ address }}"}))
    assert Wording.objects.filter(questionnaire__firm=small.firm).count() == 1
