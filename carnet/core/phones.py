"""Phone numbers: kept as +3281000000, read by people as +32 81 00 00 00."""

import re
from functools import cache

import phonenumbers
from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    NumberParseException,
    PhoneMetadata,
    PhoneNumberDesc,
    PhoneNumberFormat,
)

# Where nearly all numbers of our firms come from: these are read by one pattern.
NEAR = ("BE", "CH", "FR", "LU", "DE", "NL")
NOTHING = "(?!)"  # matches nothing


def shown(number: str) -> str:
    """A number that cannot be read stays as it was written."""
    try:
        parsed = phonenumbers.parse(number, None)
    except NumberParseException:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def kept(text: str, country: str) -> str:
    """Empty if it is no valid number. Without a country code it is taken as one of `country`."""
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@cache
def _plans() -> dict[str, PhoneMetadata]:
    """The library's own tables; a country it would treat in a special way is left to it."""
    plans = ((place, PhoneMetadata.metadata_for_region(place, None)) for place in NEAR)
    return {place: plan for place, plan in plans if plan and _is_plain(place, plan)}


def _is_plain(place: str, plan: PhoneMetadata) -> bool:
    """A code of its own, 00 to dial abroad, and before the number nothing but a trunk 0, if that."""
    return (
        COUNTRY_CODE_TO_REGION_CODE.get(plan.country_code or 0) == (place,)
        and plan.international_prefix == "00"
        and plan.national_prefix in (None, plan.national_prefix_for_parsing)
        and plan.national_prefix_transform_rule is None
    )


@cache
def usual_numbers(country: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Fixed and mobile numbers of the countries near, as one dials them in `country`, without their
    punctuation. The group that matches is the number itself; by its name one finds the country's code.

    Made of the library's own tables: what matches, `kept` accepts and writes as code and number."""
    plans = _plans()
    codes = {place: f"+{plan.country_code}" for place, plan in plans.items()}
    abroad = "|".join(
        f"{plan.country_code}{_trunk(plan)}(?P<{place}>{_significant(plan)})"
        for place, plan in plans.items()
    )
    if country not in plans:
        return re.compile(rf"\+(?:{abroad})", re.ASCII), codes
    home = f"{_trunk(plans[country])}(?P<home>{_significant(plans[country])})"
    ways = re.compile(rf"(?:\+|00)(?:{abroad})|{home}", re.ASCII)
    return ways, codes | {"home": codes[country]}


def _trunk(plan: PhoneMetadata) -> str:
    """+32 (0)81 00 00 00 is a habit; the library drops the 0 too."""
    return f"(?:{plan.national_prefix})?" if plan.national_prefix else ""


def _significant(plan: PhoneMetadata) -> str:
    """A fixed or mobile number from its first digit on, when nothing more would be stripped off it."""
    every, mobile, fixed = plan.general_desc, plan.mobile, plan.fixed_line
    if not (every and mobile and fixed):
        return NOTHING
    stripped = re.sub(r"\((?!\?)", "(?:", plan.national_prefix_for_parsing or r"\Z")
    kinds = f"{_kind(mobile, every)}|{_kind(fixed, every)}"
    return rf"(?!{stripped})(?=(?:{every.national_number_pattern})\Z)(?:{kinds})"


def _kind(kind: PhoneNumberDesc, every: PhoneNumberDesc) -> str:
    lengths = set(kind.possible_length) & set(every.possible_length)
    lengths -= set(every.possible_length_local_only)
    wanted = "|".join(rf"\d{{{length}}}\Z" for length in sorted(lengths))
    return f"(?={wanted})(?:{kind.national_number_pattern})"
