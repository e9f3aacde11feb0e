"""What publishing lets pass with a remark."""

import random

import pytest

from bench import forms
from carnet.questionnaires.checks import check
from carnet.questionnaires.shipped import shipped
from tests.questionnaires.builders import document, item

HOUSES = item(
    "houses",
    "repeat",
    items=[item("is_let"), item("rent", "money", show_if="is_let = yes"), item("tax", "money")],
)


def remarks(*items, **fields):
    problems = check(document(*items, **fields))
    assert not any(problem.refused for problem in problems), problems
    return {problem.place.removeprefix("all › "): problem.message for problem in problems}


@pytest.mark.parametrize(
    ("items", "place", "remark"),
    [
        ([item("a", text={"en": "word " * 26})], "a › text", "has more than 25 words"),
        ([item("p", "file")], "p", "Say which files are accepted"),
        ([item("a", escapes=[])], "a › escapes", "Allow dont_know, or required: false"),
        ([item("a", escapes=["ask_accountant"])], "a › escapes", "Allow dont_know"),
        ([item("a", text={"en": "Where?"}), item("b", text={"en": "where"})], "b › text", "reads nearly like “a”"),
        (
            [
                item("a", text={"en": "How much rent did you receive for the house in 2025?"}),
                item("b", text={"en": "How much rent did you receive for the houses in 2025?"}),
            ],
            "b › text",
            "reads nearly like “a”",
        ),
        ([item("a", show_if="1 < 2")], "a › show_if", "says yes whatever was answered"),
        ([item("n", "number"), item("a", show_if="n > 5 and n < 3")], "a › show_if", "says no whatever"),
        ([item("d", "date"), item("a", show_if="d > '2025-12-31' and d < '2025-01-01'")], "a › show_if", "says no"),
        ([item("u", "one", choice_if="choice = choice")], "u › choice_if", "says yes"),
        ([item("n", "number", warn_if="this > 5 or this <= 5", warn_text={"en": "?"})], "n › warn_if", "says yes"),
        (
            [item("a"), item("b", show_if="a = yes"), item("c", show_if="a = no and b = yes")],
            "c",
            "No answers were found that lead here.",
        ),
        (
            [item("n", "money"), item("b", show_if="n > 100"), item("c", show_if="answered(b) and n < 50")],
            "c",
            "No answers were found that lead here.",
        ),
        (
            [item("a", "text"), item("b", show_if="age_on(a, period_end) > 3 or a = 'x'")],
            "b",
            "“age_on(a, period_end) > 3 or a = 'x'” cannot be worked out: Invalid isoformat string",
        ),
        ([item("n", "money"), item("half", "calc", value="1 / n")], "half", "cannot be worked out: divided by zero"),
        (
            [item("a"), item("b", "money", show_if="a = yes"), item("total", "calc", value="b + 1")],
            "total › value",
            "“b” may be hidden, and then this stays blank. Write or_zero(b).",
        ),
        (
            [HOUSES, item("total", "calc", value="sum(houses.map(h, h.rent))")],
            "total › value",
            "“rent” may be hidden",
        ),
        (
            [item("a"), item("b", show_if="a = yes"), item("x"), item("c", show_if="x = yes and b != yes")],
            "c › show_if",
            "“b” may be hidden, and then this is not asked either.",
        ),
    ],
)  # fmt: skip
def test_what_people_would_stumble_over_is_remarked(items, place, remark):
    found = remarks(*items)
    assert list(found) == [place]
    assert remark in found[place]


def test_pages_should_be_short_and_in_one_piece():
    crowd = [item(f"q{number}", page="one", text={"en": f"{number}?"}) for number in range(6)]
    assert remarks(*crowd) == {"all": "6 questions share the page “one”. Up to 5 are comfortable."}
    apart = [item("a", page="p"), item("b"), item("c", page="p")]
    assert "do not follow each other" in remarks(*apart)["all"]


@pytest.mark.parametrize(
    "items",
    [
        [item("a"), item("b", show_if="a = yes"), item("c", show_if="b = yes")],
        [item("a"), item("b", show_if="a = yes"), item("c", show_if="a = yes and b != yes")],
        [item("a"), item("b", show_if="a = yes"), item("c", show_if="not shown(b) or b != yes")],
        [item("a"), item("b", "money", show_if="a = yes"), item("s", "calc", value="or_zero(b) + 1")],
        [HOUSES, item("s", "calc", value="sum(houses.filter(h, h.is_let = yes).map(h, h.rent))")],
        [HOUSES, item("s", "calc", value="sum(houses.map(h, or_zero(h.rent)))")],
        [item("born", "date"), item("a", show_if="age_on(born, period_end) >= 67")],
        [item("born", "date"), item("a", show_if="year_of(born) = 1931")],
        [item("n", "money"), item("a", show_if="n = 1234.56")],
        [item("where", "address"), item("a", show_if="where.country != 'BE'")],
        [item("u", "many"), item("a", show_if="home in u and not (rented in u)")],
        [item("u", "many"), item("a", show_if="count(u) > 1")],
        [HOUSES, item("a", show_if="count(houses) = 0"), item("b", show_if="count(houses) > 1")],
        [HOUSES, item("a", show_if="houses.all(h, h.is_let = no)")],
        [item("n", "money", warn_if="this > prior.n * 1.3", warn_text={"en": "Much more than last year."})],
        [item("a", show_if="answered(prior.a)"), item("b", show_if="prior.b = yes")],
        [item("name", "text"), item("works", text={"en": "Did {{ name }} work?"}, show_if="answered(name)")],
    ],
)  # fmt: skip
def test_what_makes_sense_is_not_remarked(items):
    items = [{"text": {"en": f"Is it {place}?"}, **one} for place, one in enumerate(items)]
    assert remarks(*items) == {}


def test_a_deep_chain_of_conditions_is_found_to_be_reachable():
    """Random answers would need a million runs; the search goes from question to question."""
    chain = [item("q0", "number")]
    chain += [item(f"q{n}", "number", show_if=f"q{n - 1} = {n * 7}") for n in range(1, 25)]
    chain = [{**one, "text": {"en": f"Number {one['id']} of them all"}} for one in chain]
    assert remarks(*chain) == {}


def test_one_choice_alone_is_tried_even_among_many():
    choices = [{"id": f"c{n}", "text": {"en": f"Choice {n}"}} for n in range(12)]
    kinds = item("kinds", "many", choices=choices, text={"en": "Which ones?"})
    assert remarks(kinds, item("a", show_if="kinds.exists(k, k != c7)")) == {}
    assert remarks(kinds, item("a", show_if="c7 in kinds and count(kinds) = 1")) == {}


@pytest.mark.thorough
@pytest.mark.parametrize("seed", [0, 2, 7])
def test_what_hangs_on_answers_that_hang_on_others_is_found(seed):
    """Several operands, each behind conditions of its own that must hold at the same time."""
    made = forms.document(forms.form(forms.Size(150, 110, 20, lists=3), seed))
    assert not [one for one in check(made) if "No answers were found" in one.message]


def test_only_the_first_of_what_cannot_be_reached_is_named():
    found = remarks(
        item("a"), item("b", show_if="a = yes"), item("c", show_if="a = no and b = yes"),
        item("d", show_if="c = yes"), item("e", show_if="d = yes"),
    )  # fmt: skip
    assert list(found) == ["c"]


@pytest.mark.thorough
def test_the_same_document_always_gets_the_same_remarks():
    made = forms.document(forms.form(forms.Size(120, 80, 10, lists=2), seed=3))
    random.seed(1)
    first = check(made)
    random.seed(2)
    assert check(made) == first


@pytest.mark.thorough
@pytest.mark.parametrize("source", shipped(), ids=lambda source: source.document["questionnaire"])
def test_every_question_that_ships_is_reachable(source):
    assert check(source.document, source.lines) == []
