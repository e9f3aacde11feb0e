"""The named cases of questionnaire-engine.md §3.3 that the engine alone decides; the others stand in
tests/answers (saving, races, documents), tests/portal and tests/browser."""

import time
from dataclasses import replace

import pytest

from carnet.questionnaires.checks import check
from carnet.questionnaires.compiling import compile_definition
from carnet.questionnaires.engine import Given, Status
from carnet.questionnaires.loading import load
from carnet.questionnaires.prefill import carried_entries, prefill
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

BILLS = compiled(
    item(
        "bills",
        "repeat",
        items=[item("cancelled"), item("amount", "money", show_if="cancelled != yes")],
    ),
    item("total", "calc", value="sum(bills.filter(b, b.cancelled = no).map(b, b.amount))"),
)


def bill(entry, cancelled, amount):
    return said(**{f"bills/{entry}/cancelled": cancelled, f"bills/{entry}/amount": amount})


def refusals(*items, **fields):
    return [one.message for one in check(document(*items, **fields)) if one.refused]


def test_transitive_hide():
    made = compiled(item("a"), item("b", show_if="a = yes"), item("c", show_if="b = yes"))
    answers = said(a="no", b="yes", c="yes")
    assert outcome_of(made, answers).effective == {"a": "no"}


def test_toggle_restore():
    made = compiled(item("a"), item("b", "text", show_if="a = yes"))
    for toggled in ("yes", "no", "yes"):
        outcome = outcome_of(made, said(a=toggled, b="Jo"))
    assert outcome.effective == {"a": "yes", "b": "Jo"}


def test_cancelled_bill_not_in_total():
    answers = bill("x", "no", "100") | bill("y", "yes", "900")
    outcome = outcome_of(BILLS, answers, {"bills": ["x", "y"]})
    assert outcome.effective["total"] == "100"
    assert outcome.instances["bills/y/amount"].given.value == "900"


def test_loop_of_two_totals_refused():
    messages = refusals(
        item("net", "calc", value="gross - tax"), item("gross", "money"),
        item("tax", "calc", value="net * 0.2"),
    )  # fmt: skip
    assert messages in (
        ["These wait for each other: net → tax → net."],
        ["These wait for each other: tax → net → tax."],
    )


def test_50th_and_100th_list_entry_take_the_same_time():
    def seconds(count):
        entries = [f"e{number}" for number in range(count)]
        answers = {}
        for entry in entries:
            answers |= bill(entry, "no", "1")
        start = time.process_time()
        for _time in range(3):
            assert outcome_of(BILLS, answers, {"bills": entries}).effective["total"] == str(count)
        return time.process_time() - start

    seconds(100)
    first, second = (min(seconds(count) for _try in range(3)) for count in (50, 100))
    assert second < first * 3.5


def test_delete_middle_entry():
    answers = bill("a", "no", "1") | bill("b", "no", "2") | bill("c", "no", "4")
    outcome = outcome_of(BILLS, answers, {"bills": ["a", "c"]})
    assert outcome.effective["total"] == "5"
    assert outcome.effective["bills/c/amount"] == "4"
    assert not any(path.startswith("bills/b/") for path in outcome.instances)


def test_count_lowered():
    made = compiled(
        item("how_many", "number"),
        item("children", "repeat", count="how_many", items=[item("name", "text")]),
    )
    names = said(**{f"children/{entry}/name": entry for entry in "abc"})
    entries = {"children": list("abc")}
    lowered = outcome_of(made, said(how_many="2") | names, entries)
    assert [lowered.effective[f"children/{entry}/name"] for entry in "abc"] == list("abc")
    (issue,) = lowered.instances["children"].issues
    assert (
        lowered.sentence(issue, lowered.instances["children"], "en")
        == "You said 2, and 3 are listed."
    )


def test_choice_removed_while_selected():
    made = compiled(item("owns"), item("use", "one", choice_if="choice != home or owns = yes"))
    outcome = outcome_of(made, said(owns="no", use="home"))
    assert [issue.kind for issue in outcome.instances["use"].issues] == ["choice"]
    assert outcome.instances["use"].given.value == "home"


def test_no_unquoted_in_yaml():
    source = load(
        """questionnaire: x
title: {no: Tittel}
languages: [no]
sections:
  - id: s
    title: {no: Del}
    items:
      - {id: a, type: one, text: {no: Hva?}, choices: [{id: no, text: {no: Nei}}, {id: yes, text: {no: Ja}}]}
      - {id: b, type: text, text: {no: Hvorfor?}, show_if: a = no}
"""
    )
    assert check(source.document, source.lines) == []
    assert [choice["id"] for choice in source.document["sections"][0]["items"][0]["choices"]] == [
        "no",
        "yes",
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "a = “yes”",
        "a = ‘yes’",
        "a = „yes“",
        "\u200fa\u200e = yes\u202c",
        "\u202ba = 'yes'\u202c",
        "a\u00a0=\u00a0yes",
    ],
)
def test_curly_quotes_and_rtl_marks_in_rules(rule):
    made = compiled(item("a"), item("b", show_if=rule))
    assert states(outcome_of(made, said(a="yes")))["b"] == "shown"
    assert states(outcome_of(made, said(a="no")))["b"] == "hidden"


def test_misspelled_column():
    assert refusals(item("a", requird=False)) == [
        "“requird” is not known here. Did you mean “required”?"
    ]


def test_choice_typo():
    (message,) = refusals(item("use", "one"), item("b", show_if="use = rentd"))
    assert (
        message
        == "“rentd” is not a choice of “use”. Did you mean “rented”? Possible: home, rented."
    )
    (message,) = refusals(item("use", "one", choice_if="choice != hom"))
    assert "Did you mean “home”?" in message


def test_date_compared_with_word():
    (message,) = refusals(item("day", "date"), item("b", show_if="day > yesterday"))
    assert "“yesterday”" in message
    (message,) = refusals(item("day", "date"), item("b", show_if="day > 2025"))
    assert message == "“>” does not work between a text and a number."


def test_missing_translation():
    texts = item("a", text={"fr": "Oui ?", "nl": "Ja?"}), item("b", text={"fr": "Et ?"})
    draft = document(*texts, languages=["fr", "nl"])
    (problem,) = check(draft)
    assert (problem.message, problem.refused) == ("The text is missing in: nl.", False)
    (problem,) = check({**draft, "complete": ["nl"]})
    assert problem.refused
    outcome = outcome_of(compile_definition(read(draft)[0]), {})
    b = outcome.instances["b"]
    assert outcome.wording(b, b.item.text, "nl") == "Et ?"


def test_prior_year_entry_removed():
    """Who is no longer listed takes last year's answers along, and nobody else's."""
    made = compiled(
        item(
            "children",
            "repeat",
            carry="confirm_each",
            items=[
                item("name", "text"),
                item("cost", "money"),
                item("same", show_if="prior.cost > 0"),
            ],
        )
    )
    prior = {"children/a/name": "Noa", "children/a/cost": "5", "children/b/name": "Sam"}
    assert carried_entries(made.definition, prior) == {"children": ["a", "b"]}
    found = prefill(made.definition, {}, prior)
    assert {path: one.value for path, one in found.items()} == {
        "children/a/name": "Noa",
        "children/b/name": "Sam",
    }
    answers = {path: Given(one.value, Status.PREFILLED) for path, one in found.items()}
    outcome = outcome_of(made, answers, {"children": ["b"]}, replace(BACKGROUND, prior=prior))
    assert set(outcome.instances) == {
        "children",
        "children/b/name",
        "children/b/cost",
        "children/b/same",
    }
    assert states(outcome)["children/b/same"] == "hidden"


def test_language_switch_mid_way():
    """Choices are stored by id, so the answer reads right in whichever language is asked for."""
    uses = [{"id": "home", "text": {"fr": "Maison", "nl": "Huis"}}]
    made = compiled(
        item("use", "one", choices=uses, text={"fr": "Quoi ?", "nl": "Wat?"}),
        item("again", text={"fr": "{{ use }} ?", "nl": "{{ use }}?"}),
        languages=["fr", "nl"],
    )
    outcome = outcome_of(made, said(use="home"))
    again = outcome.instances["again"]
    assert [outcome.wording(again, again.item.text, language) for language in ("fr", "nl")] == [
        "Maison ?",
        "Huis?",
    ]


def test_hidden_file_excluded():
    made = compiled(item("a"), item("paper", "file", show_if="a = yes"))
    outcome = outcome_of(made, said(a="no", paper=["3"]))
    assert "paper" not in outcome.effective
    assert not outcome.instances["paper"].asked
