"""Rules remember what they said to the same values; that must never show in an outcome."""

from hypothesis import given
from hypothesis import strategies as st

from carnet.questionnaires.settling import MOST_SAID
from tests.questionnaires.builders import compiled, item, outcome_of, said, states

ITEMS = [
    item("a"),
    item("m", "money"),
    item("far", "text", show_if="m > 5 and a = yes"),
    item("near", "text", show_if="m <= 5 or answered(far)"),
    item("twice", "calc", value="m * 2"),
    item("rich", "text", show_if="twice > 9"),
    item(
        "homes",
        "repeat",
        items=[item("rented"), item("rent", "money", show_if="rented = yes and m > 5")],
    ),
]
ONCE = st.fixed_dictionaries(
    {},
    optional={
        "a": st.sampled_from(["yes", "no"]),
        "m": st.sampled_from(["0", "1", "5", "6"]),
        "far": st.just("x"),
        "homes/e0/rented": st.sampled_from(["yes", "no"]),
        "homes/e1/rented": st.sampled_from(["yes", "no"]),
    },
)
ENTRIES = {"homes": ["e0", "e1"]}
WARM = compiled(*ITEMS)


@given(st.lists(ONCE, min_size=1, max_size=4))
def test_a_form_used_before_says_what_a_fresh_one_says(many):
    fresh = compiled(*ITEMS)
    for answers in many:
        found = outcome_of(WARM, said(**answers), ENTRIES)
        for node in fresh.nodes:
            for bound in node.rules():
                bound.said.clear()
        assert states(found) == states(outcome_of(fresh, said(**answers), ENTRIES))


def test_one_rule_remembers_only_so_much():
    made = compiled(item("m", "money"), item("far", "text", show_if="m > 5"))
    for amount in range(3 * MOST_SAID):
        found = outcome_of(made, said(m=str(amount)))
        assert states(found)["far"] == ("shown" if amount > 5 else "hidden")
        assert len(made.by_id["far"].show_if.said) <= MOST_SAID


def test_sums_and_lists_are_not_remembered():
    made = compiled(*ITEMS, item("some", "text", show_if="count(homes) > 1"))
    outcome_of(made, said(m="6", a="yes"), ENTRIES)
    assert [bool(made.by_id[name].show_if.said) for name in ("far", "some")] == [True, False]
    assert not made.by_id["twice"].value.said
