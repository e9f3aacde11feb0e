import pytest

from carnet.core import phones


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("+3281000000", "+32 81 00 00 00"),
        ("+32 81 00 00 00", "+32 81 00 00 00"),
        ("", ""),
        ("ask Ann", "ask Ann"),
    ],
)
def test_a_number_is_shown_in_groups(stored, read):
    assert phones.shown(stored) == read
