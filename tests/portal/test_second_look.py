"""What only wants a second look is told apart from what is wrong, and never holds anybody back."""

import pytest
from django.utils import timezone

from carnet.answers.reading import load

RENT = "/q/s/you/rent/"


@pytest.fixture
def doubtful(visitor):
    visitor.visit("/q/s/you/rents/").press("Continue", rents="yes")
    return visitor.visit(RENT).press("Continue", rent="200000")


def test_a_doubt_is_no_error(doubtful):
    html = doubtful.response.content.decode()
    assert 'class="errors doubts"' in html
    assert 'class="errors"' not in html
    assert "<title>Error" not in html
    assert doubtful.page.links["That is a lot."] == "#q-rent"


def test_an_error_is_none_of_the_doubts(visitor):
    visitor.visit("/q/s/you/rents/").press("Continue", rents="yes")
    html = visitor.visit(RENT).press("Continue", rent="much").response.content.decode()
    assert 'class="errors"' in html
    assert "doubts" not in html


@pytest.mark.thorough
def test_one_press_says_it_is_right_and_goes_on(yearly, doubtful):
    doubtful.press("It is right: continue")
    assert doubtful.address != RENT
    rent = load(yearly, today=timezone.localdate()).outcome.instances["rent"]
    assert not rent.blocked


@pytest.mark.thorough
def test_checking_names_the_doubt_and_how_far_each_section_is(doubtful):
    doubtful.visit("/q/check/")
    assert "please look again That is a lot." in doubtful.text
    assert "Your family Not started" in doubtful.text
