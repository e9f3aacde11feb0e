"""Who is reminded on a day: the rules one by one, and what holds for any mixture of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.core.working_days import working_day
from carnet.reminders.reminding import (
    CATCH_UP,
    REST,
    Day,
    Row,
    Why,
    Word,
    decide,
    foresee,
    round_of,
    told,
)

DUE = date(2027, 6, 9)  # a Wednesday, with no holiday of Belgium for three weeks around
LONG_AGO = date(2027, 1, 4)
ANN = Row(
    invitation=1, dossier=1, person="client", email="ann@example.org", country="BE",
    due=DUE, steps=(-14, -7, -2, 3, 10), most=5, last=LONG_AGO,
)  # fmt: skip


def on(days):
    return DUE + timedelta(days=days)


def why(row, days, **known):
    return decide(row, Day(on(days), **known)).why


@pytest.mark.parametrize("days", [-14, -7, -2, 3, 10])
def test_a_step_is_due_on_its_day(days):
    verdict = decide(replace(ANN, last=on(days - 3)), Day(on(days)))
    assert (verdict.why, verdict.step, verdict.on) == (Why.DUE, str(days), on(days))


def test_between_two_steps_the_next_one_is_told():
    verdict = decide(replace(ANN, last=on(-14), sent=frozenset({"-14"})), Day(on(-10)))
    assert (verdict.why, verdict.step, verdict.on) == (Why.LATER, "-7", on(-7))


def test_after_the_last_step_nothing_follows():
    assert why(replace(ANN, last=on(10), sent=frozenset({"10"})), 12) == Why.OVER


def test_who_was_invited_after_a_step_is_not_reminded_of_it():
    assert why(replace(ANN, last=on(-5)), -4) == Why.LATER


def test_of_several_missed_steps_only_the_latest_is_made_up_for():
    away = replace(ANN, last=on(-14), sent=frozenset({"-14"}))
    verdict = decide(away, Day(on(-1)))
    assert (verdict.why, verdict.step) == (Why.DUE, "-2")
    assert why(told(verdict, on(-1)), 1) == Why.LATER


def test_a_step_missed_long_ago_is_let_go():
    assert why(ANN, 10 + CATCH_UP.days) == Why.DUE
    assert why(ANN, 11 + CATCH_UP.days) == Why.OVER


def test_a_step_that_was_sent_is_not_sent_again_when_the_due_date_moves():
    moved = replace(ANN, due=on(14), last=on(-7), sent=frozenset({"-14", "-7"}))
    assert why(moved, 7) == Why.LATER


def test_a_mail_or_the_clients_own_work_gives_two_days_of_peace():
    assert why(replace(ANN, active=on(-3)), -2) == Why.RECENT
    assert why(replace(ANN, active=on(-4)), -2) == Why.DUE
    assert decide(replace(ANN, active=on(-2)), Day(on(-2))).on == on(-2) + REST


def test_what_stops_a_reminder_altogether():
    assert why(replace(ANN, on=False), -7) == Why.OFF
    assert why(replace(ANN, delivered=False), -7) == Why.UNDELIVERED
    assert why(replace(ANN, finished=True), -7) == Why.FINISHED
    assert why(replace(ANN, sent=frozenset("abcde")), -7) == Why.CAPPED


def test_what_holds_it_up_for_a_day():
    assert why(ANN, -7, held=frozenset({""})) == Why.HELD
    assert why(ANN, -7, held=frozenset({"ann@example.org"})) == Why.HELD
    assert why(ANN, -7, held=frozenset({"bert@example.org"})) == Why.DUE
    assert why(ANN, -7, mailed=frozenset({"ann@example.org"})) == Why.MAILED
    assert why(ANN, -7, over=True) == Why.NIGHT
    sunday = decide(replace(ANN, due=on(4)), Day(on(-3)))
    assert on(-3).weekday() == 6
    assert (sunday.why, sunday.on) == (Why.QUIET, on(-2))


def test_holidays_are_those_of_the_clients_country():
    kings_day = date(2027, 4, 27)
    there = replace(ANN, due=kings_day + timedelta(days=2))
    assert decide(there, Day(kings_day)).why == Why.DUE
    assert decide(replace(there, country="NL"), Day(kings_day)).why == Why.QUIET


def test_a_promise_pauses_and_is_followed_up_once_on_the_day_after():
    paused = replace(ANN, promise=Word("promise-1", on(5)))
    assert [why(paused, days) for days in (-7, -2, 3, 5)] == [Why.PROMISED] * 4
    assert decide(paused, Day(on(-7))).on == on(6)
    verdict = decide(paused, Day(on(6)))
    assert (verdict.why, verdict.step) == (Why.DUE, "promise-1")
    after = told(verdict, on(6))
    assert [why(after, days) for days in (8, 9, 10)] == [Why.LATER, Why.LATER, Why.DUE]


def test_one_address_gets_one_mail_that_takes_along_what_comes_soon():
    bert = replace(ANN, invitation=2, dossier=2, due=on(2))
    carl = replace(ANN, invitation=3, dossier=3, due=on(5))
    other = replace(bert, invitation=4, dossier=4, email="else@example.org")
    verdicts = round_of([ANN, bert, carl, other], Day(on(-14)))
    assert [one.why for one in verdicts] == [Why.DUE, Why.ALONG, Why.LATER, Why.LATER]
    assert verdicts[1].step == "-14"


def test_the_steps_of_others_at_the_address_wait_for_a_working_day_of_their_country():
    kings_day = date(2027, 4, 27)
    ann = replace(ANN, due=kings_day + timedelta(days=7))
    soon = {"due": ann.due + timedelta(days=1), "last": kings_day - timedelta(days=4)}
    dutch = replace(ann, invitation=2, dossier=2, country="NL", **soon)
    assert [one.why for one in round_of([ann, dutch], Day(kings_day))] == [Why.DUE, Why.LATER]


# Any mixture.

DAYS = st.dates(date(2027, 1, 1), date(2027, 6, 30))
STEPS = st.lists(st.integers(-30, 30), max_size=6, unique=True).map(tuple)


@st.composite
def rows(draw):
    address = draw(st.sampled_from(["ann@example.org", "bert@example.org"]))
    word = draw(st.none() | st.builds(Word, st.just("promise-1"), DAYS))
    return Row(
        invitation=0, dossier=0, person="client", email=address,
        country=draw(st.sampled_from(["BE", "FR", "LU", "XX"])),
        due=draw(DAYS), steps=draw(STEPS), most=draw(st.integers(1, 5)), last=draw(DAYS),
        active=draw(st.none() | DAYS), on=draw(st.booleans()), delivered=draw(st.booleans()),
        promise=word,
    )  # fmt: skip


FIRMS = st.lists(rows(), min_size=1, max_size=5).map(
    lambda found: [
        replace(one, dossier=number, invitation=number) for number, one in enumerate(found)
    ]
)


def half_a_year(found, off=frozenset()):
    """The worker's days, some of which it is off; yields each day with its verdicts and the rows before."""
    for number in range(200):
        day = date(2027, 1, 1) + timedelta(days=number)
        if number in off:
            continue
        verdicts = round_of(found, Day(day))
        yield day, verdicts
        found = [told(one, day) if one.goes else one.row for one in verdicts]


OFF = st.sets(st.integers(0, 199), max_size=60)


@pytest.mark.thorough
@given(FIRMS, OFF)
def test_never_on_a_sunday_or_a_holiday_and_never_against_a_no(found, off):
    for day, verdicts in half_a_year(found, off):
        for one in (one for one in verdicts if one.goes):
            assert working_day(day, one.row.country)
            assert one.row.on
            assert one.row.delivered
            assert not (one.row.promise and day <= one.row.promise.day)


@pytest.mark.thorough
@given(FIRMS, st.sets(st.sampled_from(["ann@example.org", "bert@example.org", ""])), DAYS)
def test_no_second_mail_on_one_day_and_none_that_is_held(found, addresses, day):
    for known in ({"mailed": frozenset(addresses)}, {"held": frozenset(addresses)}):
        for one in (one for one in round_of(found, Day(day, **known)) if one.goes):
            assert one.row.email not in addresses
            assert "" not in addresses or "mailed" in known


@pytest.mark.thorough
@given(FIRMS, OFF)
def test_no_step_twice_and_never_more_than_agreed(found, off):
    sent = {}
    for _day, verdicts in half_a_year(found, off):
        for one in (one for one in verdicts if one.goes):
            assert one.step
            sent.setdefault(one.row.dossier, []).append(one.step)
    for number, steps in sent.items():
        assert len(set(steps)) == len(steps)
        assert len(steps) <= found[number].most


@pytest.mark.thorough
@given(FIRMS, OFF)
def test_two_days_of_peace_about_every_dossier(found, off):
    last = {}
    for day, verdicts in half_a_year(found, off):
        for one in (one for one in verdicts if one.goes):
            assert day - last.get(one.row.dossier, one.row.last) >= REST
            last[one.row.dossier] = day


@pytest.mark.thorough
@given(FIRMS, st.integers(20, 150))
def test_who_was_off_for_ten_days_does_not_flood_anybody(found, start):
    off = set(range(start, start + 10))
    mails = {}
    for day, verdicts in half_a_year(found, off):
        back = date(2027, 1, 1) + timedelta(days=start + 10)
        if back <= day <= back + timedelta(days=1):
            for one in (one for one in verdicts if one.goes):
                mails.setdefault(one.row.dossier, []).append(day)
    assert all(len(days) == 1 for days in mails.values())


@given(FIRMS, st.integers(1, 60))
def test_what_is_foreseen_is_what_the_rounds_then_do(found, ahead):
    first = date(2027, 3, 1)
    last = first + timedelta(days=ahead)
    foreseen = foresee(found, first, last, Day)
    day = first
    while day < last:
        found = [told(one, day) if one.goes else one.row for one in round_of(found, Day(day))]
        day += timedelta(days=1)
    assert foreseen == round_of(found, Day(last))


@given(rows(), DAYS)
def test_the_day_told_is_the_day_it_goes(row, today):
    """As long as nobody else at the address gets a mail in between."""
    verdict = decide(row, Day(today))
    if verdict.why not in (Why.LATER, Why.QUIET, Why.RECENT):
        return
    day = today
    while day < verdict.on:
        assert not decide(row, Day(day)).goes
        day += timedelta(days=1)
    assert decide(row, Day(day)).goes or verdict.why is not Why.LATER
