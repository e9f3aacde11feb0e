import copy

import pytest

from carnet.questionnaires.comparing import compare, heaviest, summary
from carnet.questionnaires.weights import Weight
from tests.questionnaires.builders import USES, document, item

LIST = {"items": [item("street", "text"), item("rent", "money")], "min": 0}
BEFORE = document(
    item("owns"),
    item("house", "repeat", **LIST),
    item("use", "one"),
    item("age", "number", min=0, max=100, required=False),
)


def changed(**fields) -> list:
    """The same questionnaire, one item with other fields; `None` takes the item away."""
    after = copy.deepcopy(BEFORE)
    for name, more in fields.items():
        items = after["sections"][0]["items"]
        at = next(place for place, one in enumerate(items) if one["id"] == name)
        items[at : at + 1] = [] if more is None else [items[at] | more]
    return compare(BEFORE, after)


def test_the_same_text_has_no_differences():
    assert compare(BEFORE, copy.deepcopy(BEFORE)) == []
    assert heaviest([]) is None


@pytest.mark.parametrize(
    ("fields", "what", "weight"),
    [
        ({"owns": {"text": {"en": "Do you own a house?"}}}, "text:en", Weight.TEXT),
        ({"owns": {"help": {"en": "See the deed."}}}, "help:en", Weight.TEXT),
        ({"owns": {"required": False}}, "required", Weight.ADDITIVE),
        ({"age": {"required": True}}, "required", Weight.RESTRICTIVE),
        ({"age": {"max": 120}}, "max", Weight.ADDITIVE),
        ({"age": {"max": 90}}, "max", Weight.RESTRICTIVE),
        ({"age": {"min": 18}}, "min", Weight.RESTRICTIVE),
        ({"age": {"show_if": "owns = yes"}}, "show_if", Weight.RESTRICTIVE),
        ({"owns": {"type": "text"}}, "kind", Weight.BREAKING),
        ({"use": {"choices": USES[:1]}}, "choice", Weight.RESTRICTIVE),
        ({"owns": None}, "item", Weight.BREAKING),
    ],
)
def test_every_change_has_its_weight(fields, what, weight):
    found = {change.what: change.weight for change in changed(**fields)}
    assert found[what] == weight == max(found.values())


def test_an_item_that_says_what_it_was_keeps_its_answers():
    after = copy.deepcopy(BEFORE)
    after["sections"][0]["items"][0] = item("has_house", was=["owns"])
    [renamed, *_texts] = [one for one in compare(BEFORE, after) if one.how != "changed"]
    assert (renamed.how, renamed.weight) == ("renamed", Weight.RESTRICTIVE)


def test_a_question_that_leaves_its_list_breaks():
    after = copy.deepcopy(BEFORE)
    inner = after["sections"][0]["items"][1]["items"]
    after["sections"][0]["items"].append(inner.pop())
    assert heaviest(compare(BEFORE, after)) == Weight.BREAKING


def test_a_new_question_weighs_by_whether_it_must_be_answered():
    for required, weight in ((True, Weight.RESTRICTIVE), (False, Weight.ADDITIVE)):
        after = copy.deepcopy(BEFORE)
        after["sections"][0]["items"].append(item("extra", required=required))
        [added] = compare(BEFORE, after)
        assert (added.how, added.place, added.weight) == ("added", ("extra",), weight)


def test_an_item_that_changed_in_two_ways_counts_once():
    changes = changed(owns={"text": {"en": "Yes?"}, "help": {"en": "No."}}, use=None)
    assert summary(changes) == {"added": 0, "changed": 1, "removed": 1}


def test_another_order_weighs_nothing():
    after = copy.deepcopy(BEFORE)
    after["sections"][0]["items"].reverse()
    changes = compare(BEFORE, after)
    assert {change.how for change in changes} == {"moved"}
    assert heaviest(changes) == Weight.TEXT
