"""Of clients who fill in where others sit too: they sign out, and nobody comes in after them without a new code."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.utils import timezone

from carnet.answers.models import Answer
from carnet.invitations import actions
from carnet.invitations.models import Device
from tests import makers as make
from tests.portal.test_entry import come_in, last_mail


@pytest.fixture
def link(ann, colleague):
    actions.invite([make.dossier(client=ann, language="en")], by=None, now=timezone.now())
    return re.search(r"/q/\S+", last_mail().text)[0]


@pytest.fixture
def inside(client, link):
    come_in(client, link, remember="on")
    return client


def test_every_page_leads_to_it_and_it_tells_first_what_happens(inside):
    assert 'href="/q/leave/"' in inside.get("/q/tasks/").content.decode()
    page = inside.get("/q/leave/").content.decode()
    assert "Every answer you saved is kept" in page
    assert inside.get("/q/tasks/").status_code == 200


def test_who_signed_out_is_out_with_whatever_the_browser_kept(inside, link):
    kept = {name: morsel.value for name, morsel in inside.cookies.items()}
    page = inside.post("/q/leave/")
    assert "You are signed out" in page.content.decode()
    assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.exists()
    assert inside.get("/q/tasks/").status_code == 403
    for name, value in kept.items():
        inside.cookies[name] = value
    assert inside.get("/q/tasks/").status_code == 403
    assert inside.post(link).headers["Location"] == "/q/code/"
    assert Device.objects.count() == 1


def test_their_other_device_stays_known(inside, link):
    phone = Browser()
    come_in(phone, link, remember="on")
    inside.post("/q/leave/")
    assert phone.get("/q/tasks/").status_code == 200
    assert phone.post(link).headers["Location"] == "/q/start/"


def test_what_was_answered_is_there_when_they_come_back(inside, link):
    answers = Answer.objects.count()
    inside.post("/q/leave/")
    come_in(inside, link)
    assert inside.get("/q/tasks/").status_code == 200
    assert Answer.objects.count() == answers


def test_a_colleague_who_tried_the_link_stays_signed_in(client, colleague, link):
    client.force_login(colleague)
    come_in(client, link)
    page = client.post("/q/leave/")
    assert "Clear-Site-Data" not in page.headers
    assert client.get("/q/tasks/").status_code == 403
    assert client.get("/clients/").status_code == 200
