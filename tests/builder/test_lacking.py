"""What changes: an accountant is told which words are missing, and writes them there or does without."""

from html import unescape

import pytest
from django.utils import timezone

from carnet.builder import drafts
from tests import makers as make
from tests.questionnaires.builders import document, item

LANGUAGES = ["fr", "nl", "de", "en"]


def said(words, *languages):
    return {code: f"{words} {code}" for code in languages}


SOLAR = item("solar", text=said("Panels", "fr", "nl"))


@pytest.fixture
def draft(firm, colleague, client):
    client.force_login(colleague)
    client.cookies["language"] = "en"
    items = [item("owner", text=said("Owner", *LANGUAGES))]
    words = document(*items, languages=LANGUAGES, complete=["nl", "de", "en"])
    words["title"] = said("Yearly", *LANGUAGES)
    words["sections"][0]["title"] = said("Home", *LANGUAGES)
    revision = make.revision(firm=firm, document=words)
    draft = drafts.draft_of(revision.questionnaire, by=colleague, now=timezone.now())

    def solar(text):
        first = text["sections"][0]
        return {**text, "sections": [{**first, "items": [*first["items"], SOLAR]}]}

    return drafts.change(draft, solar, by=colleague, now=timezone.now(), what="add")


def address(draft, rest="draft/"):
    return f"/questionnaires/{draft.questionnaire_id}/{rest}"


def shown(client, draft):
    return unescape(client.get(address(draft)).content.decode())


def press(client, draft, **fields):
    response = client.post(address(draft, "build/words/lacking/"), fields, follow=True)
    assert response.request["PATH_INFO"] == address(draft)
    draft.refresh_from_db()
    return unescape(response.content.decode())


def publishable(page):
    return "/draft/publish/" in page


def test_one_press_says_that_languages_need_not_be_complete_and_undo_takes_it_back(client, draft):
    page = shown(client, draft)
    assert "2 texts" not in page
    assert "1 text is missing in a language" in page
    assert "German and English need not be complete" in page
    assert "clients read a missing text in French" in page
    assert "The text is missing in" not in page
    assert not publishable(page)
    page = press(client, draft, act="open", language=["de", "en"])
    assert draft.document["complete"] == ["nl"]
    assert "need not be complete any more" in page
    assert publishable(page)
    back = client.post(address(draft, "build/undo/"), {"back": "draft"}, follow=True)
    assert back.request["PATH_INFO"] == address(draft)
    assert "German and English need not be complete" in unescape(back.content.decode())


def test_the_missing_words_are_written_in_place(client, draft):
    page = shown(client, draft)
    assert 'name="words:de:items.solar.text"' in page
    assert 'name="words:nl:items.solar.text"' not in page
    boxes = {"words:de:items.solar.text": "Solar?", "words:en:items.solar.text": " "}
    page = press(client, draft, act="save", **boxes)
    assert "1 text saved." in page
    assert "English need not be complete" in page
    page = press(client, draft, act="save", **{"words:en:items.solar.text": "Panels?"})
    assert draft.document["sections"][0]["items"][1]["text"]["de"] == "Solar?"
    assert publishable(page)


def test_what_a_colleague_wrote_meanwhile_is_kept(client, draft):
    press(client, draft, act="save", **{"words:de:items.solar.text": "Theirs"})
    page = press(client, draft, act="save", **{"words:de:items.solar.text": "Mine"})
    assert "Theirs are kept." in page
    assert draft.document["sections"][0]["items"][1]["text"]["de"] == "Theirs"


def test_words_missing_in_the_first_language_can_only_be_written(client, draft):
    def mute(text):
        first = text["sections"][0]
        solar = {**SOLAR, "text": said("Panels", "nl", "de", "en")}
        return {**text, "sections": [{**first, "items": [first["items"][0], solar]}]}

    drafts.change(draft, mute, by=None, now=timezone.now(), what="set")
    page = shown(client, draft)
    assert "need not be complete" not in page
    assert 'name="words:fr:items.solar.text"' in page
    press(client, draft, act="open", language=["fr"])
    draft.refresh_from_db()
    assert draft.document["complete"] == ["nl", "de", "en"]


def test_of_many_missing_texts_some_are_written_in_place_and_the_rest_elsewhere(client, draft):
    def many(text):
        first = text["sections"][0]
        more = [item(f"q{n}", text=said(f"Q{n}", "fr", "nl")) for n in range(20)]
        return {**text, "sections": [{**first, "items": [*first["items"], *more]}]}

    drafts.change(draft, many, by=None, now=timezone.now(), what="add")
    page = shown(client, draft)
    assert page.count("<textarea") == 2 * 12
    assert "and 9 more, on the page of translations" in page
