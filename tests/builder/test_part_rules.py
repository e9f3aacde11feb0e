"""Rules as they stand on the page of their question, choice or the whole: as sentences, where they are."""

from copy import deepcopy
from html import unescape

import pytest
from django.utils import timezone

from carnet.questionnaires.actions import rewrite
from tests.builder import test_outline
from tests.builder.test_outline import address, fields, rule

draft = test_outline.draft


def test_a_choice_has_a_link_to_the_sentence_that_says_when_it_is_offered(client, draft):
    page = client.get(address(draft, "part", "items.use"))
    where = address(draft, "rule", "items.use", "choices.rented.show_if")
    assert f'href="{where}"' in page.content.decode()
    saved = client.post(where, {"act": "text", "rule": "owner = yes", "was": "null"}, follow=True)
    assert "is Yes" in unescape(saved.content.decode())
    page = client.get(address(draft, "part", "items.use"))
    assert "Offered only if</span> “Question owner” is Yes" in unescape(page.content.decode())
    assert fields(draft, "use")["choices"][1]["show_if"] == "owner = yes"


def test_a_choice_of_a_shared_list_has_it_too_once_a_question_has_the_list(client, draft):
    words = {**deepcopy(draft.document), "choices": {"ways": fields(draft, "use")["choices"]}}
    rewrite(draft, words, by=None, now=timezone.now())
    rule_of = "choices.home.show_if"
    assert rule_of not in client.get(address(draft, "part", "root")).content.decode()
    rule(draft, "use", choices="ways")
    page = client.get(address(draft, "part", "root")).content.decode()
    where = address(draft, "rule", "items.use", rule_of)
    assert f'href="{where}"' in page
    client.post(where, {"act": "text", "rule": "owner = yes", "was": "null"})
    draft.refresh_from_db()
    assert draft.document["choices"]["ways"][0]["show_if"] == "owner = yes"
    page = unescape(client.get(address(draft, "part", "root")).content.decode())
    assert "“Question owner” is Yes" in page


@pytest.mark.parametrize(
    ("key", "without"),
    [
        ("declaration.if", "Always, where each is to declare."),
        ("form.joint", "Not said yet: both columns are shown."),
        ("form.partner_left", "Not said yet: both columns are shown."),
    ],
)
def test_the_rules_of_the_whole_are_sentences_too(client, draft, key, without):
    where = address(draft, "rule", "root", key)
    assert f'href="{where}"' in client.get(address(draft, "part", "root")).content.decode()
    assert without in unescape(client.get(where).content.decode())
    picked = {"act": "put", "at": "new", "was": "null", "subject": "owner"}
    client.post(where, {**picked, "operator": "is", "values": ["yes"]})
    page = unescape(client.get(address(draft, "part", "root")).content.decode())
    assert "<dd>“Question owner” is Yes" in page


def test_a_rule_stands_on_the_page_of_its_question_as_a_sentence(client, draft):
    page = unescape(client.get(address(draft, "part", "items.rent")).content.decode())
    assert "<dt>Asked only if</dt><dd>“Question owner” is Yes" in page
    assert "owner = yes" not in page


def test_a_part_without_a_condition_says_that_it_always_appears(client, draft):
    page = unescape(client.get(address(draft, "part", "items.owner")).content.decode())
    assert '<dt>Appears</dt><dd><span class="hint">always</span>' in page
    assert "Asked only if</dt>" not in page


def test_one_that_is_more_than_a_sentence_stands_there_as_it_is_written(client, draft):
    rule(draft, "rent", show_if="kids.filter(k, k.age < 18).size() + 1 > 2")
    page = unescape(client.get(address(draft, "part", "items.rent")).content.decode())
    assert "<code>kids.filter(k, k.age < 18).size() + 1 > 2</code>" in page
