from datetime import UTC, date, datetime

import pytest

from carnet.core.working_days import daytime, next_working_day, opening, working_day


@pytest.mark.parametrize(
    ("day", "country", "works"),
    [
        (date(2027, 5, 5), "BE", True),
        (date(2027, 5, 6), "BE", False),  # Ascension Day
        (date(2027, 5, 8), "BE", True),  # a Saturday
        (date(2027, 5, 9), "BE", False),  # a Sunday
        (date(2027, 7, 14), "BE", True),
        (date(2027, 7, 14), "FR", False),
        (date(2027, 6, 23), "LU", False),
        (date(2027, 4, 27), "NL", False),
        (date(2027, 5, 10), "ZZ", True),
        (date(2027, 5, 9), "ZZ", False),
    ],
)
def test_sundays_and_public_holidays_of_the_country_are_no_working_days(day, country, works):
    assert working_day(day, country) is works


def test_the_first_working_day_after_a_long_weekend():
    assert next_working_day(date(2027, 5, 16), "BE") == date(2027, 5, 18)  # Pentecost


@pytest.mark.parametrize(
    ("moment", "by_day"),
    [
        # The clock in Brussels is put forward on 28 March 2027 and back on 31 October.
        (datetime(2027, 3, 27, 7, 0, tzinfo=UTC), True),
        (datetime(2027, 3, 27, 6, 59, tzinfo=UTC), False),
        (datetime(2027, 3, 29, 6, 0, tzinfo=UTC), True),
        (datetime(2027, 3, 29, 5, 59, tzinfo=UTC), False),
        (datetime(2027, 10, 30, 16, 59, tzinfo=UTC), True),
        (datetime(2027, 10, 30, 17, 0, tzinfo=UTC), False),
        (datetime(2027, 11, 2, 17, 59, tzinfo=UTC), True),
        (datetime(2027, 11, 2, 18, 0, tzinfo=UTC), False),
    ],
)
def test_the_day_lasts_from_eight_to_seven_on_the_firms_clock(moment, by_day):
    assert daytime(moment) is by_day


def test_the_morning_is_at_eight_on_the_firms_clock():
    assert opening(date(2027, 3, 29)) == datetime(2027, 3, 29, 6, tzinfo=UTC)
    assert opening(date(2027, 3, 27)) == datetime(2027, 3, 27, 7, tzinfo=UTC)
