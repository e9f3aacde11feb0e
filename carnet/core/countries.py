"""The countries of the world and their names in the reader's language. Knows no firm and no client."""

import unicodedata
from functools import cache

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language

# Regions and placeholders of the catalogue that are nobody's country.
NOT_COUNTRIES = {
    *("AC", "CP", "CQ", "DG", "EA", "EU", "EZ"),
    *("IC", "QO", "TA", "UN", "XA", "XB", "ZZ"),
}
# At the top of a list of 250: where our firms and most of their clients live.
NEAR = ("BE", "LU", "FR", "CH", "DE", "NL")


@cache
def country_codes() -> frozenset[str]:
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(c for c in codes if len(c) == 2 and c.isalpha()) - NOT_COUNTRIES


def country_choices() -> list[tuple[str, str]]:
    """Every country in the reader's language, those around us first."""
    return list(_choices(get_language() or settings.LANGUAGE_CODE))


@cache
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").territories
    rest = sorted(country_codes() - set(NEAR), key=lambda code: _folded(names[code]))
    return tuple((code, names[code]) for code in [*NEAR, *rest])


def _folded(name: str) -> str:
    """Österreich belongs between Oman and Pakistan, not behind Zypern."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
