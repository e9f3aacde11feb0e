"""Properties over whole random questionnaires with lists and totals (questionnaire-engine.md §3.1).

Of the fifteen, 6 needs the engine in the browser (phase 2); 9 and 10 stand in tests/answers, 11 with the
revisions, the workbook's half of 13 with the workbooks; 3 and 14 in test_properties.py.
"""

import functools
import json
import random
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import forms
from carnet.questionnaires.checks import check
from carnet.questionnaires.compiling import compile_definition
from carnet.questionnaires.given import BLANK, Given, Status
from carnet.questionnaires.loading import Unreadable, digest, load
from carnet.questionnaires.outcome import State
from carnet.questionnaires.reading import read
from carnet.questionnaires.rules import UNKNOWN, Fault, InvalidRule, Scope
from carnet.questionnaires.writing import write
from tests.questionnaires.builders import outcome_of
from tests.questionnaires.reference import Reference

SIZE = forms.Size(46, 34, 6, lists=3, in_list=5)
FORMS = st.integers(0, 400)
# A seed and not st.randoms, which takes minutes to shrink.
CHANCE = st.integers(0, 10**6).map(random.Random)
ENTRIES = ("a", "b", "c")
OTHERS = [
    BLANK,
    Given(status=Status.DONT_KNOW),
    Given(status=Status.INVALID, raw={"": ["?"]}),
]


@functools.lru_cache(maxsize=500)
def form(seed):
    questions = forms.form(SIZE, seed)
    return questions, compile_definition(read(forms.document(questions))[0])


def answered(seed, draw):
    """Answers to most questions of this form, whether they are shown or not; and its entries."""
    questions, made = form(seed)
    entries = {one.id: draw.sample(ENTRIES, draw.randint(0, 3)) for one in questions if one.inner}
    asked = {one.id: one for one in questions} | {i.id: i for one in questions for i in one.inner}
    answers = {}
    for node in made.nodes:
        if node.kind.asks:
            for entry in ENTRIES if node.list_id else ("",):
                path = f"{node.list_id}/{entry}/{node.id}" if entry else node.id
                answers[path] = an_answer(asked[node.id], draw)
    return answers, entries


def an_answer(one, draw):
    if draw.random() < 0.25:
        return draw.choice([*OTHERS, Given(str(forms.answer(draw, one)), Status.PREFILLED)])
    return Given(str(forms.answer(draw, one)), Status.ANSWERED)


def seen(outcome):
    return (
        {path: (one.state, one.value, one.issues) for path, one in outcome.instances.items()},
        outcome.effective,
        [
            (part.state, part.to_do, part.done, part.may_add, part.progress)
            for part in outcome.sections
        ],
        outcome.faults,
    )


@pytest.mark.thorough
@given(FORMS, CHANCE)
def test_property_1_the_order_of_the_answers_does_not_matter(seed, draw):
    answers, entries = answered(seed, draw)
    shuffled = dict(draw.sample(list(answers.items()), len(answers)))
    made = form(seed)[1]
    first = outcome_of(made, answers, entries)
    assert seen(outcome_of(made, shuffled, entries)) == seen(first)
    assert seen(outcome_of(made, answers, entries)) == seen(first)


@pytest.mark.thorough
@given(FORMS, CHANCE)
def test_property_2_the_result_is_that_of_a_second_engine(seed, draw):
    """There is no incremental version to compare with; an independent one says more."""
    questions, made = form(seed)
    answers, entries = answered(seed, draw)
    outcome = outcome_of(made, answers, entries)
    reference = Reference(questions, answers, entries)
    assert {path: str(one.state) for path, one in outcome.instances.items()} == reference.states()
    for one in questions:
        if one.kind == "calc" and one.id in outcome.effective:
            assert float(outcome.effective[one.id]) == reference.total(one)


@pytest.mark.thorough
@given(FORMS, CHANCE)
def test_property_4_no_hidden_answer_influences_anything(seed, draw):
    answers, entries = answered(seed, draw)
    made = form(seed)[1]
    before = outcome_of(made, answers, entries)
    others = [
        *OTHERS,
        *(Given(word, Status.ANSWERED) for word in ("yes", "no", "home", "7", "Noa")),
    ]
    changed = {
        path: given if shown(before, path) else draw.choice(others)
        for path, given in answers.items()
    }
    assert seen(outcome_of(made, changed, entries)) == seen(before)


def shown(outcome, path):
    return path in outcome.instances and outcome.instances[path].state is State.SHOWN


@pytest.mark.thorough
@given(FORMS, CHANCE)
def test_property_5_hiding_and_showing_again_restores_everything(seed, draw):
    answers, entries = answered(seed, draw)
    made = form(seed)[1]
    before = seen(outcome_of(made, answers, entries))
    toggled = draw.choice(sorted(answers))
    outcome_of(made, answers | {toggled: BLANK}, entries)
    assert seen(outcome_of(made, answers, entries)) == before


@pytest.mark.thorough
@given(FORMS)
def test_property_7_each_node_is_settled_once_and_after_what_it_reads(seed):
    made = form(seed)[1]
    order = [node.id for node in made.order]
    assert sorted(order) == sorted({*made.by_id, *(c.node.id for c in made.chapters)})
    place = {node_id: number for number, node_id in enumerate(order)}
    for node in made.nodes:
        for bound in node.deciding():
            assert all(place[name] < place[node.id] for name in bound.waits if name in place)


@pytest.mark.thorough
@given(FORMS, CHANCE)
def test_property_7_a_back_edge_is_refused_with_a_circle_that_is_one(seed, draw):
    made = form(seed)[1]
    top = [node for node in made.nodes if node.show_if and not node.list_id and node.kind.asks]
    late = draw.choice(top)
    early = draw.choice(sorted(name for name in late.show_if.waits if name in made.by_id))
    document = forms.document(form(seed)[0])
    items = [item for section in document["sections"] for item in section["items"]]
    next(item for item in items if item["id"] == early)["show_if"] = f"answered({late.id})"
    messages = [one.message for one in check(document) if one.message.startswith("These wait")]
    reads = {node.id: {name for b in node.deciding() for name in b.waits} for node in made.nodes}
    reads[early] = {late.id}
    assert messages
    assert all(is_circle(message, reads) for message in messages)


def is_circle(message, reads):
    names = message.removeprefix("These wait for each other: ").rstrip(".").split(" → ")
    steps = list(zip(names, names[1:], strict=False))
    forward = all(b in reads[a] for a, b in steps)
    return names[0] == names[-1] and (forward or all(a in reads[b] for a, b in steps))


@pytest.mark.thorough
@given(FORMS, CHANCE)
def test_property_8_entries_change_places_go_and_come_without_touching_the_others(seed, draw):
    answers, entries = answered(seed, draw)
    made = form(seed)[1]
    before = outcome_of(made, answers, entries)
    moved = {list_id: draw.sample(listed, len(listed)) for list_id, listed in entries.items()}
    assert inside(outcome_of(made, answers, moved)) == inside(before)
    list_id = draw.choice(sorted(entries))
    added = entries | {list_id: [*entries[list_id], "new"]}
    with_new = inside(outcome_of(made, answers, added))
    assert {p: v for p, v in with_new.items() if f"{list_id}/new/" not in p} == inside(before)
    if gone := next(iter(entries[list_id]), None):
        fewer = entries | {list_id: [entry for entry in entries[list_id] if entry != gone]}
        left = inside(outcome_of(made, answers, fewer))
        assert left == {p: v for p, v in inside(before).items() if f"{list_id}/{gone}/" not in p}
    assert seen(outcome_of(made, answers, entries)) == seen(before)


def inside(outcome):
    """What stands in lists; totals change with their entries."""
    return {
        path: (one.state, one.value, one.issues)
        for path, one in outcome.instances.items()
        if one.entry
    }


@pytest.mark.thorough
@given(FORMS, CHANCE)
def test_property_12_nothing_is_left_to_do_exactly_when_everything_shown_is_said(seed, draw):
    answers, entries = answered(seed, draw)
    made = form(seed)[1]
    while open_ones := unsaid(outcome := outcome_of(made, answers, entries), answers):
        assert (outcome.to_do, outcome.ready) == (len(open_ones), False)
        answers |= dict.fromkeys(open_ones, Given(status=Status.ASK_ACCOUNTANT))
    assert (outcome.to_do, outcome.ready) == (0, True)


def unsaid(outcome, answers):
    asked = [path for path, one in outcome.instances.items() if path in answers and one.shown]
    return [path for path in asked if not (answers[path].counts or answers[path].escaped)]


@pytest.mark.thorough
@given(FORMS)
def test_property_13_yaml_and_json_keep_the_digest(seed):
    document = forms.document(form(seed)[0])
    assert digest(load(write(document)).document) == digest(document)
    assert digest(json.loads(json.dumps(document))) == digest(document)


WORDS = ["a", "n", "day", "kids", "k", "k.age", "yes", "'x'", "'2025-01-31'", "0", "1.5", "true", "=", "!=", "<",
         "and", "or", "not", "(", ")", "[", "]", ",", "+", "/", "?", ":", ".", "in", "kids.exists(k,", "count(",
         "age_on(", "sum(", "answered(", "or_zero(", "shown(", "min(", "“", "%", "\\", "\u200f"]  # fmt: skip
RULES = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
SCOPE = Scope(
    {
        "a": "text",
        "n": "number",
        "day": "text",
        "kids": "list",
        "answered.n": "yes",
        "shown.n": "yes",
    },
    {"a": frozenset({"yes", "no"})},
)
KNOWN = {
    "a": ["yes", "x"],
    "n": [0.0, 1e15, -1.5],
    "day": ["2025-01-31", "soon"],
    "kids": [[], [{"age": 5.0}, {}]],
    "answered.n": [True, False],
    "shown.n": [True, False],
}
NOISE = st.text(st.sampled_from("abcx: -{}[]'\"#&*!|>\n\t%@`,?0123é\u200f\ufeff"), max_size=60)


@pytest.mark.thorough
@given(FORMS, NOISE, CHANCE)
def test_property_15_a_spoiled_file_is_answered_with_problems_never_with_a_crash(seed, noise, draw):
    lines = write(forms.document(forms.form(forms.Size(14, 8, 2, lists=1, in_list=3), seed))).split(
        "\n"
    )
    for _time in range(draw.randint(1, 4)):
        place = draw.randrange(len(lines))
        lines[place] = draw.choice(
            (noise, lines[place] + noise, lines[place][1:], draw.choice(lines), "")
        )
    with suppress(Unreadable):
        source = load("\n".join(lines))
        assert all(one.message for one in check(source.document, source.lines))


@given(st.binary(max_size=200))
def test_property_15_any_bytes_are_read_or_refused(content):
    with suppress(Unreadable):
        check(load(content).document)


@given(RULES, CHANCE)
def test_property_15_any_rule_is_refused_or_answers(rule, draw):
    with suppress(InvalidRule):
        made = SCOPE.compile(rule)
        answer = made.answer(
            {name: draw.choice(KNOWN[name]) for name in made.names if draw.random() < 0.7}
        )
        assert answer is UNKNOWN or isinstance(answer, bool | float | str | list | dict | Fault)


@pytest.mark.thorough
def test_the_reference_has_something_to_say():
    found = Counter()
    for seed in range(5):
        answers, entries = answered(seed, random.Random(seed))
        found.update(Reference(form(seed)[0], answers, entries).states().values())
    assert all(found[state] > 20 for state in ("shown", "hidden", "pending"))
