import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.questionnaires.by_hand import value_by_hand
from carnet.questionnaires.typed import InvalidAnswer
from tests.questionnaires.builders import compiled, item, outcome_of, said
from tests.questionnaires.test_properties import ANSWERS, FORMS, MORE_ANSWERS, evaluated, seen


def calculation(value):
    return compiled(item("a"), item("n", "number"), item("total", "calc", value=value))


@pytest.mark.parametrize(
    ("value", "typed", "stored"),
    [
        ("n + 1", "1 234,50", "1234.50"),
        ("n + 1", "-3", "-3"),
        ("a == 'yes'", "yes", True),
        ("a == 'yes'", "no", False),
        ("a == 'yes' ? 'x' : 'y'", " much ", "much"),
        ("a == 'yes' ? 'x' : 'y'", "12", "12"),
    ],
)
def test_what_was_typed_is_stored_as_the_calculation_would_have(value, typed, stored):
    made = calculation(value)
    found = value_by_hand(made.by_id["total"], typed)
    assert found == stored
    assert outcome_of(made, said(total=found)).effective["total"] == stored


@pytest.mark.parametrize("typed", ["a lot", "", "1,2,3"])
def test_a_figure_is_a_figure(typed):
    with pytest.raises(InvalidAnswer):
        value_by_hand(calculation("n + 1").by_id["total"], typed)


@pytest.mark.thorough
@given(FORMS, ANSWERS, ANSWERS, MORE_ANSWERS, st.integers(-99, 99).map(str))
def test_a_set_value_stands_whatever_is_answered_and_changes_nothing_else(
    rules, answers, others, more, value
):
    for given_ in (answers | more, others | more):
        before, after = evaluated(rules, given_), evaluated(rules, given_ | {"total": value})
        assert after.effective == before.effective | {"total": value}
        assert after.to_do == before.to_do
        states = [{path: one[:1] for path, one in seen(o)[0].items()} for o in (before, after)]
        assert states[0] == states[1]
