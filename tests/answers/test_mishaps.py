"""One dossier that cannot be moved, brought back or foreseen does not stop the others."""

import logging

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.answers.foreseeing import foresee_next
from carnet.answers.migrating import move_next
from carnet.answers.models import Answer, Fault, Move
from carnet.answers.retrying import set_aside, try_again
from carnet.audit.models import Event
from carnet.campaigns.actions import move
from carnet.campaigns.models import State
from carnet.questionnaires.actions import draft
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
from tests.at_once import together
from tests.questionnaires.builders import item

HELP = after(owns={"help": {"en": "Yes?"}})
RENAMED = after(item("possesses", was=["owns"]), drop=["owns"], use={"show_if": "possesses = yes"},
                rent={"show_if": "possesses = yes"})  # fmt: skip


@pytest.fixture
def dossiers(firm):
    """Five; spoil() one in the middle, so that some come before it and some after."""
    found = running(firm, 5)
    for one in found:
        answer(one, owns="yes", rent="100")
    return found


def resting(dossier, path="rent") -> bytes:
    with connection.cursor() as cursor:
        ask = "select value from answers_answer where dossier_id = %s and path = %s"
        cursor.execute(ask, [dossier.pk, path])
        return bytes(cursor.fetchone()[0])


def put(dossier, value: bytes, path="rent") -> None:
    with connection.cursor() as cursor:
        tell = "update answers_answer set value = %s where dossier_id = %s and path = %s"
        cursor.execute(tell, [value, dossier.pk, path])


def spoil(dossier) -> bytes:
    """As a bad disk does; what to put back to heal it."""
    whole = resting(dossier)
    put(dossier, whole[:-1] + bytes([whole[-1] ^ 1]))
    return whole


def untouched(dossier) -> tuple:
    dossier.refresh_from_db()
    return dossier.revision_id, dossier.seq, dossier.state


def revisions(dossiers) -> list[int]:
    return [type(one).objects.get(pk=one.pk).revision.number for one in dossiers]


@pytest.mark.thorough
@pytest.mark.parametrize("text", [HELP, EMPTY_ADDED, RENAMED])
def test_one_that_cannot_be_read_stays_whole_and_the_others_go(firm, dossiers, text):
    bad = dossiers[2]
    spoil(bad)
    before = untouched(bad)
    rollout = roll_out(firm, text)
    assert revisions(dossiers) == [2, 2, 1, 2, 2]
    assert untouched(bad) == before
    [mark] = set_aside(rollout).defer("carried")
    assert (mark.dossier, mark.fault, mark.moved_at) == (bad, Fault.UNREADABLE, None)
    rollout.refresh_from_db()
    assert rollout.finished_at
    assert not Event.objects.filter(what="dossier moved", key=str(bad.pk)).exists()


@pytest.mark.thorough
def test_healed_and_tried_again_it_goes_where_the_others_are(firm, colleague, dossiers):
    whole = spoil(dossiers[2])
    rollout = roll_out(firm, RENAMED)
    assert try_again(rollout, by=colleague) == 1
    finish()
    assert revisions(dossiers) == [2, 2, 1, 2, 2]
    put(dossiers[2], whole)
    assert try_again(rollout, by=colleague) == 1
    assert try_again(rollout, by=colleague) == 0
    finish()
    assert kept(dossiers[2])["answers"] == kept(dossiers[0])["answers"]
    assert revisions(dossiers) == [2] * 5
    assert Move.objects.filter(rollout=rollout).count() == 5
    assert Event.objects.filter(what="dossiers tried again", by=colleague).count() == 2


@pytest.mark.thorough
def test_one_that_cannot_come_back_stays_whole_and_the_others_come(firm, colleague, dossiers):
    before = [kept(one) for one in dossiers]
    rollout = roll_out(firm, RENAMED)
    there, whole = untouched(dossiers[2]), spoil(dossiers[2])
    undo(rollout, colleague)
    assert revisions(dossiers) == [1, 1, 2, 1, 1]
    assert (untouched(dossiers[2])[0], untouched(dossiers[2])[1]) == there[:2]
    rollout.refresh_from_db()
    assert rollout.undone_at
    put(dossiers[2], whole)
    assert try_again(rollout, by=colleague) == 1
    finish()
    assert [kept(one) for one in dossiers] == before


def test_what_its_client_has_sent_meanwhile_is_not_tried_again(firm, colleague, now, dossiers):
    spoil(dossiers[2])
    rollout = roll_out(firm, EMPTY_ADDED)
    dossiers[2].refresh_from_db()
    move(dossiers[2], State.SUBMITTED, now=now)
    assert not set_aside(rollout).exists()
    assert try_again(rollout, by=colleague) == 0


@pytest.mark.thorough
def test_nothing_is_tried_again_before_the_worker_is_done_with_the_others(
    firm, colleague, dossiers
):
    spoil(dossiers[0])
    rollout = roll_out(firm, EMPTY_ADDED, work=False)
    move_next(timezone.now())
    assert set_aside(rollout).count() == 1
    assert try_again(rollout, by=colleague) == 0
    finish()
    assert try_again(rollout, by=colleague) == 1


def test_killed_at_any_step_the_worker_ends_where_it_would_have(firm, dossiers):
    """A step is a transaction, or two: the one that was rolled back, and the mark."""
    spoil(dossiers[1])
    rollout = roll_out(firm, RENAMED, work=False)
    for step in range(5):
        move_next(timezone.now())
        assert Move.objects.filter(rollout=rollout).count() == step + 1
    finish()
    assert revisions(dossiers) == [2, 1, 2, 2, 2]


@pytest.mark.thorough
def test_the_log_names_the_dossier_and_the_place_and_repeats_no_answer(firm, dossiers, caplog):
    Answer.objects.filter(dossier=dossiers[2], path="owns").update(status="Peeters")
    with caplog.at_level(logging.ERROR):
        rollout = roll_out(firm, RENAMED)
    assert set_aside(rollout).get().fault == Fault.UNEXPECTED
    assert f"dossier {dossiers[2].pk} not moved to revision" in caplog.text
    assert "ValueError in" in caplog.text
    assert "Peeters" not in caplog.text


@pytest.mark.thorough
@pytest.mark.skipif(connection.vendor != "sqlite", reason="made with a pragma of SQLite")
def test_a_database_that_is_away_is_nobodys_fault(firm, dossiers):
    rollout = roll_out(firm, EMPTY_ADDED, work=False)
    with connection.cursor() as cursor:
        cursor.execute("pragma query_only = on")
        try:
            with pytest.raises(OperationalError):
                move_next(timezone.now())
        finally:
            cursor.execute("pragma query_only = off")
    assert not rollout.moves.exists()
    finish()
    assert revisions(dossiers) == [2] * 5


@pytest.mark.thorough
def test_the_dry_run_goes_on_and_says_how_many_it_could_not_look_at(firm, office, dossiers):
    # Read by the dry run, which looks only at what the change reaches.
    Answer.objects.filter(dossier=dossiers[2], path="owns").update(status="unheard")
    made = draft(firm, RENAMED, by=None, now=timezone.now())
    while foresee_next(timezone.now()):
        pass
    found = {one.dossier: one.failed for one in made.foresights.all()}
    assert found == {one: one == dossiers[2] for one in dossiers}
    page = office.get(f"/questionnaires/{made.questionnaire_id}/draft/").content.decode()
    assert "1 could not be looked at and would stay as it is." in page


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_mark_it_once(firm, dossiers):
    spoil(dossiers[1])
    spoil(dossiers[3])
    rollout = roll_out(firm, EMPTY_ADDED, work=False)
    together(lambda _number: finish(), 2)
    assert revisions(dossiers) == [2, 1, 2, 1, 2]
    assert Move.objects.filter(rollout=rollout).count() == 5
    assert set_aside(rollout).count() == 2


@pytest.mark.thorough
def test_the_page_names_them_says_why_and_offers_to_try_again(firm, office, dossiers):
    whole = spoil(dossiers[2])
    rollout = roll_out(firm, EMPTY_ADDED)
    address = f"/questionnaires/{rollout.revision.questionnaire_id}/revisions/"
    page = office.get(address).content.decode()
    assert "1 dossier could not be moved and stays as it was." in page
    assert "An answer in it cannot be opened." in page
    assert "keeps its revision" not in page
    assert str(dossiers[2].client) in page
    put(dossiers[2], whole)
    said = office.post(f"{address}2/again/", follow=True).content.decode()
    assert "They are tried again." in said
    finish()
    assert "could not be moved" not in office.get(address).content.decode()
    said = office.post(f"{address}2/again/", follow=True).content.decode()
    assert "There is nothing left to try again." in said


@pytest.mark.thorough
def test_the_list_of_revisions_asks_as_much_for_many_as_for_few(firm, office, dossiers):
    spoil(dossiers[2])
    rollout = roll_out(firm, EMPTY_ADDED)
    address = f"/questionnaires/{rollout.revision.questionnaire_id}/revisions/"
    office.get(address)
    with CaptureQueriesContext(connection) as few:
        office.get(address)
    for number in range(4):
        roll_out(firm, after(item("empty"), owns={"help": {"en": f"Yes? {number}"}}))
    with CaptureQueriesContext(connection) as many:
        page = office.get(address).content.decode()
    assert "Revision 6" in page
    assert len(few) == len(many)
