"""Two colleagues press at the very same time."""

import pytest
from django.utils import timezone

from carnet.campaigns.models import Dossier, State, WrongState
from carnet.firms.models import Colleague
from carnet.questionnaires.given import Given, Status
from carnet.reviews import actions
from carnet.reviews.actions import ChangedMeanwhile
from carnet.reviews.closing import accept_dossier
from carnet.reviews.models import Review, ToAsk
from carnet.reviews.tray import put, send
from tests.at_once import together
from tests.reviews.reviewing import desk, row, sent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def dossier(ann, colleague, accountant):
    return sent(ann)


def mine(dossier):
    found = Dossier.objects.select_related("client", "firm", "campaign", "revision__questionnaire")
    return found.get(pk=dossier.pk), timezone.now()


def tried(act):
    try:
        act()
    except (ChangedMeanwhile, WrongState) as problem:
        return type(problem)
    return True


def someone(number):
    return Colleague.objects.order_by("pk")[number % 2]


@pytest.mark.thorough
def test_one_of_those_who_judge_the_same_answer_at_once_is_first(dossier):
    seen = row(dossier, "rent").ticket

    def act(number):
        found, now = mine(dossier)
        by = someone(number)
        if number % 2:
            return tried(lambda: actions.accept(found, "rent", seen, by=by, now=now))
        given = Given("1", Status.ANSWERED)
        return tried(lambda: actions.correct(found, "rent", given, "x", seen, by=by, now=now))

    done = together(act, 4)
    assert done.count(True) == 1
    assert done.count(ChangedMeanwhile) == 3
    assert Review.objects.get().turn == 1


@pytest.mark.thorough
def test_accepting_the_rest_twice_at_once_accepts_each_once(dossier):
    seen = {one.path: one.ticket for one in desk(dossier).rest}

    def act(number):
        found, now = mine(dossier)
        return actions.accept_rest(found, seen, by=someone(number), now=now)[1]

    assert sorted(together(act, 3)) == [0, 0, len(seen)]
    assert {one.turn for one in Review.objects.all()} == {1}


@pytest.mark.thorough
def test_a_tray_that_is_sent_twice_at_once_is_one_message(dossier, colleague):
    put(dossier, "rent", "Sure?", row(dossier, "rent").ticket, by=colleague, now=timezone.now())

    def act(_number):
        found, now = mine(dossier)
        return bool(send(found, {}, None, by=colleague, now=now))

    assert together(act, 3).count(True) == 1
    assert dossier.asked_again.count() == 1
    assert not ToAsk.objects.exists()


def test_a_dossier_is_accepted_once(dossier, colleague):
    seen = row(dossier, "proof").ticket
    actions.accept(dossier, "proof", seen, by=colleague, now=timezone.now())

    def act(_number):
        found, now = mine(dossier)
        return tried(lambda: accept_dossier(found, [], client_version=0, by=colleague, now=now))

    done = together(act, 3)
    assert (done.count(True), done.count(WrongState)) == (1, 2)
    dossier.refresh_from_db()
    assert dossier.state == State.ACCEPTED
