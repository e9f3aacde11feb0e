"""The curve of what is finished, and how long clients take to begin: figures only."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.campaigns.pace import HEIGHT, WIDTH, Pace, median, plot

BEGIN, DUE = date(2026, 3, 1), date(2026, 4, 30)


def day(number):
    return BEGIN + timedelta(days=number)


def pace(total=10, due=DUE, **finished):
    """pace(d3=2): two were finished on the third day."""
    return Pace(total, {day(int(key[1:])): n for key, n in finished.items()}, BEGIN, due)


def test_the_curve_starts_at_nothing_and_steps_up_on_each_day_that_brought_something():
    assert pace(d3=2, d10=3).points(day(60)) == [(day(0), 0.0), (day(3), 0.2), (day(10), 0.5)]


def test_what_is_finished_on_the_first_day_counts_at_once():
    assert pace(d0=5).points(day(9)) == [(day(0), 0.5)]


def test_what_lies_ahead_is_not_drawn():
    assert pace(d3=2, d10=3).points(day(5)) == [(day(0), 0.0), (day(3), 0.2)]
    assert pace(d3=2, d10=3).share(day(5)) == 0.2


@pytest.mark.parametrize("made", [pace(total=0), Pace(3, {}, day(8), DUE)])
def test_without_dossiers_or_on_the_first_day_there_is_nothing_to_draw(made):
    assert plot(made, None, day(8)) is None


def test_the_due_date_stands_in_the_field_and_today_beyond_it_too():
    drawn = plot(pace(d3=5), None, day(70))
    assert (drawn.first, drawn.last) == (day(0), DUE + timedelta(days=14))
    assert 0 < drawn.due_at < drawn.today_at < WIDTH
    assert drawn.now.startswith(f"M0.0 {float(HEIGHT)}H")


def test_last_year_is_laid_over_by_the_days_to_the_due_date():
    """A year ago 4 of 10 had finished 50 days before the due date; today is 40 days before this one's."""
    due = date(2025, 5, 31)
    before = Pace(10, {due - timedelta(days=50): 4, due: 6}, due - timedelta(days=80), due)
    drawn = plot(pace(d3=2), before, DUE - timedelta(days=40))
    assert (drawn.share, drawn.share_before) == (0.2, 0.4)
    assert drawn.before.endswith("V0.0H640.0V0.0")


def test_without_last_year_there_is_no_second_curve():
    drawn = plot(pace(d3=2), None, day(20))
    assert (drawn.before, drawn.share_before) == ("", None)


@given(st.dictionaries(st.integers(0, 200), st.integers(1, 5), max_size=30), st.integers(0, 250))
def test_a_curve_never_falls_and_stays_in_its_field(finished, today):
    total = sum(finished.values()) + 3
    made = Pace(total, {day(at): n for at, n in finished.items()}, BEGIN, DUE)
    shares = [share for _day, share in made.points(day(today))]
    assert shares == sorted(shares)
    assert all(0 <= share < 1 for share in shares)


@pytest.mark.parametrize(
    ("hours", "middle"),
    [({}, None), ({5: 1}, 5), ({1: 1, 9: 1}, 1), ({1: 2, 3: 1, 90: 2}, 3), ({0: 1, 4: 9}, 4)],
)
def test_half_begin_within_the_median(hours, middle):
    assert median(hours) == middle
