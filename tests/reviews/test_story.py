"""The whole way of a dossier: sent by its client, asked again by the firm, answered, accepted, put out."""

import json

import pytest

from carnet.campaigns.models import State
from carnet.core.models import Mail
from carnet.reviews.needing import Reason, Standing
from tests.portal.test_answering import fill_in_yearly
from tests.reviews.reviewing import row
from tests.reviews.test_review_pages import html, look, press

pytestmark = pytest.mark.thorough


@pytest.fixture
def dossier(yearly, visitor):
    fill_in_yearly(visitor).visit("/q/check/").follow("Everything is right")
    visitor.press("Send to", agreed="on", name="Ann Peeters")
    yearly.refresh_from_db()
    return yearly


def state(dossier):
    dossier.refresh_from_db()
    return dossier.state


def accept_all_that_needs_me(office, at):
    for _one in range(20):
        page = look(office, at)
        if page.context["chosen"] is None:
            return
        press(office, at, "accept/", page)


def test_asked_again_answered_accepted_and_put_out(office, dossier, visitor):
    at = f"/dossiers/{dossier.pk}/review/"
    page = look(office, at, show="all", at="rent")
    press(office, at, "tray/put/", page, words="Is this with charges?")
    office.post(f"{at}tray/", {"due": "2999-01-31"})
    assert (state(dossier), str(dossier.due)) == (State.ASKED_AGAIN, "2999-01-31")
    assert Mail.objects.filter(letter="asked_again").count() == 1
    visitor.visit("/q/asked/").follow("Answer: How much rent").press("Continue", rent="900")
    visitor.follow("Send back").press("Send to", agreed="on", name="Ann Peeters")
    assert state(dossier) == State.SUBMITTED
    back = row(dossier, "rent")
    assert (back.standing, back.reasons[0]) == (Standing.ASKED_AGAIN, Reason.ANSWERED_AGAIN)
    accept_all_that_needs_me(office, at)
    assert state(dossier) == State.IN_REVIEW
    fields = {"seen": row(dossier, "full_name").ticket, "full_name": "Ann Maes", "reason": "Card"}
    office.post(f"{at}correct/full_name/", fields)
    accept_all_that_needs_me(office, at)
    after = office.post(f"{at}dossier/", {"version": dossier.client.version}, follow=True)
    assert "The dossier is accepted." in html(after)
    assert state(dossier) == State.ACCEPTED
    out = json.loads(office.post(f"/exports/dossiers/{dossier.pk}/json/").content)
    assert "Ann Maes" in json.dumps(out)
    assert "Ann Peeters" in json.dumps(out)
    assert "900" in json.dumps(out)
    assert "Ann Maes" not in visitor.visit("/q/copy/").text
