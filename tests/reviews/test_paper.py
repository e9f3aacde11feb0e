"""The form of one client on paper: what is known printed, the rest to be written."""

import pytest
from django.utils import timezone

from carnet.answers.actions import Said, add_entry, save
from carnet.answers.beginning import begin
from carnet.answers.on_paper import on_paper
from carnet.answers.reading import load
from carnet.questionnaires.adopting import adopt
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.answers.asking import YEARLY
from tests.answers.couple import BOTH_SIGN
from tests.portal.conftest import dossier_for, enter


@pytest.fixture
def dossier(ann, colleague):
    return dossier_for(ann, make.revision(firm=ann.firm, document=YEARLY), language="en")


def say(dossier, **values):
    said = [Said(path, Given(value, Status.ANSWERED)) for path, value in values.items()]
    save(dossier, said, person="client", device="", key="", now=timezone.now())


def printed(dossier):
    """The questions by their text; those of an entry after its name."""
    form = on_paper(load(dossier, today=timezone.localdate()), "en")
    top = [one for part in form.parts for one in part.questions]
    found = {one.text: one for one in top}
    for one in top:
        for entry in one.known:
            found |= {f"{entry.label}: {inner.text}": inner for inner in entry.questions}
    return found


def test_what_is_known_is_printed_and_the_rest_is_blank(dossier):
    begin(dossier, now=timezone.now())
    say(dossier, rents="yes")
    form = printed(dossier)
    assert form["What is your name?"].answer.startswith("Ann Peeters")
    assert form["Do you let a property?"].answer == "Yes"
    rent = form["How much rent did you receive?"]
    assert (rent.answer, rent.condition) == ("", "")


def test_what_does_not_concern_the_client_is_left_out_and_what_may_follow_is_not(dossier):
    asked = "How much rent did you receive?"
    assert printed(dossier)[asked].condition.startswith("Only if")
    say(dossier, rents="no")
    assert asked not in printed(dossier)


def test_a_list_prints_its_entries_and_room_for_more(dossier):
    entry = add_entry(dossier, "children", person="client", now=timezone.now())
    say(dossier, **{f"children/{entry.key}/child_name": "Noa"})
    form = printed(dossier)
    assert form["Noa: First name"].answer == "Noa"
    assert form["Noa: Date of birth"].answer == ""
    assert [one.answer for one in form["Children"].inner] == ["", ""]
    assert form["Children"].entries


def test_the_office_prints_it_in_the_clients_language(office, dossier):
    dossier.language = "fr"
    dossier.save(update_fields=["language"])
    say(dossier, full_name="Ann Peeters-Maes")
    page = office.get(f"/dossiers/{dossier.pk}/paper/").content.decode()
    assert "Quel est votre nom ?" in page
    assert "Ann Peeters-Maes" in page


def test_each_of_a_couple_prints_their_own_part(firm, colleague):
    ann = make.client(firm=firm, first_name="Ann")
    dossier = dossier_for(ann, make.revision(firm=firm, document=BOTH_SIGN), language="en")
    dana = enter(dossier, "partner").visit("/q/tasks/").follow("Print and fill in on paper")
    assert "Secret pension of Dana" in dana.text
    assert "Secret salary of Ann" not in dana.text
    assert "Secret salary of Ann" in enter(dossier).visit("/q/paper/").text


@pytest.mark.thorough
def test_on_paper_there_is_room_for_both_to_sign(firm, colleague, office):
    tax = adopt(firm, "be_income_tax_short", by=None, now=timezone.now())
    update = adopt(firm, "client_record_update", by=None, now=timezone.now())
    for revision, room in ((tax, True), (update, False)):
        campaign = make.campaign(firm=firm, revision=revision)
        dossier = make.dossier(client=make.client(firm=firm), campaign=campaign, language="en")
        page = office.get(f"/dossiers/{dossier.pk}/paper/").content.decode()
        assert ("Name of the partner, where both sign" in page) is room
        assert page.count("Date and signature") == 1 + room
