"""Steps with many dossiers: whom they concern, who is left out and why, and that each happens once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from carnet.audit.models import Event
from carnet.campaigns import bulk
from carnet.campaigns.bulk import Words
from carnet.campaigns.models import Because, Dossier, Note
from carnet.campaigns.selection import read_selection
from carnet.clients.states import State
from carnet.core.models import Mail
from tests import makers as make
from tests.at_once import together
from tests.campaigns.asking import act

NOW = timezone.now()
TODAY = timezone.localdate()
STEPS = "/campaigns/dossiers/bulk/"
LINKS = "/invitations/bulk/"


@pytest.fixture
def campaign(firm):
    return make.campaign(firm=firm, due_date=TODAY + timedelta(days=10))


@pytest.fixture
def several(firm, campaign):
    """One in each state, by its state."""
    return {
        state: make.dossier(
            client=make.client(firm=firm, last_name=state), campaign=campaign, state=state
        )
        for state in State
    }


def numbers(several, *states):
    return [several[state].pk for state in states]


def left_out(page):
    return {str(words): count for words, count in page.context["left"]}


def test_the_page_says_how_many_and_who_is_left_out_before_anything_happens(office, several):
    page = office.post(STEPS, {"action": "outside", "dossiers": numbers(several, *State)})
    assert page.context["count"] == 8
    assert left_out(page) == {"closed already": 1, "accepted already": 1}
    assert Dossier.objects.filter(state=State.CLOSED).count() == 1


def test_looking_by_address_changes_nothing(office, several):
    page = office.get(STEPS, {"action": "close", "dossiers": several[State.SENT].pk, "count": 1})
    assert page.context["count"] == 1
    assert Dossier.objects.filter(state=State.CLOSED).count() == 1


@pytest.mark.parametrize("address", [STEPS, LINKS])
def test_an_unknown_step_does_not_exist(office, several, address):
    chosen = {"action": "explode", "dossiers": numbers(several, State.SENT)}
    assert office.post(address, chosen).status_code == 404


@pytest.mark.thorough
def test_marked_done_outside_it_is_closed_with_the_reason(office, firm, several):
    one = several[State.IN_PROGRESS]
    response = act(office, STEPS, action="outside", dossiers=[one.pk])
    assert response.headers["Location"] == "/campaigns/dossiers/"
    one.refresh_from_db()
    assert (one.state, one.closed_because) == (State.CLOSED, Because.OUTSIDE)
    assert one.client.state == State.CLOSED
    event = Event.objects.get(what="dossier done outside", key=str(one.pk))
    assert event.by is not None
    assert "done outside Carnet" in office.get(f"/campaigns/{one.campaign_id}/").content.decode()


def test_what_was_accepted_meanwhile_stays_accepted(firm, colleague, several):
    """Between the page and the press a colleague accepted it."""
    ids = numbers(several, State.ACCEPTED, State.SENT)
    assert bulk.close_as_done(firm, ids, by=colleague, now=NOW) == 1
    several[State.ACCEPTED].refresh_from_db()
    assert several[State.ACCEPTED].state == State.ACCEPTED


def test_closing_leaves_out_what_is_closed_and_keeps_no_reason(office, several):
    act(office, STEPS, action="close", dossiers=numbers(several, *State))
    assert set(Dossier.objects.values_list("state", "closed_because")) == {(State.CLOSED, "")}


def test_pressed_twice_it_happens_once(office, several):
    chosen = {"action": "close", "dossiers": numbers(several, State.SENT, State.OPENED)}
    page = office.post(STEPS, chosen)
    again = {"action": "close", "selection": page.context["token"], "count": 2}
    for _ in range(2):
        office.post(STEPS, again)
    assert Event.objects.filter(what="dossier closed").count() == 2


def test_who_changed_meanwhile_is_counted_anew_before_anything_happens(office, several):
    chosen = {"action": "close", "dossiers": numbers(several, State.SENT, State.OPENED)}
    page = office.post(STEPS, chosen)
    Dossier.objects.filter(pk=several[State.SENT].pk).update(state=State.CLOSED)
    again = {"action": "close", "selection": page.context["token"], "count": 2}
    asked = office.post(STEPS, again)
    assert (asked.context["count"], asked.context["expected"]) == (1, "2")
    several[State.OPENED].refresh_from_db()
    assert several[State.OPENED].state == State.OPENED


@pytest.mark.thorough
def test_all_that_match_are_those_of_the_filter_and_of_the_campaign_alone(
    office, firm, campaign, several
):
    other = make.dossier(client=make.client(firm=firm), state=State.SENT)
    chosen = {"action": "close", "everything": "1", "query": "state=sent", "campaign": campaign.pk}
    response = act(office, STEPS, **chosen)
    assert response.headers["Location"] == f"/campaigns/{campaign.pk}/?state=sent"
    assert Dossier.objects.filter(state=State.CLOSED).count() == 2
    other.refresh_from_db()
    assert other.state == State.SENT


def test_a_selection_of_another_colleague_or_firm_selects_nobody(
    firm, colleague, stranger, several
):
    def chosen(by, given):
        return read_selection(by.firm, given, by=by, today=TODAY)

    mine = chosen(colleague, {"everything": "1", "query": ""})
    assert mine.dossiers.count() == 10
    token = {"selection": mine.token}
    assert chosen(colleague, token).dossiers.count() == 10
    assert chosen(stranger, token).dossiers.count() == 0
    assert chosen(make.colleague(firm=firm), token).dossiers.count() == 0
    assert chosen(colleague, {"selection": mine.token + "x"}).dossiers.count() == 0


def test_ticked_rows_of_another_firm_are_not_there(client, stranger, several):
    client.force_login(stranger)
    chosen = {"action": "close", "dossiers": numbers(several, State.SENT)}
    assert client.post(STEPS, chosen).status_code == 302
    assert Dossier.objects.filter(state=State.CLOSED).count() == 1


@pytest.mark.thorough
def test_nothing_ticked_leads_back_with_a_sentence(office, campaign):
    page = office.post(STEPS, {"action": "close", "campaign": campaign.pk}, follow=True)
    assert page.redirect_chain[0][0] == f"/campaigns/{campaign.pk}/"
    assert "Tick the dossiers first" in page.content.decode()


@pytest.mark.thorough
def test_a_moved_due_date_counts_everywhere_and_the_link_stays_open(office, firm, several):
    one, sent = several[State.SENT], several[State.SUBMITTED]
    day = TODAY + timedelta(days=60)
    soon = NOW + timedelta(days=20)
    link = one.invitations.create(firm=firm, email="a@example.org", lookup="x", expires_at=soon)
    page = office.post(LINKS, {"action": "due", "dossiers": [one.pk, sent.pk]})
    assert left_out(page) == {"the client can no longer answer": 1}
    held = {"selection": page.context["token"], "count": 1, "action": "due"}
    office.post(LINKS, {**held, "day": day.isoformat()})
    one.refresh_from_db()
    one.client.refresh_from_db()
    link.refresh_from_db()
    assert (one.due, one.client.due_date) == (day, day)
    assert link.expires_at > NOW + timedelta(days=70)
    assert not Mail.objects.exists()


def test_the_day_of_the_campaign_is_no_exception_any_more(firm, colleague, campaign, several):
    one = several[State.SENT]
    bulk.move_due_date(firm, [one.pk], TODAY + timedelta(days=3), by=colleague)
    assert bulk.move_due_date(firm, [one.pk], campaign.due_date, by=colleague) == 1
    one.refresh_from_db()
    assert one.due_date is None
    assert bulk.move_due_date(firm, [one.pk], campaign.due_date, by=colleague) == 0


@pytest.mark.parametrize("days", [-1, 800])
def test_a_day_that_makes_no_sense_is_asked_again(office, several, days):
    one = several[State.SENT]
    page = office.post(LINKS, {"action": "due", "dossiers": [one.pk]})
    day = TODAY + timedelta(days=days)
    held = {"selection": page.context["token"], "count": 1, "action": "due", "day": day.isoformat()}
    assert office.post(LINKS, held).context["form"].errors["day"]
    one.refresh_from_db()
    assert one.due_date is None


def test_the_register_shows_the_latest_dossier_only(firm, colleague, ann, campaign):
    earlier = make.dossier(client=ann, campaign=campaign, state=State.SENT)
    latest = make.dossier(client=ann, state=State.IN_PROGRESS)
    type(ann).objects.filter(pk=ann.pk).update(state=State.IN_PROGRESS)
    bulk.close(firm, [earlier.pk], by=colleague, now=NOW)
    bulk.move_due_date(firm, [earlier.pk], TODAY, by=colleague)
    ann.refresh_from_db()
    assert (ann.state, ann.due_date) == (State.IN_PROGRESS, None)
    bulk.close(firm, [latest.pk], by=colleague, now=NOW)
    ann.refresh_from_db()
    assert ann.state == State.CLOSED


@pytest.mark.thorough
def test_handing_over_replaces_the_labels_of_colleagues_and_no_others(
    office, firm, colleague, accountant, several
):
    mine = make.label(firm=firm, name="Claire", colleague=colleague)
    his = make.label(firm=firm, name="Marc", colleague=accountant)
    shop = make.label(firm=firm, name="Shops")
    one, other = several[State.SENT], several[State.OPENED]
    one.client.labels.set([mine, shop])
    other.client.labels.set([his])
    before = one.client.version
    act(office, STEPS, action="reassign", dossiers=[one.pk, other.pk], label=his.pk)
    assert {label.name for label in one.client.labels.all()} == {"Marc", "Shops"}
    one.client.refresh_from_db()
    assert one.client.version == before + 1
    assert Event.objects.filter(what="dossier reassigned").count() == 1


def test_a_label_of_another_firm_is_no_choice(office, stranger, several):
    foreign = make.label(firm=stranger.firm)
    response = act(
        office, STEPS, action="reassign", dossiers=numbers(several, State.SENT), label=foreign.pk
    )
    assert response.context["form"].errors["label"]


@pytest.mark.thorough
def test_a_note_stands_on_each_dossier_once_and_with_its_author(office, several):
    chosen = numbers(several, State.SENT, State.ACCEPTED)
    page = office.post(STEPS, {"action": "note", "dossiers": chosen})
    made = page.context["form"]["made"].value()
    held = {"action": "note", "selection": page.context["token"], "count": 2}
    for _ in range(2):
        office.post(STEPS, {**held, "made": made, "text": "Comes by on <b>Monday</b>"})
    assert Note.objects.count() == 2
    page = office.get(f"/dossiers/{chosen[0]}/").content.decode()
    assert "Comes by on &lt;b&gt;Monday&lt;/b&gt;" in page
    assert "Claire Dubois" in page
    assert "1 note" in office.get("/campaigns/dossiers/").content.decode()


def test_an_empty_note_is_not_kept(office, several):
    one = several[State.SENT]
    address = f"/campaigns/dossiers/{one.pk}/note/"
    kept = {"text": " ", "made": uuid4(), "next": f"/dossiers/{one.pk}/"}
    assert office.post(address, kept).headers["Location"] == f"/dossiers/{one.pk}/"
    assert not Note.objects.exists()


@pytest.mark.thorough
def test_mails_again_leave_out_who_cannot_be_mailed(office, firm, several):
    several[State.OPENED].client.email = ""
    several[State.OPENED].client.save()
    page = office.post(LINKS, {"action": "send", "dossiers": numbers(several, *State)})
    assert left_out(page) == {"the client can no longer answer": 4, "no e-mail address": 1}
    held = {"action": "send", "selection": page.context["token"], "count": 5}
    office.post(LINKS, held)
    office.post(LINKS, held)
    assert Mail.objects.count() == 5


def test_only_who_has_a_link_loses_it(office, firm, several):
    one = several[State.SENT]
    soon = NOW + timedelta(days=20)
    one.invitations.create(firm=firm, email="a@example.org", lookup="x", expires_at=soon)
    chosen = numbers(several, State.SENT, State.OPENED)
    page = office.post(LINKS, {"action": "withdraw", "dossiers": chosen})
    assert (page.context["count"], left_out(page)) == (1, {"no link to withdraw": 1})


def test_ten_thousand_cost_as_many_statements_as_their_chunks(
    firm, colleague, campaign, django_assert_max_num_queries
):
    clients = make.clients(60, firm=firm)
    ids = [make.dossier(client=one, campaign=campaign, state=State.SENT).pk for one in clients]
    with django_assert_max_num_queries(14):
        assert bulk.close(firm, ids, by=colleague, now=NOW) == 60


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_of_colleagues_who_press_at_once_one_acts(firm, colleague, campaign):
    ids = [
        make.dossier(client=one, campaign=campaign, state=State.SENT).pk
        for one in make.clients(3, firm=firm)
    ]
    words = Words("Called", uuid4())

    def press(number):
        closed = bulk.close(firm, ids, by=colleague, now=NOW)
        return closed, bulk.note(firm, ids, words, by=colleague, now=NOW)

    done = together(press, 4)
    assert [sum(counts) for counts in zip(*done, strict=True)] == [3, 3]
    assert Note.objects.count() == 3
    assert Event.objects.filter(what="dossier closed").count() == 3


def test_mine_means_who_chose_it(firm, colleague, accountant, campaign):
    person = make.client(firm=firm)
    person.labels.add(make.label(firm=firm, colleague=accountant))
    make.dossier(client=person, campaign=campaign)
    for by, count in ((colleague, 0), (accountant, 1)):
        given = {"everything": "1", "query": "label=mine"}
        assert read_selection(firm, given, by=by, today=TODAY).dossiers.count() == count
