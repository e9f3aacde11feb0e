"""What is pressed on the plan becomes choices; pure, so without a database."""

import pytest

from carnet.imports.deciding import Act, decided
from carnet.imports.planning.choices import Choices

NOTHING = Choices()


def act(pressed, **beside):
    verb, *about = pressed.split(":")
    return Act(verb, tuple(about), **beside)


def pressed(*acts, start=NOTHING):
    choices = start
    for one in acts:
        choices = decided(choices, act(one) if isinstance(one, str) else one)
    return choices


def test_a_field_of_a_row_is_left_and_taken_again():
    left = pressed("leave:12:phone", "leave:12:email", "leave:13:phone")
    assert left.left == {12: frozenset({"phone", "email"}), 13: frozenset({"phone"})}
    assert pressed("take:12:phone", "take:13:phone", start=left).left == {12: frozenset({"email"})}


def test_a_whole_row_is_left_beside_single_fields():
    assert pressed("leave:12:phone", "leave:12:*").left == {12: frozenset({"phone", "*"})}


def test_a_column_is_never_overwritten_until_it_is_again():
    never = pressed("never:phone", "never:email")
    assert never.never == {"phone", "email"}
    assert pressed("again:phone", start=never).never == {"email"}


def test_cells_are_written_anew_and_given_back():
    fixed = pressed(
        Act("fix", ("4",), cells={2: "zoe@example.org"}), Act("fix", ("4",), cells={3: "fr"})
    )
    assert fixed.fixes == {4: {2: "zoe@example.org", 3: "fr"}}
    assert pressed("unfix:4:3", start=fixed).fixes == {4: {2: "zoe@example.org"}}
    assert pressed("unfix:4:3", "unfix:4:2", start=fixed).fixes == {}


def test_a_proven_value_is_put_in_its_cell_whatever_signs_it_has():
    assert pressed("put:4:2:BE68:1").fixes == {4: {2: "BE68:1"}}


def test_nothing_typed_fixes_nothing():
    assert pressed(Act("fix", ("4",))) == NOTHING


def test_proven_repairs_are_taken_and_given_back():
    assert pressed("repair").repairs
    assert not pressed("repair", "unrepair").repairs


def test_a_row_is_said_to_be_a_client_or_nobody_and_asked_about_again():
    assert pressed("same:5:77", "same:6:0").same == {5: 77, 6: 0}
    assert pressed("same:5:77", "ask:5").same == {}


def test_couples_are_joined_and_parted_one_by_one_or_all_that_are_open():
    assert pressed("join:5", "part:7").couples == {5: True, 7: False}
    assert pressed("part:5", act("join", lines=[7, 9])).couples == {5: False, 7: True, 9: True}


def test_clients_are_ticked_to_be_archived_and_kept_after_all():
    ticked = pressed(act("archive", clients=[1, 2, 3]))
    assert ticked.archive == {1, 2, 3}
    assert pressed("keep:2", act("keep", clients=[3]), start=ticked).archive == {1}


@pytest.mark.parametrize(
    "nonsense",
    ["", "drop:1", "leave", "leave:12", "leave:x:phone", "leave:12:password", "never:password"]
    + [
        "same:5",
        "same:5:-1",
        "fix:x",
        "unfix:1",
        "put:1",
        "put:1:x:1",
        "join:x",
        "keep:x",
        f"same:5:{'9' * 30}",
    ],
)
def test_what_no_page_of_ours_sends_changes_nothing(nonsense):
    assert pressed(act(nonsense, cells={1: "x"})) == NOTHING


def test_two_colleagues_decide_about_different_rows_and_both_count():
    mine = pressed("leave:12:phone")
    theirs = pressed("leave:13:email", "same:14:3", start=mine)
    assert theirs.left == {12: frozenset({"phone"}), 13: frozenset({"email"})}
    assert theirs.same == {14: 3}
