import copy

import pytest

from carnet.questionnaires.checks import check
from carnet.questionnaires.merging import MISSING, Why, merge
from carnet.questionnaires.outline import items_of
from tests.questionnaires.builders import document, item

TWO = ["en", "fr"]


def both(words):
    return {"en": words, "fr": f"{words} (fr)"}


def section(section_id, *items):
    return {"id": section_id, "title": {"en": section_id}, "items": list(items)}


BASE = document(
    item("pay", "money"),
    item("region", "one", choices="regions"),
    item("rent", "money", show_if="region = north"),
    item("gifts"),
    choices={
        "regions": [{"id": "north", "text": {"en": "North"}}, {"id": "south", "text": {"en": "South"}}]
    },
)  # fmt: skip


def edited(change):
    made = copy.deepcopy(BASE)
    change(made, {one["id"]: one for one in made["sections"][0]["items"]})
    return made


def merged(ours, theirs, **options):
    return merge(BASE, edited(ours), edited(theirs), **options)


def reworded(item_id, words):
    return lambda made, items: items[item_id].update(text={"en": words})


def without(*ids):
    def change(made, items):
        made["sections"][0]["items"] = [
            one for one in made["sections"][0]["items"] if one["id"] not in ids
        ]

    return change


def added(position, new):
    return lambda made, items: made["sections"][0]["items"].insert(position, new)


def ids_of(made):
    return list(items_of(made))


def ids(made):
    return ids_of(made.document)


def conflicts(made):
    return [(one.key, one.why, one.fixed) for one in made.conflicts]


def text(made, item_id):
    return items_of(made.document)[item_id]["text"]["en"]


def test_changes_in_different_places_come_together():
    made = merged(reworded("pay", "Our pay?"), reworded("gifts", "Your gifts?"))
    assert (text(made, "pay"), text(made, "gifts")) == ("Our pay?", "Your gifts?")
    assert made.conflicts == ()
    assert check(made.document) == []


def test_the_firms_words_stand_where_both_changed_them_unless_carnets_are_wanted():
    sides = reworded("pay", "Ours?"), reworded("pay", "Theirs?")
    made = merged(*sides)
    assert text(made, "pay") == "Ours?"
    (conflict,) = made.conflicts
    assert (conflict.key, conflict.why) == ("items.pay.text.en", Why.BOTH)
    assert (conflict.ours, conflict.theirs) == ("Ours?", "Theirs?")
    taken = merged(*sides, take=["items.pay.text.en"])
    assert text(taken, "pay") == "Theirs?"
    assert taken.conflicts[0].taken


def test_two_languages_of_one_text_are_two_texts():
    base = document(item("a", text=both("Old")), languages=TWO)
    ours, theirs = copy.deepcopy(base), copy.deepcopy(base)
    ours["sections"][0]["items"][0]["text"]["en"] = "Ours"
    theirs["sections"][0]["items"][0]["text"]["fr"] = "Leurs"
    made = merge(base, ours, theirs)
    assert items_of(made.document)["a"]["text"] == {"en": "Ours", "fr": "Leurs"}
    assert made.conflicts == ()


def test_a_question_taken_out_stays_out_and_what_carnet_made_of_it_is_told():
    sides = without("gifts"), reworded("gifts", "Your gifts?")
    made = merged(*sides)
    assert "gifts" not in ids(made)
    assert conflicts(made) == [("items.gifts", Why.TAKEN_OUT, False)]
    assert "gifts" in ids(merged(*sides, take=["items.gifts"]))


def test_a_question_that_carnet_withdrew_goes_unless_the_firm_changed_it():
    assert "gifts" not in ids(merged(reworded("pay", "Ours?"), without("gifts")))
    sides = reworded("gifts", "Our gifts?"), without("gifts")
    made = merged(*sides)
    assert text(made, "gifts") == "Our gifts?"
    assert conflicts(made) == [("items.gifts", Why.WITHDRAWN, False)]
    assert "gifts" not in ids(merged(*sides, take=["items.gifts"]))


def test_what_a_question_of_the_firms_own_speaks_of_stays_with_all_that_it_speaks_of():
    own = item("car", show_if="rent > 100")
    made = merged(added(3, own), without("region", "rent"))
    assert ids(made) == ["pay", "region", "rent", "car", "gifts"]
    assert {one.key: one.why for one in made.conflicts} == {
        "items.region": Why.STILL_USED,
        "items.rent": Why.STILL_USED,
    }
    assert [problem for problem in check(made.document) if problem.refused] == []


def test_what_a_text_of_the_firms_repeats_stays():
    made = merged(added(4, item("more", text={"en": "More than {{ pay }}?"})), without("pay"))
    assert conflicts(made) == [("items.pay", Why.STILL_USED, False)]


def test_what_carnets_new_rule_needs_is_told_when_the_firm_took_it_out():
    sides = without("region", "rent"), added(4, item("tax", show_if="region = south"))
    made = merged(*sides)
    assert conflicts(made) == [("items.region", Why.NEEDED, False)]
    assert any(problem.refused for problem in check(made.document))
    whole = merged(*sides, take=["items.region"])
    assert [problem for problem in check(whole.document) if problem.refused] == []


def test_another_kind_of_question_is_taken_whole_or_not_at_all():
    def other(made, items):
        items["gifts"].update(type="many", choices="regions")

    sides = reworded("gifts", "Our gifts?"), other
    made = merged(*sides)
    assert conflicts(made) == [("items.gifts", Why.OTHER_KIND, False)]
    assert items_of(made.document)["gifts"]["type"] == "yes_no"
    taken = items_of(merged(*sides, take=["items.gifts"]).document)["gifts"]
    assert (taken["type"], taken["text"]) == ("many", {"en": "Question gifts"})


def test_the_firms_own_question_stays_behind_the_one_it_followed():
    made = merged(added(1, item("own")), added(1, item("new")))
    assert ids(made) == ["pay", "own", "new", "region", "rent", "gifts"]


def test_an_order_the_firm_chose_stays_and_carnets_new_question_finds_its_place():
    def turned(made, items):
        made["sections"][0]["items"].reverse()

    made = merged(turned, added(1, item("new")))
    assert ids(made) == ["gifts", "rent", "region", "pay", "new"]


def test_a_section_that_carnet_withdrew_stays_for_the_firms_own_question_alone():
    base = document(item("a"))
    base["sections"].append(section("cars", item("car"), item("plate", "text")))
    ours, theirs = copy.deepcopy(base), copy.deepcopy(base)
    ours["sections"][1]["items"].insert(1, item("own"))
    theirs["sections"].pop()
    made = merge(base, ours, theirs)
    assert ids(made) == ["a", "own"]
    assert conflicts(made) == [("sections.cars", Why.STILL_USED, True)]
    assert ids(merge(base, ours, theirs, take=["sections.cars"])) == ["a", "own"]


def test_a_new_question_in_a_section_the_firm_took_out_stays_out_until_it_is_wanted():
    base = document(item("a"))
    base["sections"].append(section("cars", item("car")))
    ours, theirs = copy.deepcopy(base), copy.deepcopy(base)
    ours["sections"].pop()
    theirs["sections"][1]["items"].append(item("new"))
    made = merge(base, ours, theirs)
    assert ids(made) == ["a"]
    (conflict,) = made.conflicts
    assert (conflict.key, conflict.why, conflict.ours) == ("items.new", Why.TAKEN_OUT, MISSING)
    assert ids(merge(base, ours, theirs, take=["items.new"])) == ["a", "new"]


def test_a_question_wanted_in_a_list_that_is_gone_brings_list_and_section_along():
    base = document(item("a"))
    base["sections"].append(section("cars", item("car", "repeat", items=[item("plate")])))
    ours, theirs = copy.deepcopy(base), copy.deepcopy(base)
    ours["sections"].pop()
    theirs["sections"][1]["items"][0]["items"].append(item("new"))
    assert ids(merge(base, ours, theirs)) == ["a"]
    assert ids(merge(base, ours, theirs, take=["items.new"])) == ["a", "car", "new"]


def test_a_question_of_both_that_moved_into_something_left_out_stays_where_it_was():
    base = document(item("a"), item("b"))
    base["sections"].append(section("cars", item("car")))
    ours, theirs = copy.deepcopy(base), copy.deepcopy(base)
    ours["sections"].pop()
    moved = theirs["sections"][0]["items"].pop()
    theirs["sections"][1]["items"].append(item("trip", "repeat", items=[moved]))
    assert ids(merge(base, ours, theirs)) == ["a", "b"]


def test_a_question_that_moved_takes_the_firms_words_along():
    base = document(item("a"), item("b"))
    base["sections"].append(section("more", item("c")))
    ours, theirs = copy.deepcopy(base), copy.deepcopy(base)
    ours["sections"][0]["items"][0]["text"] = {"en": "Our a"}
    theirs["sections"][1]["items"].append(theirs["sections"][0]["items"].pop(0))
    made = merge(base, ours, theirs)
    assert ids(made) == ["b", "c", "a"]
    assert (text(made, "a"), made.conflicts) == ("Our a", ())


def test_a_question_that_carnet_gave_another_id_is_the_same_question():
    def other_id(made, items):
        items["region"].update(id="area", was=["region"])
        items["rent"]["show_if"] = "area = north"

    def ours(made, items):
        items["region"]["text"] = {"en": "Our region?"}
        items["gifts"]["show_if"] = "region = south and pay != 3"
        items["gifts"]["text"] = {"en": "Gifts in {{ region | your region }}?"}

    made = merged(ours, other_id)
    assert ids(made) == ["pay", "area", "rent", "gifts"]
    assert text(made, "area") == "Our region?"
    assert items_of(made.document)["gifts"]["show_if"] == "area = south and pay != 3"
    assert text(made, "gifts") == "Gifts in {{ area | your region }}?"
    assert made.conflicts == ()
    assert [problem for problem in check(made.document) if problem.refused] == []


def test_a_question_that_the_firm_gave_another_id_keeps_it_and_gets_carnets_words():
    def ours(made, items):
        items["region"].update(id="area", was=["region"])
        items["rent"]["show_if"] = "area = north"

    made = merged(ours, reworded("region", "Which region?"))
    assert ids(made) == ["pay", "area", "rent", "gifts"]
    assert text(made, "area") == "Which region?"
    assert made.conflicts == ()
    twice = merged(ours, lambda made, items: items["region"].update(id="zone", was=["region"]))
    assert ids(twice) == ["pay", "area", "rent", "gifts"]


def test_a_word_in_quotes_and_one_that_is_a_choice_are_no_ids():
    base = document(item("home"), item("use", "one"), item("moved"))
    ours, theirs = copy.deepcopy(base), copy.deepcopy(base)
    for one, new in ((0, "house"), (2, "relocated")):
        part = theirs["sections"][0]["items"][one]
        part.update(id=new, was=[part["id"]])
    rule = "use = home and use != 'moved' and moved = yes"
    ours["sections"][0]["items"].append(item("own", show_if=rule))
    made = merge(base, ours, theirs).document
    assert ids_of(made) == ["house", "use", "relocated", "own"]
    assert items_of(made)["own"]["show_if"] == "use = home and use != 'moved' and relocated = yes"


def a_list(*inner):
    return document(item("a"), item("cars", "repeat", items=list(inner)))


def test_a_list_that_the_firm_reworded_and_carnet_withdrew_stays_whole():
    base = a_list(item("plate", "text"), item("fuel"))
    ours = copy.deepcopy(base)
    ours["sections"][0]["items"][1]["text"] = {"en": "Our cars"}
    made = merge(base, ours, document(item("a")))
    assert ids(made) == ["a", "cars", "plate", "fuel"]
    assert conflicts(made) == [("items.cars", Why.WITHDRAWN, False)]
    assert ids(merge(base, ours, document(item("a")), take=["items.cars"])) == ["a"]


def test_a_list_is_never_left_without_questions():
    plate, fuel = item("plate", "text"), item("fuel")
    base = a_list(plate, fuel)
    made = merge(base, a_list(plate), a_list(fuel))
    assert ids(made) == ["a", "cars", "plate"]
    moved = document(item("a"), item("cars", "repeat", items=[item("x")]), plate)
    made = merge(base, a_list(plate), moved)
    assert ids(made) == ["a", "cars", "x", "plate"]


def test_choices_come_together_by_their_ids():
    def choices(*new):
        return lambda made, items: made["choices"]["regions"].extend(
            {"id": one, "text": {"en": one}} for one in new
        )

    made = merged(choices("east"), choices("west"))
    found = [one["id"] for one in made.document["choices"]["regions"]]
    assert found == ["north", "south", "east", "west"]


def test_a_language_the_firm_added_and_one_it_does_not_offer():
    base = document(item("a", text=both("A")), languages=TWO)
    ours, theirs = copy.deepcopy(base), copy.deepcopy(base)
    for text_of in (
        ours["title"],
        ours["sections"][0]["title"],
        ours["sections"][0]["items"][0]["text"],
    ):
        del text_of["fr"]
        text_of["de"] = "Deutsch"
    ours["languages"] = ["en", "de"]
    theirs["sections"][0]["items"].append(item("b", text=both("B")))
    made = merge(base, ours, theirs)
    assert made.document["languages"] == ["en", "de"]
    assert items_of(made.document)["b"]["text"] == {"en": "B"}
    assert [problem for problem in check(made.document) if problem.refused] == []


@pytest.mark.parametrize("key", ["staff_note", "period"])
def test_the_root_is_merged_like_the_rest(key):
    new = {"staff_note": "New", "period": {"start": "2026-01-01", "end": "2026-12-31"}}[key]
    made = merged(reworded("pay", "Ours?"), lambda made, items: made.update({key: new}))
    assert made.document[key] == new
