from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.campaigns import spreading

BRUSSELS = ZoneInfo("Europe/Brussels")
MEMBERS = [(1, "Marie"), (2, ""), (3, "els"), (4, "Marie"), (5, "els")]


def never(day):
    return False


def planned(parts, first, clock=time(9), free=never):
    return spreading.plan(parts, first=first, clock=clock, zone=BRUSSELS, free=free)


@pytest.mark.parametrize(
    ("spread", "groups"),
    [
        ("together", [("", (1, 2, 3, 4, 5))]),
        ("labels", [("els", (3, 5)), ("Marie", (1, 4)), ("", (2,))]),
        ("daily", [("", (1, 2)), ("", (3, 4)), ("", (5,))]),
    ],
)
def test_clients_are_grouped_as_asked(spread, groups):
    assert spreading.groups(MEMBERS, spread, 2) == groups


def test_nobody_makes_no_group():
    assert [spreading.groups([], spread, 9) for spread in ("together", "labels", "daily")] == [
        []
    ] * 3


@given(st.integers(0, 60), st.integers(1, 20))
def test_a_days_share_is_never_exceeded_and_nobody_is_lost(many, per_day):
    groups = spreading.groups([(number, "") for number in range(many)], "daily", per_day)
    assert [number for _name, part in groups for number in part] == list(range(many))
    assert all(0 < len(part) <= per_day for _name, part in groups)


def test_weekends_and_holidays_are_left_out():
    free = spreading.holidays_of("BE")
    days = list(islice(spreading.working_days(date(2027, 3, 25), free), 3))
    # Friday; Easter Monday is free; Tuesday, Wednesday.
    assert days == [date(2027, 3, 26), date(2027, 3, 30), date(2027, 3, 31)]


@pytest.mark.parametrize("country", ["BE", "CH", "FR", "LU", "DE", "NL"])
def test_new_years_day_is_free_everywhere(country):
    assert spreading.holidays_of(country)(date(2027, 1, 1))


def test_an_unknown_country_has_no_holidays():
    assert not spreading.holidays_of("XX")(date(2027, 1, 1))


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change():
    first = datetime(2027, 3, 26, 9, tzinfo=BRUSSELS)
    parts = [("", (1,)), ("", (2,))]
    waves = planned(parts, first)
    assert [wave.at.astimezone(UTC).hour for wave in waves] == [8, 7]
    assert [wave.at.hour for wave in waves] == [9, 9]


def test_the_first_wave_may_leave_now_and_the_others_at_nine():
    now = datetime(2026, 11, 27, 16, 43, tzinfo=UTC)  # a Friday
    waves = planned([("a", (1,)), ("b", (2,)), ("", (3,))], now)
    assert [f"{wave.at:%a %H:%M}" for wave in waves] == ["Fri 16:43", "Mon 09:00", "Tue 09:00"]
    assert [(wave.name, wave.count) for wave in waves] == [("a", 1), ("b", 1), ("", 1)]


def test_the_hour_that_is_left_out_in_spring_is_refused():
    with pytest.raises(spreading.NoSuchTime):
        spreading.moment(date(2027, 3, 28), time(2, 30), BRUSSELS)


def test_of_the_hour_that_comes_twice_the_first_is_meant():
    at = spreading.moment(date(2026, 10, 25), time(2, 30), BRUSSELS)
    assert at.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_wave_on_the_day_the_clocks_jump_leaves_an_hour_later_on_the_wall():
    # Asuncion, whose clocks jumped over midnight: a wall time that does not exist moves on, it does not fail.
    zone = ZoneInfo("America/Asuncion")
    first = datetime(2023, 9, 29, 0, 30, tzinfo=zone)
    waves = spreading.plan([("", (1,))] * 2, first=first, clock=time(0, 30), zone=zone, free=never)
    assert waves[1].at.astimezone(UTC) > first.astimezone(UTC)
