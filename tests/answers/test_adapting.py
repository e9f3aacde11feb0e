"""A colleague asks one client more, or less."""

import json
from datetime import timedelta

import pytest

from carnet.answers.actions import Said, save
from carnet.answers.adapting import (
    MOST_EXTRAS,
    NoSuchQuestion,
    TooManyExtras,
    Unfit,
    add_question,
    switch_off,
    switch_on,
    tell,
)
from carnet.answers.form import dossier_form, made
from carnet.answers.reading import load
from carnet.answers.submitting import Moved, submit
from carnet.answers.summary import summarise
from carnet.audit.models import Event
from carnet.campaigns.models import Dossier, State, WrongState
from carnet.questionnaires.extras import SECTION
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.answers.asking import YEARLY

DONATIONS = {"type": "money", "text": {"fr": "Combien de dons ?"}}


@pytest.fixture
def answered(dossier, now):
    answers = [
        Said("full_name", Given("Ann Peeters", Status.ANSWERED)),
        Said("rents", Given("yes", Status.ANSWERED)),
        Said("rent", Given("900", Status.ANSWERED)),
    ]
    save(dossier, answers, person="client", device="phone", key="", now=now)
    return Dossier.objects.select_related("client", "campaign", "revision", "firm").get(
        pk=dossier.pk
    )


@pytest.fixture
def outcome_of(now):
    def outcome(dossier):
        fresh = Dossier.objects.get(pk=dossier.pk)
        found = load(fresh, today=now.date()).outcome
        return {path: one for path, one in found.instances.items()}, found.effective

    return outcome


@pytest.mark.thorough
def test_an_added_question_is_asked_at_the_end_and_is_answered_like_any_other(
    answered, colleague, now
):
    name = add_question(answered, DONATIONS, by=colleague, now=now)
    assert name.startswith("x_")
    said = Said(name, Given("250", Status.ANSWERED))
    save(answered, [said], person="client", device="phone", key="", now=now)
    standing = load(Dossier.objects.get(pk=answered.pk), today=now.date())
    last = summarise(standing, "fr").parts[-1]
    assert last.id == SECTION
    assert [line.question for line in last.lines] == ["Combien de dons ?"]
    assert standing.outcome.effective[name] == "250"


@pytest.mark.thorough
def test_what_was_added_is_sent_and_frozen_with_the_rest(answered, colleague, now):
    name = add_question(answered, DONATIONS, by=colleague, now=now)
    for question in ("children", "proof", "other"):
        switch_off(answered, question, "Not this year", by=colleague, now=now)
    said = Said(name, Given("250", Status.ANSWERED))
    save(answered, [said], person="client", device="phone", key="", now=now)
    kept = {"seq": answered.seq, "person": "client", "language": "fr", "declared": {}}
    submission = submit(answered, **kept, now=now)
    assert submission.content["values"][name] == "250"
    assert submission.content["parts"][-1]["lines"][0]["question"] == "Combien de dons ?"
    assert "proof" not in str(submission.content["parts"])


def test_nobody_else_is_asked(answered, colleague, now, outcome_of):
    other = make.dossier(client=make.client(firm=answered.firm), campaign=answered.campaign)
    before = outcome_of(other)
    add_question(answered, DONATIONS, by=colleague, now=now)
    switch_off(answered, "rents", "Sold it", by=colleague, now=now)
    assert outcome_of(other) == before
    assert dossier_form(Dossier.objects.get(pk=other.pk)) is answered.revision.compiled()


def test_the_form_with_extra_questions_is_made_once(answered, colleague, now):
    add_question(answered, DONATIONS, by=colleague, now=now)
    made.cache_clear()
    forms = [dossier_form(Dossier.objects.get(pk=answered.pk)) for _again in range(3)]
    assert made.cache_info().misses == 1
    assert forms[0] is forms[2]


def test_off_and_on_again_changes_nothing(answered, colleague, now, outcome_of):
    before = outcome_of(answered)
    switch_off(answered, "rents", "Sold it", by=colleague, now=now)
    assert outcome_of(answered)[1] == {"full_name": "Ann Peeters"}
    assert answered.switched_off["rents"]["reason"] == "Sold it"
    switch_on(answered, "rents", by=colleague, now=now)
    assert outcome_of(answered) == before


def test_a_question_with_a_new_id_in_a_new_revision_stays_off(answered, colleague, now):
    switch_off(answered, "rents", "Sold it", by=colleague, now=now)
    renamed = json.loads(json.dumps(YEARLY).replace("rents", "lets"))
    renamed["sections"][0]["items"][1]["was"] = ["rents"]
    answered.revision = make.revision(firm=answered.firm, document=renamed)
    answered.save(update_fields=["revision"])
    outcome = load(Dossier.objects.get(pk=answered.pk), today=now.date()).outcome
    assert not outcome.instances["lets"].shown
    switch_off(answered, "lets", "Sold it", by=colleague, now=now)
    assert not answered.answer_events.filter(path="lets").exists()
    switch_on(answered, "lets", by=colleague, now=now)
    outcome = load(Dossier.objects.get(pk=answered.pk), today=now.date()).outcome
    assert outcome.instances["lets"].shown


def test_twice_is_once(answered, colleague, now):
    for _again in range(2):
        switch_off(answered, "rents", "Sold it", by=colleague, now=now)
    for _again in range(2):
        switch_on(answered, "rents", by=colleague, now=now)
    events = Event.objects.filter(what__startswith="question switched").order_by("pk")
    assert [event.what for event in events] == ["question switched off", "question switched on"]
    assert answered.answer_events.filter(path="rents", person="staff").count() == 2


@pytest.mark.parametrize("name", ["nothing", "x_abc", ""])
def test_what_is_not_asked_cannot_be_switched_off(answered, colleague, now, name):
    with pytest.raises(NoSuchQuestion):
        switch_off(answered, name, "Why", by=colleague, now=now)


def test_two_colleagues_at_once_lose_nothing(answered, colleague, now):
    stale = Dossier.objects.get(pk=answered.pk)
    add_question(answered, DONATIONS, by=colleague, now=now)
    add_question(stale, {**DONATIONS, "text": {"fr": "Et l'an dernier ?"}}, by=colleague, now=now)
    switch_off(answered, "rents", "Sold it", by=colleague, now=now)
    switch_off(stale, "rent", "Sold it", by=colleague, now=now)
    fresh = Dossier.objects.get(pk=answered.pk)
    assert len(fresh.extras) == 2
    assert set(fresh.switched_off) == {"rents", "rent"}


def test_who_checked_before_must_check_again(answered, colleague, now):
    seq = answered.seq
    name = add_question(answered, DONATIONS, by=colleague, now=now)
    with pytest.raises(Moved) as problem:
        submit(answered, seq=seq, person="client", language="fr", declared={}, now=now)
    assert problem.value.paths == {name}


def test_adding_is_no_sign_of_life_from_the_client(dossier, colleague, now):
    add_question(dossier, DONATIONS, by=colleague, now=now)
    fresh = Dossier.objects.get(pk=dossier.pk)
    assert (fresh.state, fresh.started_at, fresh.active_at) == (State.NOT_SENT, None, None)


@pytest.mark.parametrize(
    "act",
    [
        lambda dossier, **by: add_question(dossier, DONATIONS, **by),
        lambda dossier, **by: switch_off(dossier, "rents", "Sold it", **by),
        lambda dossier, **by: switch_on(dossier, "rents", **by),
    ],
)
def test_after_sending_nothing_changes(answered, colleague, now, act):
    Dossier.objects.filter(pk=answered.pk).update(state=State.SUBMITTED)
    with pytest.raises(WrongState):
        act(answered, by=colleague, now=now)
    fresh = Dossier.objects.get(pk=answered.pk)
    assert (fresh.extras, fresh.switched_off) == (None, None)


def test_an_unfit_question_is_not_kept(answered, colleague, now):
    with pytest.raises(Unfit):
        add_question(answered, {"type": "one", "text": {"fr": "?"}}, by=colleague, now=now)
    assert not Dossier.objects.get(pk=answered.pk).extras


@pytest.mark.thorough
def test_there_is_an_end_to_extra_questions(answered, colleague, now):
    for _one in range(MOST_EXTRAS):
        add_question(answered, DONATIONS, by=colleague, now=now)
    with pytest.raises(TooManyExtras):
        add_question(answered, DONATIONS, by=colleague, now=now)


def test_each_person_is_told_once_of_what_was_added_since_the_work_began(answered, colleague, now):
    later = now + timedelta(minutes=5)
    gone = add_question(answered, DONATIONS, by=colleague, now=later)
    switch_off(answered, gone, "A mistake", by=colleague, now=later)
    add_question(answered, DONATIONS, by=colleague, now=later)
    assert [tell(answered, "client"), tell(answered, "client")] == [1, 0]
    stale = Dossier.objects.get(pk=answered.pk)
    assert [tell(stale, "partner"), tell(answered, "client")] == [1, 0]


def test_who_has_not_begun_is_told_nothing(dossier, colleague, now):
    add_question(dossier, DONATIONS, by=colleague, now=now)
    assert tell(dossier, "client") == 0


def test_the_words_rest_sealed(answered, colleague, now):
    add_question(answered, DONATIONS, by=colleague, now=now)
    switch_off(answered, "rents", "Sold after the divorce", by=colleague, now=now)
    columns = ("extras", "switched_off")
    stored = Dossier.objects.filter(pk=answered.pk).extra(
        select={f"raw_{name}": name for name in columns}
    )
    row = stored.values(*(f"raw_{name}" for name in columns)).get()
    assert all(b"dons" not in bytes(one) and b"divorce" not in bytes(one) for one in row.values())
    facts = Event.objects.filter(what__startswith="question").values_list("facts", flat=True)
    assert "divorce" not in str(list(facts))
