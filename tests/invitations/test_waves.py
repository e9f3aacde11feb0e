from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carnet.campaigns import actions as campaigns
from carnet.campaigns import waves as planning
from carnet.campaigns.models import Dossier, Wave
from carnet.campaigns.spreading import Planned
from carnet.core.models import Mail
from carnet.invitations import actions, waves
from tests import makers as make
from tests.at_once import together

NOW = datetime(2026, 5, 1, 9, tzinfo=ZoneInfo("Europe/Brussels"))
MONDAY, TUESDAY = NOW + timedelta(days=3), NOW + timedelta(days=4)


@pytest.fixture
def campaign(firm):
    return make.campaign(firm=firm, due_date=date(2026, 6, 30))


def plan(campaign, *groups, by=None):
    """One wave per group of clients, a day apart from Monday on."""
    clients = campaign.firm.clients.filter(pk__in=[c.pk for group in groups for c in group])
    dossiers = campaigns.add_clients(campaign, clients, by=by, now=NOW)
    planned = [
        Planned("", MONDAY + timedelta(days=day), tuple(client.pk for client in group))
        for day, group in enumerate(groups)
    ]
    return planning.schedule(campaign, dossiers, planned, by=by, now=NOW)


def people(firm, many):
    return [make.client(firm=firm) for _ in range(many)]


def work(now):
    while waves.send_next(now):
        pass


def mailed():
    return list(Mail.objects.order_by("pk").values_list("to", flat=True))


@pytest.mark.thorough
def test_each_wave_leaves_on_its_day_and_only_once(firm, campaign):
    ann, bea, carl = people(firm, 3)
    assert plan(campaign, [ann, bea], [carl]) == 3
    work(NOW)
    assert mailed() == []
    for _ in range(2):
        work(MONDAY)
    assert mailed() == [ann.email, bea.email]
    work(TUESDAY)
    assert mailed() == [ann.email, bea.email, carl.email]


@pytest.mark.thorough
def test_what_was_missed_is_sent_when_the_worker_is_back(firm, campaign):
    ann, bea = people(firm, 2)
    plan(campaign, [ann], [bea])
    work(TUESDAY + timedelta(days=30))
    assert mailed() == [ann.email, bea.email]


def test_planning_twice_plans_nobody_twice(firm, campaign):
    ann = make.client(firm=firm)
    plan(campaign, [ann])
    assert plan(campaign, [ann]) == 0
    assert Wave.objects.count() == 1


def test_the_address_of_the_day_it_leaves_is_mailed(firm, campaign):
    ann = make.client(firm=firm)
    plan(campaign, [ann])
    type(ann).objects.filter(pk=ann.pk).update(email="new@example.org")
    work(MONDAY)
    assert mailed() == ["new@example.org"]


@pytest.mark.thorough
def test_who_is_archived_withdrawn_or_was_mailed_meanwhile_is_left_in_peace(firm, campaign):
    ann, bea, carl = people(firm, 3)
    plan(campaign, [ann, bea, carl])
    type(ann).objects.filter(pk=ann.pk).update(archived_at=NOW)
    dossiers = {d.client_id: d for d in campaign.dossiers.select_related("firm", "campaign")}
    assert actions.withdraw(dossiers[bea.pk], by=None, now=NOW) == 1
    actions.resend([dossiers[carl.pk]], by=None, now=NOW)
    work(MONDAY)
    assert mailed() == [carl.email]


def test_a_closed_campaign_sends_no_more_waves(firm, campaign):
    plan(campaign, people(firm, 1))
    campaigns.close(campaign, by=None, now=NOW)
    work(MONDAY)
    assert mailed() == []
    wave = Wave.objects.select_related("campaign").get()
    with pytest.raises(planning.AlreadyLeft):
        planning.move(wave, TUESDAY, by=None)
    with pytest.raises(planning.AlreadyLeft):
        waves.send_now(wave, by=None, now=NOW)


@pytest.mark.thorough
def test_a_wave_is_moved_stopped_and_sent_after_all(firm, campaign, colleague):
    [ann] = people(firm, 1)
    plan(campaign, [ann], by=colleague)
    wave = Wave.objects.get()
    planning.move(wave, TUESDAY, by=colleague)
    work(MONDAY)
    assert mailed() == []
    planning.stop(wave, by=colleague, now=NOW)
    work(TUESDAY)
    assert mailed() == []
    assert waves.send_now(wave, by=colleague, now=NOW) == 1
    for act in (
        lambda: planning.move(wave, TUESDAY, by=colleague),
        lambda: planning.stop(wave, by=colleague, now=NOW),
        lambda: waves.send_now(wave, by=colleague, now=NOW),
    ):
        with pytest.raises(planning.AlreadyLeft):
            act()
    assert mailed() == [ann.email]


@pytest.mark.thorough
def test_a_worker_killed_in_the_middle_sends_the_whole_wave_later(firm, campaign, monkeypatch):
    """The process ends after some mails were queued: its transaction never commits."""
    plan(campaign, people(firm, 3))
    written = Mail.objects.bulk_create

    def killed(rows, **options):
        written(rows, **options)
        raise SystemExit

    monkeypatch.setattr(type(Mail.objects), "bulk_create", lambda self, *a, **k: killed(*a, **k))
    with pytest.raises(SystemExit):
        waves.send_next(MONDAY)
    monkeypatch.undo()
    assert (mailed(), Wave.objects.get().sent_at) == ([], None)
    work(MONDAY)
    assert len(mailed()) == 3


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_two_workers_and_a_colleague_at_once_send_a_wave_once(firm, campaign, colleague):
    plan(campaign, people(firm, 5))
    wave = Wave.objects.select_related("firm", "campaign").get()

    def act(number):
        if number < 2:
            return waves.send_next(MONDAY)
        try:
            return waves.send_now(wave, by=colleague, now=MONDAY)
        except planning.AlreadyLeft:
            return None

    together(act, 3)
    assert len(mailed()) == 5
    assert len(set(mailed())) == 5


def test_what_waits_for_its_wave_is_not_what_is_merely_prepared(firm, campaign):
    ann, bea, carl = people(firm, 3)
    plan(campaign, [ann], [bea])
    make.dossier(client=carl, campaign=campaign)
    planning.stop(campaign.waves.last(), by=None, now=NOW)
    assert [d.client for d in Dossier.objects.planned()] == [ann]
    assert {w.send_at: w.waiting for w in planning.shown(campaign)} == {MONDAY: 1, TUESDAY: 1}


@pytest.mark.thorough
def test_eight_hundred_clients_cost_few_queries(firm, campaign):
    clients = make.clients(800, firm=firm)
    plan(campaign, clients[:400], clients[400:])
    with CaptureQueriesContext(connection) as queries:
        work(TUESDAY)
    assert Mail.objects.count() == 800
    assert len(queries) <= 72
