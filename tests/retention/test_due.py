from datetime import date, timedelta

import pytest

from carnet.retention.due import TooShort, announced_for, chosen, kept, latest_event
from carnet.retention.rules import COUNTRIES, Event, Kind, rules_of

ALL = [rule for rules in COUNTRIES.values() for rule in rules]


@pytest.mark.parametrize(
    ("country", "kind", "event", "until"),
    [
        # A period in the middle of a year counts to its end, and then ten whole years.
        ("BE", Kind.DOSSIER, date(2025, 6, 30), date(2035, 12, 31)),
        ("CH", Kind.DOSSIER, date(2025, 12, 31), date(2035, 12, 31)),
        ("FR", Kind.CLIENT, date(2024, 2, 29), date(2029, 2, 28)),
        ("BE", Kind.CLIENT, date(2026, 3, 14), date(2036, 3, 14)),
        ("LU", Kind.UNANSWERED, date(2026, 6, 30), date(2026, 9, 28)),
    ],
)
def test_until_when_something_is_kept(country, kind, event, until):
    assert kept(rules_of(country)[kind], event).until == until


@pytest.mark.parametrize("rule", ALL)
def test_counting_back_finds_the_same_day(rule):
    for today in (date(2026, 2, 28), date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 1)):
        last = latest_event(rule, today)
        assert kept(rule, last).until < today <= kept(rule, last + timedelta(days=1)).until


def test_a_law_may_be_exceeded_and_not_undercut():
    rules = rules_of("BE")
    assert kept(chosen(rules[Kind.CLIENT], 144, 0), date(2026, 1, 5)).until == date(2038, 1, 5)
    with pytest.raises(TooShort):
        chosen(rules[Kind.CLIENT], 60, 0)
    assert chosen(rules[Kind.UNANSWERED], 0, 30).days == 30


def test_nothing_goes_before_a_month_has_passed_since_it_was_told():
    today = date(2026, 11, 27)
    assert announced_for(date(2020, 1, 1), today) == date(2026, 12, 27)
    assert announced_for(date(2027, 3, 14), today) == date(2027, 3, 14)


def test_every_country_has_every_kind_with_its_source_and_nothing_counts_from_its_making():
    for rules in COUNTRIES.values():
        assert {rule.kind for rule in rules} == set(Kind)
    assert all(rule.source and rule.checked and rule.event in Event for rule in ALL)
    assert rules_of("DE") == {}
