"""Whom to call: the rule case by case, and what holds for any mixture; then the page."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from carnet.campaigns.criteria import Criteria
from carnet.campaigns.models import Note
from carnet.campaigns.overview import Asking
from carnet.clients.states import OPEN_STATES, State
from carnet.reminders import calls
from carnet.reminders.calling import CALLED, LITTLE, QUIET, SOON, Case, Reason, to_call, why
from carnet.reminders.counting import note_sent
from carnet.reminders.models import Promise, Reminder, Step
from tests import makers as make

TODAY = date(2027, 3, 10)
CASE = Case(dossier=1, due=TODAY)


def ago(number):
    return TODAY - timedelta(days=number)


STUCK = replace(CASE, opened=True, begun=True, active=ago(6), left=LITTLE)
CALLED_FOR = [
    (replace(CASE, reached=False), Reason.UNREACHED),
    (replace(CASE, promised=ago(1)), Reason.PROMISED),
    (replace(CASE, reminders=2), Reason.UNOPENED),
    (replace(CASE, opened=True, asked_again=True, active=ago(6)), Reason.ASKED_AGAIN),
    (STUCK, Reason.STOPPED),
    (replace(STUCK, left=0), Reason.STOPPED),
]
LEFT_ALONE = [
    CASE,
    replace(CASE, reminders=1),
    replace(CASE, reminders=3, opened=True),
    replace(STUCK, active=ago(5)),
    replace(STUCK, left=LITTLE + 1),
    replace(STUCK, active=None),
    replace(CASE, opened=True, asked_again=True, active=ago(5)),
]


@pytest.mark.parametrize(("case", "reason"), CALLED_FOR)
def test_each_reason_holds_by_itself(case, reason):
    assert why(case, TODAY) is reason


@pytest.mark.parametrize("case", LEFT_ALONE)
def test_a_mail_may_still_move_these(case):
    assert why(case, TODAY) is None


@pytest.mark.parametrize(("case", "reason"), CALLED_FOR)
def test_whose_day_is_far_off_is_not_called_yet(case, reason):
    assert why(replace(case, due=TODAY + SOON), TODAY) is reason
    assert why(replace(case, due=TODAY + SOON + timedelta(days=1)), TODAY) is None


@pytest.mark.parametrize(("case", "_reason"), CALLED_FOR)
def test_who_promised_a_day_to_come_or_was_called_is_left_in_peace(case, _reason):
    assert why(replace(case, promised=TODAY), TODAY) is None
    assert why(replace(case, called=TODAY - CALLED + timedelta(days=1)), TODAY) is None
    assert why(replace(case, called=TODAY - CALLED), TODAY) is not None


def test_the_most_overdue_come_first_and_the_unreached_before_others_of_their_day():
    late = replace(STUCK, dossier=3, due=ago(9))
    silent = replace(CASE, dossier=2, reached=False)
    found = to_call([replace(STUCK, dossier=1), silent, late, CASE], TODAY)
    assert [call.case.dossier for call in found] == [3, 2, 1]


@given(
    st.lists(
        st.builds(
            Case,
            dossier=st.integers(1, 99),
            due=st.dates(ago(30), TODAY + timedelta(days=30)),
            reached=st.booleans(),
            reminders=st.integers(0, 4),
            opened=st.booleans(),
            begun=st.booleans(),
            active=st.none() | st.dates(ago(20), TODAY),
            left=st.integers(0, 20),
            promised=st.none() | st.dates(ago(9), TODAY + timedelta(days=9)),
        )
    )
)
def test_never_anybody_who_promised_or_has_time_and_always_in_order(cases):
    found = to_call(cases, TODAY)
    assert all(call.case.due <= TODAY + SOON for call in found)
    assert not any(call.case.promised and call.case.promised >= TODAY for call in found)
    assert [call.case.due for call in found] == sorted(call.case.due for call in found)


# The page.


@pytest.fixture
def late(firm):
    return make.campaign(firm=firm, due_date=timezone.localdate() - timedelta(days=2))


@pytest.fixture
def add(firm, late):
    def added(name, *, client=(), **fields):
        person = make.client(firm=firm, last_name=name, **dict(client))
        quiet = {"active_at": timezone.now() - timedelta(days=9)}
        return make.dossier(client=person, campaign=late, **{**quiet, **fields})

    return added


def remind(dossier, times):
    for number in range(times):
        day = timezone.localdate() - timedelta(days=3 * number + 3)
        email = f"{dossier.pk}@example.org"
        sent = Reminder.objects.create(firm=dossier.firm, email=email, day=day)
        Step.objects.create(
            firm=dossier.firm, reminder=sent, dossier=dossier, person="client", key=str(number)
        )
        note_sent(sent.pk, timezone.now())


def listed(page):
    return [(line.dossier.client.last_name, line.reason) for line in page.context["lines"]]


@pytest.fixture
def everybody(firm, add):
    add("Bounced", state=State.NOT_DELIVERED)
    silent = add("Silent", state=State.SENT)
    remind(silent, 2)
    remind(add("Once", state=State.SENT), 1)
    add("Stuck", state=State.IN_PROGRESS, questions_done=9, questions_left=3)
    add("Much", state=State.IN_PROGRESS, questions_done=9, questions_left=30)
    add("Uncounted", state=State.IN_PROGRESS)
    add("Asked", state=State.ASKED_AGAIN)
    add("Done", state=State.SUBMITTED)
    add("Waits", state=State.NOT_SENT)
    add("Gone", state=State.NOT_DELIVERED, client={"archived_at": timezone.now()})
    told = add("Promised", state=State.OPENED)
    day = timezone.localdate() - timedelta(days=1)
    Promise.objects.create(firm=firm, dossier=told, person="client", day=day)


def test_the_page_lists_them_with_the_reason_in_words(office, everybody):
    found = listed(office.get("/reminders/calls/"))
    assert [name for name, _reason in found] == ["Bounced", "Promised", "Silent", "Asked", "Stuck"]
    reasons = dict(found)
    assert reasons["Bounced"] == "Mail does not reach them."
    assert reasons["Silent"] == "Has not opened it after 2 reminders."
    assert reasons["Stuck"] == "Stopped 9 days ago with 3 questions left."
    assert reasons["Promised"].endswith("it has not come.")


def test_numbers_can_be_tapped_and_a_missing_one_added(office, add):
    one = add("Bounced", state=State.NOT_DELIVERED, client={"mobile": "+32470123456"})
    page = office.get("/reminders/calls/").content.decode()
    assert 'href="tel:+32470123456"' in page
    assert "+32 470 12 34 56" in page
    type(one.client).objects.update(mobile="")
    page = office.get("/reminders/calls/").content.decode()
    assert f'href="/clients/{one.client_id}/details/"' in page


def test_who_was_called_leaves_the_list_and_the_note_tells_what_was_said(office, add):
    one = add("Bounced", state=State.NOT_DELIVERED)
    kept = {"text": "Moved to Namur", "made": uuid4(), "called": "1", "next": "/reminders/calls/"}
    response = office.post(f"/campaigns/dossiers/{one.pk}/note/", kept)
    assert response.headers["Location"] == "/reminders/calls/"
    assert listed(office.get("/reminders/calls/")) == []
    Note.objects.update(at=timezone.now() - timedelta(days=4))
    page = office.get("/reminders/calls/")
    assert len(listed(page)) == 1
    assert "Moved to Namur" in page.content.decode()


@pytest.mark.thorough
def test_mine_and_those_of_one_campaign(office, firm, colleague, late, add):
    add("Mine", state=State.NOT_DELIVERED).client.labels.add(
        make.label(firm=firm, colleague=colleague)
    )
    add("Other", state=State.NOT_DELIVERED)
    elsewhere = make.campaign(firm=firm, due_date=timezone.localdate())
    assert [name for name, _ in listed(office.get("/reminders/calls/?label=mine"))] == ["Mine"]
    assert len(listed(office.get(f"/reminders/calls/?campaign={late.pk}"))) == 2
    assert listed(office.get(f"/reminders/calls/?campaign={elsewhere.pk}")) == []
    assert office.get("/reminders/calls/?campaign=999999").status_code == 404


def test_a_dossier_with_a_later_day_of_its_own_can_wait(office, add):
    add("Later", state=State.NOT_DELIVERED, due_date=timezone.localdate() + timedelta(days=30))
    assert listed(office.get("/reminders/calls/")) == []


def test_a_day_of_its_own_counts_where_no_campaign_is_due(office, firm):
    far = make.campaign(firm=firm, due_date=timezone.localdate() + timedelta(days=60))
    for name, own in (("Early", timezone.localdate()), ("Late", None)):
        client = make.client(firm=firm, last_name=name)
        make.dossier(client=client, campaign=far, state=State.NOT_DELIVERED, due_date=own)
    assert [name for name, _ in listed(office.get("/reminders/calls/"))] == ["Early"]


@pytest.mark.thorough
def test_those_under_one_label_or_none(office, firm, add):
    label = make.label(firm=firm)
    add("Under", state=State.NOT_DELIVERED).client.labels.add(label)
    add("Bare", state=State.NOT_DELIVERED)
    for asked, name in ((label.pk, "Under"), ("none", "Bare")):
        page = office.get(f"/reminders/calls/?label={asked}")
        assert [name for name, _ in listed(page)] == [name]


def mixed(chance, firm, campaigns):
    """A dossier of any kind: with days on and beside every edge of the rule."""
    today = timezone.localdate()
    edge = timezone.make_aware(datetime.combine(today, time.min))
    reached = {"email": chance.choice(["", *["ann@example.org"] * 5])}
    gone = {"archived_at": timezone.now()} if chance.random() < 0.1 else {}
    dossier = make.dossier(
        client=make.client(firm=firm, **reached, **gone),
        campaign=chance.choice(campaigns),
        state=chance.choice([*State, *[State.SENT, State.IN_PROGRESS, State.ASKED_AGAIN] * 4]),
        due_date=chance.choice([None, None, today - timedelta(days=1), today + SOON * 2]),
        active_at=chance.choice([None, *(edge - QUIET - timedelta(seconds=n) for n in (0, 1, 2))]),
        questions_done=chance.choice([0, 9]),
        questions_left=chance.choice([0, LITTLE, LITTLE + 1]),
    )
    remind(dossier, chance.choice([0, 1, 2, 3]))
    for person in chance.sample(["client", "partner"], chance.choice([0, 0, 0, 0, 1, 2])):
        day = today + timedelta(days=chance.choice([-3, -1, 0]))
        over = chance.choice([None, None, timezone.now()])
        fields = {"person": person, "day": day, "replaced_at": over}
        Promise.objects.create(firm=firm, dossier=dossier, **fields)
    if chance.random() < 0.3:
        at = edge - CALLED + timedelta(days=1) - timedelta(seconds=chance.choice([0, 1]))
        called = chance.random() < 0.8
        Note.objects.create(firm=firm, dossier=dossier, text="said", called=called, at=at)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(2))
def test_the_database_finds_whom_the_rule_names_in_its_order(firm, colleague, seed):
    chance, today = Random(seed), timezone.localdate()
    dues = [today - timedelta(days=9), today + SOON, today + SOON + timedelta(days=1)]
    campaigns = [make.campaign(firm=firm, due_date=due) for due in dues]
    for _number in range(160):
        mixed(chance, firm, campaigns)
    # Whose invitation has yet to leave waits for us; who has left the register is let go.
    unsent = Q(state=State.NOT_SENT) & ~Q(client__email="")
    every = firm.dossiers.filter(state__in=OPEN_STATES, client__archived_at=None).exclude(unsent)
    right = to_call(calls.cases(list(every.values_list("pk", flat=True))), today)
    found = calls.to_call(Asking(firm, colleague, today), None, Criteria())
    assert {call.reason for call in right} == set(Reason)
    assert found == [call.case.dossier for call in right]


@pytest.mark.thorough
def test_more_calls_cost_no_more_queries(office, add):
    counts = []
    for many in (2, 8):
        for number in range(many):
            add(f"N{many}-{number}", state=State.NOT_DELIVERED)
        office.get("/reminders/calls/")
        with CaptureQueriesContext(connection) as queries:
            office.get("/reminders/calls/")
        counts.append(len(queries))
    assert counts == [10, 10]
