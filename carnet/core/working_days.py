"""When one may write to people: on weekdays and Saturdays that are no public holiday, by day. Knows nobody."""

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from django.utils import timezone

BEGIN, END = time(8), time(19)


def working_day(day: date, country: str) -> bool:
    """`country` is its two letters; of one we know no holidays of, only Sundays are kept."""
    return day.weekday() != 6 and day not in public_holidays(country, day.year)


@cache
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Those the whole country keeps; what only a region keeps is not among them."""
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def daytime(moment: datetime) -> bool:
    """By the clock on the wall (settings.TIME_ZONE), also on the days it is put forward or back."""
    return BEGIN <= timezone.localtime(moment).time() < END


def opening(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, BEGIN))


def next_working_day(day: date, country: str) -> date:
    """This day or the first one after it."""
    while not working_day(day, country):
        day += timedelta(days=1)
    return day
