from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from carnet.core import days


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "16 déc. 2026"), ("nl", "16 dec 2026"), ("de", "16. Dez. 2026"), ("en", "16 Dec 2026")],
)
def test_a_day_in_few_words(language, words):
    with translation.override(language):
        assert days.short(date(2026, 12, 16)) == words


def test_a_moment_after_midnight_here_is_the_new_day():
    assert days.short(datetime(2026, 12, 15, 23, 30, tzinfo=UTC)) == "16 Dec 2026"


def test_no_day_is_no_words():
    assert days.short(None) == ""
