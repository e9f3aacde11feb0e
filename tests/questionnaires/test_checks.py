import pytest

from carnet.questionnaires.checks import check
from carnet.questionnaires.loading import load
from tests.questionnaires.builders import document, item

KIDS = item("kids", "repeat", items=[item("kid", "text"), item("born", "date")])


def told(*items, **fields):
    return [problem.message for problem in check(document(*items, **fields))]


def test_a_sound_questionnaire_has_no_problems():
    assert told(item("a"), item("b", show_if="a = yes"), KIDS) == []


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([item("a"), item("a")], "The id “a” is used more than once."),
        ([item("A")], "“A” is no id."),
        ([item("prior")], "“prior” has a meaning in rules."),
        ([item("list")], "“list” has a meaning in rules."),
        ([item("a", "yesno")], "Did you mean “yes_no”?"),
        ([item("a", show_iff="b = yes")], "“show_iff” is not known here. Did you mean “show_if”?"),
        ([item("a"), item("b", show_if="aa = yes")], "Nothing here is called “aa”."),
        ([item("a"), item("b", show_if="a = yess")], "“yess” is not a choice of “a”."),
        ([item("u", "one"), item("b", show_if="u in [home, rentd]")], "Did you mean “rented”?"),
        ([item("a"), item("b", show_if="a > 3")], "does not work between a text and a number"),
        ([item("n", "number"), item("b", show_if="n + 1")], "must answer yes or no"),
        ([item("a", show_if="b = yes"), item("b", show_if="a = yes")], "These wait for each other:"),
        ([item("a", show_if="a = yes")], "These wait for each other: a → a."),
        ([item("a", "calc", value="b + 1"), item("b", "calc", value="a + 1")], "These wait for each other:"),
        ([{**KIDS, "show_if": "count(kids) > 0"}], "These wait for each other: kids → kids."),
        ([item("d", "date", check="this <= period_end")], "“check_text” is missing"),
        ([item("d", "date", warn_if="this > period_end")], "“warn_text” is missing"),
        ([KIDS, item("b", show_if="kids.exists(k, k.bron > '2010-01-01')")], "Did you mean “born”?"),
        ([KIDS, item("b", show_if="born > '2010-01-01'")], "kids.exists(e, e.born"),
        ([item("a", "one", choices="usess")], "There is no list of choices “usess”."),
        ([item("a", "text", choices=[])], "“choices” does not go with the type text."),
        ([item("a", "calc")], "“value” is missing."),
        ([item("a", text={"en": "Yes?", "fr": "Oui ?"})], "“fr” is not one of the languages"),
        ([item("a", show_if="today() > '2025-01-01'")], "today() is possible in check and warn_if only"),
        ([item("a", text={"en": "Is {{ nam }} right?"}), item("name", "text")], "Did you mean “name”?"),
        ([item("a", required="yes")], "Write true or false here"),
        ([item("a", profile="client.emial")], "Did you mean “client.email”?"),
        ([item("a", "text", pattern="(")], "not a valid regular expression"),
        ([item("n", "number", min=3, max=1)], "The minimum is larger"),
        ([item("k", "repeat", items=[KIDS])], "A list cannot stand inside another list."),
        ([item("a", escapes=["dontknow"])], "Did you mean “dont_know”?"),
    ],
)  # fmt: skip
def test_what_clients_would_stumble_over_is_refused(items, sentence):
    problems = [problem for problem in check(document(*items)) if problem.refused]
    assert any(sentence in problem.message for problem in problems), problems


def test_the_loop_that_is_named_really_is_one():
    rules = {"a": "c = yes", "b": "a = yes", "c": "b = yes"}
    (message,) = told(*(item(name, show_if=rule) for name, rule in rules.items()))
    circle = message.removeprefix("These wait for each other: ").rstrip(".").split(" → ")
    assert circle[0] == circle[-1]
    assert all(
        rules[later].startswith(earlier) for earlier, later in zip(circle, circle[1:], strict=False)
    ) or all(
        rules[earlier].startswith(later) for earlier, later in zip(circle, circle[1:], strict=False)
    )


def test_a_missing_translation_is_refused():
    text = {"fr": "Oui ?", "en": "Yes?"}
    problems = check(
        document(item("a", text=text), item("b", text={"fr": "Et ?"}), languages=["fr", "en"])
    )
    assert "The text is missing in: en." in [problem.message for problem in problems]


def test_long_questions_and_full_pages_are_remarked_only():
    crowd = [item(f"q{number}", page="one") for number in range(6)]
    problems = check(document(item("long", text={"en": "word " * 26}), *crowd))
    assert len(problems) == 2
    assert not any(problem.refused for problem in problems)


def test_checks_of_two_questions_on_each_other_are_no_loop():
    until = item("until", "date", check="this >= since", check_text={"en": "Before the start."})
    since = item("since", "date", check="this <= until", check_text={"en": "After the end."})
    assert told(since, until) == []


def test_problems_name_their_place_and_line():
    source = load(
        """questionnaire: small
title: {en: Small}
languages: [en]
sections:
  - id: family
    title: {en: Family}
    items:
      - {id: married, type: yes_no, text: {en: Married?}}
      - id: partner
        type: text
        text: {en: Who?}
        show_if: marred = yes
"""
    )
    (problem,) = check(source.document, source.lines)
    assert (problem.place, problem.line) == ("family › partner › show_if", 12)
    assert problem.message == "Nothing here is called “marred”. Did you mean “married”?"


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"questionnaire": 3, "sections": "none"},
        {"sections": [None, 3, {"items": [None, 3, {"id": None}]}]},
        {"languages": "xx", "title": [], "choices": [], "facts": 3, "period": "soon"},
        {"sections": [{"id": "a", "items": [{"id": "b", "type": "one", "choices": {"a": 1}}]}]},
        {"sections": [{"id": "a", "items": [{"id": "b", "type": "repeat", "items": 3, "show_if": 1}]}]},
    ],
)  # fmt: skip
def test_nonsense_is_answered_with_problems_never_with_a_crash(broken):
    assert any(problem.refused for problem in check(broken))
