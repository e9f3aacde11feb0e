"""The demo firm shows what a first look should find."""

import pytest
from django.utils import timezone

from carnet.answers.beginning import begin
from carnet.answers.confirming import recall
from carnet.answers.reading import load
from carnet.answers.signing import signing_of
from carnet.approvals.models import Approval
from carnet.campaigns.criteria import Criteria
from carnet.campaigns.overview import Asking
from carnet.clients.states import State
from carnet.core import mail
from carnet.core.models import Mail
from carnet.demo import office
from carnet.demo.building import COUPLE, RETURNING, build, tell_their_stories
from carnet.reminders.calls import to_call
from tests.clients.resting import resting_under_the_firms_key, values_of_clients


def lived_in(now):
    """The demo firm once its mails have left and its clients' stories are told."""
    firm = build(now)
    while mail.send_next(timezone.now()):
        pass
    tell_their_stories(firm, now)
    return firm


@pytest.mark.thorough
@pytest.mark.django_db
def test_one_client_of_the_demo_finds_last_years_answers():
    now = timezone.now()
    firm = build(now)
    last, this = firm.dossiers.filter(client__client_number=RETURNING).order_by("pk")
    assert (last.state, this.client.state) == (State.ACCEPTED, this.state)
    begin(this, now=now)
    recalled = recall(load(this, today=timezone.localdate(now)))
    assert recalled.opens("household", "client")
    assert any("children/" in one.instance.path for one in recalled.of("household", "client"))


@pytest.mark.thorough
@pytest.mark.django_db
def test_whatever_is_a_clients_rests_under_their_own_key():
    """The demo firm has done nearly everything a firm does, by the product's own ways."""
    lived_in(timezone.now())
    there = {name: len(values) for name, values in values_of_clients() if values}
    assert there.keys() >= {
        "clients.Client.national_number_sealed",
        "answers.Answer.value",
        "answers.AnswerEvent.new",
        "answers.Submission.content",
    }
    assert resting_under_the_firms_key() == {}


@pytest.mark.thorough
@pytest.mark.django_db
def test_one_of_a_couple_has_signed_and_the_other_is_asked_to():
    now = timezone.now()
    firm = lived_in(now)
    dossier = firm.dossiers.get(client__client_number=COUPLE)
    signing = signing_of(load(dossier, today=timezone.localdate(now)))
    assert [one.person for one in signing.given] == ["client"]
    assert signing.waiting == ("partner",)
    assert dossier.state == State.IN_PROGRESS
    asked = Mail.objects.get(letter="signature")
    begun = firm.dossiers.filter(state__in=[State.OPENED, State.IN_PROGRESS, State.SUBMITTED])
    assert not begun.exclude(invitations__opened_at__isnull=False).exists()
    assert (asked.to, asked.language) == ("partner41@example.org", "nl")


@pytest.mark.thorough
@pytest.mark.django_db
def test_the_couple_stands_last_and_shifts_nobody():
    firm = build(timezone.now())
    assert firm.clients.order_by("-client_number").values_list("client_number", flat=True)[0] == (
        COUPLE
    )
    assert firm.dossiers.order_by("-pk").first().client.client_number == COUPLE
    assert firm.clients.exclude(partner_email="").count() == 1


@pytest.mark.thorough
@pytest.mark.django_db
def test_the_office_has_something_to_review_to_wait_for_and_to_call():
    now = timezone.now()
    firm = lived_in(now)
    for _time in range(2):
        office.act(firm, now)
    [reviewed] = firm.dossiers.filter(state=State.IN_REVIEW)
    assert reviewed.to_ask.count() == len(set(reviewed.to_ask.values_list("path"))) == 2
    [waiting] = Approval.objects.all()
    assert (waiting.dossier, waiting.open) == (office.latest(firm, office.APPROVING), True)
    asking = Asking(firm, None, timezone.localdate(now))
    assert to_call(asking, None, Criteria()) == [office.latest(firm, *office.TO_CALL).pk]
