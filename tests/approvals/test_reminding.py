"""Reminders of approvals, through a real mail server: on their days, by day, one mail an address, and no more."""

import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.db import connection

from carnet.approvals import filing
from carnet.approvals.actions import LETTER, REMINDER, accept, decline, withdraw
from carnet.approvals.models import Nudge, Pace, Voice
from carnet.approvals.nudging import Row, goes, next_day
from carnet.approvals.reminding import due, remind, rows
from carnet.core.mail import send_next
from carnet.core.models import Mail
from carnet.firms.models import Firm
from carnet.invitations import undelivered
from carnet.invitations.models import Invitation, Report
from carnet.reminders.models import Hold, Reminder
from carnet.reminders.reminding import Day
from tests import makers as make
from tests.approvals.asking import (
    ASKED,
    at,
    deliver,
    put_up,
    sent_by,
    text_of,
    voice_of,
    work,
)
from tests.at_once import together

MONDAY = date(2027, 6, 7)
ROW = Row(1, 1, "client", "ann@example.org", "BE", MONDAY, 0, 5, 3)


def later(days, hour=10):
    return at(MONDAY + timedelta(days=days), hour)


def days_between(post_office, dossier, until=60, hours=(3, 8, 12, 18, 22)):
    for day in range(until):
        for hour in hours:
            work(later(day, hour))
    return [(day - MONDAY).days for day in Nudge.objects.values_list("day", flat=True)]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, True),
        ({"days": 0}, False),
        ({"sent": 3}, False),
        ({"last": MONDAY + timedelta(days=1)}, False),
        ({"last": MONDAY - timedelta(days=30)}, True),
    ],
)
def test_a_reminder_goes_so_many_days_after_the_last_mail(change, found):
    row = Row(**{name: getattr(ROW, name) for name in Row.__slots__} | change)
    assert goes(row, Day(MONDAY + timedelta(days=5))) is found


@pytest.mark.parametrize(
    "day",
    [
        Day(MONDAY + timedelta(days=6)),  # a Sunday
        Day(date(2027, 7, 21)),  # the national holiday
        Day(MONDAY + timedelta(days=5), held=frozenset({""})),
        Day(MONDAY + timedelta(days=5), held=frozenset({ROW.email})),
        Day(MONDAY + timedelta(days=5), mailed=frozenset({ROW.email})),
        Day(MONDAY + timedelta(days=5), over=True),
    ],
)
def test_no_reminder_on_quiet_days_nor_beside_another_mail(day):
    assert not goes(ROW, day)


def test_none_is_left_after_the_last():
    row = Row(**{name: getattr(ROW, name) for name in Row.__slots__} | {"sent": 3})
    assert (next_day(ROW), next_day(row)) == (MONDAY + timedelta(days=5), None)


@pytest.mark.thorough
def test_three_reminders_and_no_more_none_at_night_or_on_sundays(dossier, colleague, post_office):
    put_up(dossier, colleague)
    assert days_between(post_office, dossier, until=40) == [5, 10, 15]
    assert len(post_office.mails) == 4
    assert "still waits for your approval" in text_of(post_office.mails[-1])
    links = {word for mail in post_office.mails for word in text_of(mail).split() if "/q/" in word}
    assert len(links) == 4


@pytest.mark.thorough
def test_the_firm_chooses_how_often(dossier, colleague):
    put_up(dossier, colleague)
    Pace.objects.create(firm=dossier.firm, days=5, most=0)
    assert not remind(later(5))
    Pace.objects.update(most=1)
    dossier.firm.refresh_from_db()
    assert remind(later(5))
    assert not remind(later(20))


@pytest.mark.thorough
@pytest.mark.parametrize("end", ["accept", "decline", "withdraw", "file", "off", "none"])
def test_nothing_is_reminded_of_that_is_over(dossier, colleague, end):
    approval = put_up(dossier, colleague, remind_days=0 if end == "none" else 5)
    voice = voice_of(approval)
    ends = {
        "accept": lambda: accept(voice, text="x", name="Ann", now=ASKED),
        "decline": lambda: decline(voice, reason="No.", now=ASKED),
        "withdraw": lambda: withdraw(approval, by=colleague, now=ASKED),
        "file": lambda: filing.note_filed(
            dossier.firm, [dossier.pk], on=MONDAY, reference="", by=colleague, now=ASKED
        ),
        "off": lambda: type(dossier).objects.update(reminders_on=False),
        "none": lambda: None,
    }
    ends[end]()
    assert not remind(later(9))


@pytest.mark.thorough
def test_decided_while_the_mail_waits_nothing_leaves(dossier, colleague, post_office):
    approval = put_up(dossier, colleague)
    work(later(0))
    assert remind(later(5))
    accept(voice_of(approval), text="x", name="Ann", now=later(5))
    deliver(later(5))
    assert len(post_office.mails) == 1
    assert Mail.objects.get(letter=REMINDER).state == "dropped"


@pytest.mark.thorough
def test_what_waited_until_the_night_is_decided_anew_in_the_morning(
    dossier, colleague, post_office
):
    put_up(dossier, colleague)
    work(later(0))
    assert remind(later(5))
    deliver(later(5, hour=22))
    assert len(post_office.mails) == 1
    assert not Nudge.objects.exists()
    assert not Reminder.objects.exists()
    work(later(7, hour=8))
    assert len(post_office.mails) == 2


@pytest.mark.thorough
def test_two_documents_of_one_person_are_one_mail(dossier, colleague, post_office):
    for name in ("a.pdf", "b.pdf"):
        put_up(dossier, colleague, name=name)
    work(later(0))
    work(later(5))
    assert len(post_office.mails) == 3
    assert Nudge.objects.count() == 2


@pytest.mark.thorough
def test_one_address_gets_one_mail_a_day_whatever_it_is_about(firm, colleague, post_office):
    """A couple with one mailbox, and a reminder of a questionnaire the same day."""
    both = [
        sent_by(make.client(firm=firm, email="home@example.org", first_name=name))
        for name in ("Ann", "Bo")
    ]
    for dossier in both:
        put_up(dossier, colleague)
    work(later(0))
    for day in (5, 5, 7):
        work(later(day))
    assert len(post_office.mails) == 2 + 2
    Reminder.objects.create(firm=firm, email="home@example.org", day=later(12).date())
    assert not remind(later(12))


@pytest.mark.thorough
def test_a_day_held_back_by_a_colleague_is_kept(dossier, colleague, post_office):
    put_up(dossier, colleague)
    hold = Hold.objects.create(firm=dossier.firm, day=later(5).date(), email="", by=colleague)
    assert not remind(later(5))
    hold.delete()
    assert remind(later(5))


@pytest.mark.thorough
def test_a_reminder_follows_the_address_and_opens_the_link_again(dossier, colleague, post_office):
    approval = put_up(dossier, colleague)
    work(later(0))
    client = dossier.client
    client.email = "ann.new@example.org"
    client.save(update_fields=["email"])
    work(later(5))
    assert post_office.mails[-1].recipients == ["ann.new@example.org"]
    invitation = voice_of(approval).invitation
    assert invitation.email == "ann.new@example.org"
    assert invitation.expires_at >= later(5) + timedelta(days=14)
    assert Invitation.objects.exclude(revoked_at=None).count() == 1


@pytest.mark.thorough
def test_an_address_that_has_had_its_mail_gets_no_other_under_a_new_client(dossier, colleague):
    put_up(dossier, colleague)
    client = dossier.client
    client.email = "shared@example.org"
    client.save(update_fields=["email"])
    Reminder.objects.create(firm=dossier.firm, email=client.email, day=later(5).date())
    assert not remind(later(5))
    assert remind(later(7))


@pytest.mark.thorough
def test_an_address_that_refuses_is_shown_and_not_tried_again(
    dossier, colleague, post_office, office
):
    approval = put_up(dossier, colleague)
    post_office.refuse["RCPT"] = "550 5.1.1 no such user"
    work(later(0))
    assert voice_of(approval).undelivered_at
    assert not remind(later(5))
    page = office.get(f"/dossiers/{dossier.pk}/").content.decode()
    assert "The mail did not arrive" in page


@pytest.mark.thorough
def test_whoever_is_responsible_hears_in_the_morning_of_an_address_that_refuses(
    dossier, colleague, post_office
):
    approval = put_up(dossier, colleague)
    post_office.refuse["RCPT"] = "550 5.1.1 no such user"
    work(later(0))
    report = Report.objects.get()
    [told] = undelivered.still_unreached(report)
    assert (told.mail.letter, told.invitation) == (LETTER, voice_of(approval).invitation)
    withdraw(approval, by=colleague, now=later(0))
    assert undelivered.still_unreached(report) == []


@pytest.mark.thorough
def test_a_former_partner_is_not_reminded(for_two, colleague):
    approval = put_up(for_two, colleague, people=("partner",))
    client = for_two.client
    client.partner_first_name, client.partner_email = "Bo", "bo@example.org"
    client.save()
    assert not remind(later(5))
    assert voice_of(approval, "partner").invitation.called == "Dana"
    assert not Mail.objects.filter(to="bo@example.org").exists()


@pytest.mark.thorough
def test_the_number_of_queries_does_not_grow(firm, colleague, django_assert_num_queries):
    for count in (1, 2, 3):
        put_up(sent_by(make.client(firm=firm)), colleague)
        fresh = Firm.objects.get(pk=firm.pk)
        with django_assert_num_queries(4):
            assert len(due(rows(fresh), fresh, later(5))) == count


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_remind_once(dossier, colleague):
    put_up(dossier, colleague)
    together(lambda _n: remind(later(5)), 3)
    assert Mail.objects.filter(letter=REMINDER).count() == Nudge.objects.count() == 1


KILLED = """
import os, django
django.setup()
from django_scopes import scopes_disabled
from django.db import connection
from carnet.approvals.reminding import remind
from datetime import datetime
def dead(execute, sql, params, many, context):
    if "core_mail" in sql and sql.startswith("INSERT"):
        os._exit(9)
    return execute(sql, params, many, context)
with scopes_disabled(), connection.execute_wrapper(dead):
    remind(datetime.fromisoformat({moment!r}))
"""


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_killed_between_the_note_and_the_mail_nothing_is_half_done(dossier, colleague):
    put_up(dossier, colleague)
    code = KILLED.format(moment=later(5).isoformat())
    ran = subprocess.run([sys.executable, "-c", code], env=environment(), check=False)
    assert ran.returncode == 9
    assert (Nudge.objects.count(), Reminder.objects.count()) == (0, 0)
    assert remind(later(5))
    assert Mail.objects.filter(letter=REMINDER).count() == 1


def environment():
    name, server = connection.settings_dict["NAME"], os.environ.get("DATABASE_URL", "")
    sqlite = connection.vendor == "sqlite"
    url = f"sqlite:///{name}" if sqlite else f"{server.rpartition('/')[0]}/{name}"
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}


@pytest.mark.thorough
def test_a_mail_sent_twice_after_a_crash_is_about_the_same_voice(dossier, colleague, post_office):
    put_up(dossier, colleague)
    work(later(0))
    remind(later(5))
    Mail.objects.filter(letter=REMINDER).update(attempts=1)
    while send_next(later(5)):
        pass
    assert Voice.objects.get().nudges.count() == 1
    assert len(post_office.mails) == 2
