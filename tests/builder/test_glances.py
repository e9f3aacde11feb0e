"""What is kept between the edits of a draft is never older than the draft, whoever changes it, and says the same as
if everything was read anew."""

from copy import deepcopy

import pytest
from django.urls import reverse
from django.utils import timezone

from carnet.builder import drafts
from carnet.questionnaires.compiling import Compiler
from carnet.questionnaires.glances import Rereader, glance, glanced
from carnet.questionnaires.loading import digest
from carnet.questionnaires.models import Revision
from carnet.questionnaires.problems import Findings
from carnet.questionnaires.reading import Reader
from carnet.questionnaires.shelves import Shelf
from carnet.questionnaires.shipped import shipped_with
from carnet.questionnaires.written import Written
from tests import makers as make
from tests.questionnaires.builders import document, item

WORDS = document(
    item("owner"),
    item("rent", "money", show_if="owner = yes"),
    item("use", "text", show_if="rent > 100"),
    languages=["en", "fr"],
)


@pytest.fixture
def draft(firm, colleague, client):
    client.force_login(colleague)
    client.cookies["language"] = "en"
    revision = make.revision(firm=firm, document=WORDS)
    return drafts.draft_of(revision.questionnaire, by=colleague, now=timezone.now())


def changed(words, name, **fields):
    new = deepcopy(words)
    next(one for one in new["sections"][0]["items"] if one["id"] == name).update(fields)
    return new


def elsewhere(draft, words):
    """Written by another process, of which this one learns nothing but what the database says."""
    Revision.objects.filter(pk=draft.pk).update(document=words, digest=digest(words))


def repairs(client, draft):
    page = client.get(reverse("builder:problems", args=[draft.questionnaire_id]))
    return page.content.decode()


def preview(client, draft):
    address = reverse("questionnaires:preview", args=[draft.questionnaire_id])
    return client.get(f"{address}?revision={draft.number}&framed=1").content.decode()


def test_an_edit_between_two_looks_is_seen_whoever_made_it(client, draft):
    assert "Nothing is left to repair" in repairs(client, draft)
    assert "Something else" not in preview(client, draft)
    wrong = changed(WORDS, "rent", text={"en": "Something else"}, show_if="owner = perhaps")
    elsewhere(draft, wrong)
    assert "“perhaps” is not a choice of “owner”" in repairs(client, draft)
    assert "“perhaps” is not a choice of “owner”" in preview(client, draft)
    elsewhere(draft, changed(WORDS, "owner", text={"en": "Something else"}))
    assert "Nothing is left to repair" in repairs(client, draft)
    assert "Something else" in preview(client, draft)


def test_an_edit_counts_on_what_a_colleague_wrote_meanwhile(draft, colleague):
    stale = Revision.objects.get(pk=draft.pk)
    elsewhere(draft, changed(WORDS, "rent", page="home"))

    def alter(words):
        return changed(words, "owner", page="home")

    drafts.change(stale, alter, by=colleague, now=timezone.now(), what="set")
    draft.refresh_from_db()
    assert [one.get("page") for one in draft.document["sections"][0]["items"]] == [
        "home",
        "home",
        None,
    ]


def test_another_kind_of_answer_breaks_the_rules_about_it_and_mends_them_again(client, draft):
    assert "Nothing is left to repair" in repairs(client, draft)
    elsewhere(draft, changed(WORDS, "rent", type="text"))
    assert "“&gt;” does not work between" in repairs(client, draft)
    elsewhere(draft, WORDS)
    assert "Nothing is left to repair" in repairs(client, draft)


def test_a_list_of_choices_that_changed_is_read_again(client, draft):
    shared = {"many": [{"id": "one", "text": {"en": "One"}}, {"id": "two", "text": {"en": "Two"}}]}
    words = changed(WORDS, "use", type="one", choices="many", show_if="true")
    elsewhere(draft, words | {"choices": shared})
    assert "Two" in preview(client, draft)
    elsewhere(draft, words | {"choices": {"many": shared["many"][:1]}})
    assert "Two" not in preview(client, draft)


def test_each_reads_what_is_to_repair_in_the_own_language(client, draft):
    elsewhere(draft, changed(WORDS, "rent", show_if="owner = perhaps"))
    assert "is not a choice of" in repairs(client, draft)
    client.cookies["language"] = "nl"
    assert "is not a choice of" not in repairs(client, draft)


def test_a_missing_translation_is_to_repair_but_the_preview_is_shown(client, draft):
    elsewhere(draft, changed(WORDS, "owner", text={"en": "Only English"}) | {"complete": ["fr"]})
    assert "The text is missing in: fr" in repairs(client, draft)
    assert "Only English" in preview(client, draft)
    elsewhere(draft, changed(WORDS, "owner", text={"fr": "En français"}))
    assert "The text is missing in: en" in preview(client, draft)


def test_a_draft_that_holds_anything_is_told_what_is_wrong_with_it(client, draft):
    elsewhere(draft, {**WORDS, "sections": ["?", {"items": "?"}, {"id": "s", "items": [7, {}]}]})
    assert "Names with a colon are expected here." in preview(client, draft)


def test_preview_and_repairs_share_one_compilation(client, draft):
    elsewhere(draft, changed(WORDS, "owner", text={"en": "New", "fr": "Neuf"}))
    before = glanced.cache_info().misses
    preview(client, draft)
    repairs(client, draft)
    preview(client, draft)
    assert glanced.cache_info().misses == before + 1


@pytest.mark.thorough
def test_a_large_text_read_again_after_each_edit_says_what_reading_it_anew_says():
    words = shipped_with("be-income-tax")
    for number, section in list(enumerate(words["sections"]))[::10]:
        edited = section["items"][0] | {"page": f"page {number}", "show_if": "unheard_of = yes"}
        new = {**section, "items": [*section["items"][1:], edited]}
        sections = [new if one is section else one for one in words["sections"]]
        after = {**words, "sections": sections}
        again, anew = Findings(), Findings()
        definition = Rereader(again).definition(after)
        assert definition == Reader(anew).definition(after)
        assert [p for p in again.problems if p.refused] == [p for p in anew.problems if p.refused]
        seen, compiling = glance(Written(digest(after), lambda after=after: after)), Findings()
        Compiler(definition, compiling).compile()
        assert [one.message for one in seen.broken] == [one.message for one in compiling.problems]
        assert seen.broken


def test_a_full_shelf_begins_anew():
    shelf = Shelf(2)
    assert [shelf.keep(number, -number) for number in range(3)] == [0, -1, -2]
    assert (shelf.get(0), shelf.get(2)) == (None, -2)
