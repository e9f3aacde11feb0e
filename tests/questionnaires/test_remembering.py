"""Rules remember what they said to the same values; that must never show in an outcome."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from carnet.questionnaires.extras import extended
from carnet.questionnaires.remembering import Keeper, Memory
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
        fresh.memory.said = {}
        assert states(found) == states(outcome_of(fresh, said(**answers), ENTRIES))


def test_one_rule_remembers_only_so_much():
    made = compiled(item("m", "money"), item("far", "text", show_if="m > 5"))
    for amount in range(3 * MOST_SAID):
        found = outcome_of(made, said(m=str(amount)))
        assert states(found)["far"] == ("shown" if amount > 5 else "hidden")
        assert len(made.memory.said[made.by_id["far"].show_if]) <= MOST_SAID


def test_sums_and_lists_are_not_remembered():
    made = compiled(*ITEMS, item("some", "text", show_if="count(homes) > 1"))
    outcome_of(made, said(m="6", a="yes"), ENTRIES)
    far, some, twice = (made.by_id[name] for name in ("far", "some", "twice"))
    assert made.memory.said[far.show_if]
    assert not made.memory.said.keys() & {some.show_if, twice.value}


def test_what_clients_said_is_forgotten_though_nobody_asks_again():
    """So it is not there after an erasure either, whichever process erased."""
    keeper, made = Keeper(seconds=0.01), compiled(*ITEMS)
    made = replace(made, memory=Memory(keeper))
    outcome_of(made, said(m="4711", a="yes"))
    keeper.timer.join()
    assert made.memory.said == {}


def test_after_forgetting_the_next_use_is_forgotten_too():
    keeper, made = Keeper(seconds=0.01), compiled(*ITEMS)
    made = replace(made, memory=Memory(keeper))
    for _time in range(3):
        outcome_of(made, said(m="4711", a="yes"))
        keeper.timer.join()
        assert made.memory.said == {}


def test_what_is_made_of_a_form_remembers_with_it():
    """A form with questions for one client alone is made anew for each page."""
    made = compiled(*ITEMS)
    extra = {"id": "x_1", "type": "yes_no", "text": {"en": "Yes?"}}
    outcome_of(extended(made, [extra], {"en": "More"}), said(m="6", a="yes"))
    assert made.memory.said
