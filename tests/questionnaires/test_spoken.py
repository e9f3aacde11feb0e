"""Rules in plain words, and why a question is or is not asked."""

import pytest

from carnet.questionnaires.engine import Given, Status
from carnet.questionnaires.outcome import State
from carnet.questionnaires.reasons import Reasons
from carnet.questionnaires.spoken import Speaker
from tests.questionnaires.builders import compiled, item, outcome_of, said

KIDS = item("kids", "repeat", items=[item("born", "date"), item("home", "one")])
FACTS = {"kind": {"type": "text", "from": "client.type"}}


def questions(rule):
    return (
        item("m"),
        item("n", "number"),
        item("cost", "money"),
        item("d", "date"),
        item("u", "one"),
        item("v", "many"),
        item("joint", "calc", value="u in [home, rented]"),
        item("young", "calc", value="count(kids.filter(k, age_on(k.born, period_start) < 14))"),
        KIDS,
        item("asked", show_if=rule),
    )


def spoken(rule):
    made = compiled(*questions(rule), facts=FACTS)
    return Speaker(made, "en").spoken(made.by_id["asked"].show_if)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("m = yes", "“Question m” is Yes"),
        ("u != home", "“Question u” is not Home"),
        ("joint", "“Question u” is Home or Let"),
        ("home in v or rented in v", "“Question v” includes Home or Let"),
        ("or_zero(n) > 3", "“Question n” is more than 3"),
        ("3 < n", "“Question n” is more than 3"),
        ("cost >= 40", "“Question cost” is at least €40.00"),
        ("n <= cost", "“Question n” is at most “Question cost”"),
        ("d < period_start", "“Question d” is before the first day of the period"),
        ("d >= '2016-01-01'", "“Question d” is no earlier than January 1, 2016"),
        ("year_of(d) = 2024", "the year of “Question d” is 2024"),
        ("answered(n) and not shown(m)", "“Question n” is answered and “Question m” is not asked"),
        ("m = yes and (n > 1 or n < 0)",
         "“Question m” is Yes and (“Question n” is more than 1 or “Question n” is less than 0)"),
        ("not (m = yes and n > 1)",
         "it is not so that “Question m” is Yes and “Question n” is more than 1"),
        ("kids.exists(k, k.home = home)",
         "for at least one entry of “Question kids”, “Question home” is Home"),
        ("kids.all(k, k.home = home)",
         "for every entry of “Question kids”, “Question home” is Home"),
        ("young > 0",
         "for at least one entry of “Question kids”, the age on the first day of the period, "
         "by “Question born” is less than 14"),
        ("count(kids) > 2", "the number of entries in “Question kids” is more than 2"),
        ("sum([n, cost]) > 2", "the sum of “Question n” and “Question cost” is more than 2"),
        ("n - cost > 2", "“Question n” minus “Question cost” is more than 2"),
        ("kind = 'person'", "“kind” in the client file is “person”"),
        ("prior.n > 2", "last year's answer to “Question n” is more than 2"),
    ],
)  # fmt: skip
def test_a_rule_is_said_in_plain_words(rule, words):
    assert spoken(rule) == words


@pytest.mark.parametrize(
    "rule",
    [
        "n / 2 > 3",
        "kids.exists_one(k, k.home = home)",
        "round2(n) > 1",
        "m = yes and n * 2 > 3",
        "prior.kids.exists(k, k.home = home)",
        "u = home ? n > 1 : n > 2",
    ],
)
def test_what_is_too_intricate_is_not_said_at_all(rule):
    assert spoken(rule) == ""


def why(path, answers, *, entries=None, items=None, facts=None, **fields):
    made = compiled(*(items or questions("m = yes and n > 1")), **{"facts": FACTS, **fields})
    outcome = outcome_of(made, answers, entries)
    return outcome.instances[path], Reasons(outcome, facts or {}, "en").why(outcome.instances[path])


def test_a_hidden_question_names_what_decides_what_it_is_now_and_what_would_show_it():
    instance, (because,) = why("asked", said(m="no"))
    assert instance.state is State.HIDDEN
    assert because.holds is False
    assert because.sentence == "Asked only if “Question m” is Yes and “Question n” is more than 1."
    now = {one.what: one.now for one in because.deciding}
    assert now == {"Question m": "No", "Question n": "not answered yet"}


def test_a_question_that_is_asked_tells_why():
    instance, (because,) = why("asked", said(m="yes", n="2"))
    assert instance.shown
    assert because.holds is True
    assert [one.now for one in because.deciding] == ["Yes", "2"]


def test_nobody_can_tell_yet():
    instance, (because,) = why("asked", said(m="yes"))
    assert instance.state is State.PENDING
    assert because.holds is None


def test_what_is_always_asked_has_no_conditions():
    assert why("m", {})[1] == ()


def test_calculations_no_client_sees_are_looked_through():
    _instance, (because,) = why("asked", said(u="home"), items=questions("joint"))
    assert [(one.path, one.now) for one in because.deciding] == [("u", "Home")]


def test_the_condition_of_a_list_stands_before_that_of_its_question():
    items = (
        item("m"),
        item("kids", "repeat", show_if="m = yes", items=[
            item("a"), item("b", show_if="a = yes"),
        ]),
    )  # fmt: skip
    entries = {"kids": ["x"]}
    _b, hidden = why("kids/x/b", said(m="no"), items=items, entries=entries)
    assert [one.above for one in hidden] == ["Question kids"]
    answers = said(m="yes", **{"kids/x/a": "no"})
    _b, hidden = why("kids/x/b", answers, items=items, entries=entries)
    assert [(one.above, one.holds) for one in hidden] == [("Question kids", True), ("", False)]
    assert [one.path for one in hidden[1].deciding] == ["kids/x/a"]


def test_facts_of_the_client_file_and_last_years_answers_decide_too():
    items = (item("n", "number"), item("asked", show_if="kind = 'person' and prior.n > 2"))
    _asked, (because,) = why("asked", {}, items=items, facts={"kind": "company"})
    assert {one.what: one.now for one in because.deciding} == {
        "“kind” in the client file": "company",
        "last year's answer to “Question n”": "no answer",
    }


def test_passing_a_question_on_is_told_as_such():
    answers = {"m": Given(None, Status.DONT_KNOW)}
    _asked, (because,) = why("asked", answers)
    assert because.deciding[0].now == "I don't know"
