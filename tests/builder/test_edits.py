"""Edits keep every id single and every part there, and change nothing in place."""

import copy
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.builder import edits, naming, pasting
from carnet.builder.acts import ACTS, Act
from carnet.builder.refused import Refused
from carnet.builder.uses import SpokenOf
from carnet.questionnaires.checks import RESERVED
from carnet.questionnaires.loading import digest, load
from carnet.questionnaires.outline import TOP, outline
from carnet.questionnaires.shipped import shipped_with
from carnet.questionnaires.writing import write
from tests.questionnaires.builders import document, item

WORDS = [
    "Do you own a house?",
    "Avez-vous des enfants à charge ?",
    "in",
    "x_y",
    "Über 18?",
    "",
    "…",
]
PURE = ["add", "paste", "up", "down", "move", "duplicate", "remove", "retype"]


def small():
    one = document(
        item("owner"),
        item("rent", "money", show_if="owner = yes"),
        item("kids", "repeat", items=[item("age", "number"), item("school", show_if="age > 3")]),
    )
    other = {
        "id": "more",
        "title": {"en": "More"},
        "items": [item("note", "note"), item("use", "one")],
    }
    return {**one, "sections": [*one["sections"], other]}


def ids(document):
    return [address for order in outline(document).order.values() for address in order]


def pressed(document, draw):
    """One press of some button, on some part; None where it is refused."""
    parts = list(outline(document).parts)
    said = {
        "part": draw(st.sampled_from([*parts, "root"])),
        "kind": draw(st.sampled_from(["yes_no", "one", "repeat", "calc", "section"])),
        "words": draw(st.sampled_from(WORDS)),
        "lines": "\n".join(draw(st.lists(st.sampled_from(WORDS), max_size=3))),
        "home": draw(st.sampled_from([*parts, ""])),
        "behind": draw(st.sampled_from([*parts, "", ""])),
    }
    act = Act(draw(st.sampled_from(PURE)), said)
    try:
        return act, act.alter(document)
    except (Refused, SpokenOf):
        return act, None


@given(data=st.data())
def test_whatever_is_pressed_ids_stay_single_and_nothing_else_is_lost(data):
    now = small()
    for _press in range(data.draw(st.integers(1, 8))):
        before = copy.deepcopy(now)
        act, after = pressed(now, data.draw)
        assert now == before
        if after is None:
            continue
        assert max(Counter(ids(after)).values(), default=1) == 1
        lost = set(ids(before)) - set(ids(after))
        if act.name == "remove":
            assert lost == set(edits.within(outline(before), act.part))
        elif act.name != "retype":
            assert not lost
        others = [one for one in ids(before) if one not in lost | {act.part}]
        assert [one for one in ids(after) if one in others] == others or act.name in (
            "up",
            "down",
            "move",
        )
        assert digest(load(write(after)).document) == digest(after)
        now = after


@pytest.mark.parametrize("part", ["sections.more", "root"])
@pytest.mark.parametrize("name", ["retype", "add_choices"])
def test_a_section_is_not_made_a_question(name, part):
    act = Act(name, {"part": part, "kind": "yes_no", "lines": "Yes"})
    with pytest.raises(Refused):
        act.alter(small())


@pytest.mark.parametrize("name", sorted(ACTS))
@given(part=st.sampled_from(["root", "items.gone", *outline(small()).parts]))
def test_any_button_pressed_on_any_part_changes_it_or_says_why_not(name, part):
    said = {"kind": "one", "words": "Any", "lines": "Any", "list": "", "choice": "a", "name": "x"}
    try:
        after = Act(name, said | {"part": part}).alter(small())
    except (Refused, SpokenOf):
        return
    assert digest(load(write(after)).document) == digest(after)


@given(data=st.data())
def test_moving_changes_the_place_of_one_part_only(data):
    old = small()
    parts = outline(old).parts
    part, home = data.draw(st.sampled_from(list(parts))), data.draw(st.sampled_from([*parts, TOP]))
    behind = data.draw(st.sampled_from(["", *outline(old).order.get(home, [])]))
    try:
        new = edits.moved(old, part, home, behind)
    except Refused:
        return
    order = outline(new).order[home]
    assert order.index(part) == (order.index(behind) + 1 if behind else 0)
    rest = [one for one in ids(old) if one != part]
    assert sorted(one for one in ids(new) if one != part) == sorted(rest)


@given(words=st.text(max_size=60), taken=st.frozensets(st.sampled_from(["house", "house_2", "q"])))
def test_an_id_is_always_one_that_a_questionnaire_may_use(words, taken):
    made = naming.name_from(words, taken)
    assert naming.re.fullmatch(r"[a-z][a-z0-9_]{0,39}", made)
    assert made not in taken | RESERVED
    assert not made.startswith("x_")


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("Avez-vous des enfants à charge ?", "enfants_charge"),
        ("Hebt u zonnepanelen op uw dak?", "zonnepanelen_dak"),
        ("Was {{ name }} a full-time student?", "full_time_student"),
        ("In", "in_2"),
        ("2025", "question"),
    ],
)
def test_an_id_says_what_the_question_is_about(words, made):
    assert naming.name_from(words, frozenset()) == made


def test_an_id_somebody_still_speaks_of_is_not_given_to_another_question():
    left = edits.removed(small(), "items.owner")
    assert "owner" in naming.taken_in(left)


def test_a_copy_speaks_of_its_own_questions():
    new = edits.duplicated(small(), "items.kids")
    parts = outline(new).parts
    assert outline(new).order["items.kids_2"] == ["items.age_2", "items.school_2"]
    assert parts["items.school_2"].fields["show_if"] == "age_2 > 3"
    assert parts["items.school"].fields["show_if"] == "age > 3"


def test_a_copied_section_still_asks_what_stands_outside_it():
    old = small()
    old["sections"][1]["items"][0]["show_if"] = "owner = yes"
    new = edits.duplicated(old, "sections.more")
    assert outline(new).parts["items.note_2"].fields["show_if"] == "owner = yes"


def test_a_copied_section_that_is_called_like_a_question_still_asks_that_question():
    old = small()
    old["sections"][1] |= {"id": "owner"}
    old["sections"][1]["items"][0]["show_if"] = "owner = yes"
    new = edits.duplicated(old, "sections.owner")
    assert "sections.owner_2" in outline(new).parts
    assert outline(new).parts["items.note_2"].fields["show_if"] == "owner = yes"


def test_what_others_speak_of_is_not_removed_without_their_names():
    with pytest.raises(SpokenOf):
        Act("remove", {"part": "items.owner"}).alter(small())
    assert "items.kids" not in ids(Act("remove", {"part": "items.kids"}).alter(small()))


def test_a_list_never_comes_to_stand_in_a_list():
    two = edits.with_item(
        small(), item("cars", "repeat", items=[item("plate", "text")]), "items.age"
    )
    assert outline(two).order["sections.all"][-1] == "items.cars"
    with pytest.raises(Refused):
        edits.moved(two, "items.cars", "items.kids")


def test_at_the_edge_of_a_section_a_question_goes_into_the_next():
    new = edits.stepped(small(), "items.kids", 1)
    assert outline(new).order["sections.more"][0] == "items.kids"
    assert outline(edits.stepped(new, "items.kids", -1)).order["sections.all"][-1] == "items.kids"
    with pytest.raises(Refused):
        edits.stepped(small(), "items.owner", -1)


def test_lines_come_without_their_bullets():
    pasted = "1. Rent\r\n• Interest\n\n– Gifts\n12 apples\nRent"
    assert pasting.lines_of(pasted) == ["Rent", "Interest", "Gifts", "12 apples"]


@pytest.mark.thorough
def test_the_belgian_one_survives_a_walk_through_the_builder():
    was = shipped_with("be_income_tax")
    new = edits.stepped(edits.stepped(was, "items.region", 1), "items.region", -1)
    assert digest(new) == digest(was)
    assert digest(load(write(new)).document) == digest(was)


def test_every_button_is_told_apart():
    assert set(PURE) < set(ACTS)
