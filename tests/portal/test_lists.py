"""Entries of a list: cards, adding, removing, undoing."""

import pytest


@pytest.fixture
def listing(visitor):
    visitor.visit("/q/s/family/children/").press("Add one")
    return visitor.press(
        "Continue", **{name_of(visitor, "child_name"): "Noa", **birth(visitor, "31", "3", "2015")}
    )


def name_of(visitor, part):
    return next(n for n in visitor.page.forms[-1].fields if n.endswith(part))


def birth(visitor, day, month, year):
    name = name_of(visitor, "child_birth-day")[: -len("-day")]
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


@pytest.mark.thorough
def test_an_entry_is_added_and_shown_by_its_name(listing):
    assert listing.address == "/q/s/family/children/"
    assert "Noa" in listing.text
    assert "That is all" in listing.text


@pytest.mark.thorough
def test_removing_names_the_entry_and_can_be_undone(yearly, listing):
    listing.follow("Remove Noa")
    assert "Remove “Noa”?" in listing.text
    listing.press("Yes, remove")
    assert "Nothing listed yet." in listing.text
    listing.press("Undo")
    assert "Noa" in listing.text
    assert yearly.entries.get().deleted_at is None


@pytest.mark.thorough
def test_removing_loses_against_an_answer_given_meanwhile(yearly, listing, come_in):
    listing.follow("Remove Noa")
    tom = come_in(yearly, "partner").visit("/q/s/family/children/").follow("Change Noa")
    tom.press("Continue", **{name_of(tom, "child_name"): "Noah"})
    listing.press("Yes, remove")
    assert "was not removed" in listing.text
    assert "Noah" in listing.text


@pytest.mark.thorough
def test_an_answer_in_an_entry_removed_meanwhile_brings_it_back(yearly, listing, come_in):
    tom = come_in(yearly, "partner").visit("/q/s/family/children/").follow("Change Noa")
    listing.follow("Remove Noa").press("Yes, remove")
    tom.press("Continue", **{name_of(tom, "child_name"): "Noah"})
    assert "Your answer has brought it back." in tom.text
    assert "Noah" in tom.text


@pytest.mark.thorough
def test_an_unfinished_entry_says_how_much_is_left(visitor):
    visitor.visit("/q/s/family/children/").press("Add one").press("Skip for now")
    assert "2 questions left" in visitor.text


def test_a_list_that_is_not_asked_takes_no_entries(visitor):
    visitor.visit("/q/start/")
    assert visitor.client.post("/q/lists/nothing/add/").status_code == 404


def test_an_optional_list_is_complete_once_the_client_says_that_nothing_belongs_in_it(visitor):
    family = "Your family Not started"
    assert family in visitor.visit("/q/tasks/").text
    visitor.visit("/q/s/family/children/").press("None: continue")
    assert "“Your family” is complete." in visitor.text
    assert family not in visitor.text
