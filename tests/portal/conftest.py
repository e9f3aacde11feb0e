from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from carnet.questionnaires.adopting import adopt
from tests import makers as make
from tests.answers.asking import YEARLY
from tests.portal.browser import Visitor


@pytest.fixture
def yearly(ann, colleague):
    """A dossier of Ann's with one of everything, in English."""
    return dossier_for(ann, make.revision(firm=ann.firm, document=YEARLY), language="en")


@pytest.fixture
def record_update(ann, colleague):
    revision = adopt(ann.firm, "client_record_update", by=None, now=timezone.now())
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
    client = dossier.client
    client.refresh_from_db()
    if person == "partner" and not client.partner_email:
        client.partner_first_name, client.partner_email = "Tom", "tom@example.org"
        client.save(update_fields=["partner_first_name", "partner_email"])
    partner = person == "partner"
    standing = dossier.invitations.filter(person=person, revoked_at=None)
    invitation = standing.first() or dossier.invitations.create(
        firm=dossier.firm,
        person=person,
        email=client.partner_email if partner else "someone@example.org",
        called=client.partner_first_name if partner else "",
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
