"""“Is this still right?”: last year's answers, confirmed in one tap, one by one, or changed."""

import pytest
from django.utils import timezone

from carnet.answers.actions import Hand
from carnet.answers.confirming import confirm, recall
from carnet.answers.reading import load
from carnet.answers.summary import summarise
from carnet.core.sealed import under
from tests.portal.rolled_over import asked, dossier_of, sent_last_year
from tests.questionnaires.builders import item

STILL = "/q/still/all/"
FLAGGED = {"warn_if": "this == 'yes'", "warn_text": {"en": "Really still married?"}}


@pytest.fixture
def noa(ann, colleague):
    return sent_last_year(ann)


@pytest.fixture
def rolled(ann, noa):
    return dossier_of(ann, asked(), 2025)


@pytest.fixture
def visitor(rolled, come_in):
    return come_in(rolled).visit("/q/start/")


def confirmed(dossier):
    rows = dossier.answers.filter(status="prefilled", confirmed=True)
    return {row.path.rpartition("/")[2] for row in rows}


@pytest.mark.thorough
def test_a_section_opens_with_what_was_said_last_year(visitor):
    visitor.visit("/q/tasks/").follow("All")
    assert visitor.address == STILL
    for words in ("Question married", "Yes", "Question spouse", "Tom", "Let", "Noa"):
        assert words in visitor.text
    assert "60" not in visitor.text  # an amount is a hint beside its box, never confirmed unseen


@pytest.mark.thorough
def test_one_tap_confirms_all_and_leads_to_what_is_left(rolled, visitor, noa):
    visitor.visit(STILL).press("All still right")
    assert confirmed(rolled) == {"married", "spouse", "region", "child_name", "lives_here"}
    # What was not carried over is still asked: the amount of the child.
    assert "Confirmed, as last year." in visitor.text
    assert load(rolled, today=timezone.localdate()).outcome.to_do == 1


@pytest.mark.thorough
def test_what_was_confirmed_counts_for_rules_and_is_told_apart_for_review(rolled, visitor):
    visitor.visit(STILL).press("All still right")
    standing = load(rolled, today=timezone.localdate())
    assert standing.outcome.effective["married"] == "yes"
    assert standing.outcome.instances["spouse"].shown
    lines = {line.path: line for part in summarise(standing, "en").parts for line in part.lines}
    assert (lines["married"].answer, lines["married"].status) == ("Yes", "confirmed")
    row = rolled.answers.get(path="married")
    assert (row.source, row.person) == ("last year", "client")


@pytest.mark.thorough
def test_one_by_one_and_undone_each_leaves_its_event(rolled, visitor):
    visitor.visit(STILL).press("Yes, still right: Question married")
    assert confirmed(rolled) == {"married"}
    visitor.press("Undo: Question married")
    assert confirmed(rolled) == set()
    events = rolled.answer_events.filter(path="married").order_by("id")
    told = [(event.person, event.new.get("confirmed", False)) for event in events]
    assert told == [("carnet", False), ("client", True), ("client", False)]


@pytest.mark.thorough
def test_pressing_twice_confirms_once(rolled, visitor):
    visitor.visit(STILL).press("All still right")
    before = rolled.answer_events.count()
    visitor.again()
    assert rolled.answer_events.count() == before
    assert "has changed meanwhile" not in visitor.text


@pytest.mark.thorough
def test_a_child_is_confirmed_as_a_card_and_undone(rolled, visitor):
    visitor.visit(STILL).press("Still right: Noa")
    assert confirmed(rolled) == {"child_name", "lives_here"}
    assert "1 question left" in visitor.text
    visitor.press("Undo: Noa")
    assert confirmed(rolled) == set()


@pytest.mark.thorough
def test_a_child_that_is_no_longer_there_goes_and_comes_back(rolled, visitor):
    visitor.visit(STILL).press("No longer: Noa")
    assert not rolled.entries.filter(deleted_at=None).exists()
    assert visitor.press("Undo").address == STILL
    assert rolled.entries.filter(deleted_at=None).exists()


@pytest.mark.thorough
def test_changing_one_answer_leads_back_and_shows_the_new_one(rolled, visitor):
    visitor.visit(STILL).follow("Change: Question region").press("Continue", region="home")
    assert visitor.address == STILL
    assert "Home" in visitor.text
    assert rolled.answers.get(path="region").source == "client"


def test_a_flagged_answer_is_not_confirmed_with_the_others(ann, noa, come_in):
    dossier = dossier_of(ann, asked(**FLAGGED), 2025)
    visitor = come_in(dossier).visit("/q/start/").visit(STILL)
    assert "All still right" not in visitor.text
    assert "please check" in visitor.text
    rows = {row.path: row.rev for row in dossier.answers.all()}
    done = confirm(dossier, rows, by=Hand("client", "p", "k", timezone.now()))
    assert "married" not in done
    assert "region" in done


@pytest.mark.thorough
def test_a_new_question_and_a_mere_default_are_never_confirmed(ann, noa, come_in):
    new = item("pays", default="yes")
    dossier = dossier_of(ann, asked(new), 2025)
    come_in(dossier).visit("/q/start/").visit(STILL).press("All still right")
    row = dossier.answers.get(path="pays")
    assert (row.status, row.confirmed) == ("prefilled", False)


@pytest.mark.thorough
def test_what_somebody_changed_meanwhile_is_not_confirmed_unseen(rolled, visitor):
    visitor.visit(STILL)
    rolled.answers.filter(path="region").update(
        **under(rolled.answers.get(path="region"), {"value": "home", "rev": 9})
    )
    visitor.press("All still right")
    assert "region" not in confirmed(rolled)
    assert "has changed meanwhile" in visitor.text


def test_without_a_last_year_nothing_is_recalled(yearly, come_in):
    visitor = come_in(yearly).visit("/q/start/")
    standing = load(yearly, today=timezone.localdate())
    assert not recall(standing).opens("you", "client")
    assert visitor.visit("/q/s/you/").address == "/q/s/you/full_name/"


@pytest.mark.thorough
def test_a_warning_that_comes_up_after_confirming_is_asked_about(ann, noa, come_in):
    """Confirming has seen no warning, so it agrees to none."""
    text = asked(item("moved"), warn_if="moved == 'yes'", warn_text={"en": "Odd"})
    dossier = dossier_of(ann, text, 2025)
    visitor = come_in(dossier).visit("/q/start/").visit(STILL).press("All still right")
    assert "married" in confirmed(dossier)
    visitor.visit("/q/s/all/moved/").press("Continue", moved="yes")
    assert load(dossier, today=timezone.localdate()).outcome.instances["married"].blocked
    visitor.visit("/q/s/all/married/").press("Continue", **{"married-right": "yes"})
    assert not load(dossier, today=timezone.localdate()).outcome.instances["married"].blocked


@pytest.fixture
def only_married(rolled, visitor):
    rolled.answers.exclude(path="married").delete()
    rolled.entries.all().delete()
    return visitor.visit(STILL)


@pytest.mark.thorough
def test_one_answer_alone_is_not_asked_twice_on_one_page(rolled, only_married):
    assert "All still right" not in only_married.text
    only_married.press("Yes, still right: Question married")
    assert confirmed(rolled) == {"married"}
    assert only_married.address != STILL  # there is nothing else to look at here
    assert "Confirmed, as last year." in only_married.text


@pytest.mark.thorough
def test_the_last_of_several_offers_one_way_too(rolled, visitor):
    visitor.visit(STILL).press("Yes, still right: Question married")
    assert "All still right" in visitor.text
    for question in ("spouse", "region"):
        visitor.press(f"Yes, still right: Question {question}")
    assert "All still right" not in visitor.text
    visitor.press("Still right: Noa")
    assert visitor.address == STILL


@pytest.mark.thorough
def test_before_sending_last_years_answers_are_called_not_confirmed_yet(visitor):
    assert "Not confirmed yet" in visitor.visit("/q/check/").text
    visitor.visit(STILL).press("All still right")
    text = visitor.visit("/q/check/").text
    assert "Not confirmed yet" not in text
    assert "Not answered" in text  # the amount, which nobody has given this year


@pytest.mark.thorough
def test_the_list_names_a_child_of_last_year_and_says_that_it_is_not_confirmed(visitor, noa):
    visitor.visit("/q/s/all/children/")
    assert "Noa as last year, not confirmed yet" in visitor.text
    assert "Question children 1" not in visitor.text
    visitor.visit(f"/q/lists/children/{noa}/remove/")
    assert "Remove “Noa”?" in visitor.text
    visitor.visit(STILL).press("All still right")
    visitor.visit("/q/s/all/children/")
    assert "Noa" in visitor.text
    assert "as last year, not confirmed yet" not in visitor.text
