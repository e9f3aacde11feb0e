"""Every invented client of the library answers its questionnaire; what comes of it is what its file expects."""

import json
from functools import cache
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from carnet.questionnaires.compiling import compile_definition
from carnet.questionnaires.definition import say
from carnet.questionnaires.given import Status
from carnet.questionnaires.loading import load
from carnet.questionnaires.personas import Unfit, documents, introductions, persona_of
from carnet.questionnaires.playing import NeverAsked, differences, play
from carnet.questionnaires.reading import read
from tests.questionnaires.builders import document, item
from tests.questionnaires.library import compiled

NAMES = sorted(documents())


@cache
def played(name):
    made = compiled(documents()[name]["questionnaire"])
    return play(made, persona_of(documents()[name], made.definition, name))


@pytest.mark.thorough
@pytest.mark.parametrize("name", NAMES)
def test_a_persona_meets_what_its_file_expects(name):
    assert differences(played(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_persona_can_send_its_answers_at_the_end(name):
    left = [
        one.path for one in played(name).outcome.instances.values() if one.asked and one.blocked
    ]
    assert left == []


@pytest.mark.parametrize("name", NAMES)
def test_no_rule_breaks_on_the_answers_of_a_persona(name):
    assert played(name).outcome.faults == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_persona_is_introduced_in_every_language_of_its_questionnaire(name):
    persona, definition = played(name).persona, played(name).outcome.compiled.definition
    assert set(definition.complete) <= set(persona.who)
    assert len({say(persona.who, language) for language in definition.complete}) == len(
        definition.complete
    )


LOOKED_AFTER = """
questionnaire: small
who: Somebody
period: {start: 2025-01-01, end: 2025-12-31}
answers:
  moved: yes
  where: Gent
  kids: {a: {name: Ada, born: 2010-01-01}, b: {name: Bo, born: 2020-01-01, school: De Kiem}}
  paid: {is: 900, right: true}
expect: {asked: 9}
"""


def small(*more):
    return compile_definition(
        read(
            document(
                item("start", "text", show_if="moved = yes"),
                item("moved"),
                item("where", "text", show_if="moved = yes"),
                item(
                    "kids",
                    "repeat",
                    items=[
                        item("name", "text"),
                        item("born", "date"),
                        item("school", "text", show_if="born > '2015-01-01'"),
                    ],
                ),
                item("paid", "money", codes=["X1"], warn_if="this > 500"),
                *more,
            )
        )[0]
    )


def persona(compiled, text=LOOKED_AFTER, **changed):
    made = load(text).document
    made["answers"] |= changed
    return persona_of(made, compiled.definition, "somebody")


def test_pages_are_met_in_the_order_of_the_portal_and_what_opens_above_comes_last():
    compiled = small()
    game = play(compiled, persona(compiled, start="Before"))
    inside = [f"kids/{entry}" for entry in ("a/name", "a/born", "b/name", "b/born", "b/school")]
    assert game.met == ("moved", "start", "where", "kids", *inside, "paid")


def test_a_question_that_a_later_section_opens_is_met_at_the_end():
    first = {
        "id": "one",
        "title": {"en": "One"},
        "items": [item("a", show_if="b = yes"), item("z")],
    }
    second = {"id": "two", "title": {"en": "Two"}, "items": [item("b"), item("c")]}
    compiled = compile_definition(read(document(sections=[first, second]))[0])
    text = "{questionnaire: small, who: X, period: {start: 2025-01-01, end: 2025-12-31}}"
    made = {**load(text).document, "answers": dict.fromkeys("abcz", "yes")}
    game = play(compiled, persona_of(made, compiled.definition, "somebody"))
    assert game.met == ("z", "b", "c", "a")


def test_the_lines_of_the_form_are_added_up_and_a_figure_of_nothing_is_none():
    compiled = small(item("gift", "money", codes=["X1"]), item("none", "money", codes=["X2"]))
    game = play(compiled, persona(compiled, gift="12.50", none="0"))
    assert game.codes == {"X1": "912.5"}


def test_a_line_with_a_paper_an_amount_and_ticks_says_all_of_them():
    paper = item("proof", "file", file={"accept": ["pdf"]}, codes=["X1"])
    compiled = small(paper, item("tick", codes=["X1", "X2"]), item("other", codes=["X2"]))
    game = play(compiled, persona(compiled, proof=["a.pdf"], tick="yes", other="yes"))
    assert game.codes == {"X1": "document + 900 + x", "X2": "2x"}


def test_candidates_and_known_differences_of_the_form_are_told_apart():
    compiled = small(item("tick", codes=["X2", "X3"]))
    made = load(LOOKED_AFTER).document
    made["answers"]["tick"] = "yes"
    made["expect"] = {"codes": {"X1": 900, "X2": 450}, "undecided": ["X3"], "differs": {"X2": "x"}}
    assert differences(play(compiled, persona_of(made, compiled.definition, "x"))) == []
    made["expect"] = {"codes": {"X1": 900, "X2": "x"}, "differs": {"X2": 450, "X3": "nothing"}}
    assert differences(play(compiled, persona_of(made, compiled.definition, "x"))) == [
        "codes: X2 is x instead of 450",
        "codes: X3 is x instead of nothing",
    ]


def test_a_warning_that_was_answered_does_not_stop_the_persona():
    compiled = small()
    assert not play(compiled, persona(compiled)).outcome.instances["paid"].blocked
    doubtful = persona(compiled, paid=900)
    assert play(compiled, doubtful).outcome.instances["paid"].blocked


def test_an_answer_nobody_asks_for_is_told_with_the_reason():
    compiled = small()
    with pytest.raises(NeverAsked) as told:
        play(compiled, persona(compiled, moved="no"))
    assert told.value.sentences == [
        "where is never asked. Asked only if “Question moved” is Yes. Now: Question moved: No"
    ]


def test_an_answer_inside_an_entry_is_told_with_the_reason_too():
    compiled = small()
    kids = {"a": {"name": "Ada", "born": "2010-01-01", "school": "De Kiem"}}
    with pytest.raises(NeverAsked, match="kids/a/school is never asked.*is after January 1, 2015"):
        play(compiled, persona(compiled, kids=kids))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"mvoed": "yes"}, "there is no question “mvoed” here. Did you mean “moved”?"),
        ({"moved": "perhaps"}, "answers › moved: Pick one of the answers shown."),
        ({"kids": {"a": {"born": "soon"}}}, "answers › kids › a › born: Write the date"),
        ({"kids": ["a"]}, "a name for each entry is expected"),
        ({"name": "Ada"}, "there is no question “name” here"),
        ({"where": {"way_out": "later"}}, "there is no way out “later” here"),
        ({"where": {"is": "Gent", "rigth": "yes"}}, "“rigth” is not known here"),
    ],
)
def test_a_file_that_does_not_fit_its_questionnaire_says_where(changed, sentence):
    with pytest.raises(Unfit) as told:
        persona(small(), **changed)
    assert sentence in str(told.value)


def test_last_years_answers_are_proposed_and_kept_by_pressing_continue():
    compiled = small(item("old", "text", carry="confirm"))
    made = load(LOOKED_AFTER + "last_year: {old: Brussels, paid: 880}").document
    game = play(compiled, persona_of(made, compiled.definition, "somebody"))
    assert game.outcome.instances["old"].given.status is Status.ANSWERED
    assert game.outcome.effective["old"] == "Brussels"


def test_what_is_not_as_expected_is_told_line_by_line():
    compiled = small(item("paper", "file", file={"accept": ["pdf"]}))
    made = load(LOOKED_AFTER).document
    made["expect"] = {
        "asked": 3,
        "asks": ["kids/a/school"],
        "hides": ["where", "nobody"],
        "documents": ["proof"],
        "codes": {"X1": 800, "X9": "x"},
    }
    assert differences(play(compiled, persona_of(made, compiled.definition, "somebody"))) == [
        "asked: 10 instead of 3",
        "asks: kids/a/school is not asked",
        "hides: where is asked",
        "hides: there is no nobody",
        "documents: proof is not wanted",
        "documents: paper is wanted",
        "codes: X1 is 900 instead of 800",
        "codes: X9 is nothing instead of x",
    ]


def test_personas_are_introduced_to_their_own_questionnaire_alone():
    definition = compiled("be_income_tax_short").definition
    assert {name for name, _who in introductions(definition)} == {"short-family", "short-single"}


def run(*words):
    out = StringIO()
    call_command("play", *words, stdout=out)
    return out.getvalue()


def test_the_command_tells_what_a_client_would_meet():
    told = run("be_income_tax_short", "short-single", "--language", "fr")
    assert "Quelle est votre date de naissance\u00a0?" in told
    assert "partner_name: " in told.partition("Not asked")[2]
    assert "Questions asked: 18" in told


def test_the_command_tells_it_to_programs():
    told = json.loads(run("be_income_tax_short", "short-family", "--language", "nl", "--json"))
    assert told["asked"] == 49
    assert {
        "path": "income_forms",
        "question": "Uw fiches 281 (loon, uitkeringen, pensioen)",
    } in told["documents"]


def test_the_command_fails_when_it_is_not_as_expected(tmp_path):
    file = tmp_path / "other.yaml"
    text = LOOKED_AFTER.replace("asked: 9", "asked: 7")
    file.write_text(text)
    made = tmp_path / "small.yaml"
    made.write_text(json.dumps(document(item("moved"))))
    with pytest.raises(CommandError, match="there is no question “where” here"):
        run(str(made), str(file))
    with pytest.raises(CommandError, match="neither a file nor a shipped persona"):
        run(str(made), "nobody")
    file.write_text(
        "questionnaire: small\nwho: X\nperiod: {start: 2025-01-01, end: 2025-12-31}\nexpect: {asked: 7}"
    )
    with pytest.raises(CommandError, match="asked: 1 instead of 7"):
        run(str(made), str(file))
