"""Questions for one client alone, and questions that are not asked of one client: pure, over random forms."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.questionnaires.checks import check
from carnet.questionnaires.compiling import compile_definition
from carnet.questionnaires.engine import State
from carnet.questionnaires.extras import SECTION, TYPES, extended, problems_of
from tests.questionnaires.builders import BACKGROUND, compiled, document, item, outcome_of, said
from tests.questionnaires.test_properties import (
    ANSWERS,
    FORMS,
    MONEY,
    MORE_ANSWERS,
    YES,
    form,
    seen,
)

ASKED = [*YES, *MONEY, *(f"x{number}" for number in range(7))]
TITLE = {"en": "Extra questions", "fr": "Questions"}
EXTRA = {"id": "x_1", "type": "money", "text": {"fr": "Combien de dons ?"}}
NOTE = {"id": "x_2", "type": "text", "text": {"nl": "Nog iets?"}, "required": False}


@pytest.mark.thorough
@given(FORMS, ANSWERS, MORE_ANSWERS, st.sampled_from(["", "12", "3.50"]))
def test_extra_questions_change_nothing_of_the_questionnaire(rules, answers, more, donated):
    plain, given_ = form(tuple(rules)), said(**answers, **more)
    own = extended(plain, [EXTRA, NOTE], TITLE)
    before = seen(outcome_of(plain, given_))
    outcome = outcome_of(own, given_ | (said(x_1=donated) if donated else {}))
    assert {path: seen(outcome)[0][path] for path in before[0]} == before[0]
    assert {path: one for path, one in outcome.effective.items() if path != "x_1"} == before[1]
    assert outcome.effective.get("x_1", "") == donated
    assert outcome.to_do == before[2] + (not donated)
    assert seen(outcome_of(plain, given_)) == before  # The form of all others is as it was.


def test_extra_questions_stand_at_the_end_under_a_title_in_every_language():
    own = extended(compiled(item("a")), [EXTRA, NOTE], TITLE)
    section = outcome_of(own, {}).sections[-1].section
    assert (section.id, section.title) == (SECTION, TITLE)
    assert [one.id for one in own.definition.all_items()] == ["a", "x_1", "x_2"]
    assert own.definition.section(SECTION).items[0].text == {"fr": "Combien de dons ?"}


@pytest.mark.thorough
@given(FORMS, ANSWERS, MORE_ANSWERS, st.frozensets(st.sampled_from(ASKED), max_size=4))
def test_switched_off_is_as_if_a_rule_always_said_no(rules, answers, more, off):
    given_ = said(**answers, **more)
    plain = form(tuple(rules))
    items = tuple(
        replace(one, show_if="1 == 2") if one.id in off else one
        for one in plain.definition.sections[0].items
    )
    section = replace(plain.definition.sections[0], items=items)
    ruled = compile_definition(replace(plain.definition, sections=(section,)))
    assert seen(outcome_of(plain, given_, background=replace(BACKGROUND, off=off))) == seen(
        outcome_of(ruled, given_)
    )


@pytest.mark.thorough
@given(FORMS, ANSWERS, MORE_ANSWERS, st.sampled_from(YES), st.sampled_from(["yes", "no", ""]))
def test_what_was_answered_before_counts_for_nothing_while_off(rules, answers, more, name, other):
    background = replace(BACKGROUND, off=frozenset([name]))
    plain, given_ = form(tuple(rules)), said(**answers, **more)
    changed = {path: one for path, one in given_.items() if path != name}
    changed |= said(**{name: other}) if other else {}
    before = outcome_of(plain, given_, background=background)
    after = outcome_of(plain, changed, background=background)
    assert seen(before) == seen(after)
    assert before.instances[name].state is State.HIDDEN


def test_a_list_that_is_off_takes_its_entries_along_and_a_field_goes_in_every_entry():
    made = compiled(item("homes", "repeat", items=[item("street", "text"), item("let")]))
    entries = {"homes": ["e1", "e2"]}

    def hidden(off):
        background = replace(BACKGROUND, off=frozenset([off]))
        outcome = outcome_of(made, {}, entries, background)
        return [path for path, one in outcome.instances.items() if one.state is State.HIDDEN]

    assert len(hidden("homes")) == 5
    assert hidden("let") == ["homes/e1/let", "homes/e2/let"]


@pytest.mark.parametrize("kind", TYPES)
def test_each_type_on_offer_is_fit_to_be_asked(kind):
    choices = {"choices": [{"id": "c1", "text": {"fr": "Oui"}}]} if kind == "one" else {}
    assert problems_of({"type": kind, "text": {"fr": "Pourquoi ?"}, **choices}) == []


@pytest.mark.parametrize(
    "extra",
    [
        {"type": "text", "text": {"fr": "Bonjour {{ name }}"}},
        {"type": "text", "text": {"fr": "  "}},
        {"type": "one", "text": {"fr": "Lequel ?"}},
        {"type": "one", "text": {"fr": "Lequel ?"}, "choices": [{"id": "C", "text": {"fr": "x"}}]},
    ],
)
def test_what_publishing_refuses_is_refused_here(extra):
    assert problems_of(extra)


@pytest.mark.parametrize(
    "extra", [{"type": "repeat", "items": []}, {"type": "calc"}, {"type": "text", "show_if": "a"}]
)
def test_extra_questions_have_neither_lists_nor_rules(extra):
    with pytest.raises(ValueError, match="repeat|calc|show_if"):
        problems_of({"text": {"fr": "Quoi ?"}, **extra})


def test_questionnaires_leave_their_ids_to_extra_questions():
    (problem,) = check(document(item("x_home")))
    assert problem.refused
    assert "x_home" in problem.message
    sections = [{"id": "x_extra", "title": {"en": "All"}, "items": [item("a")]}]
    (problem,) = check(document(sections=sections))
    assert "x_extra" in problem.message
