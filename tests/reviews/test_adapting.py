"""The page on which a colleague asks one client more, or less."""

import pytest
from django.utils import timezone

from carnet.answers.actions import Said, save
from carnet.answers.adapting import MOST_EXTRAS, add_question, switch_off
from carnet.audit.models import Event
from carnet.campaigns.models import Dossier, State
from carnet.core.sealed import under
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.answers.asking import YEARLY
from tests.portal.conftest import enter
from tests.questionnaires.builders import document, item

DONATIONS = {"type": "money", "text": {"en": "How much did you give?"}, "required": True}


@pytest.fixture
def dossier(ann):
    revision = make.revision(firm=ann.firm, document=YEARLY)
    campaign = make.campaign(firm=ann.firm, revision=revision)
    return make.dossier(client=ann, campaign=campaign, language="en")


@pytest.fixture
def begun(dossier):
    said = [Said("rents", Given("yes", Status.ANSWERED))]
    save(dossier, said, person="client", device="phone", key="", now=timezone.now())
    return dossier


@pytest.fixture
def address(dossier):
    return f"/dossiers/{dossier.pk}/questions/"


def html(response):
    return response.content.decode()


def fresh(dossier):
    return Dossier.objects.get(pk=dossier.pk)


@pytest.mark.thorough
def test_a_colleague_adds_a_question_and_the_client_answers_it(office, begun, address):
    typed = {
        "type": "one",
        "text": "Which bank?",
        "help": "Your main one",
        "choices": " KBC \n\nING",
    }
    page = html(office.post(f"{address}add/", {**typed, "required": "on"}, follow=True))
    assert "Which bank?" in page
    (extra,) = fresh(begun).extras
    name = extra["item"]["id"]
    visitor = enter(begun)
    assert "Your accountant added 1 question." in visitor.visit("/q/tasks/").page.text
    assert "Your accountant added" not in visitor.visit("/q/tasks/").page.text
    shown = visitor.visit(f"/q/s/x_extra/{name}/").page.text
    assert "Which bank?" in shown
    assert "KBC" in shown
    visitor.press("Continue", **{name: "c2"})
    assert begun.answers.get(path=name).value == "c2"
    assert "ING" in html(office.get(f"/dossiers/{begun.pk}/"))


def test_an_optional_question_does_not_hold_the_client_up(office, dossier, address):
    office.post(f"{address}add/", {"type": "text", "text": "Anything about 2024?"})
    assert fresh(dossier).extras[0]["item"]["required"] is False


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"type": "text"}, "Write the question."),
        ({"text": "Which?"}, "This field is required."),
        ({"type": "one", "text": "Which?", "choices": "Only one"}, "Write from 2 to 20 choices"),
        ({"type": "text", "text": "Hello {{ nobody }}"}, "nobody"),
    ],
)
def test_what_cannot_be_asked_comes_back_with_a_sentence(office, dossier, address, typed, sentence):
    assert sentence in html(office.post(f"{address}add/", typed))
    assert not fresh(dossier).extras


@pytest.mark.thorough
def test_there_is_an_end_to_extra_questions(office, colleague, dossier, address):
    for _one in range(MOST_EXTRAS):
        add_question(dossier, DONATIONS, by=colleague, now=timezone.now())
    page = html(office.post(f"{address}add/", {"type": "text", "text": "One more?"}))
    assert "There are 20 extra questions already" in page


@pytest.mark.thorough
def test_a_question_is_left_out_with_a_reason_and_asked_after_all(
    office, colleague, begun, address
):
    assert "Write the reason." in html(office.post(f"{address}rents/off/", {"reason": " "}))
    page = html(office.post(f"{address}rents/off/", {"reason": "Sold in 2019"}, follow=True))
    assert "Sold in 2019" in page
    assert colleague.name in page
    assert "Do you let a property?" not in html(office.get(f"/dossiers/{begun.pk}/"))
    visitor = enter(begun)
    assert visitor.visit("/q/check/").page.text.count("Do you let a property?") == 0
    office.post(f"{address}rents/on/")
    assert "Do you let a property?" in visitor.visit("/q/check/").page.text
    assert begun.answers.get(path="rents").value == "yes"
    told = Event.objects.filter(what__startswith="question switched")
    assert {event.by for event in told} == {colleague}


def test_a_question_left_out_brings_nobody_to_its_page(office, colleague, begun):
    switch_off(begun, "rents", "Sold", by=colleague, now=timezone.now())
    response = enter(begun).client.get("/q/s/you/rents/")
    assert response.status_code == 302


@pytest.mark.parametrize("name", ["nothing", "x_1"])
def test_what_is_not_asked_cannot_be_left_out(office, dossier, address, name):
    assert office.get(f"{address}{name}/off/").status_code == 404


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("add/", {"type": "text", "text": "Too late?"}),
        ("rents/off/", {"reason": "Too late"}),
        ("rents/on/", {}),
    ],
)
def test_once_sent_the_questions_stay(office, colleague, dossier, address, path, typed):
    if path == "rents/on/":
        switch_off(dossier, "rents", "Sold", by=colleague, now=timezone.now())
    before = fresh(dossier).switched_off
    Dossier.objects.filter(pk=dossier.pk).update(state=State.SUBMITTED)
    page = html(office.post(f"{address}{path}", typed, follow=True))
    assert "The client has sent the answers, so the questions stay." in page
    assert (fresh(dossier).extras, fresh(dossier).switched_off) == (None, before)
    assert "Do not ask" not in page


def test_questions_read_well_before_their_answers_are_known(office, ann):
    asked = {"en": "Was {{ child_name }} a student in {{ period_year }}?"}
    inner = [item("child_name", "text"), item("student", text=asked)]
    made = document(item("children", "repeat", items=inner))
    campaign = make.campaign(firm=ann.firm, revision=make.revision(firm=ann.firm, document=made))
    dossier = make.dossier(client=ann, campaign=campaign)
    for address in ("", "student/off/"):
        page = html(office.get(f"/dossiers/{dossier.pk}/questions/{address}"))
        assert "Was … a student in 2025?" in page


def test_what_is_typed_is_marked_as_being_in_the_clients_language(office, dossier, address):
    Dossier.objects.filter(pk=dossier.pk).update(language="nl")
    page = html(office.get(f"{address}add/"))
    assert page.count('lang="nl"') >= 3
    assert "Dutch" in page


def test_an_unknown_colleague_leaves_the_page_readable(office, dossier, address):
    known = {"reason": "Sold", "by": 999_999, "at": "2026-01-01T00:00:00+00:00"}
    off = {"rents": known, "gone": known}
    Dossier.objects.filter(pk=dossier.pk).update(**under(dossier, {"switched_off": off}))
    assert html(office.get(address)).count("Sold") == 1
