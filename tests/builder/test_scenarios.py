import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from carnet.builder.covering import AT_ONCE, RUNS, cover_next
from carnet.builder.models import Coverage, Scenario
from carnet.questionnaires.actions import draft, publish
from carnet.questionnaires.loading import digest
from tests.questionnaires.builders import document, item

NOW = timezone.now()
MARRIED = item("married")
PARTNER = item("partner", "text", show_if="married = yes")
RENT = item("rent", "money", check="rent < 5000", check_text={"en": "Too much"}, codes=["1ABC"])
TWICE = item("twice", "calc", value="or_zero(rent) * 2")


@pytest.fixture
def questionnaire(firm):
    return publish(firm, document(MARRIED, PARTNER, RENT, TWICE), by=None, now=NOW).questionnaire


@pytest.fixture
def scenario(office, questionnaire):
    """A married client with a rent, tried in the preview and kept."""
    address = f"/questionnaires/{questionnaire.pk}/"
    said = {"married": "yes", "partner": "Lea", "rent": "100"}
    here = {f"{path}-here": "1" for path in said}
    office.post(address + "preview/change/", {"answer": "1", **here, **said})
    office.post(address + "build/scenarios/keep/", {"revision": "1", "name": "A couple"})
    return Scenario.objects.get()


def page(office, questionnaire, rest="build/scenarios/"):
    found = office.get(f"/questionnaires/{questionnaire.pk}/{rest}")
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(found.content.decode())).split())


def written(firm, colleague, *items):
    return draft(firm, document(*items), by=colleague, now=NOW)


@pytest.mark.thorough
def test_what_was_tried_in_the_preview_is_kept_with_what_came_of_it(scenario, office, firm):
    assert scenario.came["asked"] == ["married", "partner", "rent"]
    assert scenario.came["values"] == {"twice": "200"}
    assert scenario.came["codes"] == {"1ABC": "100"}
    assert "as before" in page(office, scenario.questionnaire)
    assert firm.events.filter(what="scenario kept").exists()


@pytest.mark.thorough
def test_a_new_text_shows_what_is_different_before_it_is_published(
    scenario, office, firm, colleague
):
    """Another condition, a tighter check, another sum, a question gone and one more."""
    written(
        firm,
        colleague,
        MARRIED,
        {**PARTNER, "show_if": "married = no"},
        {**RENT, "check": "rent < 50"},
        {**TWICE, "value": "or_zero(rent) * 3"},
        item("more", "text"),
    )
    told = page(office, scenario.questionnaire)
    assert "more is asked now" in told
    assert "partner is not asked any more" in told
    assert "rent the answer does not fit any more" in told
    assert "twice was 200, is 300" in told
    assert "1 scenario comes out differently" in page(office, scenario.questionnaire, "draft/")


@pytest.mark.thorough
def test_a_question_under_another_id_is_the_same_question(scenario, office, firm, colleague):
    spouse = {**PARTNER, "id": "spouse", "was": ["partner"]}
    written(firm, colleague, MARRIED, spouse, RENT, TWICE)
    assert "as before" in page(office, scenario.questionnaire)
    assert "1 scenario comes out as before" in page(office, scenario.questionnaire, "draft/")


@pytest.mark.thorough
def test_what_comes_of_it_now_can_be_taken_for_right(scenario, office, firm, colleague):
    written(firm, colleague, MARRIED, PARTNER, RENT, {**TWICE, "value": "or_zero(rent) * 3"})
    assert "1 difference" in page(office, scenario.questionnaire)
    here = f"/questionnaires/{scenario.questionnaire_id}/build/scenarios/{scenario.pk}/"
    office.post(here + "right/")
    assert "as before" in page(office, scenario.questionnaire)
    office.post(here + "delete/")
    assert "There are none yet" in page(office, scenario.questionnaire)


def test_it_is_looked_at_again_in_the_preview(scenario, office, colleague, firm):
    office.post(f"/questionnaires/{scenario.questionnaire_id}/preview/change/", {"again": "1"})
    here = f"/questionnaires/{scenario.questionnaire_id}/build/scenarios/{scenario.pk}/"
    shown = office.post(here + "open/", follow=True).content.decode()
    assert 'value="Lea"' in shown


def test_a_scenario_of_other_kinds_of_questions_is_said_to_be_so(scenario, office, firm, colleague):
    Scenario.objects.filter(pk=scenario.pk).update(trial={**scenario.trial, "start": "never"})
    assert "could not be tried" in page(office, scenario.questionnaire)


@pytest.mark.thorough
def test_a_name_is_needed_and_the_same_name_replaces(scenario, office):
    keep = f"/questionnaires/{scenario.questionnaire_id}/build/scenarios/keep/"
    told = office.post(keep, {"revision": "1", "name": " "}, follow=True).content.decode()
    assert "Give the scenario a name" in told
    office.post(keep, {"revision": "1", "name": "A couple"})
    assert Scenario.objects.count() == 1


@pytest.mark.thorough
def test_a_text_that_cannot_be_run_says_what_to_repair(scenario, office, firm, colleague):
    written(firm, colleague, {**MARRIED, "show_if": "nobody = yes"})
    assert "before this is repaired" in page(office, scenario.questionnaire)
    assert "before this is repaired" in page(office, scenario.questionnaire, "build/coverage/")


def begin(office, questionnaire):
    office.post(f"/questionnaires/{questionnaire.pk}/build/coverage/begin/")


@pytest.mark.thorough
def test_a_thousand_invented_clients_tell_which_questions_come_up(
    office, firm, colleague, questionnaire
):
    never = item("never", "text", show_if="married = yes and married = no")
    written(firm, colleague, MARRIED, PARTNER, never)
    begin(office, questionnaire)
    assert cover_next(NOW)
    assert f"{AT_ONCE} of {RUNS} tried." in page(office, questionnaire, "build/coverage/")
    while cover_next(NOW):
        pass
    told = page(office, questionnaire, "build/coverage/")
    assert "married 100 %" in told
    assert "never never" in told
    assert "Questions at most 2" in told
    share = int(re.search(r"partner (\d+) %", told)[1])
    assert 25 < share < 60


def test_a_draft_that_changes_meanwhile_is_not_counted_on(office, firm, colleague, questionnaire):
    text = written(firm, colleague, MARRIED, PARTNER)
    begin(office, questionnaire)
    cover_next(NOW)
    other = {**text.document, "staff_note": "Meanwhile"}
    type(text).objects.filter(pk=text.pk).update(document=other, digest=digest(other))
    assert cover_next(NOW + timedelta(seconds=1))
    assert Coverage.objects.get().failed
    assert not cover_next(NOW)
    assert "Try it again" in page(office, questionnaire, "build/coverage/")
