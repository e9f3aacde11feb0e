"""The countries of the world by their names in the reader's language. Knows no firm and no client."""

import unicodedata
from functools import cache

from babel import Locale
from django.utils.translation import get_language

# Regions and placeholders of the catalogue that are nobody's country.
NOT_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)
# At the top of a list of 250: where the firms we know work.
NEAR = ("BE", "LU", "FR", "CH", "DE", "NL")


def country_choices() -> list[tuple[str, str]]:
    return list(_choices(get_language() or "en"))


@cache
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").territories
    codes = {code for code in names if len(code) == 2 and code.isalpha()} - NOT_COUNTRIES
    rest = sorted(codes - set(NEAR), key=lambda code: _folded(names[code]))
    return tuple((code, names[code]) for code in [*NEAR, *rest])


def _folded(name: str) -> str:
    """Österreich belongs between Oman and Pakistan, not behind Zypern."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
