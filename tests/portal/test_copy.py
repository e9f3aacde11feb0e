"""The client's own copy as a file: complete in itself, inert, and only what this person may read."""

import base64
import hashlib
import re

import pytest
from django.utils import timezone

from carnet.answers.actions import Said, save
from carnet.audit.models import Event
from carnet.core.child import Limits
from carnet.questionnaires.given import Given, Status
from tests.answers.pictures import pdf, upload
from tests.exports.pages import words_of
from tests.portal.couples import a_couple, answered, signed_by

HOSTILE = "<script>alert(1)</script></style><img src=x onerror=alert(1)>"


@pytest.fixture
def couple(firm, colleague):
    pair = answered(a_couple(firm))
    said = [Said("garden", Given(HOSTILE, Status.ANSWERED))]
    save(pair, said, person="client", device="", key="", now=timezone.now())
    return pair


def sent_in(pair):
    for person in ("client", "partner"):
        signed_by(pair, person)
    return pair


def download(visitor):
    response = visitor.client.post("/q/copy/file/")
    return response, response.content.decode()


@pytest.mark.thorough
def test_the_page_after_sending_offers_the_file_beside_reading_it(couple, come_in):
    visitor = come_in(sent_in(couple)).visit("/q/sent/")
    assert "/q/copy/pdf/" in [form.action for form in visitor.page.forms]
    assert "Read or print what I sent" in visitor.page.text
    copies = {form.action for form in visitor.visit("/q/copy/").page.forms}
    assert {"/q/copy/file/", "/q/copy/pdf/"} <= copies


@pytest.mark.thorough
def test_the_pdf_holds_only_what_is_theirs_to_read_in_the_own_language(couple, come_in):
    visitors = {one: come_in(couple, one) for one in ("client", "partner")}
    visitors["client"].client.post("/q/shoebox/", {"files": upload(pdf(), "of-ann.pdf")})
    sent_in(couple)
    ann, dana = (
        words_of(visitors[one].client.post("/q/copy/pdf/")) for one in ("client", "partner")
    )
    for own in ("zq4711", "Secret salary of Ann", "of-ann.pdf"):
        assert own in ann
        assert own not in dana
    assert "zq4714" in dana
    assert "zq4714" not in ann
    assert HOSTILE in ann
    assert couple.submissions.get().sha256 in ann
    assert Event.objects.filter(what="copy downloaded").count() == 2


@pytest.mark.thorough
def test_a_pdf_that_cannot_be_made_is_told_in_a_sentence(couple, come_in, monkeypatch):
    monkeypatch.setattr("carnet.exports.pdf.LIMITS", Limits(megabytes=60))
    visitor = come_in(sent_in(couple))
    response = visitor.client.post("/q/copy/pdf/", follow=True)
    assert "The PDF could not be made. This page holds the same" in response.content.decode()
    assert "zq4711" in response.content.decode()


@pytest.mark.thorough
def test_there_is_no_pdf_before_sending_nor_by_looking_alone(couple, come_in):
    visitor = come_in(couple)
    assert visitor.client.post("/q/copy/pdf/").status_code == 404
    sent_in(couple)
    assert visitor.client.get("/q/copy/pdf/").status_code == 405


@pytest.mark.thorough
def test_each_of_a_couple_gets_only_what_is_theirs_to_read(couple, come_in):
    visitors = {one: come_in(couple, one) for one in ("client", "partner")}
    visitors["client"].client.post("/q/shoebox/", {"files": upload(pdf(), "of-ann.pdf")})
    sent_in(couple)
    _response, ann = download(visitors["client"])
    _response, dana = download(visitors["partner"])
    for own in ("zq4711", "Secret salary of Ann", "of-ann.pdf"):
        assert own in ann
        assert own not in dana
    assert "zq4714" in dana
    assert "zq4714" not in ann


@pytest.mark.thorough
def test_it_is_an_attachment_named_by_the_reference_and_leaves_a_trace(couple, come_in):
    response, text = download(come_in(sent_in(couple), "partner"))
    submission = couple.submissions.get()
    wanted = f'attachment; filename="{submission.reference}.html"'
    assert response.headers["Content-Disposition"] == wanted
    assert submission.reference in text
    event = Event.objects.get(what="copy downloaded")
    assert event.facts == {"person": "partner", "submission": submission.pk}
    assert event.by is None


def test_it_asks_nothing_of_the_network_and_runs_nothing(couple, come_in):
    _response, text = download(come_in(sent_in(couple)))
    [style] = re.findall(r"<style>(.*?)</style>", text, re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in text
    assert not re.findall(r"<script|<link|<img|<form|<a |src=\"|href=|url\(|@import", text)
    assert "&lt;script&gt;alert(1)" in text


def test_before_sending_and_by_looking_alone_there_is_none(couple, come_in):
    visitor = come_in(couple)
    assert download(visitor)[0].status_code == 404
    sent_in(couple)
    assert visitor.client.get("/q/copy/file/").status_code == 405
    couple.invitations.update(revoked_at=timezone.now())
    assert download(visitor)[0].status_code == 403
    assert not Event.objects.filter(what="copy downloaded").exists()
