"""What a section says of itself stands at the top of its first page, and on no other."""

import copy

import pytest

from tests import makers as make
from tests.answers.asking import YEARLY, two
from tests.portal.conftest import dossier_for

YOU = two("Have your last assessment at hand.", "Prenez votre dernier avertissement-extrait.")
FAMILY = two("List all your children.", "Citez tous les enfants.")


@pytest.fixture
def visitor(ann, colleague, come_in):
    document = copy.deepcopy(YEARLY)
    for section, words in zip(document["sections"], (YOU, FAMILY), strict=False):
        section["help"] = words
    revision = make.revision(firm=ann.firm, document=document)
    return come_in(dossier_for(ann, revision, language="en"))


def test_the_first_page_of_a_section_begins_with_what_it_says(visitor):
    visitor.visit("/q/s/you/full_name/")
    assert visitor.text.index(YOU["en"]) < visitor.text.rindex("What is your name?")
    assert YOU["en"] not in visitor.visit("/q/s/you/rents/").text


def test_a_list_that_begins_a_section_begins_with_it_too(visitor):
    assert "List all your children." in visitor.visit("/q/s/family/children/").text
    assert FAMILY["en"] not in visitor.press("Add one").text
