"""A client has a page open while the questionnaire gets a new revision."""

import copy
from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.answers.models import Reach
from carnet.campaigns.models import State
from tests.answers.asking import YEARLY, two
from tests.answers.revising import answer, kept, roll_out, undo

USES = [{"id": name, "text": two(name.title(), name.title())} for name in ("home", "let", "flat")]
USE = {
    "id": "use",
    "type": "one",
    "text": two("How is it used?", "Quel usage ?"),
    "choices": USES[:2],
}


@pytest.fixture
def text():
    return copy.deepcopy(YEARLY)


def items(text, section=0):
    return text["sections"][section]["items"]


def value_of(dossier, path):
    return kept(dossier)["answers"][path][0]


@pytest.mark.thorough
def test_a_page_that_is_open_is_saved_and_leads_on(firm, yearly, visitor, text):
    visitor.visit("/q/s/you/rents/")
    items(text)[1]["help"] = two("Also a garage.", "Un garage aussi.")
    roll_out(firm, text)
    visitor.press("Continue", rents="yes")
    assert visitor.address == "/q/s/you/rent/"
    assert value_of(yearly, "rents") == "yes"


@pytest.mark.thorough
def test_who_comes_back_is_told_how_many_questions_were_added(firm, yearly, visitor, text):
    answer(yearly, rents="no")
    items(text).append(
        {"id": "moved", "type": "yes_no", "text": two("Did you move?", "Déménagé ?")}
    )
    roll_out(firm, text)
    assert "has added 1 question since you were last here" in visitor.visit("/q/tasks/").text
    type(yearly).objects.get().moves.update(told_at=timezone.now() - timedelta(hours=2))
    assert "has added" not in visitor.visit("/q/tasks/").text


def test_a_change_of_words_is_not_mentioned(firm, yearly, visitor, text):
    answer(yearly, rents="no")
    items(text)[1]["text"] = two("Do you let a house?", "Louez-vous une maison ?")
    roll_out(firm, text)
    assert "has added" not in visitor.visit("/q/tasks/").text
    assert "Do you let a house?" in visitor.visit("/q/s/you/rents/").text


@pytest.mark.thorough
def test_the_page_of_a_renamed_question_answers_it_under_its_new_name(
    firm, yearly, visitor, text, colleague
):
    visitor.visit("/q/s/you/full_name/")
    items(text)[0].update(id="legal_name", was=["full_name"])
    rollout = roll_out(firm, text)
    visitor.press("Continue", full_name="Ann Peeters")
    assert visitor.address == "/q/s/you/legal_name/"
    assert value_of(yearly, "legal_name") == "Ann Peeters"
    visitor.press("Continue", legal_name="Ann Maes")
    visitor.visit("/q/s/you/legal_name/")
    undo(rollout, colleague)
    visitor.press("Continue", legal_name="Ann Claes")
    assert visitor.address == "/q/s/you/full_name/"
    assert value_of(yearly, "full_name") == "Ann Claes"


@pytest.mark.thorough
def test_what_was_typed_beside_a_question_that_is_gone_is_kept(firm, yearly, visitor, text):
    visitor.visit("/q/s/you/full_name/")
    items(text).pop(0)
    roll_out(firm, text, Reach.NOT_STARTED)
    visitor.press("Continue", full_name="Ann Peeters")
    assert visitor.address == "/q/tasks/"
    assert "What you answered has been kept." in visitor.text
    assert value_of(yearly, "full_name") == "Ann Peeters"
    assert "What you answered has been kept." in visitor.visit("/q/s/you/full_name/").text


def test_autosave_from_such_a_page_is_kept_too(firm, yearly, visitor, text):
    form = visitor.visit("/q/s/you/full_name/").page.forms[-1]
    items(text)[0].update(id="legal_name", was=["full_name"])
    roll_out(firm, text)
    reply = visitor.client.post("/q/save/", {**form.fields, "full_name": "Ann", "key": "k.1"})
    assert reply.json()["line"].startswith("Saved ")
    assert value_of(yearly, "legal_name") == "Ann"


@pytest.mark.thorough
def test_a_question_that_went_to_another_section_is_followed_there(firm, yearly, visitor, text):
    visitor.visit("/q/s/you/rents/")
    items(text, 1).append(items(text).pop(1))
    roll_out(firm, text)
    visitor.press("Continue", rents="no")
    assert visitor.address == "/q/s/family/rents/"
    assert value_of(yearly, "rents") == "no"


def with_use(firm, yearly, text, choices=USES[:2], **fields):
    items(text)[:] = [one for one in items(text) if one["id"] != "use"]
    items(text).append({**USE, "choices": choices, **fields})
    return roll_out(firm, text)


@pytest.mark.thorough
def test_a_choice_that_is_called_otherwise_by_now_is_understood(firm, yearly, visitor, text):
    with_use(firm, yearly, text)
    visitor.visit("/q/s/you/use/")
    with_use(firm, yearly, text, USES[::2], choice_map={"let": "flat"})
    visitor.press("Continue", use="let")
    assert value_of(yearly, "use") == "flat"


@pytest.mark.thorough
def test_a_choice_that_is_removed_while_selected_stays_selected(firm, yearly, visitor, text):
    with_use(firm, yearly, text)
    visitor.visit("/q/s/you/use/").press("Continue", use="let")
    with_use(firm, yearly, text, USES[:1])
    assert visitor.visit("/q/s/you/use/").page.forms[-1].fields["use"] == ["let"]
    assert yearly.revision.questionnaire.revisions.count() == 3
    assert kept(yearly)["revision"] == yearly.revision.questionnaire.revisions.get(number=2).pk


@pytest.mark.thorough
def test_what_was_checked_in_other_words_is_checked_again(firm, yearly, visitor, text):
    answer(yearly, full_name="Ann", rents="no")
    answer(yearly, proof=None)
    yearly.answers.filter(path="proof").update(status="not_have")
    seq = visitor.visit("/q/check/").response.context["seq"]
    items(text)[1]["text"] = two("Do you let a house?", "Louez-vous une maison ?")
    roll_out(firm, text)
    visitor.visit(f"/q/send/?seq={seq}").press("Send", agreed="on", name="Ann Peeters")
    assert visitor.address.startswith("/q/check/")
    assert "the questions have changed" in visitor.text
    yearly.refresh_from_db()
    assert yearly.state == State.IN_PROGRESS
