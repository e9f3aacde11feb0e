"""The short way to a normal form: what is written as nearly everybody writes it is settled by one pattern or
one division. None means: ask the check, which asks the library.

What is accepted here, the libraries accept too and write the same way; tests/clients/test_quick.py holds
that on 200,000 spoilt values. A file of 50,000 clients has a million values: there is no time for more."""

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from operator import mul
from typing import Any

from email_validator import SPECIAL_USE_DOMAIN_NAMES
from stdnum import numdb

from carnet.clients.about import About
from carnet.core import phones

Quick = Callable[[str, About], Any]

EARLIEST = date(1880, 1, 1)


def up_to(longest: int) -> Quick:
    """Text that is tidy and short enough."""

    def text_as_it_is(text: str, about: About) -> str | None:
        tidy = text.isprintable() and "  " not in text and text == text.strip()
        return text if tidy and len(text) <= longest else None

    return text_as_it_is


def postcode_up_to(longest: int) -> Quick:
    """A French one of four digits has lost its zero."""
    text_as_it_is = up_to(longest)
    return lambda text, about: (
        None if about.country == "FR" and len(text) == 4 else text_as_it_is(text, about)
    )


def number_up_to(longest: int) -> Quick:
    """A number as a firm gives it; with a + Excel may have shortened it."""
    text_as_it_is = up_to(longest)
    return lambda text, about: None if "+" in text else text_as_it_is(text, about)


def label_up_to(longest: int) -> Quick:
    """A single label; several are separated by semicolons."""
    text_as_it_is = up_to(longest)

    def one_label(text: str, about: About) -> tuple[str] | None:
        if ";" in text or "|" in text or text_as_it_is(text, about) is None:
            return None
        return (text,)

    return one_label


# At most 64 signs in all, so no part of the address is longer than it may be.
ADDRESS = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@"
    rf"(?!(?:[^@]+\.)?(?:{'|'.join(map(re.escape, SPECIAL_USE_DOMAIN_NAMES))})\Z)"
    r"(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}"
)


def email(text: str, about: About) -> str | None:
    if len(text) > 64 or not text.isascii():
        return None
    address = text.lower()
    return address if ADDRESS.fullmatch(address) else None


def phone(text: str, about: About) -> str | None:
    if len(text) > 30 or not text.isascii():
        return None
    numbers, codes = phones.usual_numbers(about.country)
    match = numbers.fullmatch(text.encode().translate(None, b" ./-()").decode())
    return codes[match.lastgroup] + match[match.lastgroup] if match and match.lastgroup else None


def birth_date(text: str, about: About) -> date | None:
    """30/07/1985 and its like, or 1985-07-30."""
    if len(text) != 10:
        return None
    if text[2] == text[5] and text[2] in "/.-":
        text = f"{text[6:]}-{text[3:5]}-{text[:2]}"
    elif not text[4] == text[7] == "-":
        return None
    try:
        born = date.fromisoformat(text)
    except ValueError:
        return None
    return born if EARLIEST <= born <= about.today else None


# The months of Belgian numbers: 0 where it is unknown, 20 or 40 more for people who live elsewhere.
MONTHS = {f"{more + month:02}" for more in (0, 20, 40) for month in range(13)}
# The library asks the clock whether a year after 2000 has come. These have, whatever it says.
PAST = 2025


def national_number(text: str, about: About) -> str | None:
    """A Belgian one: the last two digits complement the rest to a multiple of 97."""
    digits = text if len(text) == 11 else _undivided(text)
    if len(digits) != 11 or not digits.isascii() or not digits.isdigit():
        return None
    start, check = divmod(int(digits), 100)
    year = 1900 + start // 10_000_000
    if 97 - start % 97 != check:
        year += 100
        if 97 - (2_000_000_000 + start) % 97 != check:
            return None
    certain = digits[2:4] in MONTHS and year < PAST and year < about.today.year
    return digits if certain else None


UID = re.compile(r"CHE[- ]?(\d{3})\.?(\d{3})\.?(\d{3})(?: (?:MWST|TVA|IVA))?", re.ASCII)
UID_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 1)


def enterprise_number(text: str, about: About) -> str | None:
    """A Belgian one: 0403.170.701, also without its first 0, or as VAT number. Or a Swiss one."""
    digits = text.removeprefix("BE")
    if digits == text and about.country != "BE":
        return _swiss_enterprise(text)
    if not digits.isdigit():
        digits = _undivided(digits)
    digits = digits.zfill(10) if len(digits) == 9 else digits
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit() or digits[0] not in "01":
        return None
    start, check = divmod(int(digits), 100)
    if (start + check) % 97 or not start:
        return None
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def _swiss_enterprise(text: str) -> str | None:
    """CHE-107.787.577: the last digit complements the weighted ones before to a multiple of 11."""
    match = UID.fullmatch(text)
    if match is None or sum(map(mul, UID_WEIGHTS, map(int, "".join(match.groups())))) % 11:
        return None
    return "CHE-" + ".".join(match.groups())


def iban(text: str, about: About) -> str | None:
    number = text.replace(" ", "")
    if not _ibans().fullmatch(number):
        return None
    account = number[4:]
    if not account.isdigit():
        account = account.translate(VALUES)
    return number if int(account + PLACES[number[:2]] + number[2:4]) % 97 == 1 else None


# In the arithmetic of an IBAN, A counts as 10 and Z as 35.
VALUES = {ord(sign): str(int(sign, 36)) for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
PLACES = {place: place.translate(VALUES) for place in phones.NEAR}
SIGNS = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}


@cache
def _ibans() -> re.Pattern[str]:
    """The shapes of the IBANs of the countries near, from the library's own table."""
    table = numdb.get("iban")
    shapes = (place + "[0-9]{2}" + _shape(table.info(place)[0][1]["bban"]) for place in phones.NEAR)
    return re.compile("|".join(shapes))


def _shape(structure: str) -> str:
    """5!n12!c → five digits, then twelve signs."""
    parts = re.findall(r"(\d+)!([nac])", structure)
    return "".join(f"{SIGNS[kind]}{{{count}}}" for count, kind in parts)


def _undivided(text: str) -> str:
    """Without what divides groups of digits; what is not ASCII is left for the check to judge."""
    return text.encode().translate(None, b" .-/").decode() if text.isascii() else ""
