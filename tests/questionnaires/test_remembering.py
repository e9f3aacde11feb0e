"""Rules remember what they said to the same values; that must never show in an outcome."""

from dataclasses import replace

import pytest
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
        show_if="m > 0",
        items=[
            item("rented"),
            item("rent", "money", show_if="rented = yes and m > 5"),
            item("share", "calc", value="or_zero(rent) / position"),
        ],
    ),
    item("pets", "repeat", items=[item("dog")]),
    item("rents", "calc", value="sum(homes.map(h, or_zero(h.rent)))"),
    item("shares", "calc", value="sum(homes.map(h, h.share)) - count(pets)"),
    item("many", "text", show_if="count(homes) > 1"),
    item("some", "text", show_if="homes.exists(h, m > 1)"),
    item("both", "text", show_if="homes.all(h, h.rented = yes) and pets.all(p, p.dog = yes)"),
]
ONCE = st.fixed_dictionaries(
    {},
    optional={
        "a": st.sampled_from(["yes", "no"]),
        "m": st.sampled_from(["-0", "0", "1", "5", "6"]),
        "far": st.just("x"),
        "homes/e0/rented": st.sampled_from(["yes", "no"]),
        "homes/e1/rented": st.sampled_from(["yes", "no"]),
        "homes/e0/rent": st.sampled_from(["1", "2.5"]),
        "homes/e1/rent": st.sampled_from(["1", "2.5"]),
        "pets/e0/dog": st.sampled_from(["yes", "no"]),
    },
)
ENTRIES = {"homes": ["e0", "e1"]}
LISTED = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("homes", "pets"), st.sampled_from([["e0"], ["e0", "e1"], ["e1", "e0"]])
    ),
)
WARM = compiled(*ITEMS)


@pytest.mark.thorough
@given(st.lists(st.tuples(ONCE, LISTED), min_size=1, max_size=4))
def test_a_form_used_before_says_what_a_fresh_one_says(many):
    fresh = compiled(*ITEMS)
    for answers, entries in many:
        found = outcome_of(WARM, said(**answers), entries)
        fresh.memory.said = {}
        assert found.instances == outcome_of(fresh, said(**answers), entries).instances


def test_one_rule_remembers_only_so_much():
    made = compiled(item("m", "money"), item("far", "text", show_if="m > 5"))
    for amount in range(3 * MOST_SAID):
        found = outcome_of(made, said(m=str(amount)))
        assert states(found)["far"] == ("shown" if amount > 5 else "hidden")
        assert len(made.memory.said[made.by_id["far"].show_if]) <= MOST_SAID


def test_conditions_sums_and_lists_are_remembered():
    made = compiled(*ITEMS)
    outcome_of(made, said(m="6", a="yes"), ENTRIES)
    far, many, rents = (made.by_id[name] for name in ("far", "many", "rents"))
    assert made.memory.said.keys() >= {far.show_if, many.show_if, rents.value}


def test_what_reads_more_than_single_values_is_not_remembered():
    """Of several choices, of last year, or of unknown type, where 1 and yes would be the same."""
    made = compiled(
        item("a"),
        item("several", "many"),
        item("either", "calc", value="homes[0].uses"),
        item("homes", "repeat", items=[item("uses", "many")]),
        item("one", "text", show_if="'home' in several"),
        item("two", "text", show_if="either = 1"),
        item("three", "text", show_if="homes.exists(h, 'home' in h.uses)"),
        item("four", "text", show_if="prior.a = yes"),
    )
    outcome_of(made, said(a="yes", several=["home"]), ENTRIES)
    rules = {made.by_id[name].show_if for name in ("one", "two", "three", "four")}
    assert not made.memory.said.keys() & rules


@pytest.mark.parametrize(("first", "second"), [("0", "-0"), ("-0", "0")])
def test_zero_has_no_sign(first, second):
    made = compiled(item("m", "money"), item("twice", "calc", value="m * 2"))
    for amount in (first, second):
        assert outcome_of(made, said(m=amount)).effective["twice"] == "0"


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
