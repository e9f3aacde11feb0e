"""The worker moves dossiers while colleagues publish and clients save."""

import pytest
from django.utils import timezone

from carnet.answers.actions import Repinned, Said, save
from carnet.answers.foreseeing import way
from carnet.answers.migrating import publish_to
from carnet.answers.models import Move, Reach, Rollout
from carnet.audit.models import Event
from carnet.campaigns.models import Dossier
from carnet.questionnaires.actions import draft
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.weights import Weight
from tests.answers.revising import EMPTY_ADDED, after, answer, finish, kept, roll_out, running
from tests.at_once import together
from tests.questionnaires.builders import item

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_of_colleagues_who_publish_at_once_one_does(firm):
    running(firm)
    made = draft(firm, EMPTY_ADDED, by=None, now=timezone.now())

    def publish(_number):
        mine = type(made).objects.get(pk=made.pk)
        return publish_to(
            mine, Reach.IN_PROGRESS, weight=Weight.RESTRICTIVE, by=None, now=timezone.now()
        )

    assert sorted(together(publish, 3)) == [False, False, True]
    assert Rollout.objects.count() == 1
    assert Event.objects.filter(what="questionnaire published").count() == 2


@pytest.mark.thorough
def test_two_workers_move_each_dossier_once(firm):
    dossiers = running(firm, 6)
    for one in dossiers:
        answer(one, owns="yes")
    rollout = roll_out(firm, EMPTY_ADDED, work=False)
    together(lambda _number: finish(), 2)
    assert Move.objects.filter(rollout=rollout).count() == 6
    assert {kept(one)["revision"] for one in dossiers} == {rollout.revision_id}
    assert Event.objects.filter(what="dossier moved").count() == 6


@pytest.mark.thorough
def test_whoever_saves_while_dossiers_move_keeps_what_they_said(firm):
    text = after(item("possesses", was=["owns"]), drop=["owns"], use={"show_if": "possesses = yes"},
                 rent={"show_if": "possesses = yes"})  # fmt: skip
    dossiers = running(firm, 4)
    for one in dossiers:
        answer(one, owns="yes")
    rollout = roll_out(firm, text, work=False)
    before = dossiers[0].revision
    there = way(before, rollout.revision).route

    def act(number):
        if number == 0:
            return finish()
        for one in dossiers:
            said(one, number, before, there)
        return None

    together(act, 3)
    for one in dossiers:
        answers = kept(one)["answers"]
        assert set(answers) == {"possesses", "rent"}
        assert answers["possesses"][0] == "yes"
        assert answers["rent"][0] in ("1", "2")


def said(one, number, before, there):
    """As a page does: read the dossier, save, and once more if it got another revision in between."""
    for _attempt in range(2):
        mine = Dossier.objects.select_related("client", "firm", "campaign").get(pk=one.pk)
        moved = mine.revision_id != before.pk
        given = [
            Said(path if not moved else there.path(path), Given(value, Status.ANSWERED), base_rev=1)
            for path, value in (("owns", "yes"), ("rent", str(number)))
        ]
        try:
            save(mine, given, person="client", device=f"p{number}", key="", now=timezone.now())
        except Repinned:
            continue
        return
    raise AssertionError("moved twice")
