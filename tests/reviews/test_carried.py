"""A dossier gets another revision of its questionnaire while it is reviewed, or what is hidden is erased."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.answers.forgetting import forget
from carnet.campaigns.models import Dossier, State
from carnet.reviews import actions
from carnet.reviews.closing import reopen
from carnet.reviews.history import clients_answer
from carnet.reviews.needing import Standing
from tests.answers.revising import BEFORE, after, roll_out, running
from tests.questionnaires.builders import item
from tests.reviews.reviewing import answer, desk, row, send

pytestmark = pytest.mark.thorough
FULL = {"owns": "yes", "use": "home", "rent": "900", "kids": None}


@pytest.fixture
def reviewed(firm, colleague):
    """Sent, everything accepted, and opened again, so that the new text reaches it."""
    dossier = running(firm)[0]
    dossier = Dossier.objects.select_related("client", "firm", "campaign", "revision").get(
        pk=dossier.pk
    )
    answer(dossier, FULL)
    send(dossier)
    for path in ("owns", "use", "rent"):
        seen = row(dossier, path).ticket
        actions.accept(dossier, path, seen, by=colleague, now=timezone.now())
    reopen(dossier, "More to say", by=colleague, now=timezone.now())
    return dossier


def moved(dossier, firm, text):
    """Today only dossiers in progress get a new text; a review must stand it wherever it happens."""
    Dossier.objects.filter(pk=dossier.pk).update(state=State.IN_PROGRESS)
    roll_out(firm, text)
    return fresh(dossier)


def fresh(dossier):
    found = Dossier.objects.select_related("client", "firm", "campaign", "revision__questionnaire")
    return found.get(pk=dossier.pk)


def test_an_answer_under_a_new_name_stays_accepted(reviewed, firm, colleague):
    income = item("income", "money", was=["rent"], show_if="owns = yes")
    now = moved(reviewed, firm, after(income, drop=["rent"]))
    assert row(now, "income").standing is Standing.ACCEPTED
    assert row(now, "income").review.path == "rent"


def test_an_answer_that_becomes_another_choice_does_not(reviewed, firm):
    assert "use" in {item["id"] for item in BEFORE["sections"][0]["items"]}
    use = {"choices": [{"id": "z", "text": "Zeta"}], "choice_map": {"home": "z"}}
    now = moved(reviewed, firm, after(use=use))
    found = row(now, "use")
    assert found.written.rev == 2
    assert found.standing is Standing.CHANGED


def said_of_rent(dossier):
    """The value now and in all events, which reviews lead to."""
    events = dossier.answer_events.filter(path="rent")
    told = [part["value"] for event in events for part in (event.old, event.new) if part]
    return [*told, *(answer.value for answer in dossier.answers.filter(path="rent"))]


def test_erasing_what_is_hidden_leaves_nothing_of_it_in_the_review(reviewed, firm, colleague):
    answer(reviewed, {"owns": "no"})
    send(reviewed)
    for one in desk(reviewed).needing:
        actions.accept(reviewed, one.path, one.ticket, by=colleague, now=timezone.now())
    Dossier.objects.filter(pk=reviewed.pk).update(
        state=State.ACCEPTED, active_at=timezone.now() - timedelta(days=400)
    )
    assert "900" in said_of_rent(reviewed)
    assert forget(timezone.now()) == 1
    assert "900" not in said_of_rent(reviewed)
    assert reviewed.reviews.get(path="rent").verdict == "accepted"
    Dossier.objects.filter(pk=reviewed.pk).update(state=State.IN_REVIEW)
    assert "rent" not in desk(reviewed).by_path
    assert clients_answer(reviewed, row(reviewed, "owns"), "en") == ""
