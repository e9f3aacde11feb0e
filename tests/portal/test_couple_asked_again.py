"""What is asked again of one of a couple: the other has nothing to do but sign again where both must."""

import pytest
from django.utils import timezone

from carnet.answers.asking_again import ask_again
from carnet.answers.reading import load
from carnet.campaigns.models import State
from tests.portal.couples import a_couple, sent


@pytest.fixture
def dossier(firm, colleague):
    return sent(a_couple(firm))


@pytest.fixture
def ann(dossier, come_in):
    return come_in(dossier)


@pytest.fixture
def dana(dossier, come_in):
    return come_in(dossier, "partner")


@pytest.fixture
def of_ann(dossier, colleague):
    ask_again(dossier, {"salary": "Net or gross?"}, by=colleague, now=timezone.now())
    return dossier


WAYS = [
    "start/",
    "tasks/",
    "asked/",
    "check/",
    "shoebox/",
    "send/?seq=1",
    "sent/",
    "s/home/garden/",
]


@pytest.mark.thorough
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("person", ["client", "partner"])
def test_every_way_in_leads_somewhere(of_ann, come_in, person, way):
    visitor = come_in(of_ann, person).visit(f"/q/{way}")  # a circle of redirects raises
    assert visitor.address.startswith(("/q/asked/", "/q/check/", "/q/send/"))


def test_nothing_is_asked_of_the_other_who_does_not_even_learn_what(of_ann, dana):
    dana.visit("/q/start/")
    assert dana.address == "/q/asked/"
    assert "Nothing is asked of you" in dana.text
    for words in ("Net or gross?", "salary", "zq4711"):
        assert words not in dana.text
    assert "Answer" not in dana.page.links


def test_the_other_cannot_answer_it_either(of_ann, dana):
    assert dana.client.get("/q/s/hers/salary/").status_code == 404
    dana.client.post(
        "/q/save/", {"salary-here": "1", "salary": "1", "garden-here": "1", "garden": "x"}
    )
    assert of_ann.answers.get(path="salary").value == "zq4711"
    assert not of_ann.answers.filter(path="garden").exists()


def sign(visitor, name):
    visitor.visit("/q/asked/").follow("Send back")
    return visitor.press("S", agreed="on", name=name)


@pytest.mark.thorough
def test_both_sign_again_in_either_order(of_ann, ann, dana):
    assert "Send back" not in ann.visit("/q/asked/").page.links
    ann.follow("Answer: Secret salary").press("Continue", salary="zq4712")
    assert "you have signed" in sign(ann, "Ann").text
    assert "Dana is asked to sign" in ann.visit("/q/asked/").text
    assert "Send back" not in ann.page.links
    assert "Ann signed on" in dana.visit("/q/asked/").text
    assert "everything has been sent" in sign(dana, "Dana").text
    of_ann.refresh_from_db()
    assert of_ann.state == State.SUBMITTED
    assert of_ann.submissions.count() == 2
    assert not of_ann.asked_again.filter(closed_at=None).exists()


@pytest.mark.thorough
def test_a_signature_of_the_other_beforehand_does_not_send_what_is_still_asked(of_ann, ann, dana):
    dana.client.post("/q/send/", {"seq": of_ann.seq, "agreed": "on", "name": "Dana"})
    assert of_ann.submissions.count() == 1
    ann.visit("/q/asked/").follow("Answer: Secret salary").press("Continue", salary="zq4712")
    assert "everything has been sent" in sign(ann, "Ann").text
    of_ann.refresh_from_db()
    assert of_ann.state == State.SUBMITTED


@pytest.mark.thorough
def test_of_a_question_for_both_one_answer_is_enough(dossier, colleague, ann, dana):
    ask_again(dossier, {"married": "When?"}, by=colleague, now=timezone.now())
    assert "Are you married?" in ann.visit("/q/asked/").text
    dana.visit("/q/asked/").follow("Answer: Are you married").press("Continue", married="yes")
    assert "1 of 1 done" in ann.visit("/q/asked/").text
    sign(dana, "Dana")
    sign(ann, "Ann")
    dossier.refresh_from_db()
    assert dossier.state == State.SUBMITTED


@pytest.mark.thorough
def test_where_one_signature_is_enough_now_one_sends(dossier, colleague, ann):
    ask_again(dossier, {"married": "Still?"}, by=colleague, now=timezone.now())
    ann.visit("/q/asked/").follow("Answer: Are you married").press("Continue", married="no")
    assert not load(dossier, today=timezone.localdate()).outcome.both_sign
    assert "everything has been sent" in sign(ann, "Ann").text
