"""Which mail goes next: codes first, firms in turn, and no firm more than it may."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from carnet.core import allowance, mail
from carnet.core.models import Mail
from tests import makers as make
from tests.at_once import together
from tests.post_office import open_post_office

NOW = datetime(2026, 5, 4, 9, tzinfo=ZoneInfo("Europe/Brussels"))
HOUR = timedelta(hours=1)


@pytest.fixture
def post_office(settings):
    with open_post_office(settings) as office:
        yield office


@pytest.fixture(autouse=True)
def letters():
    mail.LETTERS["slow"] = mail.Composing(lambda row: mail.Letter("Hello", "Good day."))
    mail.LETTERS["quick"] = mail.Composing(lambda row: mail.Letter("Code", "1"), urgent=True)
    yield
    del mail.LETTERS["slow"], mail.LETTERS["quick"]


def queue(firm, count, letter="slow", at=NOW):
    rows = [
        mail.post(letter, about=firm, to=f"{firm.slug}{n}@example.org", language="en", firm=firm)
        for n in range(count)
    ]
    Mail.objects.filter(pk__in=[row.pk for row in rows]).update(next_try_at=at)
    return rows


def limited(firm, per_hour, per_day=1000):
    firm.mails_per_hour, firm.mails_per_day = per_hour, per_day
    firm.save()
    return firm


def send_all(now):
    count = 0
    while mail.send_next(now):
        count += 1
    return count


def test_a_code_leaves_before_the_invitations_queued_earlier(firm, post_office):
    queue(firm, 5)
    queue(firm, 1, "quick", at=NOW + timedelta(minutes=1))
    mail.send_next(NOW + timedelta(minutes=1))
    assert [sent["Subject"] for sent in post_office.mails] == ["Code"]


@pytest.mark.thorough
def test_a_firm_sends_so_many_an_hour_and_codes_all_the_same(firm, post_office):
    limited(firm, 3)
    queue(firm, 8)
    queue(firm, 2, "quick")
    assert send_all(NOW) == 5
    assert send_all(NOW + HOUR - timedelta(seconds=1)) == 0
    assert send_all(NOW + HOUR) == 3


@pytest.mark.thorough
def test_a_firm_sends_so_many_a_day(firm, post_office):
    limited(firm, 3, 4)
    queue(firm, 8)
    assert [send_all(NOW + HOUR * hours) for hours in (0, 1, 2, 23, 24, 25)] == [3, 1, 0, 0, 3, 1]


@pytest.mark.thorough
def test_a_mail_put_off_by_the_server_gives_its_place_back(firm, post_office):
    limited(firm, 2)
    queue(firm, 3)
    post_office.answers = ["451 later"] * 2
    assert send_all(NOW) == 3
    assert send_all(NOW + timedelta(minutes=1)) == 1
    assert len(post_office.mails) == 2


@pytest.mark.thorough
def test_firms_take_turns(firm, post_office):
    other = make.firm(slug="other")
    queue(firm, 30)
    queue(other, 3)
    for _each in range(6):
        mail.send_next(NOW)
    counts = Counter(sent["To"].startswith("other") for sent in post_office.mails)
    assert counts == {True: 3, False: 3}


@pytest.mark.thorough
def test_a_firm_at_its_limit_does_not_stop_another(firm, post_office):
    other = make.firm(slug="other")
    limited(firm, 1)
    queue(firm, 3)
    queue(other, 3)
    assert send_all(NOW) == 4


def test_without_a_mail_server_nothing_is_held_back(firm, settings):
    settings.MAIL_HOST = ""
    limited(firm, 1)
    queue(firm, 3)
    assert send_all(NOW) == 3


def test_mails_of_nobodys_firm_leave(post_office, db):
    Mail.objects.create(to="ann@example.org", subject="Reset", text="Text.")
    assert send_all(timezone.now()) == 1


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_workers_at_once_keep_to_the_limit_together(firm, post_office):
    limited(firm, 7)
    queue(firm, 24)
    together(lambda _number: len(allowance.take(NOW, 4)), 6)
    assert Mail.objects.exclude(claimed_at=None).count() == 7


def test_what_was_claimed_and_not_tried_goes_back(firm, post_office):
    queue(firm, 3)
    mails = allowance.take(NOW, 3)
    allowance.give_back(mails[1:])
    again = allowance.take(NOW, 3)
    assert [row.pk for row in again] == [row.pk for row in mails[1:]]
    assert {row.attempts for row in again} == {1}


def test_one_whose_sender_did_not_come_back_goes_alone(firm, post_office):
    """It may be what ended the sender: so the next one who dies of it takes no other mail along."""
    queue(firm, 3)
    taken = allowance.take(NOW, 3)
    later = NOW + allowance.CLAIM_LASTS + timedelta(seconds=1)
    [first] = allowance.take(later, 3)
    assert first == taken[0]
    assert [allowance.take(later, 3) for _each in range(3)] == [[taken[1]], [taken[2]], []]


def test_a_server_that_is_gone_is_asked_once_for_a_handful(firm, settings, post_office):
    queue(firm, 5, at=timezone.now() - HOUR)
    settings.MAIL_PORT = 1
    mail.send_some(timezone.now())
    assert [row.attempts for row in Mail.objects.order_by("pk")] == [1, 0, 0, 0, 0]


def test_pages_can_tell_when_the_held_back_leave(firm, post_office):
    limited(firm, 2)
    rows = queue(firm, 5)
    mail.send_next(NOW)
    held = allowance.held_back(firm, NOW + timedelta(minutes=10))
    assert held.leaves == {
        rows[2].pk: NOW + HOUR,
        rows[3].pk: NOW + HOUR + timedelta(minutes=10),
        rows[4].pk: NOW + HOUR * 2,
    }
    assert (held.count, held.first, held.last) == (3, NOW + HOUR, NOW + HOUR * 2)
    limited(firm, 100)
    assert allowance.held_back(firm, NOW + timedelta(minutes=10)) is None


@given(
    before=st.lists(st.integers(0, 24 * 60 - 1), max_size=40),
    count=st.integers(0, 40),
    per_hour=st.integers(1, 9),
    per_day=st.integers(1, 30),
)
def test_the_forecast_keeps_every_hour_and_day_within_the_limits(before, count, per_hour, per_day):
    slots = sorted(NOW - timedelta(minutes=minutes) for minutes in before)
    times = allowance.forecast(slots, count, per_hour, per_day, NOW)
    assert times == sorted(times)
    everything = slots + times
    for at in times:
        for most, window in ((per_hour, HOUR), (per_day, HOUR * 24)):
            within = sum(at - window < one <= at for one in everything)
            assert within <= max(most, sum(at - window < one <= at for one in slots))
