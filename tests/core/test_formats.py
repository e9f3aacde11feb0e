from datetime import date, datetime

import pytest
from django import forms
from django.utils import formats, translation


@pytest.mark.parametrize(
    ("language", "typed"), [("en", "03/04/2026"), ("fr", "03/04/2026"), ("nl", "3-4-2026"), ("de", "3.4.2026")]
)  # fmt: skip
def test_the_day_comes_before_the_month_in_every_language(language, typed):
    with translation.override(language):
        assert forms.DateField(localize=True).clean(typed) == date(2026, 4, 3)


def test_english_tells_the_time_as_europe_does():
    shown = formats.date_format(datetime(2026, 4, 3, 15, 2), "SHORT_DATETIME_FORMAT")  # noqa: DTZ001
    assert shown == "03/04/2026 15:02"


def test_dutch_writes_days_as_belgium_does():
    with translation.override("nl"):
        assert formats.date_format(date(2026, 4, 3), "SHORT_DATE_FORMAT") == "03/04/2026"
