"""What colleagues see and say about reminders, and how a client answers them."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.campaigns.models import Campaign, Dossier
from carnet.clients.states import State
from carnet.core.mail import send_next
from carnet.core.models import Mail
from carnet.invitations.timeline import moments
from carnet.reminders.models import Hold, Promise, Reminder, Step
from carnet.reminders.notes import notes_of
from carnet.reminders.promising import promise
from tests import makers as make
from tests.portal.browser import Visitor
from tests.portal.conftest import enter
from tests.reminders.waiting import campaign_of, invited, remind, work

# Pages ask the clock, so what they show is due today, whatever day that is.


def due_today(firm, *, steps=None, **fields):
    """A campaign with a step on every working day around today."""
    today = timezone.localdate()
    steps = steps or [0, 3, 6, 9, 12]
    return campaign_of(firm, due_date=today, reminder_steps=steps, **fields)


@pytest.fixture
def page(office):
    return Visitor(office)


@pytest.fixture
def waiting(ann, colleague):
    return invited(ann, campaign=due_today(ann.firm))


def working_day_ahead(firm):
    """The first day on which somebody gets a reminder, as the page finds it."""
    return next(note.next for note in notes_of(firm.dossiers.all(), firm, timezone.now()).values())


def long_ago(dossier):
    before = timezone.now() - timedelta(days=20)
    dossier.invitations.update(created_at=before)
    return dossier


@pytest.mark.thorough
def test_the_page_shows_who_gets_what_and_holds_one_person_back(page, waiting):
    long_ago(waiting)
    day = working_day_ahead(waiting.firm)
    page.visit(f"/reminders/?day={day}&show=goes")
    assert "Ann Peeters" in page.text
    assert "never opened" in page.text
    page.press("Not this day")
    assert Hold.objects.get().email == "ann@example.org"
    page.visit(f"/reminders/?day={day}&show=waits")
    assert "Held back for this day." in page.text
    page.press("Send after all")
    assert not Hold.objects.exists()


@pytest.mark.thorough
def test_sending_none_on_a_day_and_sending_after_all(page, waiting):
    long_ago(waiting)
    day = working_day_ahead(waiting.firm)
    page.visit(f"/reminders/?day={day}&show=goes").press("Send none")
    assert Hold.objects.get().email == ""
    assert "You have held everything back for this day." in page.text
    page.press("Send them after all")
    assert not Hold.objects.exists()
    assert "Ann Peeters" in page.text


def test_whom_to_call_stands_there_with_the_phone_number(page, waiting):
    waiting.client.mobile = "+32 470 12 34 56"
    waiting.client.save(update_fields=["mobile"])
    Dossier.objects.update(state=State.NOT_DELIVERED)
    page.visit("/reminders/?show=calls")
    assert "+32 470 12 34 56" in page.text


def test_an_earlier_day_shows_what_left(page, waiting):
    yesterday = timezone.localdate() - timedelta(days=1)
    reminder = Reminder.objects.create(firm=waiting.firm, email="ann@example.org", day=yesterday)
    Step.objects.create(
        firm=waiting.firm, reminder=reminder, dossier=waiting, person="client", key="-7"
    )
    page.visit(f"/reminders/?day={yesterday}")
    assert "7 days before the due date" in page.text
    assert "Send none" not in page.text


@pytest.mark.thorough
def test_nonsense_in_the_address_shows_today(page, waiting):
    for address in ("?day=nonsense", "?show=x&page=-4", "?day=9999-12-31"):
        page.visit(f"/reminders/{address}")


def test_another_firms_people_cannot_be_held_back(client, stranger, waiting):
    client.force_login(stranger)
    data = {"day": "2027-05-05", "invitation": waiting.invitations.get().pk}
    assert client.post("/reminders/hold/", data).status_code == 404
    assert client.post("/reminders/hold/", {"day": "x"}).status_code == 404
    assert client.get(f"/reminders/?campaign={waiting.campaign_id}").status_code == 404


@pytest.mark.thorough
def test_the_page_costs_the_same_however_many_wait(page, firm, ann):
    campaign = due_today(firm)
    long_ago(invited(ann, campaign=campaign))
    few = queries_of(lambda: page.visit("/reminders/?show=waits"))
    for _number in range(20):
        invited(make.client(firm=firm), campaign=campaign)
    assert queries_of(lambda: page.visit("/reminders/?show=waits")) <= few + 1


def queries_of(act):
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_the_mail_can_be_read_before_it_leaves(page, waiting):
    page.visit(f"/reminders/letters/{waiting.invitations.get().pk}/")
    assert "You have not opened it yet." in page.text
    assert not waiting.invitations.get().links.exists()


@pytest.mark.thorough
def test_steps_and_words_can_be_changed_at_any_time(page, waiting):
    address = f"/reminders/campaigns/{waiting.campaign_id}/"
    page.visit(address).press(
        "Save",
        reminders_before="21, 7",
        reminders_after="",
        reminder_most="2",
        message_en="Dear {first_name}",
    )
    campaign = Campaign.objects.get()
    assert (campaign.reminder_steps, campaign.reminder_most) == ([-21, -7], 2)
    assert campaign.reminder_messages == {"en": "Dear {first_name}"}
    page.visit(address).press("Save", reminders_on=None, reminders_after="")
    assert not Campaign.objects.get().reminders_on


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reminders_before": "soon"}, "Write whole numbers of days"),
        ({"reminders_before": "7, 6"}, "Leave at least two days between two reminders."),
        ({"reminders_before": "90"}, "at most 60 days from the due date"),
        ({"reminders_before": "", "reminders_after": ""}, "Give at least one day"),
        ({"message_en": "Dear {name}"}, "Carnet does not know {name}."),
    ],
)
def test_what_cannot_be_is_said(page, waiting, typed, said):
    page.visit(f"/reminders/campaigns/{waiting.campaign_id}/").press("Save", **typed)
    assert said in page.text
    assert Campaign.objects.get().reminder_messages == {}


@pytest.mark.thorough
def test_no_reminders_for_one_client_and_again(page, waiting):
    page.visit(f"/dossiers/{waiting.pk}/").press("No reminders for this client")
    assert not Dossier.objects.get().reminders_on
    assert "Reminders are switched off." in page.text
    page.press("Remind this client again")
    assert Dossier.objects.get().reminders_on


@pytest.mark.thorough
def test_the_invitation_page_offers_reminders_and_keeps_the_choice(page, firm, ann):
    revision = make.revision(firm=firm)
    due = timezone.localdate() + timedelta(days=30)
    query = (
        f"client={ann.pk}&questionnaire={revision.questionnaire_id}&period_start=2026-01-01"
        f"&period_end=2026-12-31&due_date={due}&into=new"
    )
    page.visit(f"/invitations/message/?{query}").press(
        "Invite", reminders_before="10", reminders_after="5"
    )
    assert Campaign.objects.get().reminder_steps == [-10, 5]


# The client answers.


@pytest.fixture
def visitor(waiting):
    waiting.invitations.update(revoked_at=timezone.now())
    return enter(waiting)


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.mark.thorough
def test_the_client_names_a_day_and_the_firm_sees_it_everywhere(visitor, waiting, page):
    visitor.visit("/q/tasks/").follow("I need more time")
    visitor.press("Tell my accountant", day=str(in_days(5)), reason="The bank is slow")
    assert "We will not remind you until" in visitor.text
    told = Promise.objects.get()
    assert (told.day, told.reason, told.person) == (in_days(5), "The bank is slow", "client")
    for address in (
        f"/campaigns/{waiting.campaign_id}/?promised=1",
        f"/dossiers/{waiting.pk}/",
        f"/clients/{waiting.client_id}/",
    ):
        assert "The bank is slow" in page.visit(address).text
    page.visit("/reminders/?show=waits")
    assert "Promised for" in page.text


@pytest.mark.thorough
def test_the_filter_shows_only_those_who_promised(page, waiting, firm):
    other = invited(make.client(firm=firm, last_name="Zzz"), campaign=waiting.campaign)
    promise(other.invitations.get(), day=in_days(3), reason="", now=timezone.now())
    page.visit(f"/campaigns/{waiting.campaign_id}/?promised=1")
    assert "Zzz" in page.text
    assert "Ann Peeters" not in page.text


@pytest.mark.thorough
def test_a_promise_can_be_changed(visitor):
    visitor.visit("/q/later/").press("Tell my accountant", day=str(in_days(5)))
    visitor.visit("/q/later/").press("Change the day", day=str(in_days(9)))
    assert Promise.objects.get(replaced_at=None).day == in_days(9)
    assert Promise.objects.count() == 2


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("", "Choose a day."),
        ("2020-01-01", "This day has passed."),
        ("2099-01-01", "Do you need longer? Please call us."),
        ("soon", "Enter a valid date."),
    ],
)
def test_an_impossible_day_is_explained(visitor, day, said):
    visitor.visit("/q/later/").press("Tell my accountant", day=day)
    assert said in visitor.text
    assert not Promise.objects.exists()


def test_who_has_sent_the_answers_is_not_asked_for_a_day(visitor, waiting):
    Dossier.objects.update(state=State.SUBMITTED)
    visitor.response = visitor.client.get("/q/later/")
    assert visitor.response.headers["Location"] == "/q/sent/"


@pytest.mark.thorough
def test_the_link_of_the_reminder_leads_straight_to_the_question(client, waiting):
    link = waiting.invitations.get().new_link()
    address = f"/q/{link.rpartition('/')[2]}?later"
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    visitor = Visitor(client).visit(address)
    assert visitor.press("Continue").address == address, "whoever is that fast presses once more"
    client.post(address, {})
    visitor.visit("/q/code/?later")
    digits = digits_of_the_code()
    visitor.press("Open my questionnaire", digits=digits)
    assert visitor.address == "/q/later/"


def digits_of_the_code():
    """As if the mail with the code had been read."""
    while send_next():
        pass
    words = Mail.objects.get(letter="code").text.split()
    return next(word for word in words if word.isdigit() and len(word) == 8)


@pytest.mark.thorough
def test_the_timeline_tells_reminders_and_promises(waiting, post_office):
    now = datetime.combine(date(2027, 6, 2), datetime.min.time().replace(hour=9))
    Campaign.objects.update(due_date=date(2027, 6, 9), reminder_steps=[-7])
    work(timezone.make_aware(now))
    assert not remind(timezone.make_aware(now))
    promise(waiting.invitations.get(), day=date(2027, 6, 20), reason="Bank", now=timezone.now())
    texts = [moment.text for moment in moments(waiting)]
    assert "A reminder to ann@example.org was queued." in texts
    assert "The mail server accepted the reminder to ann@example.org." in texts
    assert "The client will have it on 20 Jun 2027. Bank" in texts
