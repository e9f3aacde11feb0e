from dataclasses import replace

import pytest

from carnet.questionnaires.engine import Given, Progress, Status, evaluate
from carnet.questionnaires.prefill import prefill
from carnet.questionnaires.reading import read
from tests.questionnaires.builders import (
    BACKGROUND,
    compiled,
    document,
    item,
    outcome_of,
    said,
    states,
)

CHAIN = compiled(
    item("married"),
    item("partner", "text", show_if="married = yes"),
    item("partner_works", show_if="answered(partner)"),
    item("partner_income", "money", show_if="partner_works = yes"),
    item("total", "calc", value="or_zero(partner_income) + 1"),
)
CHAINED = said(married="yes", partner="Jo", partner_works="yes", partner_income="900.50")

PROPERTIES = compiled(
    item("owns"),
    item(
        "properties",
        "repeat",
        show_if="owns = yes",
        min=1,
        max=3,
        item_label="{{ street }}",
        items=[
            item("street", "text"),
            item("use", "one"),
            item("rent", "money", show_if="use = rented"),
        ],
    ),
    item("rents", "calc", value="sum(properties.filter(p, p.use = rented).map(p, p.rent))"),
    item("many", show_if="count(properties) > 1"),
)


def owned(*rents):
    """An answer set with one property for each rent; None for one that is lived in."""
    answers, entries = said(owns="yes"), []
    for number, rent in enumerate(rents):
        entry = f"e{number}"
        entries.append(entry)
        answers |= said(**{f"properties/{entry}/street": f"Street {number}"})
        answers |= said(**{f"properties/{entry}/use": "rented" if rent else "home"})
        if rent:
            answers |= said(**{f"properties/{entry}/rent": rent})
    return answers, {"properties": entries}


def test_hiding_goes_through_the_whole_chain():
    outcome = outcome_of(CHAIN, CHAINED | said(married="no"))
    assert states(outcome) == {
        "married": "shown",
        "partner": "hidden",
        "partner_works": "hidden",
        "partner_income": "hidden",
        "total": "shown",
    }
    assert outcome.effective == {"married": "no", "total": "1"}
    assert outcome.ready


def test_showing_again_restores_every_answer():
    before = outcome_of(CHAIN, CHAINED)
    outcome_of(CHAIN, CHAINED | said(married="no"))
    assert outcome_of(CHAIN, CHAINED).effective == before.effective
    assert before.effective["total"] == "901.5"


def test_a_question_that_may_still_come_is_pending_until_its_operand_is_settled():
    blank = outcome_of(CHAIN, {})
    assert states(blank)["partner"] == "pending"
    assert blank.sections[0].may_add
    escaped = outcome_of(CHAIN, {"married": Given(status=Status.DONT_KNOW)})
    assert states(escaped)["partner"] == "hidden"
    assert escaped.ready


def test_a_negation_does_not_fire_on_a_blank_form():
    made = compiled(item("n", "number", required=False), item("low", show_if="not (n >= 5)"))
    assert states(outcome_of(made, {}))["low"] == "pending"
    assert states(outcome_of(made, said(n="3")))["low"] == "shown"


def test_a_prefilled_answer_counts_for_nothing_until_it_is_confirmed():
    made = compiled(item("married"), item("partner", show_if="married = yes"))
    prefilled = {"married": Given("yes", Status.PREFILLED)}
    outcome = outcome_of(made, prefilled)
    assert states(outcome)["partner"] == "pending"
    assert [issue.kind for issue in outcome.instances["married"].issues] == ["unconfirmed"]
    assert outcome.to_do == 1


def test_totals_leave_hidden_amounts_out():
    answers, entries = owned("100.10", "200.20")
    assert outcome_of(PROPERTIES, answers, entries).effective["rents"] == "300.3"
    answers |= said(**{"properties/e1/use": "home"})
    assert outcome_of(PROPERTIES, answers, entries).effective["rents"] == "100.1"


def test_deleting_an_entry_leaves_the_others_alone():
    answers, entries = owned("1", "2", "4")
    entries["properties"].remove("e1")
    outcome = outcome_of(PROPERTIES, answers, entries)
    assert outcome.effective["rents"] == "5"
    assert outcome.effective["properties/e2/street"] == "Street 2"
    assert "properties/e1/street" not in outcome.instances


def test_a_hidden_list_is_empty_and_a_pending_one_unknown():
    answers, entries = owned("1", "2")
    hidden = outcome_of(PROPERTIES, answers | said(owns="no"), entries)
    assert hidden.effective == {"owns": "no", "rents": "0"}
    assert states(hidden)["many"] == "hidden"
    pending = outcome_of(PROPERTIES, {}, {})
    assert states(pending)["many"] == "pending"
    assert pending.instances["rents"].value is None


def test_a_calculation_says_what_it_waits_for():
    answers, entries = owned("1", "2")
    del answers["properties/e1/rent"]
    assert outcome_of(PROPERTIES, answers, entries).instances["rents"].needs == (
        "properties/e1/rent",
    )


def test_lists_have_a_least_and_a_most():
    none = outcome_of(PROPERTIES, said(owns="yes"), {"properties": []})
    assert [issue.kind for issue in none.instances["properties"].issues] == ["too_few"]
    answers, entries = owned("1", "2", "3", "4")
    assert not outcome_of(PROPERTIES, answers, entries).ready


def test_entries_are_called_by_their_answers_or_by_their_number():
    answers, entries = owned("1", None)
    del answers["properties/e1/street"]
    outcome = outcome_of(PROPERTIES, answers, entries)
    assert outcome.label("properties", "e0", "en") == "Street 0"
    assert outcome.label("properties", "e1", "en") == "Question properties 2"


def test_a_number_stands_behind_the_text_of_the_list_as_people_read_it():
    inner = [item("street", "text")]
    made = compiled(item("homes", "repeat", text={"en": "Homes in {{ period_year }}"}, items=inner))
    assert outcome_of(made, {}, {"homes": ["a"]}).label("homes", "a", "en") == "Homes in 2025 1"


def test_checks_block_and_warnings_can_be_confirmed():
    made = compiled(
        item("day", "date", check="this <= period_end", check_text={"en": "Too late."}),
        item("sum", "money", warn_if="this > 100", warn_text={"en": "Much."}),
    )
    outcome = outcome_of(made, said(day="2026-01-01", sum="500"))
    assert [i.issues[0].kind for i in outcome.instances.values()] == ["check", "warning"]
    assert outcome.sections[0].progress is Progress.PROBLEM
    confirmed = said(day="2025-12-31") | {"sum": Given("500", Status.ANSWERED, confirmed=True)}
    assert outcome_of(made, confirmed).ready


def test_invalid_input_blocks_but_is_kept():
    made = compiled(item("sum", "money", required=False))
    typed = Given(status=Status.INVALID, raw={"": ["lots"]})
    outcome = outcome_of(made, {"sum": typed})
    assert not outcome.ready
    assert outcome.instances["sum"].given is typed


def test_a_choice_that_goes_leaves_the_answer_to_be_chosen_again():
    made = compiled(item("owns"), item("use", "one", choice_if="choice != home or owns = yes"))
    assert outcome_of(made, said(owns="yes", use="home")).ready
    outcome = outcome_of(made, said(owns="no", use="home"))
    assert [issue.kind for issue in outcome.instances["use"].issues] == ["choice"]
    assert [choice.id for choice in outcome.instances["use"].choices] == ["rented"]


def test_required_may_be_a_rule():
    made = compiled(item("a"), item("b", required="a = yes"))
    assert outcome_of(made, said(a="no")).ready
    assert not outcome_of(made, said(a="yes")).ready


def test_last_year_is_known_to_rules():
    made = compiled(
        item("rent", "money", warn_if="this > prior.rent * 1.3", warn_text={"en": "More."}),
        item("same", show_if="answered(prior.rent)"),
    )
    before = replace(BACKGROUND, prior={"rent": "100"})
    outcome = outcome_of(made, said(rent="200", same="yes"), background=before)
    assert [issue.kind for issue in outcome.instances["rent"].issues] == ["warning"]
    assert states(outcome)["same"] == "shown"
    assert states(outcome_of(made, said(rent="200")))["same"] == "hidden"


def test_facts_of_the_client_decide():
    facts = {"client_kind": {"type": "text", "from": "client.kind"}}
    made = compiled(item("shares", show_if="client_kind = 'company'"), facts=facts)
    company = replace(BACKGROUND, facts={"client_kind": "company"})
    assert states(outcome_of(made, {}, background=company))["shares"] == "shown"
    assert states(outcome_of(made, {}))["shares"] == "hidden"


def test_a_fault_is_told_to_the_office_and_unknown_to_the_client():
    made = compiled(item("a", "text"), item("b", show_if="age_on(a, period_end) > 3"))
    outcome = outcome_of(made, said(a="soon"))
    assert [fault.path for fault in outcome.faults] == ["b"]
    assert states(outcome)["b"] == "hidden"


def test_texts_name_the_period_in_words():
    text = {
        "fr": "Du {{ period_start }} au {{ period_end }}, pas {{ last_year }} ni {{ next_year }}"
    }
    outcome = outcome_of(compiled(item("lived", text=text), languages=["fr"]), {})
    lived = outcome.instances["lived"]
    assert outcome.wording(lived, lived.item.text, "fr") == (
        "Du 1 janvier 2025 au 31 décembre 2025, pas 2024 ni 2026"
    )


def test_texts_repeat_other_answers():
    made = compiled(
        item("name", "text"),
        item("works", text={"en": "Did {{ name }} work in {{ period_year }}?"}),
    )
    outcome = outcome_of(made, said(name="Noa"))
    works = outcome.instances["works"]
    assert outcome.wording(works, works.item.text, "en") == "Did Noa work in 2025?"


@pytest.mark.parametrize(
    ("answers", "words"),
    [(said(name="Noa"), "Did Noa work?"), ({}, "Did your partner work?")],
)
def test_words_may_stand_in_until_there_is_an_answer_to_repeat(answers, words):
    asking = item("works", text={"en": "Did {{ name | your partner }} work?"})
    outcome = outcome_of(compiled(item("name", "text"), asking), answers)
    works = outcome.instances["works"]
    assert outcome.wording(works, works.item.text, "en") == words
    assert outcome.wording(works, {"en": "{{ name| }}!"}, "en") == ("Noa!" if answers else "…!")


@pytest.mark.parametrize(
    ("answers", "progress"),
    [
        ({}, Progress.NOT_STARTED),
        (said(married="yes"), Progress.IN_PROGRESS),
        (said(married="no"), Progress.COMPLETED),
    ],
)
def test_sections_tell_how_far_they_are(answers, progress):
    assert outcome_of(CHAIN, answers).sections[0].progress is progress


def test_an_optional_list_is_complete_once_the_client_says_so():
    made = compiled(item("boats", "repeat", items=[item("boat", "text", required=False)]))

    def progress(answers, entries):
        return outcome_of(made, answers, entries).sections[0].progress

    assert progress({}, {}) is Progress.NOT_STARTED
    assert progress({}, {"boats": ["b1"]}) is Progress.COMPLETED
    assert progress({"boats": Given(status=Status.ANSWERED)}, {}) is Progress.COMPLETED


def test_answers_begin_with_what_the_firm_knows():
    definition, _problems = read(
        document(
            item("mail", "email", profile="client.email"),
            item("married", carry="confirm"),
            item("rent", "money", carry="hint"),
            item("use", "one", default="home"),
            item(
                "kids",
                "repeat",
                carry="confirm_each",
                items=[item("kid", "text"), item("cost", "money")],
            ),
        )
    )
    prior = {
        "mail": "old@example.org",
        "married": "yes",
        "rent": "5",
        "kids/a/kid": "Noa",
        "kids/a/cost": "9",
    }
    found = prefill(definition, {"client.email": "ann@example.org"}, prior)
    assert {path: given.value for path, given in found.items()} == {
        "mail": "ann@example.org",
        "married": "yes",
        "use": "home",
        "kids/a/kid": "Noa",
    }
    assert {path: given.source for path, given in found.items()} == {
        "mail": "client file",
        "married": "last year",
        "use": "default",
        "kids/a/kid": "last year",
    }


def test_an_empty_questionnaire_is_ready():
    assert evaluate(compiled(), {}, {}, BACKGROUND).ready
