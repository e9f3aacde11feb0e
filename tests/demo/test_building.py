"""The demo firm shows what a first look should find."""

import pytest
from django.utils import timezone

from carnet.answers.beginning import begin
from carnet.answers.confirming import recall
from carnet.answers.reading import load
from carnet.clients.states import State
from carnet.demo.building import RETURNING, build


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
