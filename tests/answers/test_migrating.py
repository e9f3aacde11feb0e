from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.answers import migrating
from carnet.answers.actions import Repinned, add_entry, save
from carnet.answers.foreseeing import foresee_next, outdated, sound, way
from carnet.answers.migrating import OutOfReach, move_next, publish_to
from carnet.answers.models import Move, Reach, Submission
from carnet.answers.reading import load
from carnet.answers.retired import retired
from carnet.audit.record import trail
from carnet.campaigns.actions import add_clients, move
from carnet.campaigns.models import State
from carnet.questionnaires.actions import draft
from carnet.questionnaires.weights import Weight
from tests import makers as make
from tests.answers.revising import (
    EMPTY_ADDED,
    after,
    answer,
    finish,
    kept,
    roll_out,
    running,
    undo,
)
from tests.questionnaires.builders import item

RENAMED = after(item("possesses", was=["owns"]), drop=["owns"], use={"show_if": "possesses = yes"},
                rent={"show_if": "possesses = yes"})  # fmt: skip
FLAT = [{"id": "home", "text": {"en": "Home"}}, {"id": "flat", "text": {"en": "Flat"}}]
CHOICE_GONE = after(use={"choices": FLAT})
CHOICE_MAPPED = after(use={"choices": FLAT, "choice_map": {"rented": "flat"}})


def outcome(dossier):
    dossier.refresh_from_db()
    return load(dossier, today=timezone.localdate()).outcome


def submitted(dossier, now):
    move(dossier, State.SUBMITTED, now=now)
    return Submission.objects.create(
        dossier=dossier, content={"values": {}}, sha256="0" * 64, language="fr",
        revision=dossier.revision, reference=f"C-{dossier.pk}", person="client",
    )  # fmt: skip


@pytest.mark.thorough
def test_a_new_question_reaches_who_is_answering_and_keeps_what_they_said(firm):
    [dossier] = running(firm)
    answer(dossier, owns="yes", rent="100")
    before = kept(dossier)
    roll_out(firm, EMPTY_ADDED)
    now = kept(dossier)
    assert now["answers"] == before["answers"]
    assert dossier.revision.number == 2
    assert outcome(dossier).instances["empty"].shown
    assert trail(dossier, firm=firm)[0].what == "dossier moved"


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("reach", "moved"),
    [
        (Reach.NEW, []),
        (Reach.NOT_STARTED, ["quiet"]),
        (Reach.IN_PROGRESS, ["quiet", "busy"]),
    ],
)
def test_only_who_is_to_get_it_gets_it(firm, now, reach, moved):
    quiet, busy, sent, again = running(firm, 4)
    for one in (busy, sent, again):
        answer(one, owns="yes")
    submission = submitted(sent, now)
    submitted(again, now)
    move(again, State.ASKED_AGAIN, now=now)
    was = [kept(sent), kept(again), submission.content, submission.revision_id]
    roll_out(firm, EMPTY_ADDED, reach)
    dossiers = {"quiet": quiet, "busy": busy}
    assert [name for name, one in dossiers.items() if kept(one)["revision"] != was[3]] == moved
    submission.refresh_from_db()
    assert [kept(sent), kept(again), submission.content, submission.revision_id] == was


@pytest.mark.thorough
def test_a_choice_that_is_gone_holds_back_who_has_chosen_it(firm):
    chose, other = running(firm, 2)
    answer(chose, owns="yes", use="rented")
    answer(other, owns="yes", use="home")
    rollout = roll_out(firm, CHOICE_GONE)
    assert outcome(chose).effective["use"] == "rented"
    assert chose.revision.number == 1
    assert outcome(other).compiled.definition.item("use").choices[1].id == "flat"
    assert [one.dossier for one in rollout.moves.filter(moved_at=None)] == [chose]


def test_a_choice_that_has_become_another_moves_with_it_and_back(firm, colleague):
    [dossier] = running(firm)
    answer(dossier, owns="yes", use="rented")
    before = kept(dossier)
    rollout = roll_out(firm, CHOICE_MAPPED)
    assert outcome(dossier).effective["use"] == "flat"
    undo(rollout, colleague)
    assert kept(dossier) == before


@pytest.mark.thorough
def test_a_renamed_question_keeps_its_answer_there_and_back(firm, colleague):
    [dossier] = running(firm)
    answer(dossier, owns="yes", rent="100")
    before = kept(dossier)
    rollout = roll_out(firm, RENAMED)
    found = outcome(dossier)
    assert (found.effective["possesses"], found.effective["rent"]) == ("yes", "100")
    undo(rollout, colleague)
    assert kept(dossier) == before
    assert outcome(dossier).effective["owns"] == "yes"


@pytest.mark.thorough
def test_a_renamed_question_takes_along_what_was_typed_and_why(firm):
    """Sealed for the old name, they would not open under the new one."""
    [dossier] = running(firm)
    answer(dossier, owns="yes", rent="100")
    row = dossier.answers.get(path="owns")
    row.raw, row.reason = {"": ["ja"]}, "By telephone"
    row.save()
    roll_out(firm, RENAMED)
    moved = dossier.answers.get(path="possesses")
    assert (moved.value, moved.raw, moved.reason) == ("yes", row.raw, row.reason)


@pytest.mark.thorough
def test_what_was_said_meanwhile_goes_back_under_the_old_name(firm, colleague):
    [dossier] = running(firm)
    answer(dossier, owns="yes", rent="100")
    rollout = roll_out(firm, RENAMED)
    answer(dossier, possesses="no", rent="7")
    undo(rollout, colleague)
    answers = kept(dossier)["answers"]
    assert (answers["owns"][0], answers["rent"][0]) == ("no", "7")


@pytest.mark.thorough
def test_what_was_said_to_a_new_question_is_there_when_it_comes_again(firm, colleague):
    """Brought back and moved once more, nobody has to say it twice."""
    [dossier] = running(firm)
    answer(dossier, owns="yes", rent="100")
    rollout = roll_out(firm, after(item("new")))
    answer(dossier, new="yes")
    undo(rollout, colleague)
    assert "new" not in outcome(dossier).effective
    roll_out(firm, after(item("new"), item("newer")))
    assert outcome(dossier).effective["new"] == "yes"
    assert dossier.moves.last().more == 1  # of the two, what the client is told of
    assert retired(load(dossier, today=timezone.localdate()), "en") == []


@pytest.mark.thorough
def test_a_question_that_was_gone_brings_its_answer_along(firm, colleague, now):
    """Also when its list was gone, and whether its revision was undone or another has it again."""
    [dossier] = running(firm)
    answer(dossier, rent="100", owns="yes")
    entry = add_entry(dossier, "kids", person="client", now=now)
    kid = f"kids/{entry.key}/kid"
    answer(dossier, **{kid: "Noa"})
    type(dossier).objects.filter(pk=dossier.pk).update(state=State.SENT)
    before = kept(dossier)
    rollout = roll_out(firm, after(drop=["rent", "kids"]), Reach.NOT_STARTED)
    undo(rollout, colleague)
    assert kept(dossier) == before
    roll_out(firm, after(item("new"), drop=["rent", "kids"]), Reach.NOT_STARTED)
    assert not {"rent", kid} & outcome(dossier).effective.keys()
    roll_out(firm, after(item("newer")), Reach.NOT_STARTED)
    found = outcome(dossier).effective
    assert (found["rent"], found[kid]) == ("100", "Noa")


@pytest.mark.thorough
def test_what_comes_back_yields_to_what_was_said_in_its_stead(firm):
    [dossier] = running(firm)
    answer(dossier, owns="yes")
    roll_out(firm, RENAMED)
    type(dossier).objects.filter(pk=dossier.pk).update(state=State.SENT)
    roll_out(firm, after(item("new")), Reach.NOT_STARTED)
    answer(dossier, owns="no")
    type(dossier).objects.filter(pk=dossier.pk).update(state=State.SENT)
    text = after(item("possesses", was=["owns"]), drop=["owns", "use", "rent"])
    roll_out(firm, text, Reach.NOT_STARTED)
    assert outcome(dossier).effective["possesses"] == "no"
    [earlier] = retired(load(dossier, today=timezone.localdate()), "en")
    assert earlier.answer == "Yes"


@pytest.mark.thorough
def test_an_answer_never_comes_back_to_another_question(firm):
    """Asked under the same id, gone in between."""
    [dossier] = running(firm)
    answer(dossier, owns="yes", rent="100")
    type(dossier).objects.filter(pk=dossier.pk).update(state=State.SENT)
    roll_out(firm, after(drop=["rent"]), Reach.NOT_STARTED)
    roll_out(firm, after(rent={"type": "text"}), Reach.NOT_STARTED)
    assert "rent" not in outcome(dossier).effective
    roll_out(firm, after(item("new")), Reach.NOT_STARTED)
    assert outcome(dossier).effective["rent"] == "100"


@pytest.mark.thorough
def test_two_questions_may_change_names(firm, colleague):
    [dossier] = running(firm)
    answer(dossier, owns="yes", rent="100")
    text = after(item("owned", "money", was=["rent"]), item("rented", was=["owns"]),
                 drop=["owns", "rent"], use={"show_if": "rented = yes"})  # fmt: skip
    back = after()
    roll_out(firm, text)
    assert outcome(dossier).effective["rented"] == "yes"
    back["sections"][0]["items"][0]["was"] = ["rented"]
    back["sections"][0]["items"][2]["was"] = ["owned"]
    roll_out(firm, back)
    assert outcome(dossier).effective["rent"] == "100"


@pytest.mark.thorough
def test_a_renamed_list_takes_its_entries_along(firm, colleague, now):
    [dossier] = running(firm)
    answer(dossier, owns="no")
    entry = add_entry(dossier, "kids", person="client", now=now)
    answer(dossier, **{f"kids__{entry.key}__kid": "Noa"})
    before = kept(dossier)
    text = after(item("children", "repeat", was=["kids"], items=[item("name", "text", was=["kid"]),
                      item("born", "date")]), drop=["kids"])  # fmt: skip
    rollout = roll_out(firm, text)
    assert outcome(dossier).effective[f"children/{entry.key}/name"] == "Noa"
    undo(rollout, colleague)
    assert kept(dossier) == before


@pytest.mark.thorough
def test_who_has_not_begun_moves_even_where_a_question_asks_for_something_else(
    firm, colleague, now
):
    [dossier] = running(firm)
    # A colleague has answered beforehand.
    answer(dossier, owns="yes")
    type(dossier).objects.filter(pk=dossier.pk).update(state=State.SENT)
    before = kept(dossier)
    text = after(owns={"type": "money"}, drop=["use", "rent"])
    rollout = roll_out(firm, text, Reach.NOT_STARTED)
    assert "owns" not in outcome(dossier).effective
    assert len(kept(dossier)["answers"]) == 1
    undo(rollout, colleague)
    assert kept(dossier) == before


def test_what_breaks_answers_goes_to_nobody_in_progress(firm):
    [dossier] = running(firm)
    answer(dossier, owns="yes")
    text = after(rent={"type": "text"})
    made = draft(firm, text, by=None, now=timezone.now())
    with pytest.raises(OutOfReach):
        publish_to(made, Reach.IN_PROGRESS, weight=Weight.BREAKING, by=None, now=timezone.now())
    assert firm.questionnaires.get().draft == made


@pytest.mark.thorough
def test_killed_in_the_middle_the_worker_goes_on_and_moves_nobody_twice(firm):
    dossiers = running(firm, 5)
    for one in dossiers:
        answer(one, owns="yes")
    rollout = roll_out(firm, EMPTY_ADDED, work=False)
    move_next(timezone.now())
    move_next(timezone.now())
    assert Move.objects.count() == 2
    finish()
    finish()
    assert Move.objects.filter(rollout=rollout).count() == 5
    assert {kept(one)["revision"] for one in dossiers} == {rollout.revision_id}
    assert [one.seq for one in dossiers] == [2] * 5


@pytest.mark.thorough
def test_it_can_be_undone_for_thirty_days_and_once(firm, colleague):
    [dossier] = running(firm)
    answer(dossier, owns="yes")
    rollout = roll_out(firm, EMPTY_ADDED)
    rollout.refresh_from_db()
    late = rollout.started_at + timedelta(days=31)
    assert not migrating.undo(rollout, by=colleague, now=late)
    assert not migrating.undoable(rollout, late)
    assert migrating.undoable(rollout, timezone.now())
    undo(rollout, colleague)
    assert not migrating.undo(rollout, by=colleague, now=timezone.now())


@pytest.mark.thorough
def test_what_was_sent_since_stays_where_it_is(firm, colleague, now):
    sent, other = running(firm, 2)
    for one in (sent, other):
        answer(one, owns="yes")
    rollout = roll_out(firm, EMPTY_ADDED)
    sent.refresh_from_db()
    submission = submitted(sent, now)
    undo(rollout, colleague)
    assert kept(sent)["revision"] == rollout.revision_id == submission.revision_id
    assert kept(other)["revision"] != rollout.revision_id


@pytest.mark.thorough
def test_a_dossier_that_was_read_before_it_moved_is_read_again(firm, now):
    [dossier] = running(firm)
    answer(dossier, owns="yes")
    roll_out(firm, EMPTY_ADDED)
    with pytest.raises(Repinned):
        save(dossier, [], person="client", device="", key="", now=now)


@pytest.mark.thorough
def test_the_dry_run_says_what_it_would_mean_and_nothing_changes(firm):
    gets, loses, unfit, sent = running(firm, 4)
    answer(gets, owns="no")
    answer(loses, owns="yes", rent="100")
    answer(unfit, owns="yes", use="rented")
    text = after(item("empty"), use={"choices": FLAT}, rent={"show_if": "owns = no"})
    made = draft(firm, text, by=None, now=timezone.now())
    before = [kept(one) for one in (gets, loses, unfit)]
    while foresee_next(timezone.now()):
        pass
    found = {one.dossier: one for one in made.foresights.all()}
    assert (found[gets].more, found[gets].hidden, found[gets].unfit) == (2, 0, 0)
    assert (found[loses].hidden, found[loses].breaks) == (1, False)
    assert (found[unfit].unfit, found[unfit].breaks) == (1, True)
    assert before == [kept(one) for one in (gets, loses, unfit)]


def test_the_dry_run_of_a_dossier_that_goes_on_is_done_again(firm):
    [dossier] = running(firm)
    answer(dossier, owns="yes", rent="100")
    text = after(rent={"show_if": "owns = no"})
    made = draft(firm, text, by=None, now=timezone.now())
    while foresee_next(timezone.now()):
        pass
    assert made.foresights.get().hidden == 1
    answer(dossier, owns="no")
    assert outdated(made).count() == 1
    assert foresee_next(timezone.now())
    assert not foresee_next(timezone.now())
    assert made.foresights.get().hidden == 0


@pytest.mark.parametrize("count", [1, 6])
def test_the_dry_run_reads_several_dossiers_together(firm, count, django_assert_num_queries):
    dossiers = running(firm, count)
    made = draft(firm, EMPTY_ADDED, by=None, now=timezone.now())
    assert sound(made.written)
    assert way(dossiers[0].revision, made)
    # The drafts, the dossiers, their answers and entries; the results, with the draft locked.
    with django_assert_num_queries(8):
        assert foresee_next(timezone.now())
    assert made.foresights.filter(more=1).count() == count


def test_a_draft_that_cannot_run_has_no_dry_run(firm):
    running(firm)
    draft(firm, after(item("more", show_if="nobody = yes")), by=None, now=timezone.now())
    assert not foresee_next(timezone.now())


@pytest.mark.thorough
def test_another_firm_with_the_same_key_is_left_alone(firm, stranger):
    [ours], [theirs] = running(firm), running(stranger.firm)
    roll_out(firm, EMPTY_ADDED)
    before = theirs.revision_id
    assert kept(ours)["revision"] != kept(theirs)["revision"]
    assert [ours.revision.number, theirs.revision_id] == [2, before]
    theirs.campaign.refresh_from_db()
    assert theirs.campaign.revision_id == before


@pytest.mark.parametrize(("reach", "number"), [(Reach.NEW, 1), (Reach.NOT_STARTED, 2)])
def test_who_is_added_to_a_running_campaign_has_not_started_either(
    firm, colleague, now, reach, number
):
    [dossier] = running(firm)
    late = make.client(firm=firm)
    rollout = roll_out(firm, EMPTY_ADDED, reach)
    clients = firm.clients.filter(pk=late.pk)
    [added] = add_clients(dossier.campaign, clients, by=None, now=now)
    assert added.revision.number == number
    if reach != Reach.NEW:
        undo(rollout, colleague)
    dossier.campaign.refresh_from_db()
    assert dossier.campaign.revision.number == 1
