"""A couple parts, or cannot both be reached: what the firm changes in the client's file counts at the next click."""

import pytest
from django.conf import settings

from carnet.answers.models import Answer
from carnet.answers.submitting import digest
from carnet.core.models import Mail
from carnet.invitations.letters import invitation_letter
from tests.answers.pictures import pdf, upload
from tests.clients.test_form import edited, save
from tests.portal.couples import a_couple, answered, signed_by
from tests.portal.test_answering import fill_in_yearly


@pytest.fixture
def dossier(firm, colleague):
    return a_couple(firm)


def partner_out(office, client):
    """As a colleague does it: empty the partner's fields on the card, and save."""
    client.refresh_from_db()
    data = edited(office, client)
    names = [name for name in data if name.startswith("partner_")]
    return save(office, client, {**data, **dict.fromkeys(names, "")})


@pytest.mark.thorough
def test_out_of_the_file_is_out_of_every_page_at_once(dossier, come_in, office):
    ann, dana = come_in(dossier), come_in(dossier, "partner")
    dana.visit("/q/s/theirs/pension/").press("Continue", pension="zq1")
    assert partner_out(office, dossier.client).status_code == 302
    dossier.client.refresh_from_db()
    assert dossier.client.partner_email == ""
    for address in ("/q/tasks/", "/q/s/theirs/pension/", "/q/check/", "/q/messages/", "/q/copy/"):
        assert dana.client.get(address).status_code == 403, address
    posted = {"pension-here": "1", "pension": "zq2", "page": "p", "key": "k"}
    for address in ("/q/save/", "/q/s/theirs/pension/"):
        assert dana.client.post(address, posted).status_code == 403, address
    file = {"path": "", "name": "x.pdf", "size": "9", "fingerprint": "f"}
    assert dana.client.post("/q/uploads/", file).status_code == 403
    assert dana.client.post("/q/shoebox/", {"files": upload(pdf(), "x.pdf")}).status_code == 403
    assert Answer.objects.get(path="pension").value == "zq1"
    assert "Dana" not in ann.visit("/q/tasks/").text


def test_back_in_the_file_the_old_link_is_not_a_way_in_for_somebody_else(dossier, come_in, office):
    dana = come_in(dossier, "partner")
    client = dossier.client
    client.partner_first_name = "Eve"
    client.partner_email = "eve@example.org"
    client.save()
    assert dana.client.get("/q/tasks/").status_code == 403


@pytest.fixture
def alone(firm, colleague):
    """Both sign, and the partner has no address."""
    return answered(a_couple(firm, partner_email=""))


def test_before_signing_the_page_says_what_to_do_without_an_address(alone, come_in):
    ann = come_in(alone).visit(f"/q/send/?seq={alone.seq}")
    for words in ("Sign", "no e-mail address", "give yours", "can do without the second signature"):
        assert words in ann.text
    assert "starts working with your answers" not in ann.text


@pytest.mark.thorough
def test_the_partner_signs_on_the_same_device_through_the_same_mailbox(alone, come_in):
    ann = come_in(alone).visit("/q/check/").follow("Everything is right")
    ann.press("Sign", agreed="on", name="Ann Peeters")
    assert "may sign on this device" in ann.text
    ann.follow("Give the e-mail address")
    ann.press("Send the link", first_name="Dana", email="someone@example.org")
    letter = invitation_letter(Mail.objects.get(letter="invitation"))
    assert letter.subject.startswith("Dana: ")
    assert "is asked to sign" in ann.visit("/q/tasks/").text
    assert "Everything is answered" not in ann.text
    dana = come_in(alone, "partner").visit("/q/check/").follow("Everything is right")
    assert "Thank you" in dana.press("S", agreed="on", name="Dana Maes").text
    assert [one["name"] for one in alone.submissions.get().content["declarations"]] == [
        "Ann Peeters",
        "Dana Maes",
    ]


@pytest.mark.thorough
def test_the_office_sees_that_a_signature_is_missing_and_does_without(alone, office):
    signed_by(alone, "client")
    page = office.get(f"/dossiers/{alone.pk}/").content.decode()
    assert "It is sent once both have signed." in page
    office.post(f"/dossiers/{alone.pk}/signatures/partner/", {"reason": "No address, signed here"})
    assert alone.submissions.count() == 1


@pytest.mark.thorough
def test_each_reads_the_sealed_copy_in_the_own_language(firm, colleague, come_in):
    pair = answered(a_couple(firm, partner_language="fr"))
    ann, dana = come_in(pair), come_in(pair, "partner")
    pair.invitations.filter(person="partner").update(own_language="fr")
    for person in ("client", "partner"):
        signed_by(pair, person)
    assert "Your home" in ann.visit("/q/copy/").text
    assert "Votre logement" in dana.visit("/q/copy/").text
    sealed = pair.submissions.get()
    assert sealed.sha256 == digest(sealed.content)
    dana.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nl"
    assert "Your home" in dana.visit("/q/copy/").text  # sealed in no Dutch: as it was sent


@pytest.mark.thorough
def test_one_who_answers_alone_seals_one_language(yearly, visitor):
    fill_in_yearly(visitor).visit("/q/check/").follow("Everything is right")
    visitor.press("Send to", agreed="on", name="Ann Peeters")
    assert "read_in" not in yearly.submissions.get().content
    assert "In the language in which it was sent" not in visitor.visit("/q/copy/").text
