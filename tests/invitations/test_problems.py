"""Beside what did not arrive stands why, in words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.clients.states import State
from carnet.core import bounces, dsn
from carnet.core.mail import send_next
from carnet.core.models import Mail
from carnet.invitations import actions
from carnet.invitations.problems import bounced, last_problems
from tests import makers as make
from tests.answers.couple import BOTH_SIGN
from tests.reminders.waiting import invited, morning, work

GONE, FULL = "550 5.1.1 unknown", "552 5.2.2 full"


def send_all():
    while send_next():
        pass


def refused(post_office, dossier, answer=GONE):
    actions.resend([dossier], by=None, now=timezone.now())
    post_office.recipient_answers = [answer]
    send_all()


@pytest.mark.thorough
def test_of_several_mails_the_last_one_counts(post_office, dossier):
    refused(post_office, dossier, FULL)
    refused(post_office, dossier, GONE)
    assert last_problems([dossier]) == {dossier.pk: "This address does not exist (550 5.1.1)."}
    actions.resend([dossier], by=None, now=timezone.now())
    assert last_problems([dossier])  # the new one still waits
    send_all()
    assert last_problems([dossier]) == {}


@pytest.mark.thorough
def test_a_partner_whose_mail_arrives_does_not_hide_it(post_office, firm):
    couple = make.client(firm=firm, partner_first_name="Dana", partner_email="dana@example.org")
    revision = make.revision(firm=firm, document=BOTH_SIGN)
    dossier = make.dossier(client=couple, campaign=make.campaign(firm=firm, revision=revision))
    post_office.recipient_answers = [GONE]
    actions.invite([dossier], by=None, now=timezone.now())
    send_all()
    assert [one["To"] for one in post_office.mails] == ["dana@example.org"]
    assert last_problems([dossier]) == {dossier.pk: "This address does not exist (550 5.1.1)."}


@pytest.mark.thorough
def test_a_reminder_that_did_not_arrive_says_why_at_each_dossier_it_names(
    post_office, firm, ann, office
):
    first, second = invited(ann), invited(ann)
    post_office.recipient_answers = [FULL]
    work(morning(-14))
    assert list(last_problems([first, second]).values()) == ["The mailbox is full (552 5.2.2)."] * 2
    page = office.get("/campaigns/dossiers/").content.decode()
    assert page.count("The mailbox is full (552 5.2.2).") == 2


@pytest.mark.thorough
def test_a_page_of_dead_addresses_costs_no_more_queries_than_one(post_office, firm, office):
    campaign = make.campaign(firm=firm)
    counts = []
    for many in (2, 12):
        dossiers = [
            make.dossier(client=one, campaign=campaign) for one in make.clients(many, firm=firm)
        ]
        post_office.recipient_answers = [GONE] * many
        actions.invite(dossiers, by=None, now=timezone.now())
        send_all()
        office.get(f"/campaigns/{campaign.pk}/")
        with CaptureQueriesContext(connection) as queries:
            page = office.get(f"/campaigns/{campaign.pk}/").content.decode()
        counts.append(len(queries))
    assert page.count("This address does not exist (550 5.1.1).") == 14
    assert counts[0] == counts[1]


def test_where_nothing_came_back_nothing_is_asked(dossier, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert last_problems([]) == {}


@pytest.fixture
def back(post_office, dossier):
    """Taken first, then sent back."""
    actions.invite([dossier], by=None, now=timezone.now())
    send_all()
    notice = dsn.Notice((Mail.objects.get().uuid.hex,), True, "5.2.2")
    assert bounces.note(notice, timezone.now())
    return dossier


def test_the_look_before_sending_says_it_at_each_address(post_office, firm, back, office):
    make.client(firm=firm, email="Bo@example.org")
    Mail.objects.create(
        firm=firm, to="Bo@example.org", failed_at=timezone.now(), problem="recipient 550 5.1.1"
    )
    assert bounced(firm) == {
        "ann@example.org": "The mailbox is full (5.2.2).",
        "bo@example.org": "This address does not exist (550 5.1.1).",
    }


def test_an_address_whose_mails_arrive_again_is_not_asked_about(firm, back):
    type(back).objects.update(state=State.SENT)
    assert bounced(firm) == {}
