import pytest

from carnet.campaigns.facts import SOURCES
from carnet.questionnaires.checks import check
from carnet.questionnaires.loading import load
from carnet.questionnaires.reading import KNOWN_FACTS
from tests.questionnaires.builders import USES, compiled, document, item

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
        ([item("a", text={"en": "Is {{ nam | it }} right?"}), item("name", "text")], "Did you mean “name”?"),
        ([item("a", required="yes")], "Write true or false here"),
        ([item("a", profile="client.emial")], "Did you mean “client.email”?"),
        ([item("a", "text", pattern="(")], "not a valid regular expression"),
        ([item("n", "number", min=3, max=1)], "The minimum is larger"),
        ([item("k", "repeat", items=[KIDS])], "A list cannot stand inside another list."),
        ([item("a", escapes=["dontknow"])], "Did you mean “dont_know”?"),
        ([item("a", "text", min=1)], "“min” does not go with the type text."),
        ([item("a", "number", pattern="x")], "“pattern” does not go with the type number."),
        ([item("a", "note", required=True)], "“required” does not go with the type note."),
        ([item("a", carry="confirm_each")], "Lists carry over with confirm_each"),
        ([{**KIDS, "carry": "hint"}], "Lists carry over with confirm_each"),
        ([item("p", "file", carry="hint")], "“carry” does not go with the type file."),
        ([item("u", "one", default="hme")], "This is no possible answer to the question."),
        ([item("m", "money", default="much")], "This is no possible answer to the question."),
        ([item("a", default=True)], "Write the answer itself here"),
        ([item("a", was=["b"]), item("b")], "“b” is the id of another question now."),
        ([item("a", was=["old"]), item("b", was=["old"])], "can have become one question only"),
        ([{**KIDS, "count": "hm"}, item("how_many", "number")], "Nothing here is called “hm”."),
        ([{**KIDS, "count": "sure"}, item("sure")], "Nothing here is called “sure”."),
        ([item("a", "money", person="partnr")], "Did you mean “partner”?"),
        ([item("a", who=["partnr"])], "Did you mean “partner”?"),
        ([item("a", "text", profile="client.address")], "fills in questions of the type address only"),
        ([item("p", "file", file={"min": 3, "max": 2})], "The minimum is larger"),
        ([item("a", unsourced="yes")], "Write true or false here."),
        ([item("a", sources=["F1"])], "“F1” is not possible here."),
        ([item("a", tags=[281.10])], "Put quotes around it."),
        ([item("u", "one", choices=[{**USES[0], "show_if": "y = yes"}])], "Nothing here is called “y”."),
        ([item("a", codes={"code": "1250", "if": "b = yes"})], "Nothing here is called “b”."),
        ([item("n", "number"), item("b", show_if=" + ".join(["n"] * 40) + " > 1")], "Write sum([a, b, c])."),
        ([item("n", "number"), item("b", show_if="(" * 40 + "n" + ")" * 40 + " > 1")], "too many brackets"),
        ([item("n", "number"), item("b", show_if="n > 1 or " * 300 + "n > 2")], "longer than 2000"),
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
        {"sections": [{"id": "a", "items": [{"id": "b", "type": "note", "choices": [{"id": "home"}]}]}]},
    ],
)  # fmt: skip
def test_nonsense_is_answered_with_problems_never_with_a_crash(broken):
    assert any(problem.refused for problem in check(broken))


def test_every_circle_is_named():
    items = [item("a", show_if="b = yes"), item("b", show_if="a = yes")]
    items += [item("c", show_if="d = yes"), item("d", show_if="c = yes")]
    found = [message for message in told(*items) if message.startswith("These wait")]
    assert len(found) == 2


def test_who_must_be_among_the_respondents():
    assert told(item("a", who=["client"]), respondents=["client"]) == []
    (message,) = told(item("a", who=["partner"]), respondents=["client"])
    assert message == "“partner” is not among the respondents above, so nobody would be asked."
    assert told(item("a", who=["staff"]), respondents=["client"]) == []


def test_a_section_says_who_for_everything_in_it():
    section = {"id": "s", "title": {"en": "S"}, "who": ["staff"], "items": [item("a"), KIDS]}
    made = compiled(sections=[section])
    assert {one.who for one in made.definition.all_items()} == {("staff",)}


def test_facts_are_those_a_dossier_can_freeze():
    facts = {"kind": {"type": "text", "from": "client.knd"}}
    (message,) = told(item("a"), facts=facts)
    assert "Did you mean “client.kind”?" in message
    assert set(KNOWN_FACTS) == set(SOURCES)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1250-11", None),
        ("1250-11/2250-78", None),
        ("3324-71/4324-41", None),
        ("1250-12", "The check digits of 1250-12 are wrong: after 1250 come 11."),
        ("1250-11/2250-87", "The check digits of 2250-87 are wrong: after 2250 come 78."),
        ("1250-11/2251-77", "2251-77 is not the right column of 1250-11."),
        ("1250-11/4250-15", "4250-15 is not the right column of 1250-11."),
        ("1250", "“1250” is no code of this form. Write it like 1250-11."),
        ("", "“” is no code of this form"),
    ],
)
def test_belgian_codes_are_checked_by_their_digits(code, message):
    found = told(item("a", "money", codes=[code]), form={"scheme": "be_income_tax"})
    assert any(one.startswith(message or "-") for one in found) is bool(message)
    assert bool(found) is bool(message)


@pytest.mark.parametrize("code", ["1AJ/1BJ", "701", "Sch E", "8UU"])
def test_other_forms_have_their_own_codes(code):
    assert told(item("a", "money", codes=code)) == []


def test_titles_do_not_repeat_answers():
    section = {"id": "s", "title": {"en": "About {{ a }}"}, "items": [item("a", "text")]}
    assert told(sections=[section]) == ["A title cannot repeat answers; write it without {{ }}."]
