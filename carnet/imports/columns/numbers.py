"""Numbers as spreadsheets spoil them, days as other countries write them, phones and what kind they are."""

import re
from collections.abc import Sequence

from phonenumbers import PhoneNumberType

from carnet.imports.columns.content import POINT_ZERO, REGIONS, phone_kind
from carnet.imports.columns.words import word_set

DAY_MONTH_YEAR = re.compile(r"(\d{1,2})([./\- ])(\d{1,2})[./\- ](\d{4}|\d{2})")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
NO_DAY = " 0/.-:"

MOBILE = word_set("mobile, mobiel, gsm, cell, cellular, portable, natel, handy, mobil, iphone")
NOT_A_PHONE = word_set("fax, home fax, work fax, pager, other fax, workfax, homefax")
CERTAIN = word_set(
    "home, work, domicile, bureau, travail, thuis, werk, main, privat, principal, fixe"
)
MOBILES = {PhoneNumberType.MOBILE, PhoneNumberType.PAGER}


def without_point_zero(text: str) -> str:
    """1000.0 → 1000, as programs write whole numbers that they took for amounts; any other text as it is."""
    return text.rstrip("0").rstrip(".,") if POINT_ZERO.fullmatch(text) else text


def writes_month_first(texts: Sequence[str]) -> bool:
    """Whether the days of a column can only be read with the month first, as Americans write."""
    found = [match for text in texts if (match := DAY_MONTH_YEAR.fullmatch(text))]
    second = sum(1 for match in found if int(match[3]) > 12)
    return second > 0 and not any(int(match[1]) > 12 for match in found)


def written_day(text: str, *, month_first: bool) -> str:
    """A day as clients' checks read it; nothing where it is all zeros, which some programs write for none."""
    if not text.strip(NO_DAY):
        return ""
    if month_first and (match := DAY_MONTH_YEAR.fullmatch(text)):
        return f"{match[3]}/{match[1]}/{match[4]}"
    if match := COMPACT_DAY.fullmatch(text):
        return "-".join(match.groups())
    return text


def phone_of_kind(number: str, kind: str) -> str:
    """`phone` or `mobile`, by the word beside the number and else by the number; nothing for a fax."""
    words = next(iter(word_set(kind)), "")
    if words in NOT_A_PHONE:
        return ""
    if not MOBILE.isdisjoint(words.split()):
        return "mobile"
    if not CERTAIN.isdisjoint(words.split()):
        return "phone"
    kinds = [phone_kind(number, region) for region in REGIONS]
    known = next((found for found in kinds if found is not None), None)
    return "mobile" if known in MOBILES else "phone"
