import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.builder.steps import Overtaken, done_again, is_empty, step, taken_back
from carnet.questionnaires.loading import digest

WORDS = ["one", "two", "three"]


def question(name, text="one"):
    return {"id": name, "type": "text", "text": {"en": text}}


def small():
    return {
        "questionnaire": "small",
        "title": {"en": "Small"},
        "languages": ["en"],
        "sections": [
            {"id": "a", "title": {"en": "A"}, "items": [question("q1"), question("q2")]},
            {
                "id": "b",
                "title": {"en": "B"},
                "items": [
                    question("q3"),
                    {**question("many"), "type": "repeat", "items": [question("q4")]},
                ],
            },
        ],
    }


def lists_in(document):
    yield document["sections"]
    for section in document["sections"]:
        yield section["items"]
        yield from (item["items"] for item in section["items"] if "items" in item)


def edited(document, draw, fresh):
    """Some edit or other, as the builder makes them."""
    new = copy.deepcopy(document)
    lists = list(lists_in(new))
    homes = lists[1:] or [[]]
    kind = draw(st.sampled_from(["add", "remove", "move", "word", "root", "drop key"]))
    home = draw(st.sampled_from(homes))
    if kind == "root":
        new["title"] = {"en": draw(st.sampled_from(WORDS))}
    elif kind == "add":
        home.insert(draw(st.integers(0, len(home))), question(f"n{fresh}"))
    elif kind == "move" and home:
        taken = home.pop(draw(st.integers(0, len(home) - 1)))
        others = [one for one in lists[1:] if one is not taken.get("items")]
        target = draw(st.sampled_from(others))
        target.insert(draw(st.integers(0, len(target))), taken)
    elif home:
        place = draw(st.integers(0, len(home) - 1))
        if kind == "remove":
            del home[place]
        elif kind == "word":
            home[place]["text"] = {"en": draw(st.sampled_from(WORDS))}
        else:
            home[place].pop("help", None) or home[place].update(help={"en": "Help"})
    return new


@given(st.data())
def test_every_edit_can_be_taken_back_and_made_again(data):
    old = small()
    for fresh in range(data.draw(st.integers(1, 4))):
        new = edited(old, data.draw, fresh)
        taken = json.loads(json.dumps(step(old, new)))
        assert digest(taken_back(new, taken)) == digest(old)
        assert digest(done_again(old, taken)) == digest(new)
        assert is_empty(taken) == (digest(old) == digest(new))
        old = new


@given(st.data())
def test_taking_back_leaves_what_others_did_elsewhere(data):
    """Two words of different questions, changed one after the other, whatever else happened."""
    old = edited(small(), data.draw, 1)
    mine = copy.deepcopy(old)
    mine["title"] = {"en": "Mine"}
    theirs = edited(mine, data.draw, 2)
    if theirs["title"] != mine["title"]:
        return
    back = taken_back(theirs, step(old, mine))
    assert back["title"] == old["title"]
    assert back["sections"] == theirs["sections"]


def test_two_who_add_behind_the_same_question_take_back_only_their_own():
    old = small()
    mine = copy.deepcopy(old)
    mine["sections"][0]["items"].insert(1, question("mine"))
    both = copy.deepcopy(mine)
    both["sections"][0]["items"].insert(1, question("theirs"))
    back = taken_back(both, step(old, mine))
    assert [one["id"] for one in back["sections"][0]["items"]] == ["q1", "theirs", "q2"]


def test_what_somebody_changed_since_stays():
    old = small()
    mine = copy.deepcopy(old)
    mine["sections"][0]["items"][0]["text"] = {"en": "mine"}
    theirs = copy.deepcopy(mine)
    theirs["sections"][0]["items"][0]["text"] = {"en": "theirs"}
    with pytest.raises(Overtaken, match=r"items\.q1"):
        taken_back(theirs, step(old, mine))


def test_a_section_into_which_somebody_wrote_does_not_go_with_it():
    old = small()
    mine = copy.deepcopy(old)
    mine["sections"].append({"id": "c", "title": {"en": "C"}, "items": []})
    theirs = copy.deepcopy(mine)
    theirs["sections"][2]["items"].append(question("theirs"))
    with pytest.raises(Overtaken, match=r"sections\.c"):
        taken_back(theirs, step(old, mine))


def test_a_deleted_list_comes_back_with_all_that_stood_in_it():
    old = small()
    new = copy.deepcopy(old)
    del new["sections"][1]
    assert digest(taken_back(new, step(old, new))) == digest(old)
