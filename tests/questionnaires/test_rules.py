import pytest

from carnet.questionnaires.normal import Vocabulary, normalise
from carnet.questionnaires.rules import UNKNOWN, Fault, InvalidRule, Scope

TYPES = {
    "a": "text",
    "n": "number",
    "b": "number",
    "married": "text",
    "use": "text",
    "uses": "texts",
    "children": "list",
    "born": "text",
    "today": "text",
    "answered.n": "yes",
    "shown.n": "yes",
    "prior.n": "number",
    "answered.prior.n": "yes",
}
CHOICES = {
    "a": frozenset({"yes", "no"}),
    "married": frozenset({"yes", "no"}),
    "use": frozenset({"home", "rented"}),
    "uses": frozenset({"home", "rented"}),
}
SCOPE = Scope(TYPES, CHOICES, {"child_name": "children"})


def answer(rule, **known):
    return SCOPE.compile(rule).answer(known)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("a = yes", UNKNOWN),
        ("a != yes", UNKNOWN),
        ("n < 5", UNKNOWN),
        ("not (n > 5)", UNKNOWN),
        ("n <= 0", UNKNOWN),
        ("n + 10 > 5", UNKNOWN),
        ("n > 5 or b = 1", True),
        ("n > 5 and b = 2", False),
        ("b = 1 or n > 5", True),
        ("b = 2 and n > 5", False),
    ],
)
def test_a_blank_answer_is_unknown_and_never_zero(rule, expected):
    assert answer(rule, b=1.0) is expected


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("married = yes", "married == 'yes'"),
        ("married <> yes", "married != 'yes'"),
        ("yes = married", "'yes' == married"),
        ("married = “yes”", "married == 'yes'"),
        ("married = ‘yes’", "married == 'yes'"),
        ("\u200fmarried\u200e = yes\u202c", "married == 'yes'"),
        ("married=yes AND n>18", "married == 'yes' && n > 18.0"),
        ("not (n > 5) or n = -3", "!(n > 5.0) || n == -3.0"),
        ("use in [home, rented]", "use in ['home', 'rented']"),
        ("home in uses", "'home' in uses"),
        ("children[0].age > 3", "children[0].age > 3.0"),
        ("answered(n) and shown(n)", "answered.n && shown.n"),
        ("or_zero(n) > 1", "(answered.n ? n : 0.0) > 1.0"),
        ("children.exists(c, answered(c.age))", "children.exists(c, has(c.age))"),
        ("answered(prior.n)", "answered.prior.n"),
        ("today() > born", "today > born"),
        ("a = 'and = 5'", "a == 'and = 5'"),
        ("n − 1 ≤ 2", "n - 1.0 <= 2.0"),
    ],
)
def test_rules_become_canonical(written, canonical):
    assert SCOPE.compile(written).canonical == canonical


def test_this_is_the_question_itself():
    assert SCOPE.compile("this <= 3", own="n").canonical == "n <= 3.0"


def test_a_word_that_is_both_a_question_and_a_choice_is_the_choice():
    names = {"status": frozenset({"partner"}), "partner": frozenset()}
    assert normalise("status = partner", Vocabulary(names)) == "status == 'partner'"


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("marred = yes", "Did you mean “married”?"),
        ("n = yes", "does not work between a number and a text"),
        ("agee_on(born, today) > 3", "Did you mean “age_on”?"),
        ("size(children) > 1", "Write count(…)"),
        ("a.startsWith('y')", "There is no function “startsWith”"),
        ("n >", "is not complete"),
        ("child_name = 'Noa'", "children.exists(e, e.child_name"),
        ("n > 1" + " or n > 1" * 400, "longer than 2000"),
    ],
)
def test_a_wrong_rule_is_refused_with_a_sentence(rule, told):
    with pytest.raises(InvalidRule, match=".*") as refused:
        SCOPE.compile(rule)
    assert told in str(refused.value)


def test_the_compiler_tells_what_a_rule_reads():
    rule = SCOPE.compile("n > 1 and children.filter(c, c.use = rented).exists(d, d.rent > n)")
    assert rule.names == ("children", "n")
    assert rule.fields == {("children", "use"), ("children", "rent")}
    assert ("use", "rented") in rule.compared


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("age_on('2007-06-15', '2025-06-14')", 17.0),
        ("age_on('2007-06-15', '2025-06-15')", 18.0),
        ("age_on('2008-02-29', '2026-02-28')", 17.0),
        ("age_on('2008-02-29', '2026-03-01')", 18.0),
        ("days_between('2025-01-01', '2025-12-31')", 364.0),
        ("add_days('2024-02-28', 1)", "2024-02-29"),
        ("year_of('2025-07-01')", 2025.0),
        ("round2(2.675)", 2.68),
        ("sum([0.1, 0.2])", 0.3),
        ("min([3, 1, 2]) + max(4, 5)", 6.0),
        ("count(children)", 2.0),
        ("sum(children.map(c, c.age))", 12.0),
        ("children.all(c, c.age > 4)", True),
    ],
)
def test_functions(rule, expected):
    assert answer(rule, children=[{"age": 5.0}, {"age": 7.0}]) == expected


def test_a_field_nobody_filled_in_is_unknown_but_absorbed():
    children = [{"age": 5.0}, {}]
    assert answer("children.exists(c, c.age = 5)", children=children) is True
    assert answer("children.exists(c, c.age = 6)", children=children) is UNKNOWN
    assert answer("sum(children.map(c, or_zero(c.age)))", children=children) == 5.0


def test_the_least_of_nothing_is_unknown():
    assert answer("min(children.map(c, c.age)) > 1", children=[]) is UNKNOWN


@pytest.mark.parametrize("rule", ["age_on(a, born) > 3", "1 / (n - n)"])
def test_a_broken_rule_is_a_fault_and_not_unknown(rule):
    assert isinstance(answer(rule, a="soon", born="2025-01-01", n=1.0), Fault)
