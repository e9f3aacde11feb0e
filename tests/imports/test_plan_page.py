"""A plan made by hand, read as its pages show it; without a database."""

from datetime import date

import pytest
from django.http import QueryDict

from carnet.imports.columns.table import Column, Row, Table
from carnet.imports.pages import notices, rows, words
from carnet.imports.pages.plan_page import ROWS_ON_PAGE, PlanPage
from carnet.imports.planning.choices import Choices
from carnet.imports.planning.outcome import (
    COVERED,
    Changed,
    Invalid,
    Joined,
    Likeness,
    New,
    OnlyHere,
    Plan,
    Problem,
    Unchanged,
)

TABLE = Table(
    (Column(0, "Nom", "full_name", "header"), Column(1, "E-mail", "email", "header")),
    tuple(Row(line, (f"Maes Jan{line}", f"jan{line}@example.org")) for line in range(2, 20)),
)
HERE = [OnlyHere(number, f"Client {number:03}", archive=False) for number in range(1, 251)]


def person(line, first_name="Ann", **values):
    values = {
        "first_name": first_name,
        "last_name": "Peeters",
        "email": "ann@example.org",
        **values,
    }
    return New(line, values)


def changed(line, left=(), **differences):
    taken = {name: pair for name, pair in differences.items() if name not in left}
    return Changed(line, line * 10, 1, "Ann Peeters", taken, {n: differences[n] for n in left})


def only_here(q, start, most):
    found = [one for one in HERE if q.lower() in one.name.lower()]
    return found[start : None if most is None else start + most]


def name_at(line):
    return rows.name_in_file(TABLE, [], line)


def page(plan, choices=None, **asked):
    params = QueryDict(mutable=True)
    params.update(asked)
    return PlanPage(plan, choices or Choices(), TABLE, params, only_here, name_at)


def counts(shown):
    return {tab.key: tab.count for tab in shown.tabs}


def test_a_plan_opens_where_something_is_to_be_decided_or_else_where_something_is():
    asked = New(2, {"first_name": "Ann"}, alike=(Likeness(7, "Anne Peeters", "Same address."),))
    assert page(Plan(new=[asked])).key == "decide"
    assert page(Plan(changed=[changed(2, phone=("1", "2"))])).key == "changed"
    assert page(Plan(unchanged=[Unchanged(2, 7, "Ann Peeters")])).key == "unchanged"
    assert page(Plan()).key == "new"
    assert page(Plan(), show="nonsense").key == "new"


def test_the_tab_of_questions_is_only_there_when_there_are_any():
    assert "decide" not in counts(page(Plan(new=[person(2)])))


def test_old_and_new_stand_in_words_and_in_the_order_of_the_form():
    [row] = page(Plan(changed=[changed(2, phone=("", "+3225112233"), language=("fr", "nl"))])).rows
    assert [(one.name, one.ours, one.theirs) for one in row.differences] == [
        ("Language", "French", "Dutch"),
        ("Phone", "", "+32 2 511 22 33"),
    ]


def test_national_numbers_stay_covered():
    [row] = page(Plan(changed=[changed(2, national_number=(COVERED, "85073003328"))])).rows
    [number] = row.differences
    assert number.ours == "•••"
    assert number.theirs == "•••••••••28"


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        (Choices(left={2: frozenset({"phone"})}), "choice"),
        (Choices(left={2: frozenset({"*"})}), "choice"),
        (Choices(never=frozenset({"phone"})), "never"),
        (Choices(policy="skip"), "policy"),
    ],
)
def test_what_is_left_tells_why(choices, why):
    row = Unchanged(2, 20, "Ann Peeters", {"phone": ("1", "2")})
    [shown] = page(Plan(unchanged=[row]), choices, show="unchanged").rows
    assert shown.kept == why


def test_a_row_left_by_choice_stays_where_it_was_to_change_ones_mind():
    plan = Plan(
        new=[person(4)],
        changed=[changed(3, phone=("1", "2"))],
        unchanged=[
            Unchanged(2, 20, "Ann Peeters", {"phone": ("1", "2")}),
            Unchanged(5, 0, "Jan Maes", {"email": ("", "jan@example.org")}),
        ],
    )
    choices = Choices(left={2: frozenset({"*"}), 5: frozenset({"*"})})
    assert [(row.line, row.left) for row in page(plan, choices, show="changed").rows] == [
        (2, True),
        (3, False),
    ]
    new = page(plan, choices, show="new").rows
    assert [(row.line, row.name, row.left) for row in new] == [
        (4, "Ann Peeters", False),
        (5, "Jan Maes", True),
    ]
    assert new[1].email == "jan@example.org"
    assert counts(page(plan, choices))["unchanged"] == "2"


def test_what_the_policy_leaves_does_not_fill_the_changes():
    row = Unchanged(2, 20, "Ann Peeters", {"phone": ("1", "2")})
    assert page(Plan(unchanged=[row]), Choices(policy="skip"), show="changed").rows == []


def test_a_cell_that_is_wrong_twice_is_one_field_to_repair():
    wrong = (
        Problem(3, "first_name", "Nom", "Maes", "The first name is missing.", index=0),
        Problem(3, "last_name", "Nom", "Maes", "The last name is too long.", index=0),
        Problem(3, "language", "Language", "", "Please fill in: Language."),
    )
    [row] = page(Plan(invalid=[Invalid(3, wrong)]), show="invalid").rows
    assert row.name == "Maes Jan3" or row.name == "Jan3 Maes"
    assert [(cell.index, len(cell.reasons)) for cell in row.cells] == [(0, 2), (-1, 1)]
    assert row.fixable


def test_of_a_couple_both_rows_are_shown_where_both_are_wrong():
    wrong = tuple(
        Problem(line, "email", "E-mail", "x", "The @ is missing.", index=1) for line in (3, 4)
    )
    rows = page(Plan(invalid=[Invalid(3, wrong, partner_line=4)]), show="invalid").rows
    assert [row.line for row in rows] == [3, 4]


def test_proven_repairs_are_counted_and_what_was_written_anew_can_be_taken_back():
    wrong = (
        Problem(3, "national_number", "NN", "5073003328", "…", "85073003328", 0, proven=True),
        Problem(3, "email", "E-mail", "a@b,be", "…", "a@b.be", 1),
    )
    choices = Choices(fixes={3: {0: "still wrong"}, 5: {1: "jan@example.org"}})
    shown = page(Plan(invalid=[Invalid(3, wrong)]), choices, show="invalid")
    assert shown.repairs == 1
    assert [(one["line"], one["column"], one["value"]) for one in shown.fixed] == [
        (5, "E-mail", "jan@example.org")
    ]


def test_long_lists_come_in_pages_that_come_back_to_themselves():
    plan = Plan(new=[person(line) for line in range(2, 252)])
    first, last = page(plan, show="new"), page(plan, show="new", page="3")
    assert (len(first.rows), len(last.rows)) == (ROWS_ON_PAGE, 50)
    assert (first.previous_url, first.next_url) == ("", "?show=new&page=2#rows")
    assert (last.previous_url, last.next_url) == ("?show=new&page=2#rows", "")
    assert page(plan, **QueryDict(last.query).dict()).rows == last.rows


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 40, "٣"])
def test_a_page_that_is_none_is_the_first(number):
    assert page(Plan(new=[person(2)]), show="new", page=number).start == 0


@pytest.mark.parametrize("words", ["zoé", "ZOE pee", "zoe@example", "17", "peeters"])
def test_rows_are_found_by_name_e_mail_or_line(words):
    plan = Plan(new=[person(16, email="ann@x.be"), person(17, "Zoé", email="zoe@example.org")])
    assert 17 in [row.line for row in page(plan, show="new", q=words).rows]


def test_what_matches_nothing_shows_nothing():
    assert page(Plan(new=[person(2)]), show="new", q="nobody").rows == []


def test_clients_only_here_come_page_by_page_and_by_name():
    plan = Plan(active=250)
    shown = page(plan, show="only_here", page="2")
    assert [shown.rows[0].name, shown.rows[-1].name] == ["Client 101", "Client 200"]
    assert shown.next_url
    assert [one.name for one in page(plan, show="only_here", q="Client 250").rows] == ["Client 250"]
    assert counts(shown)["only_here"] == "250"


def couple(line, *, joined=False, sure=False, hindrance=""):
    return Joined(
        line, line - 1, "One address.", sure, "Ann Peeters", "Jan Maes", joined, hindrance
    )


def test_questions_that_are_open_are_counted_and_answers_follow_them():
    asked = New(9, {"first_name": "Ann"}, alike=(Likeness(7, "Anne", "One address."),))
    plan = Plan(
        new=[asked, New(12, {"first_name": "Jan", "last_name": "Maes"})],
        couples=[
            couple(3),
            couple(5, joined=True, sure=True),
            couple(7),
            couple(11, hindrance="…"),
        ],
    )
    choices = Choices(couples={7: False}, same={12: 0})
    shown = page(plan, choices)
    assert counts(shown)["decide"] == "2"
    assert [(one.kind, one.line) for one in shown.rows] == [
        ("couple", 3),
        ("likely", 9),
        ("couple", 5),
        ("couple", 7),
        ("couple", 11),
        ("answered", 12),
    ]
    assert shown.open_couples == 1


def test_columns_tell_how_many_rows_they_change_and_whether_they_may():
    plan = Plan(
        changed=[changed(2, phone=("1", "2"), email=("a", "b")), changed(3, phone=("1", "2"))],
        unchanged=[Unchanged(4, 40, "Jan", {"city": ("Gent", "Aalst")})],
    )
    found = page(plan, Choices(never=frozenset({"city"}))).by_field
    assert [(one.field, one.count, one.never) for one in found] == [
        ("email", 1, False),
        ("city", 1, True),
        ("phone", 2, False),
    ]


def test_the_sentence_counts_rows():
    one = {"rows": 1, "new": 1, "changed": 0, "unchanged": 0, "invalid": 0}
    assert words.sentence(one) == "1 row: 1 new, 0 changed, 0 unchanged, 0 to repair"
    many = {**one, "rows": 12_000, "new": 12_000}
    assert words.sentence(many).startswith("12,000 rows: 12,000 new")


def test_the_button_says_what_it_will_do():
    plan = Plan(new=[person(2)], only_here=HERE[:2])
    assert words.what_happens(plan, keep=False) == [
        "1 client is added.",
        "2 clients are archived.",
        "The new clients are temporary.",
        "No mail is sent.",
    ]


@pytest.mark.parametrize(
    ("done", "seconds", "sentence"),
    [
        (0, 5, ""),
        (100, 5, "About 40 seconds left."),
        (900, 5, "A few seconds left."),
        (100, 20, "About 3 minutes left."),
        (1000, 5, ""),
    ],
)
def test_the_time_that_is_left_is_told_in_words(done, seconds, sentence):
    assert words.time_left(done, 1000, seconds) == sentence


def test_a_file_with_few_of_the_clients_is_noticed():
    plan = Plan(active=100, active_met=40)
    assert "Only 40 of your 100 clients" in next(notices._half(plan))
    assert not list(notices._half(Plan(active=100, active_met=90)))


def test_days_are_written_out():
    [row] = page(Plan(changed=[changed(2, birth_date=(None, date(1985, 7, 30)))])).rows
    assert row.differences[0].theirs == "30 July 1985"
