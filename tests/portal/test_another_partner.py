"""Last year's answers of a partner who is not the partner any more: no other partner reads them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from carnet.answers.beginning import begin
from carnet.answers.prior import prior_answers
from carnet.clients.models import Client
from carnet.core.models import Mail
from carnet.invitations import actions
from carnet.invitations.parting import partner_shut_out
from tests import makers as make
from tests.answers.couple import BOTH_SIGN
from tests.portal.conftest import dossier_for, enter
from tests.portal.couples import a_couple, sent

EVE = {"partner_first_name": "Eve", "partner_email": "eve@example.org"}


def carried(item):
    return {**item, "carry": "confirm"} if item["type"] == "text" else item


DOCUMENT = {
    **BOTH_SIGN,
    "sections": [
        {**section, "items": [carried(item) for item in section["items"]]}
        for section in BOTH_SIGN["sections"]
    ],
}


@pytest.fixture
def last(firm, colleague):
    found = dossier_for(
        a_couple(firm).client, make.revision(firm=firm, document=DOCUMENT), language="en"
    )
    type(found.campaign).objects.filter(pk=found.campaign_id).update(
        period_start=date(2024, 1, 1), period_end=date(2024, 12, 31)
    )
    found.refresh_from_db()
    enter(found, "partner")
    sent(found)
    found.submissions.update(sent_at=datetime(2025, 3, 1, tzinfo=UTC))
    return found


@pytest.fixture
def dossier(last):
    campaign = make.campaign(
        firm=last.firm,
        revision=last.revision,
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
    )
    return make.dossier(client=last.client, campaign=campaign, language="en")


def now_with(dossier, **fields):
    Client.objects.filter(pk=dossier.client_id).update(**fields)
    dossier.client.refresh_from_db()


def invite_partner(dossier):
    return actions.resend([dossier], by=None, now=timezone.now(), person="partner")


def pension_page(dossier):
    visitor = enter(dossier, "partner").visit("/q/s/theirs/pension/")
    return visitor.response.content.decode()


@pytest.mark.thorough
def test_the_same_partner_finds_last_years_answers(dossier):
    begin(dossier, now=timezone.now())
    assert "zq4714" in pension_page(dossier)
    assert not partner_shut_out(dossier)


def test_nothing_is_taken_over_for_another_who_comes_in(dossier):
    now_with(dossier, **EVE)
    begin(dossier, now=timezone.now())
    assert prior_answers(dossier)["salary"] == "zq4711"
    assert "pension" not in prior_answers(dossier)
    assert dossier.answers.filter(path="salary").exists()
    assert not dossier.answers.filter(path="pension").exists()
    assert invite_partner(dossier) == 1
    assert "zq4714" not in pension_page(dossier)


def test_what_was_taken_over_before_the_file_changed_shuts_out(dossier):
    begin(dossier, now=timezone.now())
    now_with(dossier, **EVE)
    assert partner_shut_out(dossier)
    assert invite_partner(dossier) == 0
    assert not Mail.objects.filter(to="eve@example.org").exists()
    with pytest.raises(actions.ShutOut):
        actions.standing(dossier, "partner", by=None, now=timezone.now())
