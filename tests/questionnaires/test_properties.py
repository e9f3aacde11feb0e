"""Properties of the engine over random questionnaires and random answers (questionnaire-engine.md §3.1)."""

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.questionnaires.checks import check
from carnet.questionnaires.compiling import compile_definition
from carnet.questionnaires.engine import Given, State, Status
from carnet.questionnaires.loading import digest, load
from carnet.questionnaires.normal import Vocabulary, normalise
from carnet.questionnaires.reading import read
from carnet.questionnaires.rules import UNKNOWN, Scope
from carnet.questionnaires.writing import write
from tests.questionnaires.builders import document, item, outcome_of, said

YES, MONEY = ["a0", "a1", "a2", "a3"], ["m0", "m1", "m2"]
CONDITIONS = st.recursive(
    st.one_of(
        st.builds("{} = {}".format, st.sampled_from(YES), st.sampled_from(["yes", "no"])),
        st.builds(
            "{} {} {}".format,
            st.sampled_from(MONEY),
            st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
            st.integers(0, 9),
        ),
    ),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=4,
)
FORMS = st.lists(CONDITIONS, min_size=7, max_size=7)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={name: st.sampled_from(["yes", "no"]) for name in YES}
    | {name: st.integers(0, 9).map(str) for name in MONEY},
)
MORE_ANSWERS = st.dictionaries(st.sampled_from([f"x{n}" for n in range(7)]), st.just("yes"))


@functools.lru_cache(maxsize=500)
def form(rules):
    """Seven free questions, then seven that hang on them and, in a chain, on each other."""
    free = [item(name) for name in YES] + [item(name, "money") for name in MONEY]
    chained = [
        item(f"x{number}", show_if=f"({rule}) and x{number - 1} != no" if number % 2 else rule)
        for number, rule in enumerate(rules)
    ]
    total = item("total", "calc", value="sum([or_zero(m0), or_zero(m1), or_zero(m2)])")
    return compile_definition(read(document(*free, *chained, total))[0])


def evaluated(rules, answers):
    return outcome_of(form(tuple(rules)), said(**answers))


def seen(outcome):
    return (
        {path: (one.state, one.value, one.issues) for path, one in outcome.instances.items()},
        outcome.effective,
        outcome.to_do,
    )


@pytest.mark.thorough
@given(FORMS, ANSWERS, MORE_ANSWERS, st.randoms())
def test_the_order_of_the_answers_does_not_matter(rules, answers, more, random):
    answers = list((answers | more).items())
    shuffled = random.sample(answers, len(answers))
    assert seen(evaluated(rules, dict(answers))) == seen(evaluated(rules, dict(shuffled)))


@pytest.mark.thorough
@given(FORMS, ANSWERS, MORE_ANSWERS, st.sampled_from(["yes", "no"]))
def test_no_hidden_answer_influences_anything(rules, answers, more, other):
    before = evaluated(rules, answers | more)
    changed = {
        path: other if before.instances[path].state is not State.SHOWN else value
        for path, value in (answers | more).items()
    }
    after = evaluated(rules, changed)
    assert seen(after) == seen(before)


@pytest.mark.thorough
@given(FORMS, ANSWERS, MORE_ANSWERS, st.sampled_from(YES))
def test_hiding_and_showing_again_restores_everything(rules, answers, more, toggled):
    answers = answers | more | {toggled: "yes"}
    before = seen(evaluated(rules, answers))
    evaluated(rules, answers | {toggled: "no"})
    assert seen(evaluated(rules, answers)) == before


@pytest.mark.thorough
@given(FORMS, ANSWERS, MORE_ANSWERS)
def test_nothing_is_left_to_do_exactly_when_it_can_be_sent(rules, answers, more):
    outcome = evaluated(rules, answers | more)
    shown = [one for one in outcome.instances.values() if one.shown and one.item.kind != "calc"]
    assert outcome.ready is all(one.value is not None for one in shown)
    assert outcome.to_do == sum(one.value is None for one in shown)


@pytest.mark.thorough
@given(FORMS, ANSWERS)
def test_a_pending_question_can_still_be_decided(rules, answers):
    """Once every free question is answered nothing waits any more, except for the chain itself."""
    full = {name: "yes" for name in YES} | {name: "5" for name in MONEY} | answers
    more = {f"x{number}": "yes" for number in range(7)}
    outcome = evaluated(rules, full | more)
    assert all(one.state is not State.PENDING for one in outcome.instances.values())


SCOPE = Scope(
    dict.fromkeys(YES, "text") | dict.fromkeys(MONEY, "number"),
    {name: frozenset({"yes", "no"}) for name in YES},
)


@given(CONDITIONS, ANSWERS, st.sampled_from([*YES, *MONEY]), st.sampled_from(["yes", "no"]))
def test_filling_a_blank_never_turns_a_definite_answer_around(rule, answers, blank, word):
    known = {name: float(v) if name in MONEY else v for name, v in answers.items()}
    known.pop(blank, None)
    compiled = SCOPE.compile(rule)
    before = compiled.answer(known)
    after = compiled.answer(known | {blank: 5.0 if blank in MONEY else word})
    assert before is UNKNOWN or after is before


LISTS = st.one_of(
    st.builds(
        "kids.{}(k, k.age {} {} {} k.works = {})".format,
        st.sampled_from(["exists", "all"]),
        st.sampled_from(["<", ">=", "="]),
        st.integers(0, 9),
        st.sampled_from(["and", "or"]),
        st.sampled_from(["yes", "no"]),
    ),
    st.builds("count(kids) {} {}".format, st.sampled_from(["<", ">"]), st.integers(0, 3)),
    st.builds("sum(kids.map(k, k.age)) > {}".format, st.integers(0, 20)),
)
FIELDS = {"age": st.integers(0, 9).map(float), "works": st.sampled_from(["yes", "no"])}
KIDS = st.lists(st.fixed_dictionaries({}, optional=FIELDS), min_size=1, max_size=3)
LIST_SCOPE = Scope({"kids": "list"}, {"works": frozenset({"yes", "no"})})


@given(LISTS, KIDS, st.data())
def test_filling_a_blank_inside_a_list_never_turns_a_definite_answer_around(rule, kids, data):
    compiled = LIST_SCOPE.compile(rule)
    before = compiled.answer({"kids": kids})
    for kid in kids:
        kid |= {name: data.draw(field) for name, field in FIELDS.items() if name not in kid}
    assert before is UNKNOWN or compiled.answer({"kids": kids}) is before


@given(st.permutations(["e0", "e1", "e2", "e3"]), st.sampled_from(["e0", "e1", "e2", "e3"]))
def test_entries_may_change_places_and_go_without_touching_the_others(order, gone):
    made = LISTED
    answers = said(
        **{f"homes/e{n}/use": "rented" if n % 2 else "home" for n in range(4)},
        **{f"homes/e{n}/rent": str(n + 1) for n in range(4)},
    )
    straight = outcome_of(made, answers, {"homes": ["e0", "e1", "e2", "e3"]})
    assert outcome_of(made, answers, {"homes": order}).effective == straight.effective
    left = outcome_of(made, answers, {"homes": [entry for entry in order if entry != gone]})
    kept = {path: v for path, v in straight.effective.items() if f"/{gone}/" not in path}
    assert {path: v for path, v in left.effective.items() if path != "total"} == {
        path: v for path, v in kept.items() if path != "total"
    }


LISTED = compile_definition(
    read(
        document(
            item(
                "homes",
                "repeat",
                items=[item("use", "one"), item("rent", "money", show_if="use = rented")],
            ),
            item("total", "calc", value="sum(homes.filter(p, p.use = rented).map(p, p.rent))"),
        )
    )[0]
)


@pytest.mark.thorough
@given(st.integers(0, 5), st.integers(0, 5))
def test_a_back_edge_is_always_refused(start, length):
    """A chain is fine; the same chain with its last question deciding on the first is not."""
    names = [f"c{number}" for number in range(start, start + length + 2)]
    chain = [item(names[0])] + [
        item(later, show_if=f"{earlier} = yes")
        for earlier, later in zip(names, names[1:], strict=False)
    ]
    assert check(document(*chain)) == []
    looped = [{**chain[0], "show_if": f"{names[-1]} = yes"}, *chain[1:]]
    (problem,) = check(document(*looped))
    assert all(name in problem.message for name in names)


WILD = st.text(st.sampled_from("abn05.,=<>!&|()[]'\"“”‘’\\ \u200f-+/:?é\u00a0"), max_size=40)


@given(WILD)
def test_normalising_twice_is_normalising_once(text):
    vocabulary = Vocabulary({"a": frozenset({"b", "n"}), "n": frozenset()})
    once = normalise(text, vocabulary)
    assert normalise(once, vocabulary) == once


@given(st.text(st.characters(exclude_characters="'\\\n\r"), max_size=30))
def test_text_inside_quotes_is_untouched(text):
    assert normalise(f"a = '{text}'", Vocabulary({"a": frozenset()})) == f"a == '{text}'"


@pytest.mark.thorough
@given(FORMS)
def test_writing_and_loading_keeps_the_digest(rules):
    made = document(*(item(f"x{n}", show_if=rule) for n, rule in enumerate(rules)))
    assert digest(load(write(made)).document) == digest(made)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_any_text_survives_writing_and_loading(text):
    made = document(item("a", text={"en": text}, choices=[{"id": "no", "text": {"en": text}}]))
    assert load(write(made)).document == made


@pytest.mark.thorough
@pytest.mark.parametrize("status", [Status.DONT_KNOW, Status.ASK_ACCOUNTANT])
@given(rules=FORMS, answers=ANSWERS)
def test_passing_everything_to_the_accountant_is_enough_to_send(status, rules, answers):
    made = form(tuple(rules))
    passed = {node.id: Given(status=status) for node in made.nodes if node.item}
    assert outcome_of(made, passed).ready
