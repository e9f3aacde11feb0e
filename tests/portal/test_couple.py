"""What one of a couple sees of the other's part: how far it is, and nothing else. By every door of the portal."""

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from carnet.answers.actions import Hand, Said, add_entry, remove_entry, save
from carnet.answers.models import Answer, AnswerEvent
from carnet.answers.papers import NOWHERE, hand_in
from carnet.answers.submitting import submit
from carnet.campaigns.models import State
from carnet.core.models import Mail
from carnet.core.sealed import opened
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.answers.couple import BOTH_SIGN
from tests.answers.pictures import pdf, upload
from tests.portal.conftest import dossier_for
from tests.portal.couples import a_couple
from tests.test_routes import ROUTES

PORTAL = sorted(
    name
    for name in ROUTES
    if name.startswith("portal:")
    and name not in {"portal:link", "portal:code", "portal:code_again"}
)


@pytest.fixture
def dossier(firm, colleague):
    """Ann's own part is answered, with a document and an entry of a list; Dana has answered nothing."""
    ann = make.client(
        firm=firm,
        first_name="Ann",
        partner_first_name="Dana",
        partner_email="dana@example.org",
    )
    found = dossier_for(ann, make.revision(firm=firm, document=BOTH_SIGN), language="en")
    now = timezone.now()
    entry = add_entry(found, "jobs", person="client", now=now)
    answers = {"married": "yes", "salary": "zq4711", f"jobs/{entry.key}/employer": "zq4712"}
    said = [Said(path, Given(value, Status.ANSWERED)) for path, value in answers.items()]
    said += [Said("jobs", Given(status=Status.ANSWERED))]
    save(found, said, person="client", device="", key="", now=now)
    hand_in(found, [upload(pdf(), "zq4713.pdf")], path="payslip", by=Hand("client", "", "", now))
    found.entry, found.paper = entry, found.documents.get()
    return found


def arguments(name, dossier):
    """Every route, pointed at what is Ann's alone."""
    known = {
        "section": "hers",
        "item": "employer" if name == "portal:entry" else "salary",
        "list_id": "jobs",
        "entry": dossier.entry.key,
        "uuid": dossier.paper.uuid,
        "number": 1,
    }
    return {key: known.get(key, "nothing") for key in ROUTES[name]}


def told(response):
    if response.streaming:
        return b"".join(response.streaming_content).decode("latin-1")
    return response.content.decode()


@pytest.mark.thorough
def test_the_partner_sees_nothing_of_the_clients_own_part(dossier, come_in):
    browser = come_in(dossier, "partner").client
    for name in PORTAL:
        response = browser.get(reverse(name, kwargs=arguments(name, dossier)), follow=True)
        page = told(response)
        for word in ("Secret salary", "Secret payslip", "Secret jobs", "Secret employer", "zq47"):
            assert word not in page, (name, word)
        if ROUTES[name] and name not in {"portal:add", "portal:restore"}:
            closed = {404, 405, 410}  # not there, only by a press of a button, or ended
            assert response.status_code in closed or response.redirect_chain, name


@pytest.mark.thorough
def test_the_partner_writes_nothing_into_the_clients_own_part(dossier, come_in):
    browser = come_in(dossier, "partner").client
    mine = Answer.objects.exclude(path__in=["married", "garden", "pension"]).order_by("pk")
    before = list(opened(mine.all(), "path", "rev", "value"))
    for name in PORTAL:
        browser.post(reverse(name, kwargs=arguments(name, dossier)), stolen(dossier))
        assert list(opened(mine.all(), "path", "rev", "value")) == before, name
        assert not AnswerEvent.objects.filter(person="partner").exists(), name
        dossier.entry.refresh_from_db()
        dossier.paper.refresh_from_db()
        assert (dossier.entry.deleted_at, dossier.paper.removed_at) == (None, None), name
        assert dossier.documents.count() == 1, name


def stolen(dossier):
    return {
        "page": "p",
        "key": "k",
        "salary": "stolen",
        "salary-here": "1",
        "payslip-here": "1",
        "payslip-remove": str(dossier.paper.pk),
        "payslip": upload(pdf(), "stolen.pdf"),
        "jobs-here": "1",
        f"jobs/{dossier.entry.key}/employer": "stolen",
        f"jobs/{dossier.entry.key}/employer-here": "1",
        "seq": "999",
    }


@pytest.mark.thorough
def test_a_removed_entry_of_the_client_is_not_brought_back_by_the_partner(dossier, come_in):
    remove_entry(dossier.entry, seen=dossier.seq, person="client", now=timezone.now())
    browser = come_in(dossier, "partner").client
    path = f"jobs/{dossier.entry.key}/employer"
    browser.post(reverse("portal:save"), {"page": "p", "key": "k", path: "x", f"{path}-here": "1"})
    browser.post(reverse("portal:restore", args=["jobs", dossier.entry.key]))
    dossier.entry.refresh_from_db()
    assert dossier.entry.deleted_at


@pytest.mark.thorough
def test_the_client_sees_nothing_of_the_partners_part_either(dossier, come_in):
    visitor = come_in(dossier)
    for address in ("/q/start/", "/q/tasks/", "/q/check/"):
        assert "pension" not in visitor.visit(address).text
    assert visitor.client.get("/q/s/theirs/pension/").status_code == 404


@pytest.mark.thorough
def test_the_task_list_says_how_far_the_other_is_and_no_more(dossier, come_in):
    dana = come_in(dossier, "partner").visit("/q/tasks/")
    assert "Your own income: the part of Ann Completed" in dana.text
    ann = come_in(dossier).visit("/q/tasks/")
    assert "Income of the partner: the part of Dana Not started" in ann.text


def sign(visitor, name):
    visitor.visit("/q/check/").follow("Everything is right")
    return visitor.press("S", agreed="on", name=name)


@pytest.mark.thorough
def test_both_sign_one_after_the_other_and_both_get_the_confirmation(dossier, come_in):
    ann, dana = come_in(dossier), come_in(dossier, "partner")
    sign(ann, "Ann Peeters")
    assert "Thank you, you have signed." in ann.text
    assert "We have mailed Dana a separate link" in ann.text
    assert Mail.objects.get(letter="signature").to == "dana@example.org"
    assert "Dana is asked to sign." in ann.visit("/q/tasks/").text
    assert "Ann signed on" in dana.visit("/q/tasks/").text
    dana.visit("/q/s/theirs/pension/").press("Continue", pension="none at all")
    sign(dana, "Dana Maes")
    assert "Thank you, everything has been sent." in dana.text
    assert "Thank you, everything has been sent." in ann.visit("/q/start/").text
    dossier.refresh_from_db()
    assert dossier.state == State.SUBMITTED


@pytest.mark.thorough
def test_what_was_sent_is_read_by_each_without_the_others_part(dossier, come_in):
    ann, dana = come_in(dossier), come_in(dossier, "partner")
    dana.visit("/q/s/theirs/pension/").press("Continue", pension="zq4714")
    for person in ("client", "partner"):
        dossier.refresh_from_db()
        declared = {"text": "True.", "name": person.title()}
        now = timezone.now()
        submit(dossier, seq=dossier.seq, person=person, language="en", declared=declared, now=now)
    hers, theirs = ann.visit("/q/copy/").text, dana.visit("/q/copy/").text
    assert "zq4711" in hers
    assert "zq4714" not in hers
    assert "zq4714" in theirs
    assert "zq4711" not in theirs
    assert "zq4713" not in theirs
    for text in (hers, theirs):
        assert "Client" in text
        assert "Partner" in text


@pytest.mark.thorough
def test_a_change_after_signing_is_told_and_signed_again(dossier, come_in):
    ann, dana = come_in(dossier), come_in(dossier, "partner")
    sign(ann, "Ann Peeters")
    dana.visit("/q/s/home/garden/").press("Continue", garden="With a pond")
    assert "1 answer has changed since you signed" in ann.visit("/q/start/").text
    sign(ann, "Ann Peeters")
    assert "Thank you, you have signed." in ann.text


@pytest.mark.thorough
def test_the_client_asks_the_partner_in(firm, colleague, come_in):
    ann = make.client(firm=firm, first_name="Ann")
    dossier = dossier_for(ann, make.revision(firm=firm, document=BOTH_SIGN), language="en")
    visitor = come_in(dossier).visit("/q/tasks/").follow("My partner fills in too")
    visitor.press("Send the link", first_name="Dana", email="dana@")
    assert "dana@" in visitor.text
    assert not Mail.objects.exists()
    visitor.press("Send the link", first_name="Dana", email="dana@example.org")
    assert "Dana gets a mail" in visitor.text
    assert Mail.objects.get().to == "dana@example.org"
    assert "has not been opened yet" in visitor.visit("/q/partner/").text
    assert come_in(dossier, "partner").client.get("/q/partner/").status_code == 404


@pytest.mark.thorough
def test_who_signs_without_a_known_partner_is_asked_for_the_address(firm, colleague, come_in):
    ann = make.client(firm=firm, first_name="Ann")
    dossier = dossier_for(ann, make.revision(firm=firm, document=BOTH_SIGN), language="en")
    visitor = come_in(dossier)
    for path, value in (("home/married", "yes"), ("hers/salary", "1")):
        visitor.visit(f"/q/s/{path}/").press("Continue", **{path.split("/")[1]: value})
    visitor.visit("/q/s/hers/jobs/").press("None: continue")
    sign(visitor, "Ann Peeters")
    assert "we have no e-mail address" in visitor.text
    visitor.follow("Give the e-mail address")
    assert visitor.address == "/q/partner/"


@pytest.mark.thorough
def test_the_office_does_without_the_second_signature(dossier, come_in, office):
    sign(come_in(dossier), "Ann Peeters")
    dana = come_in(dossier, "partner")
    dana.visit("/q/s/theirs/pension/").press("Continue", pension="none")
    page = office.get(f"/dossiers/{dossier.pk}/").content.decode()
    assert "not signed yet" in page
    address = f"/dossiers/{dossier.pk}/signatures/partner/"
    assert office.post(address, {"reason": ""}).status_code == 200
    office.post(address, {"reason": "In hospital"})
    dossier.refresh_from_db()
    assert dossier.state == State.SUBMITTED
    assert office.get(address).status_code == 404


def test_every_portal_route_is_walked():
    assert len(PORTAL) >= 16
    assert get_resolver().namespace_dict["portal"]


@pytest.mark.thorough
def test_what_one_drops_without_saying_what_it_is_the_other_does_not_see(dossier, come_in):
    by = Hand("client", "", "", timezone.now())
    hand_in(dossier, [upload(pdf(), "zq4714.pdf")], path=NOWHERE, by=by)
    loose = dossier.documents.get(path=NOWHERE)
    on_its_way = dossier.uploads.create(path=NOWHERE, name="zq4715.pdf", size=9, person="client")
    ann, dana = come_in(dossier), come_in(dossier, "partner")
    assert "zq4714.pdf" in ann.visit("/q/shoebox/").text
    assert "zq47" not in dana.visit("/q/shoebox/").text
    for address in (f"/q/documents/{loose.uuid}/", f"/q/uploads/{on_its_way.uuid}/"):
        assert ann.client.get(address).status_code == 200, address
        assert dana.client.get(address).status_code == 404, address
    dana.client.post("/q/shoebox/", {"remove": loose.pk})
    dana.client.post("/q/shoebox/", {f"what-{loose.pk}": "payslip"})
    assert dossier.documents.filter(pk=loose.pk, path=NOWHERE, removed_at=None).exists()


@pytest.mark.parametrize(("language", "line"), [("fr", "Votre partenaire et vous"), ("en", "You")])
def test_a_line_that_begins_with_the_partner_begins_with_a_capital(
    firm, colleague, come_in, language, line
):
    dossier = a_couple(firm, partner_first_name="", partner_email="")
    dossier.language = language
    dossier.save(update_fields=["language"])
    page = come_in(dossier).visit("/q/start/").response.content.decode()
    assert f"<li>{line}" in page
