"""What the overview counts is what the rows say, however many campaigns run and whatever changes meanwhile."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.http import QueryDict
from django.utils import timezone

from carnet.campaigns import overview
from carnet.campaigns.criteria import Criteria
from carnet.campaigns.models import Dossier
from carnet.campaigns.overview import Asking
from carnet.campaigns.overview_page import OverviewPage
from carnet.campaigns.templatetags.campaigns import manager_rows
from carnet.clients.criteria import MINE, NONE
from carnet.clients.models import Client
from carnet.clients.states import OPEN_STATES, State
from tests import makers as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAYS = [None, None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=2)]


@pytest.fixture
def clients(firm):
    """Under no label, under one, and under several."""
    labels = [make.label(firm=firm) for _one in range(3)]
    clients = [make.client(firm=firm) for _one in range(12)]
    for number, client in enumerate(clients):
        client.labels.set(labels[: number % 4])
    return clients


def opened(firm, clients, chance):
    """One more campaign that runs."""
    due = TODAY + timedelta(days=chance.choice([-3, 0, 9]))
    campaign = make.campaign(firm=firm, due_date=due)
    for client in chance.sample(clients, chance.choice([0, 5, 12])):
        state, own = chance.choice(list(State)), chance.choice(DAYS)
        make.dossier(client=client, campaign=campaign, state=state, due_date=own)
    return campaign


def change(firm, chance):
    """Somebody moves a dossier, a day or a label, or a client is erased."""
    one = chance.choice(firm.dossiers.order_by("pk"))
    mine = Dossier.objects.filter(pk=one.pk)
    mine.update(state=chance.choice(list(State)), due_date=chance.choice(DAYS))
    labels = list(firm.labels.order_by("pk"))
    one.client.labels.set(chance.sample(labels, chance.choice([0, 1, 3])))
    if chance.random() < 0.2:
        Client.objects.filter(pk=one.client_id).delete()


def shown(page):
    managers = {(row.name, state): n for row in page.labels for state, n in row.counts.items()}
    states = {one["state"]: one["count"] for one in page.segments if one["count"]}
    return states, page.late, page.total, managers


def by_hand(dossiers):
    states, managers, late = Counter(), Counter(), 0
    for one in dossiers.select_related("client", "campaign"):
        states[one.state] += 1
        late += one.state in OPEN_STATES and one.due < TODAY
        for name in [label.name for label in one.client.labels.all()] or [""]:
            managers[name, one.state] += 1
    return dict(states), late, states.total(), dict(managers)


@pytest.mark.thorough
@pytest.mark.parametrize("at_once", [1, 2, 32])
def test_each_dossier_is_counted_once_whatever_changes(
    firm, colleague, stranger, clients, monkeypatch, at_once
):
    monkeypatch.setattr(overview, "AT_ONCE", at_once)
    chance, asking = Random(at_once), Asking(firm, colleague, TODAY)
    over = opened(firm, clients, chance)
    type(over).objects.filter(pk=over.pk).update(closed_at=timezone.now())
    make.dossier(client=make.client(firm=stranger.firm), state=State.SENT)
    for _round in range(7):
        opened(firm, clients, chance)
        for _one in range(3):
            if firm.dossiers.exists():
                change(firm, chance)
        clients = list(firm.clients.all()) + [make.client(firm=firm) for _one in range(12)]
        running = firm.dossiers.filter(campaign__closed_at=None)
        page = OverviewPage(asking, None, QueryDict("managers=1"))
        assert shown(page) == by_hand(running)
        one = chance.choice(firm.campaigns.order_by("pk"))
        page = OverviewPage(asking, one, QueryDict(""))
        assert shown(page) == by_hand(one.dossiers)


def test_no_campaign_runs(firm, colleague):
    page = OverviewPage(Asking(firm, colleague, TODAY), None, QueryDict("managers=1"))
    assert shown(page) == ({}, 0, 0, {})


def test_an_address_for_each_of_many_labels_is_the_one_it_has_alone():
    criteria = Criteria(q="a label=%00 é&b", state=State.SENT, label="3", managers="1")
    urls = criteria.urls("label")
    for value in ("7", NONE, MINE):
        assert urls(value) == criteria.url(label=value)


def test_the_name_of_a_manager_is_text():
    row = overview.LabelRow("<b>Ann {0}</b>", "?q=%22&label=1", True, {State.SENT: 3})
    told = manager_rows([row])
    assert "&lt;b&gt;Ann {0}&lt;/b&gt;" in told
    assert 'href="?q=%22&amp;label=1" aria-current="true"' in told
