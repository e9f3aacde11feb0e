"""Days in few words, as each language abbreviates its months: 16 déc. 2026, 16 dec 2026, 16. Dez. 2026."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_skeleton
from django.utils import timezone
from django.utils.translation import get_language

# Django knows month names but not where a language puts the full stop.
LOCALES = {"fr": "fr_BE", "nl": "nl_BE", "de": "de_BE", "en": "en_GB"}


def short(moment: date | datetime | None) -> str:
    if moment is None:
        return ""
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return _short(day, LOCALES.get(get_language() or "", "en_GB"))


# A list writes the same few days over and over.
@lru_cache(maxsize=4096)
def _short(day: date, locale: str) -> str:
    return format_skeleton("yMMMd", day, locale=locale)
