"""What the overview shows of a campaign and of all, and how the address narrows it."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from carnet.campaigns import actions, figures
from carnet.campaigns.criteria import read
from carnet.campaigns.figures import year_before
from carnet.campaigns.models import Because, Dossier
from carnet.clients.models import SavedView
from carnet.clients.states import State
from carnet.reminders.models import Promise
from tests import makers as make

TODAY = timezone.localdate()
NOW = timezone.now()


def days(number):
    return TODAY + timedelta(days=number)


@pytest.fixture
def campaign(firm):
    return make.campaign(firm=firm, due_date=days(5))


@pytest.fixture
def add(firm, campaign):
    def added(name, *, label=None, into=campaign, client=(), **fields):
        person = make.client(firm=firm, last_name=name, **dict(client))
        if label:
            person.labels.add(label)
        return make.dossier(client=person, campaign=into, **fields)

    return added


def names(page):
    return [row.client.last_name for row in page.context["overview"].page.rows]


@pytest.mark.thorough
def test_all_ten_stages_stand_in_the_funnel_and_can_be_clicked(office, campaign, add):
    for state in State:
        add(state.value.title().replace("_", ""), state=state)
    page = office.get(f"/campaigns/{campaign.pk}/")
    segments = page.context["overview"].segments
    assert [(one["state"], one["count"]) for one in segments] == [(state, 1) for state in State]
    for one in segments:
        narrowed = office.get(f"/campaigns/{campaign.pk}/{one['url']}")
        assert [row.state for row in narrowed.context["overview"].page.rows] == [one["state"]]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("query", "most"), [("", 22), ("?late=1&state=sent", 12), ("?q=nobody", 11), ("?q=n0", 23)]
)
def test_the_queries_do_not_grow_with_the_dossiers(
    office, campaign, add, query, most, django_assert_max_num_queries
):
    for number in range(12):
        add(f"N{number:02}", state=State.NOT_DELIVERED if number % 2 else State.SENT)
    for address in (f"/campaigns/{campaign.pk}/", "/campaigns/dossiers/"):
        office.get(address + query)
        with django_assert_max_num_queries(most):
            office.get(address + query)


@pytest.mark.parametrize("state", ["", "&state=submitted"])
def test_late_are_counted_by_their_own_day_or_that_of_the_campaign(office, firm, add, state):
    over = make.campaign(firm=firm, due_date=days(-1))
    for name, more in {
        "Over": {"into": over},
        "Longer": {"into": over, "due_date": days(3)},
        "Today": {"due_date": days(0)},
        "Earlier": {"due_date": days(-9)},
        "Earliest": {"due_date": days(-10)},
    }.items():
        add(name, state=State.SENT, **more)
    add("Done", into=over, state=State.ACCEPTED, due_date=days(-9))
    page = office.get(f"/campaigns/dossiers/?managers=1{state}")
    assert page.context["overview"].late == 3
    assert page.context["overview"].total == (0 if state else 6)


@pytest.mark.thorough
def test_each_manager_has_a_line_with_figures(office, firm, campaign, add):
    ann, ben = (make.label(firm=firm, name=name) for name in ("Ann <b>", "Ben"))
    add("A", label=ann, state=State.SENT)
    add("B", label=ann, state=State.IN_PROGRESS)
    add("C", label=ben, state=State.SUBMITTED)
    add("D", state=State.ACCEPTED)
    page = office.get(f"/campaigns/{campaign.pk}/?label={ben.pk}").content.decode()
    table = page[page.index("Per dossier manager") :]
    lines = re.findall(r"<tr><td><a href=\"([^\"]+)\"([^>]*)>(.*?)</a>(.*?)</tr>", table)
    told = [(name, current, re.findall(r">(\d+)<", cells)) for _url, current, name, cells in lines]
    assert told == [
        ("Ann &lt;b&gt;", "", ["2", "1", "1", "0", "0"]),
        ("Ben", ' aria-current="true"', ["1", "0", "0", "1", "0"]),
        ("No label", "", ["1", "0", "0", "0", "1"]),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Late", "Mine", "Moved", "Silent"]),
        ("late=1", ["Late", "Moved"]),
        ("label=mine", ["Mine", "Moved"]),
        ("label=mine&late=1", ["Moved"]),
        ("unreached=1", ["Late", "Silent"]),
        ("unreached=1&late=1&state=not_delivered", ["Late"]),
        ("promised=1", ["Mine"]),
        ("q=mov", ["Moved"]),
        ("late=maybe&label=x&state=gone&q=%00", ["Late", "Mine", "Moved", "Silent"]),
    ],
)
def test_filters_narrow_together_and_nonsense_counts_as_not_chosen(
    office, firm, colleague, add, query, found
):
    mine = make.label(firm=firm, colleague=colleague)
    over = make.campaign(firm=firm, due_date=days(-1))
    add("Late", into=over, state=State.NOT_DELIVERED)
    told = add("Mine", label=mine, state=State.IN_PROGRESS)
    Promise.objects.create(firm=firm, dossier=told, person="client", day=days(9))
    add("Moved", label=mine, state=State.SENT, due_date=days(-2))
    add("Silent", state=State.SENT, client={"email": ""})
    assert names(office.get(f"/campaigns/dossiers/?{query}")) == found


def test_who_has_two_labels_of_one_colleague_counts_once(office, firm, colleague, campaign, add):
    dossier = add("Twice", label=make.label(firm=firm, colleague=colleague))
    dossier.client.labels.add(make.label(firm=firm, colleague=colleague))
    page = office.get(f"/campaigns/{campaign.pk}/?label=mine")
    assert names(page) == ["Twice"]
    assert page.context["overview"].total == 1


@pytest.mark.thorough
def test_a_day_of_its_own_makes_late_or_not(office, campaign, add):
    type(campaign).objects.filter(pk=campaign.pk).update(due_date=days(-1))
    add("Longer", state=State.SENT, due_date=days(4))
    add("Late", state=State.SENT)
    add("Done", state=State.ACCEPTED)
    page = office.get(f"/campaigns/{campaign.pk}/")
    assert page.context["overview"].late == 1
    assert names(office.get(f"/campaigns/{campaign.pk}/?late=1")) == ["Late"]
    assert [one.client.last_name for one in Dossier.objects.late(TODAY)] == ["Late"]


def test_the_table_says_how_far_each_is(office, campaign, add):
    add("Far", state=State.IN_PROGRESS, questions_done=12, questions_left=8, questions_asked=2)
    page = office.get(f"/campaigns/{campaign.pk}/").content.decode()
    assert 'value="12" max="20"' in page
    assert "12 of 20" in page
    assert "2 questions to you" in page


def test_days_share_and_the_time_to_begin_stand_above_the_table(office, campaign, add):
    begin = NOW - timedelta(days=10)
    type(campaign).objects.filter(pk=campaign.pk).update(created_at=begin)
    for hours in (20, 30, 90):
        moments = {"invited_at": begin, "started_at": begin + timedelta(hours=hours, minutes=5)}
        add(f"N{hours}", state=State.IN_PROGRESS, **moments)
    add("Sent", state=State.SUBMITTED, submitted_at=NOW - timedelta(days=3))
    page = office.get(f"/campaigns/{campaign.pk}/")
    text = re.sub(r"<[^>]+>", "", page.content.decode())
    assert "5 days to the due date" in text
    assert "25 % finished" in text
    assert "30 hours from invitation to first answer" in text
    assert "25 % have finished so far. The upright line is the due date" in text
    assert 'class="now" d="M0.0' in page.content.decode()


def test_done_outside_is_finished_and_closed_otherwise_is_not(firm, campaign, add):
    add("Out", state=State.CLOSED, closed_because=Because.OUTSIDE, active_at=NOW)
    add("Shut", state=State.CLOSED, active_at=NOW)
    assert figures.finished_by_day(campaign.dossiers.all()) == {TODAY: 1}


def test_a_day_begins_by_the_firms_clock(campaign, add):
    """Half past midnight in Brussels is the day before in UTC."""
    at = datetime(2026, 7, 2, 0, 30, tzinfo=ZoneInfo("Europe/Brussels"))
    add("Night", state=State.SUBMITTED, submitted_at=at)
    assert figures.finished_by_day(campaign.dossiers.all()) == {at.date(): 1}


@pytest.mark.thorough
def test_last_year_is_the_same_questionnaire_a_year_before(office, firm, campaign, add):
    def of(year, **more):
        period = {key: day.replace(year=year) for key, day in make.PERIOD.items()}
        return make.campaign(firm=firm, **period, **more)

    year = campaign.period_start.year
    before = of(year - 1, due_date=days(-360), revision=campaign.revision)
    of(year - 2, revision=campaign.revision)
    other = make.revision(firm=firm, document={**make.SMALL, "questionnaire": "other"})
    of(year - 1, revision=other)
    assert year_before(campaign) == before
    add("Then", into=before, state=State.ACCEPTED, submitted_at=NOW - timedelta(days=370))
    begin = NOW - timedelta(days=20)
    type(campaign).objects.filter(pk=campaign.pk).update(created_at=begin)
    add("Now", state=State.SUBMITTED, submitted_at=NOW - timedelta(days=1))
    add("Waits", state=State.SENT)
    page = office.get(f"/campaigns/{campaign.pk}/").content.decode()
    assert "50 % have finished; a year ago it was 100 %" in page
    assert 'class="before"' in page


def test_without_last_year_no_second_curve_is_drawn(office, campaign, add):
    type(campaign).objects.filter(pk=campaign.pk).update(created_at=NOW - timedelta(days=9))
    add("Now", state=State.SUBMITTED, submitted_at=NOW)
    assert 'class="before"' not in office.get(f"/campaigns/{campaign.pk}/").content.decode()


@pytest.mark.thorough
def test_of_all_campaigns_the_managers_are_counted_on_demand(office, firm, add):
    add("One", label=make.label(firm=firm, name="Marie"))
    add("Two", label=make.label(firm=firm, name="Koen"))
    page = office.get("/campaigns/dossiers/")
    assert page.context["overview"].labels == []
    assert "?managers=1" in page.content.decode()
    page = office.get("/campaigns/dossiers/?managers=1")
    assert [row.name for row in page.context["overview"].labels] == ["Koen", "Marie"]


@pytest.mark.thorough
def test_a_view_is_kept_for_the_dossiers_and_leads_back_to_the_campaign(
    client, office, firm, accountant, stranger, campaign
):
    kept = {"name": "Late ones", "query": "late=1&x=2", "shared": "on", "campaign": campaign.pk}
    response = office.post("/campaigns/views/save/", kept)
    assert response.headers["Location"] == f"/campaigns/{campaign.pk}/?late=1"
    view = SavedView.objects.get()
    assert (view.page, view.query) == ("dossiers", "late=1")
    assert "Late ones" in office.get(f"/campaigns/{campaign.pk}/").content.decode()
    assert "Late ones" not in office.get("/clients/").content.decode()
    assert "Late ones" not in office.get("/clients/views/").content.decode()
    client.force_login(accountant)
    assert "Late ones" in client.get("/campaigns/dossiers/").content.decode()
    assert client.post(f"/campaigns/views/{view.pk}/delete/").status_code == 404
    client.force_login(stranger)
    assert "Late ones" not in client.get("/campaigns/views/").content.decode()


def test_views_of_two_lists_may_bear_one_name(office, firm):
    office.post("/clients/views/save/", {"name": "Mine", "query": "label=mine"})
    office.post("/campaigns/views/save/", {"name": "Mine", "query": "label=mine&late=1"})
    found = firm.saved_views.order_by("page").values_list("page", "query")
    assert list(found) == [("clients", "label=mine"), ("dossiers", "label=mine&late=1")]


def test_the_register_and_the_mails_follow_the_day_of_the_dossier(firm, campaign, add, ann):
    dossier = make.dossier(client=ann, campaign=campaign, due_date=days(20))
    actions.move(dossier, State.SENT, now=NOW)
    ann.refresh_from_db()
    assert ann.due_date == days(20)
    assert not dossier.overdue(days(6))
    assert dossier.overdue(days(21))


def test_the_first_invitation_is_remembered(campaign, ann):
    dossier = make.dossier(client=ann, campaign=campaign)
    actions.move(dossier, State.SENT, now=NOW)
    actions.move(dossier, State.SENT, now=NOW + timedelta(days=3))
    assert dossier.invited_at == NOW


def test_words_of_the_address_are_read_once_for_all():
    criteria = read({"label": "mine", "late": "1", "q": " jan  de "})
    assert criteria.query == "q=jan+de&label=mine&late=1"
    assert criteria.url(late="", state="sent") == "?q=jan+de&state=sent&label=mine"
