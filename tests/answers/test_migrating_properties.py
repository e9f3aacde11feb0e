"""Migration there and back is identity, and what was sent stays byte for byte (property 11)."""

import copy

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carnet.answers.models import Move, Reach, Submission
from carnet.answers.submitting import digest
from carnet.campaigns.actions import move
from carnet.campaigns.models import Dossier, State
from carnet.questionnaires.comparing import compare, heaviest
from carnet.questionnaires.weights import Weight
from tests import makers as make
from tests.answers.revising import answer, kept, roll_out, running, undo
from tests.questionnaires.builders import item
from tests.questionnaires.test_changes import ANSWERS, BASE, MANY_EDITS, edited

YES, ANY = st.just("yes"), st.just("7")
FRESH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def stored(submission) -> bytes:
    """The column as it rests, sealed."""
    [row] = Submission.objects.raw(
        "select id, content as resting from answers_submission where id = %s", [submission.pk]
    )
    return bytes(row.resting)


@pytest.mark.thorough
@FRESH
@given(MANY_EDITS, ANSWERS, st.fixed_dictionaries({}, optional={"new": YES, "x": ANY, "z": ANY}))
def test_there_back_and_there_again_is_there(db, edits, answers, meanwhile):
    """Whatever the change breaks: nobody has begun, colleagues have answered. Nothing they said is out of sight."""
    firm = make.firm()
    text = edited(edits)
    if text == BASE:
        return
    [dossier] = running(firm, 1, BASE)
    prepare(dossier, answers)
    before = kept(dossier)
    rollout = roll_out(firm, text, Reach.NOT_STARTED)
    undo(rollout, make.colleague(firm=firm))
    assert kept(dossier) == before
    roll_out(firm, with_one_more(text, "p"), Reach.NOT_STARTED)
    asked = {one["id"]: one for one in text["sections"][0]["items"]}
    prepare(dossier, {name: value for name, value in meanwhile.items() if name in asked})
    there = kept(dossier)["answers"]
    undo(dossier.moves.last().rollout, make.colleague(firm=firm))
    roll_out(firm, with_one_more(text, "q"), Reach.NOT_STARTED)
    assert kept(dossier)["answers"] == there


def prepare(dossier, answers):
    answer(dossier, **answers)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.SENT)


def with_one_more(text, name):
    text = copy.deepcopy(text)
    text["sections"][0]["items"].append(item(name, required=False))
    return text


@pytest.mark.thorough
@FRESH
@given(MANY_EDITS, ANSWERS)
def test_there_and_back_is_identity_and_what_was_sent_stays(db, edits, answers):
    firm = make.firm()
    busy, sent = running(firm, 2, BASE)
    for one in (busy, sent):
        answer(one, **answers)
    if not answers:
        move(busy, State.IN_PROGRESS, now=timezone.now())
    move(sent, State.SUBMITTED, now=timezone.now())
    content = {"values": answers}
    submission = Submission.objects.create(
        dossier=sent, content=content, sha256=digest(content), language="fr",
        revision=sent.revision, reference=f"C-{sent.pk}", person="client",
    )  # fmt: skip
    before, resting = [kept(busy), kept(sent)], stored(submission)
    text = edited(edits)
    if text == BASE or heaviest(compare(BASE, text)) == Weight.BREAKING:
        return
    rollout = roll_out(firm, text)
    moved = Move.objects.filter(rollout=rollout, moved_at__isnull=False)
    assert [one.dossier for one in moved] in ([busy], [])
    assert bool(moved) == (kept(busy)["revision"] == rollout.revision_id)
    assert kept(sent) == before[1]
    assert stored(submission) == resting
    if moved:
        undo(rollout, make.colleague(firm=firm))
    assert [kept(busy), kept(sent)] == before
    assert stored(submission) == resting
