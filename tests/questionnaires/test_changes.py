"""How much a change weighs, held against what it does: both texts are run on the same answers."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.questionnaires.change_words import grouped
from carnet.questionnaires.checks import check
from carnet.questionnaires.comparing import between, compare, heaviest, summary
from carnet.questionnaires.compiling import compile_definition
from carnet.questionnaires.forecasts import compared
from carnet.questionnaires.prefill import renamed
from carnet.questionnaires.reading import read
from carnet.questionnaires.routes import route
from carnet.questionnaires.weights import Weight
from tests.questionnaires.builders import document, item, outcome_of, said

CHOICES = [{"id": name, "text": {"en": name.title()}} for name in ("home", "let", "empty")]
BASE = document(
    item("a"),
    item("b"),
    item("use", "one", choices=CHOICES, required=False),
    item("m", "money", min=2, max=7),
    item("x", "text", show_if="a = yes"),
    item("y", "number", show_if="b = yes and m > 3", required="a = yes"),
    item("total", "calc", value="sum([or_zero(m), or_zero(y)])"),
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "a": st.sampled_from(["yes", "no"]),
        "b": st.sampled_from(["yes", "no"]),
        "use": st.sampled_from(["home", "let", "empty"]),
        "m": st.integers(0, 9).map(str),
        "x": st.just("words"),
        "y": st.integers(0, 9).map(str),
    },
)


def fields(name, **values):
    return st.fixed_dictionaries({"id": st.just(name), **values})


TEXTS = st.sampled_from(["Why?", "Who?"]).map(lambda words: {"en": words})
EDITS = st.one_of(
    fields("a", text=TEXTS),
    fields("b", help=TEXTS),
    fields("a", staff_note=TEXTS),
    fields("use", required=st.booleans()),
    fields("b", required=st.sampled_from([True, False, "a = yes"])),
    fields("m", min=st.integers(0, 4)),
    fields("m", max=st.integers(5, 9)),
    fields("m", check=st.sampled_from(["this > 4", "this < 9"]), check_text=TEXTS),
    fields("x", show_if=st.sampled_from(["a = no", "b = yes", "a = yes"])),
    fields("x", type=st.sampled_from(["money", "text"])),
    fields("y", required=st.sampled_from([True, False])),
    fields("total", value=st.sampled_from(["or_zero(m)", "or_zero(y)"])),
    fields("use", choices=st.sampled_from([CHOICES[:2], [*CHOICES, {**CHOICES[0], "id": "sold"}]])),
    fields("use", choices=st.just(CHOICES[:2]), choice_map=st.just({"empty": "home"})),
    st.sampled_from([{"drop": "x"}, {"drop": "use"}, {"add": True}, {"add": False}, {"move": "b"}]),
    st.just({"rename": "x"}),
)
MANY_EDITS = st.lists(EDITS, min_size=1, max_size=3)


def edited(edits, base=BASE):
    text = copy.deepcopy(base)
    items = text["sections"][0]["items"]
    for edit in edits:
        if "add" in edit and all(one["id"] != "new" for one in items):
            items.append(item("new", required=edit["add"]))
        if "drop" in edit:
            items[:] = [one for one in items if one["id"] != edit["drop"]]
        if "move" in edit:
            items.sort(key=lambda one: one["id"] == edit["move"])
        for one in items:
            if one["id"] == edit.get("rename"):
                one.update(id="z", was=["x"])
            elif one["id"] == edit.get("id"):
                one.update(edit)
    return text


def both(text, answers):
    pair = [compile_definition(read(one)[0]) for one in (BASE, text)]
    there = route(pair[0].definition, pair[1].definition)
    old = outcome_of(pair[0], said(**answers))
    new = outcome_of(pair[1], there.answers(said(**answers)))
    return there, old, new


def asked(outcome):
    return {path for path, one in outcome.instances.items() if one.asked}


def blocked(outcome):
    return {path for path, one in outcome.instances.items() if one.shown and one.blocked}


@pytest.mark.thorough
@given(MANY_EDITS, ANSWERS)
def test_a_change_weighs_what_it_does(edits, answers):
    text = edited(edits)
    assert not any(problem.refused for problem in check(text))
    changes = compare(BASE, text)
    weight, (there, old, new) = heaviest(changes), both(text, answers)
    found = compared(old, new, there)
    gone = any((one.how, one.what) == ("removed", "choice") for one in changes)
    if found.lost or (found.chosen and not gone):
        assert weight == Weight.BREAKING
    if weight is not None and weight <= Weight.ADDITIVE:
        assert asked(old) <= asked(new)
        assert blocked(new) <= blocked(old)
        assert old.effective.items() <= new.effective.items()
        assert (found.hidden, found.unfit, found.lost) == ((), (), ())
    if weight is None or weight == Weight.TEXT:
        assert (asked(old), blocked(old)) == (asked(new), blocked(new))
        assert old.effective == new.effective


@pytest.mark.thorough
@given(MANY_EDITS, ANSWERS)
def test_answers_that_have_a_place_come_back_from_there(edits, answers):
    there = both(edited(edits), {})[0]
    mine = said(**answers)
    for path, one in there.back().answers(there.answers(mine)).items():
        # Two choices that became one cannot be told apart; the dossier remembers which it was.
        if (path, mine[path].value) != ("use", "empty"):
            assert one == mine[path]


@given(MANY_EDITS)
def test_every_change_is_told_in_words_and_counted(edits):
    text = edited(edits)
    old, new = read(BASE)[0], read(text)[0]
    changes = list(between(old, new))
    groups = grouped(changes, old, new, "en")
    assert sum(group.count for group in groups) == len(changes)
    lines = [
        line
        for group in groups
        for part in group.parts
        for place in part.places
        for line in place[1]
    ]
    assert len(lines) == len(changes)
    assert all(line.what for line in lines)
    assert bool(sum(summary(changes).values())) == bool(changes)


def test_a_renamed_question_and_a_mapped_choice_have_a_place():
    text = edited(
        [{"rename": "x"}, {"id": "use", "choices": CHOICES[:2], "choice_map": {"empty": "home"}}]
    )
    there = both(text, {})[0]
    assert there.path("x") == "z"
    assert there.value("use", "empty") == "home"
    assert there.value("use", "let") == "let"


@pytest.mark.parametrize("wrong", [{"choice_map": {"let": 5}}, {"choice_map": ["let"]}])
def test_a_choice_map_leads_from_ids_to_ids(wrong):
    assert check(document(item("use", "one", choices=CHOICES, **wrong)))


def test_only_questions_with_choices_have_a_choice_map():
    problems = check(document(item("a", "text", choice_map={"x": "y"})))
    assert any("choice_map" in problem.message for problem in problems)


def test_last_years_choice_is_proposed_under_its_new_name():
    text = edited([{"id": "use", "choices": CHOICES[:2], "choice_map": {"empty": "let"}}])
    definition = read(text)[0]
    assert renamed(definition, {"use": "empty", "a": "yes"}) == {"use": "let", "a": "yes"}
    assert renamed(definition, {"use": "home"}) == {"use": "home"}
