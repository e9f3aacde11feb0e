"""Migration there and back is identity, and what was sent stays byte for byte (property 11)."""

from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from carnet.answers.models import Move, Submission
from carnet.answers.submitting import digest
from carnet.campaigns.actions import move
from carnet.campaigns.models import State
from carnet.questionnaires.comparing import compare, heaviest
from carnet.questionnaires.weights import Weight
from tests import makers as make
from tests.answers.revising import answer, kept, roll_out, running, undo
from tests.questionnaires.test_changes import ANSWERS, BASE, MANY_EDITS, edited

FRESH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def stored(submission) -> bytes:
    """The column as it rests, sealed."""
    [row] = Submission.objects.raw(
        "select id, content as resting from answers_submission where id = %s", [submission.pk]
    )
    return bytes(row.resting)


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
