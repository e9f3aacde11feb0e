"""How far a dossier is, as the worker counts it."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from carnet.answers.progress import PAUSE, behind, count_next
from carnet.campaigns.models import Dossier
from carnet.clients.states import State
from tests import makers as make
from tests.answers.asking import YEARLY
from tests.at_once import together

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


@pytest.mark.thorough
def test_many_are_counted_with_as_few_queries_as_one(dossier, firm, django_assert_max_num_queries):
    for _number in range(5):
        other = make.dossier(client=make.client(firm=firm), campaign=dossier.campaign)
        answer(other, "rents", value="no")
    count_next(LATER)
    answer(dossier, "rents", value="no")
    for other in Dossier.objects.exclude(pk=dossier.pk):
        answer(other, "rents", value="yes")
    with django_assert_max_num_queries(11):
        assert count_next(LATER)
    assert not behind(LATER).exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time anyway")
@pytest.mark.django_db(transaction=True)
def test_what_somebody_is_writing_to_is_counted_in_the_next_round(dossier, firm):
    answer(dossier, "rents", value="no")
    other = make.dossier(client=make.client(firm=firm), campaign=dossier.campaign)
    answer(other, "rents", value="no")
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=dossier.pk)
        together(lambda _number: count_next(LATER), 1)
    assert list(behind(LATER)) == [dossier]
    assert count_next(LATER)
    assert not behind(LATER).exists()
