"""How far a dossier is, as the worker counts it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.answers.progress import PAUSE, behind, count_next
from carnet.campaigns.models import Dossier
from carnet.clients.states import State
from tests import makers as make
from tests.answers.asking import YEARLY

NOW = timezone.now()
LATER = NOW + PAUSE + timedelta(seconds=5)


@pytest.fixture
def dossier(firm, ann):
    campaign = make.campaign(firm=firm, revision=make.revision(firm=firm, document=YEARLY))
    return make.dossier(client=ann, campaign=campaign, state=State.IN_PROGRESS)


def answer(dossier, path, status="answered", value="yes"):
    dossier.answers.update_or_create(
        path=path, defaults={"question": path, "status": status, "value": value}
    )
    Dossier.objects.filter(pk=dossier.pk).update(seq=dossier.seq + 1, active_at=NOW)
    dossier.refresh_from_db()


def test_what_was_answered_is_counted_once_the_client_pauses(dossier):
    answer(dossier, "rents", value="no")
    assert not count_next(NOW)
    assert count_next(LATER)
    dossier.refresh_from_db()
    assert dossier.questions_done > 0
    assert dossier.questions_left > 0
    assert dossier.progress_seq == dossier.seq
    assert not count_next(LATER)


def test_an_answer_that_brings_a_question_makes_more_to_do(dossier):
    def left(rents):
        answer(dossier, "rents", value=rents)
        count_next(LATER)
        dossier.refresh_from_db()
        return dossier.questions_left

    assert left("yes") == left("no") + 1


def test_what_is_passed_on_to_the_accountant_is_counted(dossier):
    answer(dossier, "rents", status="ask_accountant", value=None)
    count_next(LATER)
    dossier.refresh_from_db()
    assert dossier.questions_asked == 1


def test_who_has_not_begun_costs_nothing(dossier):
    assert not behind(LATER).exists()


def test_one_that_cannot_be_worked_out_waits_for_nobody(dossier, firm, caplog):
    spoilt = make.dossier(client=make.client(firm=firm), campaign=dossier.campaign)
    answer(spoilt, "rents", status="Peeters")
    answer(dossier, "rents", value="no")
    assert count_next(LATER)
    assert not count_next(LATER)
    spoilt.refresh_from_db()
    dossier.refresh_from_db()
    assert (spoilt.progress_seq, spoilt.questions) == (1, 0)
    assert dossier.questions_done > 0
    assert f"dossier {spoilt.pk} not counted in" in caplog.text
    assert "Peeters" not in caplog.text
