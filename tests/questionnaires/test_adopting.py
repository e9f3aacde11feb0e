import copy
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from carnet.audit.models import Event
from carnet.questionnaires.actions import discard, publish, publish_draft
from carnet.questionnaires.adopting import (
    NotAdopted,
    adopt,
    draft_next_period,
    draft_update,
    held_by,
    lost_answers,
    note_adopted,
    outdated,
    update_of,
)
from carnet.questionnaires.library import Standing, card, entry, shelves
from carnet.questionnaires.loading import load
from carnet.questionnaires.models import Adoption, RevisionState
from carnet.questionnaires.outline import items_of
from carnet.questionnaires.reading import read
from carnet.questionnaires.rolling import roll
from carnet.questionnaires.shipped import LIBRARY, shipped_with
from tests.at_once import together
from tests.questionnaires.builders import document, item

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
RECORD, TAX = "client_record_update", "be_income_tax_short"


def older():
    """As if an earlier Carnet had shipped it: one question fewer, one in other words."""
    made = copy.deepcopy(shipped_with(RECORD))
    made["sections"][-1]["items"][-1]["text"]["en"] = "As it once was."
    del made["sections"][0]["items"][-1]
    return made


def adopt_older(firm, base=None, change=lambda made: made):
    """The firm took over the older text and published `change` of it."""
    base = base or older()
    revision = publish(firm, base, by=None, now=NOW)
    note_adopted(revision, base, by=None, now=NOW)
    return publish(firm, change(copy.deepcopy(base)), by=None, now=NOW).questionnaire


def cards(firm, country="BE"):
    found = shelves(held_by(firm), country=country, language="en")
    return {card.entry.key: card for shelf in found for card in shelf.cards}


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_file_is_named_after_its_key(path):
    made = load(path.read_bytes()).document
    assert path.stem == made["questionnaire"].replace("_", "-")
    assert shipped_with(made["questionnaire"]) == made


@pytest.mark.parametrize("key", ["", "nothing", "../library/client-record-update", "*"])
def test_nothing_else_ships(firm, key):
    assert shipped_with(key) is None
    with pytest.raises(NotAdopted):
        adopt(firm, key, by=None, now=NOW)


@pytest.mark.thorough
def test_a_new_firm_has_nothing_and_chooses(firm):
    assert held_by(firm) == {}
    assert {card.standing for card in cards(firm).values()} == {Standing.NEW}


def test_adopting_publishes_and_remembers_by_whom_when_and_what(firm, colleague):
    revision = adopt(firm, RECORD, by=colleague, now=NOW)
    assert revision.questionnaire.current == revision
    adoption = Adoption.objects.get()
    assert (adoption.adopted_by, adoption.adopted_at) == (colleague, NOW)
    assert adoption.document == shipped_with(RECORD) == revision.document
    assert cards(firm)[RECORD].standing == Standing.IN_USE
    assert cards(firm)[RECORD].held.since == NOW
    assert Event.objects.filter(firm=firm, what="questionnaire adopted").count() == 1


def test_adopting_twice_changes_nothing(firm, colleague):
    first = adopt(firm, RECORD, by=colleague, now=NOW)
    assert adopt(firm, RECORD, by=colleague, now=NOW + timedelta(days=1)) == first
    assert Adoption.objects.count() == 1


def test_one_of_the_firms_own_under_the_same_key_is_not_written_over(firm):
    publish(firm, document(item("a"), questionnaire=RECORD), by=None, now=NOW)
    with pytest.raises(NotAdopted):
        adopt(firm, RECORD, by=None, now=NOW)
    assert cards(firm)[RECORD].standing == Standing.OWN
    assert outdated(firm) == set()


def test_a_newer_text_is_offered_whatever_the_firm_made_of_the_older_one(firm, stranger):
    def own(made):
        made["sections"][0]["items"].append(item("own", text=dict.fromkeys(made["languages"], "?")))
        return made

    questionnaire = adopt_older(firm, change=own)
    assert outdated(firm) == {questionnaire.pk}
    assert cards(firm)[RECORD].standing == Standing.UPDATE
    assert outdated(stranger.firm) == set()
    assert cards(stranger.firm)[RECORD].standing == Standing.NEW


def test_what_no_longer_ships_stays_as_it_is(firm):
    made = document(item("a"), questionnaire="gone")
    revision = publish(firm, made, by=None, now=NOW)
    note_adopted(revision, made, by=None, now=NOW)
    assert outdated(firm) == set()
    assert "gone" not in cards(firm)


def test_the_library_puts_the_firms_own_country_first(firm):
    belgian, austrian = (
        [shelf.country for shelf in shelves({}, country=country, language="en")]
        for country in ("BE", "AT")
    )
    assert belgian[:2] == ["Belgium", ""]
    assert austrian[0] == ""


def test_a_card_tells_what_to_expect(firm):
    entry = cards(firm)[TAX].entry
    assert (entry.country, entry.year, str(entry.audience)) == ("BE", 2025, "For private persons")
    assert entry.questions > 30
    assert entry.minutes > 5
    assert entry.languages == ("fr", "nl", "de", "en")


def own_question(made):
    words = dict.fromkeys(made["languages"], "Our own question?")
    made["sections"][0]["items"].append(item("own", text=words))
    return made


def test_an_update_becomes_a_draft_that_has_carnets_news_and_the_firms_own(firm, colleague):
    questionnaire = adopt_older(firm, change=own_question)
    before = questionnaire.current
    drafted = draft_update(update_of(questionnaire), (), by=colleague, now=NOW)
    assert (drafted.state, questionnaire.current) == (RevisionState.DRAFT, before)
    found = items_of(drafted.document)
    assert found.keys() - items_of(shipped_with(RECORD)).keys() == {"own"}
    assert set(items_of(shipped_with(RECORD))) <= found.keys()


@pytest.mark.thorough
def test_what_carnet_sent_counts_from_when_the_draft_is_published(firm, colleague):
    questionnaire = adopt_older(firm, change=own_question)
    drafted = draft_update(update_of(questionnaire), (), by=colleague, now=NOW)
    assert outdated(firm) == {questionnaire.pk}
    assert publish_draft(drafted, by=colleague, now=NOW)
    assert outdated(firm) == set()
    assert update_of(questionnaire) is None


def test_a_draft_thrown_away_leaves_everything_as_it_was(firm, colleague):
    questionnaire = adopt_older(firm)
    drafted = draft_update(update_of(questionnaire), (), by=colleague, now=NOW)
    assert discard(drafted, by=colleague)
    assert outdated(firm) == {questionnaire.pk}
    assert Adoption.objects.count() == 1


def test_an_update_that_changes_nothing_is_noted_without_a_draft(firm, colleague):
    """The firm has brought the newer text in by hand."""
    questionnaire = adopt_older(firm, change=lambda made: shipped_with(RECORD))
    drafted = draft_update(update_of(questionnaire), (), by=colleague, now=NOW)
    assert drafted == questionnaire.current
    assert outdated(firm) == set()
    assert questionnaire.draft is None


def test_a_former_text_is_left_as_it_is_when_the_key_changes(firm):
    """A firm that has the old key sees which card takes its place; nothing of its own changes."""
    publish(
        firm, document(item("a"), questionnaire="old_key", title={"en": "Old"}), by=None, now=NOW
    )
    made = entry(read(document(item("a"), questionnaire="new_key", was=["old_key"]))[0], "0")
    found = card(made, held_by(firm), "en")
    assert (found.standing, found.former) == (Standing.NEW, "Old")


def test_the_next_period_is_a_draft_with_the_same_questions(firm, colleague):
    questionnaire = adopt(firm, TAX, by=colleague, now=NOW).questionnaire
    drafted = draft_next_period(questionnaire, roll(shipped_with(TAX)), by=colleague, now=NOW)
    assert (drafted.state, questionnaire.current.number) == (RevisionState.DRAFT, 1)
    assert drafted.document["period"] == {"start": "2026-01-01", "end": "2026-12-31"}
    assert list(items_of(drafted.document)) == list(items_of(shipped_with(TAX)))
    assert publish_draft(drafted, by=colleague, now=NOW)


def test_questions_that_went_within_the_period_are_told(firm):
    period = {"start": "2025-01-01", "end": "2025-12-31"}
    texts = [("a", "b", "c"), ("a", "b"), ("a",)]
    revisions = [
        publish(firm, document(*map(item, ids), period=period), by=None, now=NOW) for ids in texts
    ]
    assert set(lost_answers(revisions[-1])) == {"b", "c"}
    last_year = {"start": "2026-01-01", "end": "2026-12-31"}
    moved_on = publish(firm, document(item("a"), period=last_year), by=None, now=NOW)
    assert lost_answers(moved_on) == {}


def test_who_installed_before_adoptions_were_remembered_gets_updates_too(firm, colleague):
    base = older()
    publish(firm, base, by=colleague, now=NOW)
    publish(firm, own_question(copy.deepcopy(base)), by=None, now=NOW)
    publish(firm, document(item("a"), questionnaire="own"), by=None, now=NOW)
    migration = import_module("carnet.questionnaires.migrations.0004_adopted_before")
    for _twice in range(2):
        migration.remember(apps, None)
    adoption = Adoption.objects.get()
    assert (adoption.document, adoption.adopted_by, adoption.adopted_at) == (base, colleague, NOW)
    assert adoption.questionnaire.key == RECORD


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_two_who_adopt_at_once_get_one_questionnaire(firm):
    revisions = together(lambda _number: adopt(firm, RECORD, by=None, now=NOW), 4)
    assert len(set(revisions)) == 1
    assert Adoption.objects.count() == 1
