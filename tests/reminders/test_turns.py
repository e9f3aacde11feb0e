"""How often the worker looks for reminders, and for how long at a time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carnet.clients.states import State
from carnet.core.models import Mail
from carnet.reminders import sending
from carnet.reminders.models import Reminder, Step
from carnet.reminders.sending import in_intervals, in_turns
from tests import makers as make
from tests.reminders.waiting import campaign_of, invited, morning, remind


@pytest.mark.parametrize("made", [lambda: in_intervals(remind), in_turns])
def test_nothing_is_asked_of_the_database_at_night_or_right_after_nothing_was_found(
    dossier, made, django_assert_num_queries
):
    look = made()
    with django_assert_num_queries(0):
        assert not look(morning(-10, 3))
    look = made()
    assert not look(morning(-10))
    with django_assert_num_queries(0):
        assert not look(morning(-10) + timedelta(minutes=9))
    assert look(morning(-7))


def test_the_mails_need_not_wait_until_the_worker_has_looked_at_every_firm(db, monkeypatch):
    monkeypatch.setattr(sending, "A_TURN", 0)
    first, second, third = (make.firm() for _each in range(3))
    for firm in (first, third):
        invited(make.client(firm=firm), campaign=campaign_of(firm))
    campaign_of(second)
    look = in_turns()

    # Each firm until there is nothing left to queue, one a turn here; then the ten minutes.
    turns = [look(morning(-14)) for _turn in range(6)]

    assert turns == [True, False, False, True, False, False]
    assert list(Reminder.objects.values_list("firm", flat=True)) == [first.pk, third.pk]
    assert Mail.objects.count() == 2


def test_a_firm_is_looked_through_once_and_who_is_done_meanwhile_gets_nothing(db, monkeypatch):
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    firm = make.firm()
    campaign = campaign_of(firm)
    dossiers = [invited(make.client(firm=firm), campaign=campaign) for _each in range(6)]
    look, asked = in_turns(), []

    turns = []
    for turn in range(4):
        if turn == 1:
            firm.dossiers.filter(pk__in=[one.pk for one in dossiers[2:4]]).update(
                state=State.SUBMITTED
            )
        with CaptureQueriesContext(connection) as queries:
            turns.append(look(morning(-14)))
        asked.append(sum(of_all(query["sql"]) for query in queries.captured_queries))

    # The second two have nothing left to be reminded of; the third two follow in the same turn.
    assert turns == [True, True, False, False]
    assert set(Step.objects.values_list("dossier", flat=True)) == {
        one.pk for one in dossiers[:2] + dossiers[4:]
    }
    assert asked == [1, 0, 0, 0]


def of_all(sql):
    """Whether a query asks for all who wait, not for a handful by their numbers."""
    waits = sql.startswith("SELECT") and 'FROM "invitations_invitation"' in sql
    return waits and "mailed_at" in sql and '"invitations_invitation"."id" IN' not in sql
