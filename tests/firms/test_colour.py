import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.firms.colour import contrast_with_white, is_readable, readable


@pytest.mark.parametrize(
    ("colour", "contrast"),
    [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54), ("#1f5c4a", 7.81)],
)
def test_contrast_is_what_wcag_says(colour, contrast):
    assert contrast_with_white(colour) == pytest.approx(contrast, abs=0.05)


def test_a_colour_that_carries_white_text_is_left_alone():
    assert readable("#1f5c4a") == "#1f5c4a"


@pytest.mark.thorough
@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_the_proposed_colour_always_carries_white_text(colour):
    assert is_readable(readable(colour))


@pytest.mark.parametrize("colour", ["#ffcc00", "#00aaff", "#777777", "#ff8800"])
def test_the_proposed_colour_is_only_as_dark_as_needed(colour):
    assert 4.5 <= contrast_with_white(readable(colour)) < 4.7
