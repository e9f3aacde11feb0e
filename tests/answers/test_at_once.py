"""Two people press at the very same time."""

import pytest

from carnet.answers import actions
from carnet.answers.actions import Said
from carnet.answers.submitting import submit
from carnet.campaigns.models import Dossier, WrongState
from carnet.questionnaires.given import Given, Status
from tests.at_once import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.mark.thorough
def test_the_first_of_two_answers_stays_and_the_other_is_asked(dossier, now):
    def answer(number):
        mine = Dossier.objects.select_related("client", "firm", "campaign").get(pk=dossier.pk)
        said = [Said("full_name", Given(f"Name {number}", Status.ANSWERED))]
        page = f"page-{number}"
        return actions.save(mine, said, person="client", device=page, key="", now=now)

    saved = together(answer, 4)
    assert sum(bool(one.changed) for one in saved) == 1
    assert sum(bool(one.conflicts) for one in saved) == 3
    assert dossier.answers.get().rev == 1
    assert dossier.answer_events.count() == 4


def test_a_save_that_is_sent_several_times_at_once_counts_once(dossier, now):
    def answer(_number):
        mine = Dossier.objects.select_related("client", "firm", "campaign").get(pk=dossier.pk)
        said = [Said("full_name", Given("Ann", Status.ANSWERED))]
        return actions.save(mine, said, person="client", device="page", key="page.1", now=now)

    saved = together(answer, 4)
    assert sum(bool(one.changed) for one in saved) == 1
    assert not any(one.conflicts for one in saved)
    assert dossier.answers.get().rev == 1
    assert dossier.answer_events.count() == 1


@pytest.mark.thorough
def test_pressing_send_in_two_windows_at_once_sends_once(dossier, now):
    answers = [
        Said("full_name", Given("Ann", Status.ANSWERED)),
        Said("rents", Given("no", Status.ANSWERED)),
        Said("proof", Given(status=Status.NOT_HAVE)),
    ]
    actions.save(dossier, answers, person="client", device="phone", key="", now=now)

    def send(number):
        mine = Dossier.objects.get(pk=dossier.pk)
        declared = {"text": "True.", "name": "Ann"}
        try:
            return submit(mine, seq=1, person="client", language="en", declared=declared, now=now)
        except WrongState:
            return None

    assert len([one for one in together(send, 3) if one]) == 1
    assert dossier.submissions.count() == 1
