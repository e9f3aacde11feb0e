"""A colleague fills in with a client, on the client's own pages, by a door of the office."""

import pytest
from django.test import Client as Browser
from django.utils import timezone

from carnet.answers.actions import Said, save
from carnet.audit.models import Event
from carnet.campaigns.models import State
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.answers.couple import BOTH_SIGN
from tests.portal.browser import Visitor
from tests.portal.conftest import dossier_for


@pytest.fixture
def colleague_at(office, yearly):
    office.post(f"/dossiers/{yearly.pk}/together/")
    return Visitor(office)


def base(dossier):
    return f"/dossiers/{dossier.pk}/together/q"


def answer(visitor, dossier, **given):
    for path, value in given.items():
        section = "you" if path in ("full_name", "rents") else "papers"
        visitor.visit(f"{base(dossier)}/s/{section}/{path}/").press("Continue", **{path: value})


@pytest.mark.thorough
def test_the_pages_are_the_clients_own_clearly_marked(colleague_at, yearly):
    colleague_at.visit(f"{base(yearly)}/tasks/")
    assert "You are filling in for Ann" in colleague_at.text
    assert "About you" in colleague_at.text
    colleague_at.follow("About you")
    assert colleague_at.address.startswith(base(yearly))
    for address in colleague_at.page.links.values():
        assert not address.startswith("/q/"), address


@pytest.mark.thorough
def test_every_answer_is_marked_with_who_typed_it(colleague_at, yearly, office, colleague):
    answer(colleague_at, yearly, rents="no")
    row = yearly.answers.get(path="rents")
    assert (row.value, row.source, row.person, row.colleague) == ("no", "staff", "staff", colleague)
    assert yearly.answer_events.filter(path="rents", person="staff").exists()
    assert "typed by Claire Dubois" in office.get(f"/dossiers/{yearly.pk}/").content.decode()
    assert Event.objects.get(what="filled in together").by == colleague


@pytest.mark.thorough
def test_lists_work_in_here_too(colleague_at, yearly):
    colleague_at.visit(f"{base(yearly)}/s/family/children/").press("Add one")
    assert colleague_at.address.startswith(f"{base(yearly)}/s/family/children/")
    colleague_at.press("Continue")
    assert yearly.entries.count() == 1


@pytest.mark.thorough
def test_two_dossiers_in_two_tabs_never_meet(colleague_at, yearly, office):
    other = dossier_for(make.client(firm=yearly.firm), yearly.revision, language="en")
    office.post(f"/dossiers/{other.pk}/together/")
    answer(colleague_at, yearly, rents="no")
    answer(colleague_at, other, rents="yes")
    assert yearly.answers.get(path="rents").value == "no"
    assert other.answers.get(path="rents").value == "yes"


@pytest.mark.thorough
def test_a_client_and_a_colleague_at_one_question_are_asked(colleague_at, yearly, come_in):
    colleague_at.visit(f"{base(yearly)}/s/you/rents/")
    come_in(yearly).visit("/q/s/you/rents/").press("Continue", rents="yes")
    colleague_at.press("Continue", rents="no")
    assert "Ann answered this a moment ago" in colleague_at.text
    assert yearly.answers.get(path="rents").value == "yes"


def test_the_doors_do_not_mix(colleague_at, yearly, come_in, stranger):
    visitor = come_in(yearly)
    assert visitor.client.get(f"{base(yearly)}/tasks/").status_code == 302
    assert colleague_at.client.get("/q/tasks/").status_code == 403
    foreign = Browser()
    foreign.force_login(stranger)
    assert foreign.get(f"{base(yearly)}/tasks/").status_code == 404
    assert foreign.post(f"/dossiers/{yearly.pk}/together/").status_code == 404


@pytest.mark.thorough
@pytest.mark.parametrize("rest", ["q/copy/", "q/sent/", "q/code/", "q/partner/", "clients/", "x"])
def test_what_is_the_clients_own_affair_is_not_in_here(colleague_at, yearly, rest):
    address = f"/dossiers/{yearly.pk}/together/{rest}"
    assert colleague_at.client.get(address).status_code == 404


@pytest.fixture
def complete(yearly, colleague_at):
    given = {"full_name": Given("Ann"), "rents": Given("no"), "proof": Given(status="not_have")}
    said = [
        Said(path, Given(one.value, Status(one.status) if one.value is None else Status.ANSWERED),
             "", getattr(yearly.answers.filter(path=path).first(), "rev", 0))
        for path, one in given.items()
    ]  # fmt: skip
    said.append(Said("children", Given(status=Status.ANSWERED)))
    save(yearly, said, person="client", device="", key="", now=timezone.now())
    return yearly


@pytest.mark.thorough
def test_a_colleague_does_not_sign_for_the_client(complete, colleague_at):
    colleague_at.visit(f"{base(complete)}/check/").follow("Everything is right")
    assert "The client checks the answers and signs" in colleague_at.text
    seq = complete.seq
    colleague_at.client.post(f"{base(complete)}/send/", {"seq": seq, "how": "phone", "name": "A"})
    complete.refresh_from_db()
    assert complete.state == State.IN_PROGRESS


@pytest.mark.thorough
def test_where_the_firm_allows_it_what_was_told_is_sent_with_how(complete, colleague_at, firm):
    firm.may_send_for_clients = True
    firm.save(update_fields=["may_send_for_clients"])
    colleague_at.visit(f"{base(complete)}/check/").follow("Everything is right")
    colleague_at.press("Send as told", how="phone", name="")
    assert "Write the first and last name." in colleague_at.text
    colleague_at.press("Send as told", how="phone", name="Ann Peeters")
    assert colleague_at.address == f"/dossiers/{complete.pk}/"
    sent = complete.submissions.get()
    assert "Told to us by phone" in sent.content["declaration"]["text"]
    assert "Ann Peeters; sent by Claire Dubois." in sent.content["declaration"]["text"]
    assert Event.objects.get(what="dossier submitted").by.name == "Claire Dubois"
    assert colleague_at.client.get(f"{base(complete)}/tasks/").status_code == 302


def test_a_colleague_sees_the_parts_of_both(firm, office):
    ann = make.client(firm=firm)
    dossier = dossier_for(ann, make.revision(firm=firm, document=BOTH_SIGN), language="en")
    visitor = Visitor(office).visit(f"{base(dossier)}/tasks/")
    assert "Your own income" in visitor.text
    assert "Income of the partner" in visitor.text
