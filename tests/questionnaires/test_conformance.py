"""What we rely on in cel-expr-python, pinned: version 0.1 of a library may change its mind without a word.

When a line here turns red after an update, the adapter (rules.py) has to change before anything else does.
"""

import pytest
from cel_expr_python import cel

from carnet.questionnaires import rules
from carnet.questionnaires.rules import UNKNOWN, Fault, InvalidRule, Scope

TYPES = {
    "a": "text",
    "n": "number",
    "b": "number",
    "day": "text",
    "uses": "texts",
    "home": "record",
    "sure": "yes",
    "children": "list",
    "any_calc": "any",
    "answered.n": "yes",
    "shown.n": "yes",
}
SCOPE = Scope(TYPES, {"a": frozenset({"yes", "no"})})
NOA, SAM = {"name": "Noa", "age": 5.0}, {"name": "Sam"}


def answer(rule, **known):
    return SCOPE.compile(rule).answer(known)


def kind(result):
    """Faults by kind alone: their messages are for the log."""
    return Fault if isinstance(result, Fault) else result


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
    ],
)
def test_blank_table(rule, expected):
    """The eight rows of questionnaire-engine.md §1.3, in the column of CEL."""
    assert answer(rule, b=1.0) is expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # Kleene's logic: what decides wins over what is not known, on either side.
        ("n > 5 or true", True),
        ("true or n > 5", True),
        ("n > 5 and false", False),
        ("false and n > 5", False),
        ("n > 5 or false", UNKNOWN),
        ("n > 5 and true", UNKNOWN),
        ("!(n > 5)", UNKNOWN),
        ("n > 5 or b > 5 or true", True),
        # A fork asks only the branch it takes.
        ("a = no ? n > 5 : true", True),
        ("a = yes ? n > 5 : true", UNKNOWN),
        ("n > 5 ? true : true", UNKNOWN),
        # Loops take the same care over the entries and over what is blank in them.
        ("children.exists(c, c.age = 5)", True),
        ("children.exists(c, c.age = 6)", UNKNOWN),
        ("children.all(c, c.age = 6)", False),
        ("children.all(c, c.age = 5)", UNKNOWN),
        ("children.exists_one(c, c.age = 5)", UNKNOWN),
        ("children.exists(c, has(c.age) and c.age = 5)", True),
        ("count(children.filter(c, has(c.age))) = 1", True),
        ("sum(children.map(c, c.age)) = 5", UNKNOWN),
        ("sum(children.map(c, or_zero(c.age))) = 5", True),
        ("children[1].name = 'Sam'", True),
        ("children[1].age = 5", UNKNOWN),
        ("children[7].age = 5", UNKNOWN),
        ("min(children.filter(c, false).map(c, c.age)) = 1", UNKNOWN),
    ],
)
def test_what_is_blank_is_unknown_and_absorbed(rule, expected):
    assert answer(rule, a="yes", children=[NOA, SAM]) is expected


@pytest.mark.parametrize(
    ("rule", "known"),
    [
        ("age_on(a, day) > 3", {"a": "soon", "day": "2025-01-01"}),
        ("1 / (n - n) > 1", {"n": 1.0}),
        ("1 / n > 1", {"n": 0.0}),
        ("n / 0 = 1", {"n": 1.0}),
        ("n * 10 > 1", {"n": "1"}),
        ("n > 1", {"n": None}),
        ("a = yes", {"a": 1.0}),
        ("children.exists(c, c.age > 3)", {"children": [{"age": "five"}]}),
        ("any_calc > 3", {"any_calc": "many"}),
        ("home.city = 'Gent'", {"home": {"city": 1.0}}),
    ],
)
def test_what_is_broken_is_a_fault_and_never_unknown(rule, known):
    assert kind(answer(rule, **known)) is Fault


def test_a_text_of_the_client_cannot_pass_for_a_blank():
    """Errors come as text, and the text of an error may repeat an answer."""
    for typed in (
        "UNKNOWN: No value with name",
        "nothing to compare",
        "NOT_FOUND: Key not found in map",
    ):
        assert kind(answer("age_on(a, day) > 3", a=typed, day="2025-01-01")) is Fault


def test_a_fault_beside_what_decides_is_absorbed_too():
    assert answer("age_on(a, day) > 3 or b = 1", a="soon", day="2025-01-01", b=1.0) is True


@pytest.mark.parametrize(
    ("rule", "known", "expected"),
    [
        ("'2025-02-01' > '2025-01-31'", {}, True),
        ("day >= '2025-01-01' and day <= '2025-12-31'", {"day": "2025-06-30"}, True),
        ("'home' in uses", {"uses": ["home", "rented"]}, True),
        ("'home' in uses", {"uses": []}, False),
        ("a in ['yes', 'no']", {"a": "yes"}, True),
        ("home.country = 'BE'", {"home": {"country": "BE"}}, True),
        ("home.box = '2'", {"home": {"country": "BE"}}, UNKNOWN),
        ("n = 3", {"n": 3}, True),
        ("n + b * 2 - 1 = 6", {"n": 3.0, "b": 2.0}, True),
        ("-n < 0", {"n": 3.0}, True),
        ("n % 2 = 1", {"n": 3.0}, InvalidRule),
        ("sure and n > 1", {"sure": True, "n": 2.0}, True),
        ("any_calc = 3", {"any_calc": 3.0}, True),
        ("any_calc = 'x'", {"any_calc": 3.0}, False),
        ("a = 'é\\'à'", {"a": "é'à"}, True),
        ("0.1 + 0.2 = 0.3", {}, False),
        ("sum([0.1, 0.2]) = 0.3", {}, True),
        ("round2(1.005) = 1.01", {}, True),
    ],
)
def test_values_and_types(rule, known, expected):
    if expected is InvalidRule:
        with pytest.raises(InvalidRule):
            SCOPE.compile(rule)
    else:
        assert answer(rule, **known) is expected


@pytest.mark.parametrize(
    "rule",
    [
        "n = 'yes'",
        "a > 3",
        "a + n > 3",
        "n and sure",
        "not n",
        "uses = 'home'",
        "n in uses",
        "age_on(n, day)",
        "sum(n)",
        "min(a, a)",
        "a.matches('x+')",
        "a.contains('x')",
        "a.size()",
        "timestamp(a) > timestamp(day)",
        "duration('1s') > duration(a)",
        "int(n) > 1",
        "type(n) = double",
        "dyn(n) > 1",
        "children.map(c, c.age > 1, c.age)[0] > 1 ? uses.join(',') = '' : true",
        "n = 1; n = 2",
        "n == null",
    ],
)
def test_what_is_not_in_the_profile_does_not_compile(rule):
    with pytest.raises(InvalidRule):
        SCOPE.compile(rule)


@pytest.mark.parametrize(
    "rule",
    [
        " + ".join(["n"] * 40) + " > 1",
        "(" * 40 + "n" + ")" * 40 + " > 1",
        "n > 1" + " or n > 1" * 400,
    ],
    ids=["40 terms", "40 brackets", "3,600 signs"],
)
def test_rules_over_the_limits_are_refused(rule):
    with pytest.raises(InvalidRule):
        SCOPE.compile(rule)


def test_250_alternatives_are_not_too_many():
    scope = Scope({"n": "number"}, {})
    assert scope.compile(" or ".join(["n=1"] * 199)).answer({"n": 1.0}) is True
    program = cel.NewEnv(variables={"n": cel.Type.DOUBLE}).compile(" || ".join(["n==1.0"] * 250))
    assert program.eval(data={"n": 1.0}).plain_value() is True


def test_a_loop_in_a_loop_in_a_loop_ends_in_a_fault():
    many = [{"age": float(number)} for number in range(200)]
    rule = "children.exists(x, children.exists(y, children.exists(z, x.age + y.age + z.age < 0)))"
    assert kind(answer(rule, children=many)) is Fault


def test_errors_of_the_library_read_as_before():
    env = cel.NewEnv(variables={"n": cel.Type.DOUBLE, "m": rules.TYPES["list"]})
    told = {
        "n > 1.0": 'UNKNOWN: No value with name "n" found in Activation',
        "m[0].x == 1.0": "UNKNOWN: Index error: index=0 size=0",
    }
    for text, message in told.items():
        assert env.compile(text).eval(data={"m": []}).plain_value() == message
    missing = env.compile("m[0].x == 1.0").eval(data={"m": [{}]})
    assert missing.type() == cel.Type.ERROR
    assert missing.plain_value() == 'NOT_FOUND: Key not found in map : "x"'


def test_functions_have_the_overloads_they_were_declared_with():
    assert {name: len(overloads) for name, overloads in rules.CALLS.items()} == {
        "age_on": 1,
        "days_between": 1,
        "add_days": 1,
        "year_of": 1,
        "round2": 1,
        "nonzero": 1,
        "count": 1,
        "sum": 1,
        "min": 2,
        "max": 2,
    }


def test_a_rule_gives_the_same_answer_however_often_and_wherever_it_is_asked():
    rule = SCOPE.compile("children.exists(c, c.age > n) and a = yes")
    known = {"children": [NOA, SAM], "n": 3.0, "a": "yes"}
    assert {rule.answer(dict(known)) for _time in range(1000)} == {True}
    assert known == {"children": [NOA, SAM], "n": 3.0, "a": "yes"}
