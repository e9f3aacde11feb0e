from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from carnet.audit.happenings import EVENTS, FOR_COLLEAGUES
from carnet.notices.kinds import COLLECT, KINDS, When, due, kind_of


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("moment", "morning"),
    [
        ("2026-03-03 06:59", "2026-03-03 07:30"),
        ("2026-03-03 07:30", "2026-03-04 07:30"),
        ("2026-03-03 23:59", "2026-03-04 07:30"),
        ("2026-03-07 09:00", "2026-03-09 07:30"),  # no mail on Sunday
        ("2026-03-28 12:00", "2026-03-30 07:30"),  # the night the clock is put forward
        ("2026-04-30 12:00", "2026-05-02 07:30"),  # nor on a public holiday
        ("2026-12-24 18:00", "2026-12-26 07:30"),
    ],
)
def test_the_daily_mail_comes_on_the_next_working_morning(moment, morning):
    assert due(When.DAILY, at(moment), "BE") == at(morning)


def test_at_once_collects_for_a_moment():
    assert due(When.AT_ONCE, at("2026-03-08 03:00"), "BE") == at("2026-03-08 03:00") + COLLECT
    assert timedelta(0) < COLLECT < timedelta(minutes=15)


def test_what_colleagues_may_hear_of_is_queued_whether_a_program_listens_or_not():
    events = {event for kind in KINDS.values() for event in kind.events}
    assert events == FOR_COLLEAGUES
    assert events <= set(EVENTS)


def test_a_wish_to_change_answers_is_more_than_a_message():
    assert kind_of("message.received", {}) == "message"
    assert kind_of("message.received", {"reopen": True}) == "reopen"
    assert kind_of("client.created", {}) == ""
