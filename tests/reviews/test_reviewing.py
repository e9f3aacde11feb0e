"""Answers are accepted, corrected, noted; what changes afterwards shows, whoever changes it."""

import pytest
from django.utils import timezone

from carnet.answers import actions as answers
from carnet.answers.actions import Said
from carnet.answers.adapting import NoSuchQuestion
from carnet.answers.entering import enter_for_client
from carnet.audit.models import Event
from carnet.campaigns.models import State, WrongState
from carnet.questionnaires.given import Given, Status
from carnet.reviews import actions
from carnet.reviews.actions import ChangedMeanwhile, WithClient
from carnet.reviews.closing import StillWaiting, accept_dossier, reopen
from carnet.reviews.history import before_change, clients_answer
from carnet.reviews.models import InternalNote, Reopening, Review
from carnet.reviews.needing import Reason, Standing
from carnet.reviews.tray import put, send
from tests.reviews.reviewing import BEFORE, FILLED, a_dossier, answer, desk, row, sent
from tests.reviews.reviewing import send as send_answers

NOW = timezone.now


@pytest.fixture
def dossier(ann):
    return sent(ann)


def accept(dossier, path, by):
    actions.accept(dossier, path, row(dossier, path).ticket, by=by, now=NOW())


def ask(dossier, path, by, words="Sure?"):
    put(dossier, path, words, row(dossier, path).ticket, by=by, now=NOW())
    return send(dossier, {}, None, by=by, now=NOW())


@pytest.mark.thorough
def test_the_first_acceptance_begins_the_review(dossier, colleague):
    accept(dossier, "rent", colleague)
    assert row(dossier, "rent").standing is Standing.ACCEPTED
    dossier.refresh_from_db()
    assert dossier.state == State.IN_REVIEW
    review = dossier.reviews.get()
    assert (review.rev, review.by) == (1, colleague)
    event = Event.objects.get(what="answer accepted")
    assert (event.kind, event.key) == ("reviews.review", str(review.pk))


@pytest.mark.thorough
def test_it_is_taken_back(dossier, colleague):
    accept(dossier, "rent", colleague)
    actions.take_back(dossier, "rent", row(dossier, "rent").ticket, by=colleague, now=NOW())
    assert row(dossier, "rent").standing is Standing.NEW


@pytest.mark.thorough
def test_what_changed_or_was_judged_meanwhile_is_refused(dossier, colleague, accountant):
    seen = row(dossier, "rent").ticket
    accept(dossier, "rent", accountant)
    with pytest.raises(ChangedMeanwhile):
        actions.accept(dossier, "rent", seen, by=colleague, now=NOW())
    assert dossier.reviews.get().by == accountant


@pytest.mark.parametrize("path", ["nothing", "rents/x"])
def test_what_is_not_asked_is_not_judged(dossier, colleague, path):
    with pytest.raises(NoSuchQuestion):
        actions.accept(dossier, path, "0.0@0", by=colleague, now=NOW())


def test_before_it_was_sent_there_is_nothing_to_review(ann, colleague):
    running = a_dossier(ann)
    answer(running, FILLED)
    with pytest.raises(WrongState):
        actions.accept(running, "rent", row(running, "rent").ticket, by=colleague, now=NOW())


def client_changes(dossier, colleague):
    answer(dossier, {"rent": "900"})


def colleague_enters(dossier, colleague):
    said = [Said("rent", Given("900", Status.ANSWERED), base_rev=1)]
    enter_for_client(dossier, said, by=colleague, now=NOW())


def partner_changes(dossier, colleague):
    answer(dossier, {"rent": "900"}, person="partner")


@pytest.mark.thorough
@pytest.mark.parametrize("change", [client_changes, colleague_enters, partner_changes])
def test_whoever_changes_an_accepted_answer_it_shows_with_before_and_after(
    dossier, colleague, change
):
    accept(dossier, "rent", colleague)
    reopen(dossier, "She called", by=colleague, now=NOW())
    change(dossier, colleague)
    found = row(dossier, "rent")
    assert found.standing is Standing.CHANGED
    assert found.reasons[0] is Reason.CHANGED_AFTER_ACCEPTANCE
    assert before_change(dossier, found, "en") == "€1,200.00"
    assert found.line.answer == "€900.00"


@pytest.mark.thorough
def test_an_erased_answer_does_not_stay_accepted(dossier, colleague):
    accept(dossier, "rent", colleague)
    dossier.answers.filter(path="rent").delete()
    dossier.answer_events.filter(path="rent").update(old=None, new=None)
    found = row(dossier, "rent")
    assert found.standing is Standing.CHANGED
    assert before_change(dossier, found, "en") == ""


@pytest.mark.thorough
def test_an_entry_more_changes_an_accepted_list(dossier, colleague):
    accept(dossier, "children", colleague)
    assert row(dossier, "children").standing is Standing.ACCEPTED
    reopen(dossier, "A child", by=colleague, now=NOW())
    answers.add_entry(dossier, "children", person="client", now=NOW())
    assert row(dossier, "children").standing is Standing.CHANGED


@pytest.mark.thorough
def test_a_correction_counts_and_the_clients_answer_is_kept(dossier, colleague):
    correct(dossier, "rent", "1500", colleague)
    found = row(dossier, "rent")
    assert (found.standing, found.line.answer) == (Standing.CORRECTED, "€1,500.00")
    assert clients_answer(dossier, found, "en") == "€1,200.00"
    assert found.source.words == "set by Claire Dubois"
    dossier.refresh_from_db()
    assert dossier.state == State.IN_REVIEW
    correct(dossier, "rent", "1600", colleague)
    assert clients_answer(dossier, row(dossier, "rent"), "en") == "€1,200.00"


def correct(dossier, path, value, by, reason="Statement"):
    given = Given(value, Status.ANSWERED)
    seen = row(dossier, path).ticket
    actions.correct(dossier, path, given, reason, seen, by=by, now=NOW())


@pytest.mark.thorough
def test_what_is_asked_again_waits_and_comes_back_to_be_looked_at(dossier, colleague):
    accept(dossier, "rents", colleague)
    ask(dossier, "rent", colleague)
    waiting = row(dossier, "rent")
    assert (waiting.standing, waiting.reasons) == (Standing.ASKED_AGAIN, ())
    with pytest.raises(WithClient):
        accept(dossier, "rent", colleague)
    answer(dossier, {"rent": "1300"})
    dossier.asked_again.update(done_at=NOW())
    send_answers(dossier)
    back = row(dossier, "rent")
    assert back.standing is Standing.ASKED_AGAIN
    assert Reason.ANSWERED_AGAIN in back.reasons
    accept(dossier, "rent", colleague)
    assert row(dossier, "rent").standing is Standing.ACCEPTED
    assert row(dossier, "rents").standing is Standing.ACCEPTED


def test_a_note_is_kept_once_and_sealed(dossier, colleague):
    for _press in range(2):
        actions.add_note(dossier, "rent", " Ask Marc ", key="k", by=colleague, now=NOW())
    assert InternalNote.objects.get().text == "Ask Marc"
    assert not actions.add_note(dossier, "rent", "  ", key="l", by=colleague, now=NOW())


@pytest.mark.thorough
def test_the_rest_is_accepted_and_undone_as_one_act(dossier, colleague):
    seen = {one.path: one.ticket for one in desk(dossier).rest}
    assert "proof" not in seen
    together, count = actions.accept_rest(dossier, seen, by=colleague, now=NOW())
    assert count == len(seen) == Event.objects.filter(what="answer accepted").count()
    assert desk(dossier).rest == []
    accepted = next(iter(seen))
    actions.take_back(dossier, accepted, row(dossier, accepted).ticket, by=colleague, now=NOW())
    accept(dossier, accepted, colleague)
    assert actions.undo_rest(dossier, together, by=colleague, now=NOW()) == count - 1
    assert row(dossier, accepted).standing is Standing.ACCEPTED
    assert actions.undo_rest(dossier, together, by=colleague, now=NOW()) == 0


@pytest.mark.thorough
def test_what_changed_after_the_count_was_shown_is_left_out(dossier, colleague, accountant):
    seen = {one.path: one.ticket for one in desk(dossier).rest}
    correct(dossier, "rent", "1500", accountant)
    _together, count = actions.accept_rest(dossier, seen, by=colleague, now=NOW())
    assert count == len(seen) - 1
    assert row(dossier, "rent").standing is Standing.CORRECTED


@pytest.mark.thorough
def test_last_year_decides_who_must_look(ann):
    sent(ann, **BEFORE)
    this = sent(ann, {**FILLED, "rent": "1250", "full_name": "Ann Maes"})
    needing = {one.path: one.reasons for one in desk(this).needing}
    assert needing == {"full_name": (Reason.DIFFERENT,), "proof": (Reason.NOT_HAVE,)}
    assert row(this, "rent").before == "€1,200.00"


@pytest.mark.thorough
def test_the_dossier_is_accepted_only_when_nothing_waits(dossier, colleague):
    with pytest.raises(StillWaiting) as problem:
        accept_dossier(dossier, [], client_version=0, by=colleague, now=NOW())
    assert problem.value.waiting.needing == 1
    dossier.refresh_from_db()
    assert dossier.state == State.SUBMITTED
    accept(dossier, "proof", colleague)
    accept_dossier(dossier, [], client_version=0, by=colleague, now=NOW())
    dossier.refresh_from_db()
    assert dossier.state == State.ACCEPTED
    assert desk(dossier).rest == []
    assert Event.objects.filter(what="dossier accepted").count() == 1
    with pytest.raises(WrongState):
        actions.take_back(dossier, "proof", row(dossier, "proof").ticket, by=colleague, now=NOW())


@pytest.mark.thorough
def test_a_tray_that_was_not_sent_stands_in_the_way(dossier, colleague, accountant):
    accept(dossier, "proof", colleague)
    put(dossier, "rent", "Sure?", row(dossier, "rent").ticket, by=accountant, now=NOW())
    with pytest.raises(StillWaiting):
        accept_dossier(dossier, [], client_version=0, by=colleague, now=NOW())


def test_a_dossier_that_is_with_its_client_is_not_accepted(dossier, colleague):
    accept(dossier, "proof", colleague)
    reopen(dossier, "She called", by=colleague, now=NOW())
    with pytest.raises(StillWaiting) as problem:
        accept_dossier(dossier, [], client_version=0, by=colleague, now=NOW())
    assert problem.value.waiting.open


@pytest.mark.thorough
@pytest.mark.parametrize(("for_firm", "state"), [(True, "in_review"), (False, "asked_again")])
def test_an_accepted_dossier_is_opened_again_with_a_reason(dossier, colleague, for_firm, state):
    accept(dossier, "proof", colleague)
    accept_dossier(dossier, [], client_version=0, by=colleague, now=NOW())
    reopen(dossier, "A slip", for_firm=for_firm, by=colleague, now=NOW())
    dossier.refresh_from_db()
    assert dossier.state == state
    assert Reopening.objects.get().reason == "A slip"
    assert row(dossier, "proof").standing is Standing.ACCEPTED


def test_what_is_in_review_already_is_not_opened_for_the_firm(dossier, colleague):
    with pytest.raises(WrongState):
        reopen(dossier, "Why not", for_firm=True, by=colleague, now=NOW())
    assert not Review.objects.exists()
