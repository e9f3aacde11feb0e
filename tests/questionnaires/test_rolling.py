from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.questionnaires.checks import check
from carnet.questionnaires.outline import items_of
from carnet.questionnaires.rolling import next_period, roll, vanished
from carnet.questionnaires.shipped import shipped
from tests.questionnaires.builders import document, item

YEAR = {"start": "2025-01-01", "end": "2025-12-31"}
DATED = [one.document for one in shipped() if one.document.get("period")]
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def days(text):
    return tuple(date.fromisoformat(word) for word in text.split("/"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2025-01-01/2025-12-31", "2026-01-01/2026-12-31"),
        ("2023-01-01/2023-12-31", "2024-01-01/2024-12-31"),
        ("2024-07-01/2025-06-30", "2025-07-01/2026-06-30"),
        ("2025-10-01/2025-12-31", "2026-01-01/2026-03-31"),
        ("2024-01-01/2024-01-31", "2024-02-01/2024-02-29"),
        ("2024-02-01/2024-02-29", "2024-03-01/2024-03-31"),
        ("2024-02-29/2025-02-27", "2025-02-28/2026-02-27"),
        ("2023-03-01/2024-02-29", "2024-03-01/2025-02-28"),
        ("2025-01-06/2025-01-12", "2025-01-13/2025-01-19"),
        ("2024-01-01/2025-12-31", "2026-01-01/2027-12-31"),
    ],
)
def test_the_next_period_is_as_long_as_this_one(old, new):
    assert next_period(*days(old)) == days(new)


@given(DAYS, st.integers(0, 800))
def test_the_next_period_begins_the_day_after_and_is_about_as_long(start, length):
    end = start + timedelta(days=length)
    new_start, new_end = next_period(start, end)
    assert new_start == end + timedelta(days=1)
    assert abs((new_end - new_start).days - length) <= 3


def rolled(words, period=YEAR, **options):
    made = roll(document(item("a", text={"en": words}), period=period), **options)
    return items_of(made.document)["a"]["text"]["en"]


@pytest.mark.parametrize(
    ("words", "next_year"),
    [
        ("What did you earn in 2025?", "What did you earn in 2026?"),
        ("Where did you live on 1 January 2026?", "Where did you live on 1 January 2027?"),
        ("More than in 2024?", "More than in 2025?"),
        ("On 31.12.2025 or 2025-12-31", "On 31.12.2026 or 2026-12-31"),
        ("School year 2025/26, or 2025-2026", "School year 2026/27, or 2026-2027"),
        ("Loans from 2019 on", "Loans from 2019 on"),
        ("Since the law of 1825", "Since the law of 1825"),
        ("More than 2025 €, € 2025 or 2025,50?", "More than 2025 €, € 2025 or 2025,50?"),
        ("From 2025-12 on", "From 2026-12 on"),
        ("Form 20251 or 12025", "Form 20251 or 12025"),
        ("In {{ period_year }}, after {{ rent_2025 }}", "In {{ period_year }}, after {{ rent_2025 }}"),
        ("{{ last_year }} or 2025", "{{ last_year }} or 2026"),
    ],
)  # fmt: skip
def test_years_around_the_period_move_on_and_nothing_else(words, next_year):
    assert rolled(words) == next_year


def test_a_fiscal_year_moves_both_of_its_years():
    period = {"start": "2024-07-01", "end": "2025-06-30"}
    assert rolled("From July 2024 to June 2025", period) == "From July 2025 to June 2026"


def test_two_years_move_two():
    period = {"start": "2024-01-01", "end": "2025-12-31"}
    assert rolled("Since 2024", period) == "Since 2026"


def test_a_quarter_of_the_same_year_changes_no_text_but_shows_it():
    period = {"start": "2025-01-01", "end": "2025-03-31"}
    made = roll(document(item("a", text={"en": "First quarter of 2025"}), period=period))
    assert made.texts == ()
    assert [(look.key, look.words) for look in made.looks] == [
        ("items.a.text", "First quarter of 2025")
    ]


def test_what_is_left_as_it_is_stays():
    assert rolled("In 2025", leave=["items.a.text"]) == "In 2025"
    made = roll(document(item("a", text={"en": "In 2025"}), period=YEAR), leave=["items.a.text"])
    assert made.texts[0].left
    assert made.document["period"] == {"start": "2026-01-01", "end": "2026-12-31"}


def test_titles_choices_and_lists_are_looked_through():
    made = roll(
        document(
            item("a", "one", choices=[{"id": "b", "text": {"en": "In 2025"}}]),
            item("c", "repeat", items=[item("d", text={"en": "In 2025"})]),
            item("e", "one", choices="f"),
            choices={"f": [{"id": "g", "text": {"en": "In 2025"}}]},
            title={"en": "Taxes 2025"},
            staff_note="See the circular of 2025.",
            period=YEAR,
        )
    )
    assert {one.key for one in made.texts} == {
        *("root.title", "root.staff_note"),
        *("items.a.choices.b.text", "items.d.text", "root.choices.f.g.text"),
    }
    assert "2025" not in str(made.document)


def test_days_and_years_in_rules_are_shown_and_never_changed():
    rules = {
        "check": "this <= '2025-06-30'",
        "show_if": "year_of(period_end) = 2024",
        "required": "period_start > '2016-01-01'",
    }
    made = roll(
        document(
            item("a", "date", **rules, check_text={"en": "Too late"}),
            item("b", "year", max=2025, warn_if="this < 1999", warn_text={"en": "Really?"}),
            item("c", "text", codes=[{"code": "1", "if": "a > '2025-01-01'"}]),
            sources={"F1": "Circular of 12 March 2025"},
            period=YEAR,
        )
    )
    assert {look.key for look in made.looks} == {
        *(f"items.a.{name}" for name in rules),
        *("items.b.max", "items.c.codes.if", "root.sources.F1"),
    }
    kept = items_of(made.document)["a"]
    assert {name: kept[name] for name in rules} == rules


@pytest.mark.thorough
@pytest.mark.parametrize("made", DATED, ids=lambda made: made["questionnaire"])
def test_what_ships_rolls_over_to_a_text_that_passes_the_check(made):
    rolled = roll(made)
    before, after = ([problem.message for problem in check(one)] for one in (made, rolled.document))
    assert after == before
    assert list(items_of(rolled.document)) == list(items_of(made))
    assert vanished(made, rolled.document) == {}


@pytest.mark.parametrize("made", DATED, ids=lambda made: made["questionnaire"])
def test_leaving_every_text_moves_the_period_alone(made):
    rolled = roll(made, leave=[one.key for one in roll(made).texts])
    assert rolled.document == made | {"period": rolled.document["period"]}


def test_without_a_period_there_is_nothing_to_roll_over():
    with pytest.raises(ValueError, match="without a period"):
        roll(document(item("a")))


def test_an_item_has_vanished_unless_its_id_or_a_former_one_is_there():
    old = document(item("a"), item("b"), item("c"))
    new = document(item("a"), item("d", was=["b"]))
    assert list(vanished(old, new)) == ["c"]
