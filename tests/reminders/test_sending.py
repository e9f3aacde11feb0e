"""What really leaves, through a real mail server."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carnet.audit.models import Event
from carnet.campaigns import actions as campaigns
from carnet.campaigns.models import Campaign, Dossier
from carnet.clients.erasure import erase
from carnet.clients.states import State
from carnet.core.mail import send_next
from carnet.core.models import Mail
from carnet.invitations import actions as invitations
from carnet.invitations.models import Invitation
from carnet.reminders import promising
from carnet.reminders.forgetting import forget
from carnet.reminders.models import Hold, Reminder, Step
from carnet.reminders.reminding import Why
from carnet.reminders.waiting import who_gets
from tests import makers as make
from tests.at_once import together
from tests.reminders.waiting import (
    DUE,
    campaign_of,
    invite,
    invited,
    morning,
    remind,
    text_of,
    work,
)


@pytest.mark.thorough
def test_every_step_is_sent_once_on_its_day_and_none_after_sending(dossier, post_office):
    for day in range(-20, 4):
        for hour in (3, 8, 12, 18, 22):
            work(morning(day, hour))
    assert list(dossier.reminder_steps.values_list("key", flat=True)) == ["-14", "-7", "-2", "3"]
    assert len(post_office.mails) == 4
    campaigns.move(dossier, State.SUBMITTED, now=morning(4))
    for day in range(4, 30):
        work(morning(day))
    assert len(post_office.mails) == 4


@pytest.mark.thorough
def test_subjects_differ_from_step_to_step(dossier, post_office):
    for day in (-14, -2, 3):
        work(morning(day))
    assert [mail["Subject"] for mail in post_office.mails] == [
        "Reminder: Yearly questions, by 9 June 2027",
        "Yearly questions: only until 9 June 2027",
        "Yearly questions: the due date has passed",
    ]
    assert {mail["Auto-Submitted"] for mail in post_office.mails} == {"auto-generated"}


@pytest.mark.thorough
def test_who_sends_the_answers_while_the_mail_waits_gets_none(dossier, post_office):
    assert remind(morning(-7))
    campaigns.move(dossier, State.SUBMITTED, now=morning(-7))
    while send_next(morning(-7)):
        pass
    assert post_office.mails == []
    assert Mail.objects.get().state == "dropped"


def stop_by_campaign(dossier):
    Campaign.objects.update(reminders_on=False)


def stop_by_dossier(dossier):
    Dossier.objects.update(reminders_on=False)


def stop_by_promise(dossier):
    promise(dossier, 0)


def stop_by_withdrawing(dossier):
    invitations.withdraw(dossier, by=None, now=morning(-7))


def stop_by_archiving(dossier):
    dossier.client.archived_at = morning(-7)
    dossier.client.save(update_fields=["archived_at"])


def stop_by_new_address(dossier):
    Invitation.objects.update(email="new@example.org")


def stop_by_holding(dossier):
    Hold.objects.create(firm=dossier.firm, email="", day=morning(-7).date())


@pytest.mark.thorough
@pytest.mark.parametrize(
    "stop",
    [
        stop_by_campaign, stop_by_dossier, stop_by_promise, stop_by_withdrawing,
        stop_by_archiving, stop_by_new_address, stop_by_holding,
    ],
)  # fmt: skip
def test_whatever_is_said_before_the_mail_leaves_counts(dossier, post_office, stop):
    assert remind(morning(-7))
    stop(dossier)
    while send_next(morning(-7)):
        pass
    assert post_office.mails == []


def promise(dossier, days, reason=""):
    return promising.promise(
        dossier.invitations.get(),
        day=morning(days).date(),
        reason=reason,
        now=morning(-8),
    )


@pytest.mark.thorough
def test_a_promise_pauses_and_the_mail_of_the_day_after_names_it(dossier, post_office):
    promise(dossier, -1, "The bank is slow")
    for day in range(-8, 3):
        work(morning(day))
    assert len(post_office.mails) == 1
    assert post_office.mails[0]["Subject"] == "Yearly questions: you told us a day"
    text = text_of(post_office.mails[0])
    assert "You told us that you would have everything on 8 June 2027." in text


def test_a_later_promise_replaces_the_first_and_keeps_the_link_open(dossier):
    first, second = promise(dossier, 5), promise(dossier, 25)
    assert promise(dossier, 25) == second
    first.refresh_from_db()
    assert first.replaced_at is not None
    assert dossier.invitations.get().expires_at > morning(39)


@pytest.mark.thorough
@pytest.mark.parametrize(("evening", "morning_after"), [(-5, -4), (-4, -2)])
def test_a_mail_deferred_into_the_night_or_a_sunday_waits_for_a_working_morning(
    dossier, post_office, evening, morning_after
):
    """From Friday to Saturday, and from Saturday to Monday."""
    Campaign.objects.update(reminder_steps=[evening])
    post_office.answers = ["451 later"] * 2
    start = morning(evening, 18)
    assert remind(start)
    for minutes in range(0, 60 * 62, 30):
        work(start + timedelta(minutes=minutes))
    assert len(post_office.mails) == 1
    assert Reminder.objects.get().day == morning(morning_after).date()
    assert Step.objects.count() == 1
    assert [mail.state for mail in Mail.objects.order_by("pk")] == ["dropped", "sent"]


@pytest.mark.thorough
def test_a_try_that_ended_without_a_word_is_repeated_even_at_night(dossier, post_office):
    """The server may have taken it before the worker was killed: the same mail again is seen as one, another one
    in the morning would be a second."""
    assert remind(morning(-7, 18))
    Mail.objects.update(attempts=1, claimed_at=morning(-7, 18))
    work(morning(-7, 20))
    work(morning(-6, 9))
    assert len(post_office.mails) == 1
    assert post_office.mails[0]["Message-ID"] == Mail.objects.get().message_id


@pytest.mark.thorough
def test_what_was_held_back_for_a_day_leaves_on_the_next(dossier, post_office, colleague):
    assert remind(morning(-7))
    day = morning(-7).date()
    promising.hold(dossier.firm, day=day, email="ann@example.org", by=colleague)
    work(morning(-7, 15))
    assert post_office.mails == []
    work(morning(-6))
    assert len(post_office.mails) == 1


@pytest.mark.thorough
def test_a_reopened_dossier_begins_with_the_next_step(dossier, post_office):
    campaigns.move(dossier, State.SUBMITTED, now=morning(-10))
    campaigns.move(dossier, State.ASKED_AGAIN, now=morning(-1))
    for day in range(-1, 4):
        work(morning(day))
    assert list(dossier.reminder_steps.values_list("key", flat=True)) == ["3"]


def test_who_is_not_waited_for_stands_nowhere(firm, ann):
    withdrawn, archived = invited(ann), invited(make.client(firm=firm))
    invitations.withdraw(withdrawn, by=None, now=morning(-8))
    Dossier.objects.filter(pk=withdrawn.pk).update(state=State.OPENED)
    archived.client.archived_at = morning(-8)
    archived.client.save(update_fields=["archived_at"])
    invited(make.client(firm=firm), campaign=campaign_of(firm, closed_at=morning(-8)))
    invited(make.client(firm=firm), state=State.SUBMITTED)
    assert who_gets(firm, morning(-7)) == []
    assert not remind(morning(-7))


@pytest.mark.thorough
def test_a_couple_sharing_an_address_gets_one_mail_that_names_both(firm, ann, post_office):
    campaign = campaign_of(firm)
    bert = make.client(firm=firm, first_name="Bert", last_name="Peeters", email="Ann@example.org")
    invited(ann, campaign=campaign), invited(bert, campaign=campaign)
    work(morning(-14))
    work(morning(-14, 15))
    assert len(post_office.mails) == 1
    text = text_of(post_office.mails[0])
    assert post_office.mails[0]["Subject"] == "2 questionnaires are waiting for you"
    assert "For Ann: “Yearly questions”" in text
    assert "For Bert: “Yearly questions”" in text
    links = {word for word in text.split() if "/q/" in word and "later" not in word}
    assert len(links) == 2


@pytest.mark.thorough
def test_one_mail_a_day_also_across_campaigns(firm, ann, post_office):
    invited(ann)
    work(morning(-14, 9))
    late = campaign_of(firm, due_date=DUE + timedelta(days=7), reminder_steps=[-21])
    invited(ann, campaign=late)
    work(morning(-14, 15))
    assert len(post_office.mails) == 1
    work(morning(-13, 9))
    assert len(post_office.mails) == 2


def test_whose_invitation_did_not_arrive_is_to_be_called_not_mailed(dossier, post_office):
    Dossier.objects.update(state=State.NOT_DELIVERED)
    work(morning(-14))
    assert post_office.mails == []
    assert [one.why for one in who_gets(dossier.firm, morning(-14))] == [Why.UNDELIVERED]


@pytest.mark.thorough
@pytest.mark.parametrize("state", [State.SENT, State.IN_PROGRESS])
def test_a_reminder_that_comes_back_ends_the_reminders(dossier, post_office, state):
    Dossier.objects.update(state=state)
    post_office.recipient_answers = ["550 no such person"]
    work(morning(-14))
    work(morning(-7))
    assert post_office.mails == []
    assert [one.why for one in who_gets(dossier.firm, morning(-7))] == [Why.UNDELIVERED]


@pytest.mark.thorough
def test_the_colleague_hears_of_a_reminder_that_did_not_arrive(dossier, post_office, colleague):
    Dossier.objects.update(state=State.IN_PROGRESS)
    post_office.recipient_answers = ["550 5.1.1 no such person"]
    work(morning(-14))
    [sent] = post_office.mails
    assert sent["To"] == colleague.email
    assert f"/invitations/dossiers/{dossier.pk}/address/" in text_of(sent)


@pytest.mark.thorough
def test_a_worker_that_was_off_for_ten_days_sends_one_mail(dossier, post_office):
    work(morning(-14))
    for day in (-1, 0, 1):
        work(morning(day))
    assert len(post_office.mails) == 2
    assert list(dossier.reminder_steps.values_list("key", flat=True)) == ["-14", "-2"]


@pytest.mark.thorough
def test_not_more_than_agreed(dossier, post_office):
    Campaign.objects.update(reminder_most=2)
    for day in range(-20, 20):
        work(morning(day))
    assert len(post_office.mails) == 2


@pytest.mark.thorough
def test_a_partner_with_a_link_is_reminded_too(ann, post_office):
    ann.partner_first_name, ann.partner_email = "Bert", "bert@example.org"
    ann.save(update_fields=["partner_first_name", "partner_email"])
    dossier = invited(ann)
    invite(dossier, person="partner", email="bert@example.org", called="Bert")
    work(morning(-14))
    assert sorted(mail["To"] for mail in post_office.mails) == [
        "ann@example.org",
        "bert@example.org",
    ]
    to_bert = next(mail for mail in post_office.mails if mail["To"] == "bert@example.org")
    assert "Hello Bert," in text_of(to_bert)


@pytest.mark.thorough
def test_the_firms_own_words_take_the_place_of_ours(dossier, post_office):
    words = {"reminder_subjects": {"en": "{first_name}, a word"}}
    Campaign.objects.update(reminder_messages={"en": "Dear {first_name}, it is time."}, **words)
    work(morning(-14))
    assert post_office.mails[0]["Subject"] == "Ann, a word"
    text = text_of(post_office.mails[0])
    assert text.startswith("Dear Ann, it is time.")
    assert "Kind regards" not in text


@pytest.mark.thorough
def test_a_link_about_to_end_is_prolonged_and_works(dossier, post_office):
    Invitation.objects.update(expires_at=morning(2))
    work(morning(3))
    link = next(w for w in text_of(post_office.mails[0]).split() if "/q/" in w)
    found = Invitation.objects.live(morning(10)).known(link.rpartition("/")[2])
    assert found.exists()


@pytest.mark.thorough
def test_everything_is_traced(dossier, post_office):
    work(morning(-14))
    event = Event.objects.get(what="reminder queued")
    assert (event.kind, event.key, event.by) == ("campaigns.dossier", str(dossier.pk), None)


@pytest.mark.thorough
def test_two_workers_at_once_send_one(transactional_db, settings):
    firm = make.firm()
    campaign = campaign_of(firm)
    for _number in range(8):
        invited(make.client(firm=firm), campaign=campaign)
    together(lambda _number: remind(morning(-14)), 4)
    assert Reminder.objects.count() == Step.objects.count() == Mail.objects.count() == 8


def test_a_look_asks_as_much_for_one_dossier_as_for_many(firm, ann):
    campaign = campaign_of(firm)
    invited(ann, campaign=campaign)
    few = queries_of(lambda: remind(morning(-10)))
    for _number in range(30):
        invited(make.client(firm=firm), campaign=campaign)
    assert queries_of(lambda: remind(morning(-10))) == few <= 7


def queries_of(act):
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


@pytest.mark.thorough
def test_a_large_campaign_is_queued_in_portions(firm):
    campaign = campaign_of(firm)
    for _number in range(120):
        invited(make.client(firm=firm), campaign=campaign)
    rounds = 0
    while remind(morning(-14)):
        rounds += 1
    assert (rounds, Mail.objects.count()) == (3, 120)


@pytest.mark.thorough
def test_what_is_said_to_come_is_what_comes(firm, post_office):
    """The page and the worker ask the same function; here the days in between are really lived."""
    for number, days in enumerate((0, 2, 5, 9)):
        client = make.client(firm=firm, email=f"c{number % 3}@example.org")
        invited(client, campaign=campaign_of(firm, due_date=DUE + timedelta(days=days)))
    start = morning(-20)
    said = {
        day: sorted(
            (one.row.dossier, one.step)
            for one in who_gets(firm, start, (start + timedelta(days=day)).date())
            if one.goes
        )
        for day in range(40)
    }
    for day in range(40):
        work(start + timedelta(days=day))
        today = (start + timedelta(days=day)).date()
        steps = Step.objects.filter(reminder__day=today)
        assert sorted(steps.values_list("dossier", "key")) == said[day]
    assert len(post_office.mails) > 8


@pytest.mark.thorough
def test_erasing_a_client_takes_the_reminders_along(dossier, post_office, colleague):
    work(morning(-14))
    erase(dossier.client, by=colleague)
    assert Mail.objects.count() == Step.objects.count() == 0
    forget(morning(-13))
    assert Reminder.objects.count() == 0
