"""What is put on its way, and what stays where it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.audit import record as audit
from carnet.deliveries import actions
from carnet.deliveries.models import Delivery
from tests import makers as make
from tests.deliveries.handed_in import sent_in
from tests.deliveries.test_sending import told


@pytest.mark.thorough
@pytest.mark.parametrize(
    "told_as",
    [
        (["client"], False, True),
        (["client"], True, False),
        (["colleague"], True, True),
        (["colleague"], False, False),
        (["hand"], False, False),
        (["client", "colleague"], True, True),
    ],
)
def test_each_trigger_is_its_own(firm, add, colleague, told_as):
    when, by_colleague, goes = told_as
    add("http://127.0.0.1:9/", when=when)
    submission = sent_in(firm)
    told()
    Delivery.objects.all().delete()
    by = colleague if by_colleague else None
    facts = {"submission": submission.pk}
    audit.record("dossier submitted", submission.dossier, firm=firm, by=by, **facts)
    told()
    assert Delivery.objects.exists() is goes


@pytest.mark.thorough
def test_off_at_first_and_only_what_is_sent_afterwards(firm, add, colleague):
    destination = add("http://127.0.0.1:9/", on=False)
    sent_in(firm)
    told()
    sent_in(firm)
    actions.switch_on(
        destination, by=colleague, now=timezone.now() + timedelta(minutes=1)
    )  # while it is still to be told
    told()
    assert not Delivery.objects.exists()


def test_another_firms_submission_stays_there(firm, add, stranger):
    add("http://127.0.0.1:9/")
    sent_in(stranger.firm)
    told()
    assert not Delivery.objects.exists()


@pytest.mark.thorough
def test_an_event_that_names_a_submission_of_another_firm_sends_nothing(firm, add, stranger):
    add("http://127.0.0.1:9/")
    mine, foreign = sent_in(firm), sent_in(stranger.firm)
    told()
    Delivery.objects.all().delete()
    facts = {"submission": foreign.pk}
    audit.record("dossier submitted", mine.dossier, firm=firm, by=None, **facts)
    told()
    assert not Delivery.objects.exists()


def test_nothing_goes_that_no_client_has_sent(firm, add, ann):
    destination = add("http://127.0.0.1:9/")
    dossier = make.dossier(client=ann)
    make.document(dossier=dossier)
    by = make.colleague(firm=firm)
    assert actions.send_now(dossier, destination, by=by, now=timezone.now()) is None
    assert not Delivery.objects.exists()
