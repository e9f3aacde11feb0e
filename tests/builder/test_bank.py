"""Parts taken out of questionnaires and put into others: under free names, with all they need; updated three ways."""

import pytest

from carnet.builder.bank_fragments import NoSuchPart, fragment, fragment_of
from carnet.builder.bank_inserting import NoPlace, fit, insert, lacking, silent_languages
from carnet.builder.bank_shelf import found, shelf, taken
from carnet.builder.bank_updating import Sides, put_back
from carnet.questionnaires.checks import check
from carnet.questionnaires.compiling import compile_definition
from carnet.questionnaires.outline import items_of
from carnet.questionnaires.reading import read
from carnet.questionnaires.shipped import shipped, shipped_with
from tests.questionnaires.builders import document, item

HOMES = [{"id": "home", "text": {"en": "Home"}}, {"id": "rented", "text": {"en": "Let"}}]
ORIGIN = document(
    item("owner"),
    item("use", "one", choices="uses"),
    item("rent", "money", show_if="owner = yes and use = rented", help={"en": "Of {{ use }}"}),
    item("houses", "repeat", items=[item("lot", "text"), item("area", "number")]),
    choices={"uses": HOMES},
    sources={"F1": "The form"},
    facts={"client_type": {"type": "text", "from": "client.type"}},
)
DRAFT = document(item("first"), item("cars", "repeat", items=[item("plate", "text")]))


def ids(made):
    return list(items_of(made))


def put(address, made=DRAFT, after="items.first", origin=ORIGIN, **fields):
    return insert(made, fragment_of(origin, address), after=after, **fields)


def test_a_question_brings_its_list_along_and_stands_behind_what_was_chosen():
    done = put("items.use")
    assert ids(done.document) == ["first", "use", "cars", "plate"]
    assert done.document["choices"] == {"uses": HOMES}
    assert ids(DRAFT) == ["first", "cars", "plate"], "the draft given in is as it was"


@pytest.mark.parametrize(
    ("after", "order"),
    [
        ("sections.all", ["owner", "first", "cars", "plate"]),
        ("items.cars", ["first", "cars", "plate", "owner"]),
        ("items.plate", ["first", "cars", "plate", "owner"]),
    ],
)
def test_places(after, order):
    done = put("items.owner", after=after)
    assert ids(done.document) == order
    inner = (
        [one["id"] for one in done.document["sections"][0]["items"][1]["items"]]
        if after == "items.plate"
        else []
    )
    assert inner in ([], ["plate", "owner"])


@pytest.mark.parametrize("after", ["items.gone", "items.plate", "sections.gone", ""])
def test_a_list_finds_no_place_in_a_list_nor_behind_what_is_gone(after):
    with pytest.raises(NoPlace):
        put("items.houses", after=after)


def test_a_whole_section_goes_first_or_behind_another():
    origin = {**ORIGIN, "sections": [{**ORIGIN["sections"][0], "id": "living"}]}
    for after, order in (("", ["living", "all"]), ("sections.all", ["all", "living"])):
        done = put("sections.living", after=after, origin=origin)
        assert [one["id"] for one in done.document["sections"]] == order


def test_names_that_are_taken_get_others_and_what_speaks_of_them_follows():
    origin = {**ORIGIN, "sections": [{**ORIGIN["sections"][0], "id": "living"}]}
    other = [{"id": "shop", "text": {"en": "Shop"}}]
    draft = document(
        item("owner", "text"), item("use", "one", choices="uses"), choices={"uses": other}
    )
    done = put("sections.living", draft, after="sections.all", origin=origin)
    assert done.fitted.names == {
        "items": {"owner": "owner_2", "use": "use_2"},
        "choices": {"uses": "uses_2"},
    }
    items = items_of(done.document)
    assert items["rent"]["show_if"] == "owner_2 = yes and use_2 = rented"
    assert items["rent"]["help"] == {"en": "Of {{ use_2 }}"}
    assert items["use_2"]["choices"] == "uses_2"
    assert done.document["choices"] == {"uses": other, "uses_2": HOMES}
    assert [one for one in check(done.document) if one.refused] == []


def test_an_id_keeps_the_meaning_it_had_in_a_former_revision():
    past = {"owner": item("owner", "text")}
    assert "owner_2" in ids(put("items.owner", past=past).document)
    same = {"owner": item("owner")}
    assert "owner" in ids(put("items.owner", past=same).document), "the same question comes back"


def test_a_former_id_of_the_draft_is_not_given_to_another_question():
    draft = document(item("first"), item("tenant", was=["owner"]))
    assert "owner_2" in ids(put("items.owner", draft).document)


def test_a_list_that_says_the_same_is_shared():
    draft = document(item("first"), choices={"uses": HOMES})
    assert put("items.use", draft).document["choices"] == {"uses": HOMES}


def test_names_it_speaks_of_and_that_are_not_there_are_listed():
    found = fragment_of(ORIGIN, "items.rent")
    assert lacking(found, DRAFT) == {
        "owner": {"en": "Question owner"},
        "use": {"en": "Question use"},
    }
    assert lacking(found, ORIGIN) == {}


def test_it_speaks_the_languages_of_its_new_home():
    made = document(item("x", text={"fr": "Bonjour"}, help={"nl": "Hallo"}), languages=["fr", "nl"])
    found = fragment_of(made, "items.x")
    draft = document(item("first", text={"fr": "Un", "de": "Eins"}), languages=["fr", "de"])
    done = insert(draft, found, after="items.first").document
    assert items_of(done)["x"] == {"id": "x", "type": "yes_no", "text": {"fr": "Bonjour"}}
    assert silent_languages(found, draft) == ["de"]


def test_who_answers_comes_along_and_the_past_stays_behind():
    section = {"id": "s", "title": {"en": "S"}, "who": ["staff"], "items": [item("x", was=["y"])]}
    found = fragment_of({**DRAFT, "sections": [section]}, "items.x")
    assert (found.part["who"], "was" in found.part) == (["staff"], False)


def test_facts_and_sources_come_along():
    made = document(
        item("x", show_if="client_type = 'person'", sources=["F1"]),
        **{key: ORIGIN[key] for key in ("facts", "sources")},
    )
    done = insert(DRAFT, fragment_of(made, "items.x"), after="items.first").document
    assert (done["facts"], done["sources"]) == (ORIGIN["facts"], ORIGIN["sources"])


def test_a_part_that_is_not_there_is_told():
    with pytest.raises(NoSuchPart):
        fragment_of(ORIGIN, "items.gone")


def test_kept_as_plain_data_it_is_the_same():
    made = fragment_of(ORIGIN, "items.rent")
    assert fragment(made.plain()) == made
    assert fragment(made.plain()).digest == made.digest


def bare(made, name, compiled):
    """The question of this name without its rules."""
    one = items_of(made)[name]
    if one["type"] == "calc":
        yes = compiled.by_id[name].value.rule.returns == "yes"
        return item(name, "calc", value="true" if yes else "1")
    return {key: one[key] for key in ("id", "type", "text", "choices") if key in one}


@pytest.mark.thorough
@pytest.mark.parametrize("source", shipped(), ids=lambda source: source.document["questionnaire"])
def test_every_section_that_ships_needs_nothing_but_what_is_listed(source):
    made = source.document
    languages = made["languages"]
    kept = {key: made[key] for key in ("respondents", "form", "choices") if key in made}
    kept["form"] = {"scheme": made.get("form", {}).get("scheme", "")}
    lists = {item["id"]: item for item in items_of(made).values() if item["type"] == "repeat"}
    compiled = compile_definition(read(made)[0])
    for section in made["sections"]:
        part = fragment_of(made, f"sections.{section['id']}")
        missing = [name for name in part.speaks if name not in lists]
        if len(missing) < len(part.speaks):
            continue  # of a list its questions would be needed, too
        first = [bare(made, name, compiled) for name in missing]
        draft = document(*first, languages=languages, **kept)
        assert not lacking(part, draft)
        done = insert(draft, part, after="sections.all")
        refused = [
            one for one in check(done.document) if one.refused and part.part["id"] in one.place
        ]
        assert refused == []


def test_the_shelf_is_searched_by_words_of_any_language_without_accents():
    told = found("panneaux solaires") + found("EMPRUNT hypothecaire")
    assert told
    assert all(one.questionnaire and one.words["fr"] for one in told)
    assert not found("panneaux nowhere")
    assert {one.questionnaire for one in found("", "vat_quarter")} == {"vat_quarter"}
    assert len(shelf()) > 500


def test_what_does_not_ship_is_nothing():
    assert taken("no_such", "items.x") is None
    assert taken("vat_quarter", "items.no_such") is None


# -- Updates ---------------------------------------------------------------------------------


def sides(ours=None, theirs=None, base=None, address="sections.s"):
    """Three documents of one section each."""
    base = base or section_of(item("a"), item("b"))
    made = [fragment_of(one or base, address) for one in (base, ours, theirs)]
    return Sides(*made)


def section_of(*items, **fields):
    return {
        **document(),
        "sections": [{"id": "s", "title": {"en": "S"}, "items": list(items)}],
        **fields,
    }


def reworded(words, item_id="a", **fields):
    return item(item_id, text={"en": words}, **fields)


def offered(found):
    return {one.address: (one.new, one.gone, one.own) for one in found.offers()}


def inside(merged):
    return merged["sections"][0]["items"]


def test_what_the_bank_reworded_is_offered_and_taken():
    found = sides(theirs=section_of(reworded("New"), item("b")))
    assert offered(found) == {"items.a": (False, False, False)}
    (line,) = found.offers()[0].differences
    assert (line.key, line.ours, line.theirs) == ("items.a.text.en", "Question a", "New")
    assert inside(found.merged(["items.a"]))[0] == reworded("New")
    assert inside(found.merged([]))[0] == item("a")


def test_what_both_changed_stays_unless_it_is_given_up():
    found = sides(
        ours=section_of(reworded("Mine"), item("b")),
        theirs=section_of(reworded("Theirs", required=False), item("b")),
    )
    assert offered(found) == {"items.a": (False, False, True)}
    assert inside(found.merged(["items.a"]))[0] == reworded("Mine", required=False)
    assert inside(found.merged(["items.a"], ["items.a"]))[0] == reworded("Theirs", required=False)


def test_a_new_question_comes_in_where_it_stands_in_the_bank_or_not_at_all():
    found = sides(theirs=section_of(item("a"), item("new"), item("b")))
    assert offered(found) == {"items.new": (True, False, False)}
    assert [one["id"] for one in inside(found.merged(["items.new"]))] == ["a", "new", "b"]
    assert [one["id"] for one in inside(found.merged([]))] == ["a", "b"]


def test_a_question_gone_from_the_bank_goes_only_when_that_is_wanted():
    found = sides(theirs=section_of(item("a")))
    assert offered(found) == {"items.b": (False, True, False)}
    assert [one["id"] for one in inside(found.merged(["items.b"]))] == ["a"]
    assert [one["id"] for one in inside(found.merged([]))] == ["a", "b"]


def test_a_question_the_draft_took_out_is_not_offered_again():
    assert (
        offered(sides(ours=section_of(item("a")), theirs=section_of(item("a"), reworded("x", "b"))))
        == {}
    )


def test_a_new_choice_of_a_list_is_offered():
    lists = [{"choices": {"uses": HOMES[:count]}} for count in (1, 2)]
    one, two = (section_of(item("u", "one", choices="uses"), **fields) for fields in lists)
    found = sides(base=one, theirs=two)
    assert list(offered(found)) == ["root.choices.uses"]
    assert found.merged(["root.choices.uses"])["choices"] == {"uses": HOMES}
    assert found.merged([])["choices"] == {"uses": HOMES[:1]}


def test_put_back_only_the_part_changes():
    found = sides(theirs=section_of(reworded("New"), item("b")))
    draft = {
        **DRAFT,
        "sections": [*DRAFT["sections"], section_of(item("a"), item("b"))["sections"][0]],
    }
    made = put_back(draft, "sections.s", found.merged(["items.a"]))
    assert made["sections"][0] == DRAFT["sections"][0]
    assert made["sections"][1]["items"][0] == reworded("New")


def test_one_question_in_a_list_is_put_back_where_it_stands():
    base = document(item("plate", "text"))
    theirs = document(reworded("Number plate", "plate") | {"type": "text"})
    made = [fragment_of(one, "items.plate") for one in (base, base, theirs)]
    merged = Sides(*made).merged(["items.plate"])
    inner = put_back(DRAFT, "items.plate", merged)["sections"][0]["items"][1]["items"]
    assert inner[0]["text"] == {"en": "Number plate"}


def test_names_given_on_inserting_are_kept_when_the_bank_changes():
    draft = document(item("owner", "text"))
    first = insert(draft, fragment_of(ORIGIN, "items.owner"), after="items.owner")
    assert first.fitted.names == {"items": {"owner": "owner_2"}}
    again = fit(
        fragment_of(ORIGIN, "items.owner"),
        first.document,
        names=first.fitted.names,
        own={"owner_2"},
    )
    assert again.fragment == first.fitted.fragment


def test_nothing_newer_of_all_that_ships_after_inserting_it():
    made = shipped_with("vat_quarter")
    part = fragment_of(made, f"sections.{made['sections'][0]['id']}")
    assert Sides(part, part, part).offers() == []
