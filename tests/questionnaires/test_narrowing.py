"""A dry run looks only at what a change reaches; it must find what a look at everything finds."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.questionnaires.comparing import between
from carnet.questionnaires.compiling import compile_definition
from carnet.questionnaires.engine import evaluate
from carnet.questionnaires.forecasts import Forecast, forecast
from carnet.questionnaires.narrowing import narrowed
from carnet.questionnaires.reading import read
from carnet.questionnaires.routes import route
from tests.questionnaires.builders import BACKGROUND, document, item, said
from tests.questionnaires.test_changes import ANSWERS, BASE, EDITS, edited, fields

HOMES = item(
    "homes",
    "repeat",
    min=0,
    count="how_many",
    show_if="b = yes",
    items=[item("street", "text"), item("rent", "money", show_if="a = yes", required="m > 3")],
)
MORE = [
    item("how_many", "number", required=False),
    HOMES,
    item("rents", "calc", value="sum(homes.map(h, h.rent))"),
    item("rich", show_if="rents > 5 or count(homes) > 1"),
    item("limit", "number", check="this < m", check_text={"en": "Less."}),
    item("far", "text"),
    item("farther", "text", show_if="answered(far)"),
]
FULL = document(*BASE["sections"][0]["items"], *MORE)
OTHERS = st.one_of(
    EDITS,
    fields("homes", show_if=st.sampled_from(["a = no", "b = yes"])),
    fields("homes", min=st.integers(0, 2)),
    fields("how_many", check=st.just("this > 0"), check_text=st.just({"en": "Some."})),
    fields("m", show_if=st.just("a = yes")),
    fields("rich", show_if=st.sampled_from(["rents > 2", "count(homes) > 0"])),
    fields("rents", value=st.just("sum(homes.map(h, or_zero(h.rent)))")),
    fields("limit", check=st.sampled_from(["this > m", "this <= m"])),
    fields("y", show_if=st.sampled_from(["b = yes", "b = no"])),
    fields("far", type=st.sampled_from(["long_text", "text"])),
    st.sampled_from([{"drop": "homes"}, {"drop": "rich"}, {"drop": "far"}]),
)
ENTRIES = st.lists(
    st.fixed_dictionaries({}, optional={"street": st.just("Rue"), "rent": st.sampled_from("139")}),
    max_size=3,
)
FAR = st.fixed_dictionaries(
    {},
    optional={
        "far": st.just("x"),
        "rich": st.just("yes"),
        "limit": st.sampled_from("159"),
        "how_many": st.sampled_from("02"),
    },
)


def fit(text):
    """Without what would speak of something that was dropped."""
    items = text["sections"][0]["items"]
    names = {one["id"] for one in items}
    if "homes" not in names:
        items[:] = [one for one in items if one["id"] not in ("rents", "rich")]
    if "far" not in names:
        items[:] = [one for one in items if one["id"] != "farther"]
    return text


def part_of(text):
    pair = [compile_definition(read(one)[0]) for one in (FULL, text)]
    definitions = [one.definition for one in pair]
    there = route(*definitions)
    return pair, there, narrowed(*pair, there, list(between(*definitions)))


@pytest.mark.thorough
@given(st.lists(OTHERS, min_size=1, max_size=3), ANSWERS, FAR, ENTRIES)
def test_it_finds_what_a_look_at_everything_finds(edits, answers, far, homes):
    part, whole = forecasts(edits, {**answers, **far}, homes)
    assert part == whole


def forecasts(edits, answers, homes=()):
    """What the dry run finds by the part a change reaches, and by everything. What is looked at is judged the same."""
    pair, there, part = part_of(fit(edited(edits, FULL)))
    given_now = said(**answers)
    for number, home in enumerate(homes):
        given_now |= said(**{f"homes/e{number}/{name}": value for name, value in home.items()})
    entries = {"homes": [f"e{number}" for number in range(len(homes))]}
    around = (BACKGROUND, BACKGROUND)
    names = {node.id for one in part for node in one.nodes}
    some = {path: one for path, one in given_now.items() if path.rpartition("/")[2] in names}
    for narrow, whole in zip(part, pair, strict=True):
        judged = evaluate(narrow, some, entries, BACKGROUND).instances
        everything = evaluate(whole, given_now, entries, BACKGROUND).instances
        assert judged == {path: everything[path] for path in judged}
    found = forecast(part, there, some, entries, around)
    return found, forecast(tuple(pair), there, given_now, entries, around)


@pytest.mark.parametrize(
    ("edit", "answers", "homes", "found"),
    [
        # The operand of: a condition, of the new text alone, `required`, a check, a field of a list, a sum
        # of the list.
        ({"id": "x", "show_if": "a = no"}, {"a": "yes", "x": "words"}, [], {"hidden": ("x",)}),
        ({"id": "x", "show_if": "b = yes"}, {"a": "no"}, [], {}),
        ({"id": "y", "show_if": "b = yes"}, {"a": "yes", "b": "yes", "m": "2"}, [], {"more": ("y",)}),
        ({"id": "limit", "check": "this > m"}, {"m": "9", "limit": "5"}, [], {"unfit": ("limit",)}),
        (
            {"id": "rich", "show_if": "homes.exists(h, h.rent > 3)"},
            {"a": "yes", "b": "yes", "m": "9"},
            [{"rent": "3"}, {"rent": "5"}],
            {},
        ),
        (
            {"id": "rich", "show_if": "rents > 99"},
            {"a": "yes", "b": "yes", "m": "9", "rich": "yes"},
            [{"rent": "3"}, {"rent": "5"}],
            {"hidden": ("rich",)},
        ),
        # What the number of entries is held against.
        ({"id": "m", "show_if": "a = yes"}, {"a": "yes", "b": "yes", "how_many": "2"}, [], {}),
    ],
)  # fmt: skip
def test_no_operand_of_what_is_reached_is_missing(edit, answers, homes, found):
    part, whole = forecasts([edit], answers, homes)
    assert part == whole == Forecast(**found)


def test_what_a_change_does_not_reach_is_left_out():
    text = copy.deepcopy(FULL)
    text["sections"][0]["items"][-2]["required"] = False
    _pair, _there, part = part_of(text)
    assert [[node.id for node in one.nodes] for one in part] == [["far", "farther"]] * 2


def test_words_alone_reach_nothing():
    text = copy.deepcopy(FULL)
    text["sections"][0]["items"][0]["text"] = {"en": "Other words?"}
    _pair, _there, part = part_of(text)
    assert [one.order for one in part] == [(), ()]


def test_what_concerns_the_whole_reaches_everything():
    text = {**copy.deepcopy(FULL), "respondents": ["client", "partner"]}
    assert part_of(text)[2] is None
