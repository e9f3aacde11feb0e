"""One test for each row of the table in questionnaire-engine.md §2.4, in its order."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from carnet.questionnaires.engine import Given, Progress, State, Status
from carnet.questionnaires.outcome import Level
from tests.questionnaires.builders import BACKGROUND, compiled, item, outcome_of, said, states

DONT_KNOW = Given(status=Status.DONT_KNOW)
ASK = Given(status=Status.ASK_ACCOUNTANT)
CHILDREN = item(
    "children",
    "repeat",
    item_label="{{ name }}",
    items=[
        item("name", "text"),
        item("born", "date"),
        item("works", show_if="born < '2008-01-01'"),
    ],
)


def issues(outcome, path):
    return [issue.kind for issue in outcome.instances[path].issues]


def test_order_each_node_once_whatever_order_it_was_written_in():
    """c hangs on b and b on a, written back to front; each show_if is asked exactly once."""
    made = compiled(
        item("c", show_if="b = yes"), item("b", show_if="a = yes"), item("a"),
        item("total", "calc", value="sum([or_zero(x), or_zero(y)])"), item("x", "money"), item("y", "money"),
    )  # fmt: skip
    order = [node.id for node in made.order]
    assert order.index("a") < order.index("b") < order.index("c")
    assert order.index("x") < order.index("total")
    assert len(order) == len(set(order))
    assert states(outcome_of(made, said(a="yes", b="yes")))["c"] == "shown"


@pytest.mark.parametrize(
    ("given", "counts"),
    [
        (Given("yes", Status.ANSWERED), True),
        (Given("yes", Status.PREFILLED, confirmed=True), True),
        (Given("yes", Status.PREFILLED), False),
        (Given("yes", Status.INVALID), False),
        (Given("yes", Status.DONT_KNOW), False),
        (Given(), False),
    ],
)
def test_effective_answer_is_answered_and_shown(given, counts):
    made = compiled(item("a"), item("b", show_if="a = yes"), item("c", show_if="b = yes"))
    outcome = outcome_of(made, {"a": given} | said(b="yes"))
    assert ("a" in outcome.effective, "b" in outcome.effective) == (counts, counts)
    assert states(outcome)["c"] == (
        "shown" if counts else "pending" if not given.escaped else "hidden"
    )


def test_hidden_list_is_empty_and_pending_list_is_unbound():
    made = compiled(
        item("owns"),
        item("houses", "repeat", show_if="owns = yes", items=[item("rent", "money")]),
        item("count", "calc", value="count(houses)"),
        item("total", "calc", value="sum(houses.map(h, h.rent))"),
    )
    entries = {"houses": ["e"]}
    rent = said(**{"houses/e/rent": "5"})
    hidden = outcome_of(made, said(owns="no") | rent, entries)
    assert (hidden.effective["count"], hidden.effective["total"]) == ("0", "0")
    pending = outcome_of(made, rent, entries)
    assert "count" not in pending.effective
    assert pending.instances["total"].needs == ("owns",)


def test_show_if_unknown_is_not_shown_and_the_section_may_add_questions():
    made = compiled(item("a"), item("b", show_if="a = yes"))
    outcome = outcome_of(made, {})
    assert outcome.instances["b"].state is State.PENDING
    assert not outcome.instances["b"].asked
    assert outcome.sections[0].may_add


@pytest.mark.parametrize("skipped", [DONT_KNOW, ASK])
def test_unknown_settles_to_hidden_once_every_operand_is_skipped_or_hidden(skipped):
    made = compiled(
        item("a"), item("x", show_if="a = yes"), item("b", show_if="x = yes and a != no")
    )
    assert states(outcome_of(made, {"a": skipped}))["b"] == "hidden"
    assert states(outcome_of(made, said(a="no")))["b"] == "hidden"
    assert states(outcome_of(made, said(a="yes")))["b"] == "pending"
    assert states(outcome_of(made, said(a="yes") | {"x": skipped}))["b"] == "hidden"


def test_shown_of_a_pending_question_is_not_known_either():
    """Else its follow-up would come and go while the client answers."""
    made = compiled(
        item("a"), item("b", show_if="a = yes"), item("instead", show_if="not shown(b)")
    )
    assert states(outcome_of(made, {}))["instead"] == "pending"
    assert states(outcome_of(made, said(a="yes")))["instead"] == "hidden"
    assert states(outcome_of(made, said(a="no")))["instead"] == "shown"


def test_required_unknown_is_not_required():
    made = compiled(item("a", required=False), item("b", required="a = yes"))
    outcome = outcome_of(made, {})
    assert not outcome.instances["b"].required
    assert outcome.ready


def test_check_unknown_is_no_error_and_warn_if_unknown_no_warning():
    made = compiled(
        item("a", "money", required=False),
        item("b", "money", check="this > a", check_text={"en": "More."},
             warn_if="this > a * 2", warn_text={"en": "Much more."}),
    )  # fmt: skip
    assert issues(outcome_of(made, said(b="5")), "b") == []
    assert issues(outcome_of(made, said(b="5", a="5")), "b") == ["check"]
    assert issues(outcome_of(made, said(b="5", a="1")), "b") == ["warning"]


def test_value_unknown_is_blank_and_says_what_it_needs():
    made = compiled(CHILDREN, item("first", "calc", value="min(children.map(c, year_of(c.born)))"))
    answers = said(**{"children/k/name": "Noa"})
    outcome = outcome_of(made, answers, {"children": ["k"]})
    first = outcome.instances["first"]
    assert (first.value, outcome.needs(first, "en")) == (None, ["Question born (Noa)"])


@pytest.mark.parametrize("status", list(Status))
def test_statuses_are_kept_as_they_were_given(status):
    made = compiled(item("a", "file", required=False))
    value = ["1"] if status in (Status.ANSWERED, Status.PREFILLED) else None
    assert outcome_of(made, {"a": Given(value, status)}).instances["a"].status is status


@pytest.mark.parametrize("skipped", [DONT_KNOW, ASK])
def test_dont_know_satisfies_required_and_what_waits_for_it_is_counted(skipped):
    made = compiled(
        item("a"),
        item("b", show_if="a = yes"),
        item("c", show_if="a = no"),
        item("total", "calc", value="a = yes ? 1 : 2"),
        item("free"),
    )
    outcome = outcome_of(made, {"a": skipped} | said(free="yes"))
    assert outcome.ready
    assert [one.path for one in outcome.waiting("a")] == ["b", "c"]
    assert outcome.instances["total"].value is None


def test_saving_invalid_input_is_kept_raw_and_blocks_only_the_section():
    made = compiled(item("a", "money", required=False))
    typed = Given(status=Status.INVALID, raw={"": ["lots"]})
    outcome = outcome_of(made, {"a": typed})
    assert outcome.instances["a"].given.raw == {"": ["lots"]}
    assert outcome.sections[0].progress is Progress.PROBLEM
    assert not outcome.ready


@pytest.mark.parametrize(
    ("given", "blocks"),
    [
        (Given("500", Status.ANSWERED), True),
        (Given("500", Status.ANSWERED, confirmed=True), False),
        (Given("500", Status.ANSWERED, noted=True), False),
    ],
)
def test_levels_a_warning_wants_a_tap_or_a_note(given, blocks):
    made = compiled(item("a", "money", warn_if="this > 100", warn_text={"en": "Much."}))
    (issue,) = outcome_of(made, {"a": given}).instances["a"].issues
    assert (issue.level, issue.blocks) == (Level.WARNING, blocks)


def test_levels_an_amount_far_from_last_year_is_told_and_blocks_nothing():
    made = compiled(item("a", "money"), item("b", "money"), item("c", "number"))
    before = replace(BACKGROUND, prior={"a": "100", "b": "100", "c": "1"})
    outcome = outcome_of(made, said(a="131", b="130", c="9"), background=before)
    (issue,) = outcome.instances["a"].issues
    assert (issue.kind, issue.level, issue.blocks) == ("changed", Level.INFO, False)
    assert issues(outcome, "b") == issues(outcome, "c") == []


def test_levels_an_error_blocks():
    made = compiled(item("a", "date", check="this <= period_end", check_text={"en": "Late."}))
    (issue,) = outcome_of(made, said(a="2026-01-01")).instances["a"].issues
    assert (issue.level, issue.blocks) == (Level.ERROR, True)


def test_hidden_answers_are_kept_restored_and_told_about():
    made = compiled(item("a"), item("b", "text", show_if="a = yes"))
    morning, noon = datetime(2026, 2, 1, 9, tzinfo=UTC), datetime(2026, 2, 1, 12, tzinfo=UTC)
    kept = Given("Jo", Status.ANSWERED, at=morning)
    hidden = outcome_of(made, {"a": Given("no", Status.ANSWERED, at=noon), "b": kept})
    assert (hidden.instances["b"].given, hidden.effective) == (kept, {"a": "no"})
    again = outcome_of(made, {"a": Given("yes", Status.ANSWERED, at=noon), "b": kept})
    assert again.effective["b"] == "Jo"
    assert again.told_earlier(again.instances["b"])
    first = outcome_of(
        made, {"a": Given("yes", Status.ANSWERED, at=morning), "b": replace(kept, at=noon)}
    )
    assert not first.told_earlier(first.instances["b"])


def test_files_under_a_hidden_question_do_not_count():
    made = compiled(item("a"), item("paper", "file", show_if="a = yes"))
    outcome = outcome_of(made, said(a="no", paper=["7"]))
    assert outcome.effective == {"a": "no"}
    assert outcome.instances["paper"].given.value == ["7"]


def test_lists_have_bounds_and_a_number_never_deletes_entries():
    made = compiled(
        item("how_many", "number"), {**CHILDREN, "min": 1, "max": 3, "count": "how_many"}
    )
    two = {"children": ["a", "b"]}
    assert issues(outcome_of(made, {}, {}), "children") == ["too_few"]
    assert issues(outcome_of(made, {}, {"children": list("abcd")}), "children") == ["too_many"]
    outcome = outcome_of(made, said(how_many="3"), two)
    (issue,) = outcome.instances["children"].issues
    told = outcome.sentence(issue, outcome.instances["children"], "en")
    assert (told, issue.level) == ("You said 3, and 2 are listed.", Level.WARNING)
    assert "children/b/name" in outcome.instances
    agreed = said(how_many="3") | {"children": Given(status=Status.ANSWERED)}
    assert not outcome_of(made, agreed, two).instances["children"].blocked


@pytest.mark.parametrize(
    ("value", "rule", "given", "counted"),
    [
        ("1 + 1", "total > 5", "9.50", "9.50"),
        ("a = yes", "total", True, True),
        ("a = yes ? 'x' : 'y'", "total = 'z'", "z", "z"),
    ],
)
def test_calculated_values_can_be_overridden_by_the_firm_until_reset(value, rule, given, counted):
    made = compiled(item("a"), item("total", "calc", value=value), item("b", show_if=rule))
    plain = outcome_of(made, said(a="no"))
    assert (plain.instances["total"].overridden, states(plain)["b"]) == (False, "hidden")
    outcome = outcome_of(made, said(a="no", total=given))
    assert outcome.effective["total"] == counted
    assert outcome.instances["total"].overridden
    assert states(outcome)["b"] == "shown"


def test_choice_removed_by_choice_if_makes_the_answer_invalid_and_keeps_it():
    made = compiled(item("owns"), item("use", "one", choice_if="choice != home or owns = yes"))
    gone = outcome_of(made, said(owns="no", use="home")).instances["use"]
    assert (gone.status, gone.given.value, gone.value) == (Status.INVALID, "home", None)
    assert outcome_of(made, said(owns="yes", use="home")).instances["use"].status is Status.ANSWERED


def test_a_single_choice_may_have_a_condition_of_its_own():
    uses = [
        {"id": "home", "text": {"en": "Home"}, "show_if": "owns = yes"},
        {"id": "rented", "text": {"en": "Let"}},
    ]
    made = compiled(item("owns"), item("use", "one", choices=uses))

    def offered(answers):
        return [choice.id for choice in outcome_of(made, answers).instances["use"].choices]

    assert offered({}) == offered(said(owns="yes")) == ["home", "rented"]
    assert offered(said(owns="no")) == ["rented"]


def test_completeness_counts_missing_invalid_and_unconfirmed():
    made = compiled(item("a"), item("b"), item("c"), item("d"), item("e", required=False))
    answers = said(a="yes") | {
        "b": Given("yes", Status.PREFILLED),
        "c": Given(status=Status.INVALID, raw={"": ["?"]}),
    }
    section = outcome_of(made, answers).sections[0]
    assert (section.done, section.to_do, section.may_add) == (1, 3, False)


def test_completeness_tells_what_the_firm_has_asked_about():
    made = compiled(item("a"))
    asked = replace(BACKGROUND, asked_again=frozenset({"a"}))
    section = outcome_of(made, said(a="yes"), background=asked).sections[0]
    assert section.progress is Progress.ASKED_AGAIN


def test_completeness_leaves_out_what_only_the_firm_answers():
    made = compiled(item("a"), item("risk", who=["staff"]), item("b", show_if="risk = yes"))
    outcome = outcome_of(made, said(a="yes"))
    assert outcome.ready
    assert not outcome.instances["risk"].asked
    assert states(outcome_of(made, said(a="yes", risk="yes")))["b"] == "shown"


def test_today_is_the_day_of_the_answer_so_that_the_verdict_stays():
    made = compiled(item("a", "date", check="this <= today()", check_text={"en": "Not yet."}))
    said_in_march = Given("2026-05-01", Status.ANSWERED, at=datetime(2026, 3, 1, tzinfo=UTC))
    later = replace(BACKGROUND, today=datetime(2026, 6, 1, tzinfo=UTC).date())
    assert issues(outcome_of(made, {"a": said_in_march}, background=later), "a") == ["check"]


def test_last_years_lists_and_entries_are_known_to_rules():
    made = compiled(
        CHILDREN,
        item("fewer", show_if="count(children) < count(prior.children)"),
        item("known", show_if="prior.children.exists(c, c.name = 'Noa')"),
        item("lists", "repeat", items=[item("x", "money"), item("same", show_if="prior.x > 5")]),
    )
    prior = {"children/n/name": "Noa", "children/s/name": "Sam", "lists/k/x": "9", "lists/o/x": "1"}
    before = replace(BACKGROUND, prior=prior)
    entries = {"children": ["n"], "lists": ["k", "o", "new"]}
    found = states(outcome_of(made, {}, entries, before))
    assert (found["fewer"], found["known"]) == ("shown", "shown")
    assert [found[f"lists/{entry}/same"] for entry in ("k", "o", "new")] == [
        "shown",
        "hidden",
        "hidden",
    ]


def test_minutes_are_estimated_by_kind_or_by_the_questionnaire():
    made = compiled(item("a", "file"), item("b", "file"))
    assert outcome_of(made, {}).minutes == 2
    assert outcome_of(made, said(a=["1"])).minutes == 1
    assert outcome_of(made, said(a=["1"], b=["1"])).minutes == 0
    section = {"id": "s", "title": {"en": "S"}, "minutes": 9, "items": [item("a"), item("b")]}
    own = compiled(sections=[section])
    assert [outcome_of(own, some).minutes for some in ({}, said(a="yes"))] == [9, 5]
