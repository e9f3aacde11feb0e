from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from carnet.questionnaires.actions import publish
from carnet.questionnaires.shipped import shipped
from tests import makers as make
from tests.answers.asking import YEARLY
from tests.portal.browser import Visitor


@pytest.fixture
def yearly(ann, colleague):
    """A dossier of Ann's with one of everything, in English."""
    return dossier_for(ann, make.revision(firm=ann.firm, document=YEARLY), language="en")


@pytest.fixture
def record_update(ann, colleague):
    documents = {source.document["questionnaire"]: source.document for source in shipped()}
    update = documents["client_record_update"]
    revision = publish(ann.firm, update, by=None, now=timezone.now())
    return dossier_for(ann, revision, language="en")


@pytest.fixture
def come_in():
    """Opens a dossier in a new browser, as somebody who came through the mailed link."""
    return enter


@pytest.fixture
def visitor(yearly):
    return enter(yearly)


def dossier_for(client, revision, **fields):
    campaign = make.campaign(firm=client.firm, revision=revision)
    return make.dossier(client=client, campaign=campaign, **fields)


def enter(dossier, person="client") -> Visitor:
    now = timezone.now()
    invitation = dossier.invitations.create(
        firm=dossier.firm,
        person=person,
        email="someone@example.org",
        lookup=f"{person}-{dossier.pk}-{dossier.invitations.count()}",
        expires_at=now + timedelta(days=30),
    )
    browser = Browser()
    session = browser.session
    session.update(
        {
            "dossier": dossier.pk,
            "invitation": invitation.pk,
            "person": person,
            "entered": now.timestamp(),
            "seen": now.timestamp(),
            "language_before": "",
        }
    )
    session.save()
    return Visitor(browser)
