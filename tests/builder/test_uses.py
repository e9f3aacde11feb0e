"""Before something is deleted, whoever speaks of it is named; and what can be put right is."""

import re
from copy import deepcopy
from html import unescape

import pytest
from django.conf import settings
from django.utils import timezone

from carnet.builder import drafts
from carnet.builder.uses import deleted, gone_with, uses_of
from carnet.questionnaires.checks import check
from tests import makers as make
from tests.questionnaires.builders import document, item
from tests.questionnaires.library import SHIPPED

TEXT = document(
    item("owns"),
    item("name", "text"),
    item("works", "many"),
    item("only", show_if="owns = yes"),
    item("both", show_if="owns = yes and name = 'Ada'"),
    item("either", "number", show_if="owns = yes or only = no", check="this > 1 or owns = no"),
    item("coded", "money", codes=[{"code": "1", "if": "owns = yes"}, "2"]),
    item("told", text={"en": "Does {{ name | your partner }} work?"}),
    item("bare", text={"en": "Does {{ name }} work?"}),
    item("much", "number", page="one"),
    item("kids", "repeat", count="much", items=[item("born", "date")]),
    item("same_page", page="one"),
    item("old", show_if="kids.exists(k, k.born < '2000-01-01')"),
    item("one_of", "one", show_if="'home' in works"),
    item("any_of", show_if="works.exists(w, w in [home, rented])"),
)


def told(part, choice="", text=TEXT):
    return {
        f"{use.part}:{use.key}": (use.remedy, use.new)
        for use in uses_of(text, gone_with(text, part, choice))
    }


def test_rules_lose_what_they_said_of_it_where_the_rest_stands_alone():
    assert told("items.owns") == {
        "items.only:show_if": ("falls", ""),
        "items.both:show_if": ("shorter", "name = 'Ada'"),
        "items.either:show_if": ("shorter", "only = no"),
        "items.either:check": ("shorter", "this > 1"),
        "items.coded:codes.0.if": ("by hand", None),
    }


def test_a_text_that_repeats_it_keeps_the_words_that_stand_in():
    assert told("items.name") == {
        "items.both:show_if": ("shorter", "owns = yes"),
        "items.told:text": ("reworded", {"en": "Does your partner work?"}),
        "items.bare:text": ("by hand", None),
    }


def test_counts_and_pages():
    assert told("items.much") == {
        "items.kids:count": ("falls", ""),
        "items.same_page:page": ("stays", None),
    }


def test_a_list_goes_with_what_is_asked_of_its_entries():
    assert told("items.kids") == {"items.old:show_if": ("falls", "")}
    assert told("items.born") == {"items.old:show_if": ("falls", "")}


def test_a_choice_goes_out_of_a_row_but_not_out_of_a_comparison():
    assert told("items.works", "home") == {
        "items.one_of:show_if": ("by hand", None),
        "items.any_of:show_if": ("shorter", "rented in works"),
    }


def test_a_word_is_no_mention():
    """A choice and a question may have the same name."""
    text = document(item("home"), item("use", "one"), item("x", show_if="use = home"))
    assert told("items.home", text=text) == {}
    assert told("items.use", "home", text=text) == {"items.x:show_if": ("by hand", None)}


@pytest.mark.thorough
@pytest.mark.parametrize("key", ["fr_income_tax", "kyc_intake", "client_record_update"])
def test_whatever_can_be_deleted_leaves_a_sound_questionnaire(key):
    """Of the library, each question that nothing speaks of by hand."""
    text, checked = SHIPPED[key], 0
    parts = [f"items.{one['id']}" for section in text["sections"] for one in section["items"]][::4]
    for part in parts:
        gone = gone_with(text, part)
        uses = uses_of(text, gone)
        if all(use.remedy != "by hand" for use in uses):
            before, left = deepcopy(text), deleted(text, gone, uses)
            assert text == before
            assert uses_of(text, gone) == uses
            sections = [one for one in left["sections"] if one["items"]]
            refused = [one for one in check(left | {"sections": sections}) if one.refused]
            assert refused == [], part
            checked += 1
    assert checked > 3


@pytest.fixture
def questionnaire(firm):
    return make.revision(firm=firm, document=TEXT).questionnaire


@pytest.fixture
def office(client, colleague):
    client.force_login(colleague)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def page(office, questionnaire, part, **query):
    answer = office.get(f"/questionnaires/{questionnaire.pk}/build/uses/{part}/", query)
    return unescape(answer.content.decode())


def delete(office, questionnaire, part, html, **fields):
    seen = re.search(r'name="seen" value="(\w+)"', html)[1]
    address = f"/questionnaires/{questionnaire.pk}/build/uses/{part}/"
    return office.post(address, {"seen": seen, **fields})


def items(questionnaire):
    return {one["id"]: one for one in questionnaire.draft.document["sections"][0]["items"]}


def test_who_speaks_of_it_is_listed_with_the_way_there(office, questionnaire):
    html = page(office, questionnaire, "items.owns")
    assert "5 places speak of it." in html
    assert f"/questionnaires/{questionnaire.pk}/build/rule/items.coded/codes.0.if/" in html
    assert "“Question owns” is Yes and “Question name” is “Ada”" in html
    assert "From then on: “Question name” is “Ada”." in html
    assert "Is taken out: it will always be asked." in html
    assert "Delete it" not in html


@pytest.mark.thorough
def test_deleted_with_its_mentions_and_taken_back_in_one_step(office, questionnaire, colleague):
    html = page(office, questionnaire, "items.kids")
    assert "Delete it, and take these mentions out" in html
    delete(office, questionnaire, "items.kids", html)
    assert "kids" not in items(questionnaire)
    assert "show_if" not in items(questionnaire)["old"]
    drafts.undo(questionnaire.draft, by=colleague, now=timezone.now())
    assert questionnaire.draft.document == TEXT


def test_what_came_up_meanwhile_is_not_taken_out_unseen(office, questionnaire, firm):
    html = page(office, questionnaire, "items.kids")
    other = make.colleague(firm=firm, name="Bea Roth")
    now = timezone.now()
    draft = drafts.draft_of(questionnaire, by=other, now=now)

    def alter(text):
        changed = deepcopy(text)
        changed["sections"][0]["items"][0]["show_if"] = "count(kids) > 1"
        return changed

    drafts.change(draft, alter, by=other, now=now, what="condition", part="items.owns")
    delete(office, questionnaire, "items.kids", html)
    assert "kids" in items(questionnaire)


@pytest.mark.thorough
def test_a_choice_is_deleted_by_itself(office, questionnaire):
    html = page(office, questionnaire, "items.one_of", choice="rented")
    assert "Nothing else speaks of it." in html
    delete(office, questionnaire, "items.one_of", html, choice="rented")
    assert [one["id"] for one in items(questionnaire)["one_of"]["choices"]] == ["home"]


def test_what_is_not_there_is_not_found(office, questionnaire):
    for address in ("items.gone", "root", "items.owns/?choice=gone"):
        answer = office.get(
            f"/questionnaires/{questionnaire.pk}/build/uses/{address}".rstrip("/") + "/"
        )
        assert answer.status_code == 404
