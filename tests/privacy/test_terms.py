from datetime import UTC, date, datetime, timedelta

import pytest

from carnet.privacy import terms
from carnet.privacy.terms import Clock, Reading

FOUND = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "reads"),
    [
        (0, Reading(Clock.RUNNING, 72)),
        (0.5, Reading(Clock.RUNNING, 71)),
        (71.5, Reading(Clock.RUNNING, 0)),
        (72, Reading(Clock.RUNNING, 0)),
        (72.5, Reading(Clock.OVER, 0)),
        (77, Reading(Clock.OVER, 5)),
    ],
)
def test_the_clock_runs_for_72_hours_from_when_somebody_noticed(hours, reads):
    assert terms.reading(FOUND, None, False, FOUND + timedelta(hours=hours)) == reads


def test_the_clock_stops_when_it_is_reported_or_need_not_be():
    later = FOUND + timedelta(days=30)
    reported = terms.reading(FOUND, FOUND + timedelta(hours=30.5), False, later)
    assert reported == Reading(Clock.REPORTED, 31)
    assert terms.reading(FOUND, None, True, later) == Reading(Clock.NOT_NEEDED)


@pytest.mark.parametrize(
    ("received", "due", "longer"),
    [
        (date(2026, 1, 15), date(2026, 2, 15), date(2026, 4, 15)),
        (date(2026, 1, 31), date(2026, 2, 28), date(2026, 4, 30)),
        (date(2027, 12, 31), date(2028, 1, 31), date(2028, 3, 31)),
        (date(2028, 1, 30), date(2028, 2, 29), date(2028, 4, 30)),
        (date(2026, 12, 1), date(2027, 1, 1), date(2027, 3, 1)),
    ],
)
def test_a_month_ends_on_the_day_of_the_same_number_or_the_last(received, due, longer):
    assert terms.answer_by(received, "BE") == due
    assert terms.extended(received, "FR") == longer


def test_switzerland_counts_thirty_days():
    assert terms.answer_by(date(2026, 1, 31), "CH") == date(2026, 3, 2)
    assert terms.extended(date(2026, 1, 31), "CH") == date(2026, 5, 2)
