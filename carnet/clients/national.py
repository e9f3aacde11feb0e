"""National numbers of persons: are they right, how are they written, what do they tell.

Works by arithmetic alone; asks no register whether a number was ever given to anybody.
"""

import re
from datetime import date

from django.utils.translation import gettext as _
from stdnum import luhn, verhoeff
from stdnum.be import nn, ssn
from stdnum.ch import ssn as swiss_avs
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import nif, nir

from carnet.clients.wrong import Wrong, bare

MASK = "•"


def national_number(text: str, nationality: str, today: date) -> str:
    """Digits (and letters) alone. Numbers the law lets only authorities keep are refused."""
    number = bare(text)
    _refuse_reserved(number)
    if re.fullmatch(r"[0-9]{13}", number):
        return _thirteen_digits(text, number, nationality)
    if nationality in {"", "BE"} or ssn.is_valid(number):
        return _belgian(text, number, today)
    if nationality not in {"FR", "LU"} and re.fullmatch(r"[A-Z0-9]{4,20}", number):
        return number
    raise Wrong(
        _(
            "The national number %(value)s is not valid. Write a Belgian one (11 digits), a"
            " Luxembourg one or a French tax number (13 digits)."
        )
        % {"value": text}
    )


def _refuse_reserved(number: str) -> None:
    if number.startswith("756") and swiss_avs.is_valid(number):
        raise Wrong(
            _("Swiss AVS numbers may not be kept here: the law reserves them for certain bodies.")
        )
    if nir.is_valid(number):
        raise Wrong(
            _(
                "French social security numbers may not be kept here."
                " You may write the tax number (13 digits) instead."
            )
        )


def _belgian(text: str, number: str, today: date) -> str:
    if not number.isascii() or not number.isdigit() or len(number) != 11:
        raise Wrong(
            _(
                "The national register number %(value)s is not valid: it should have 11 digits,"
                " as in 85.07.30-033.28."
            )
            % {"value": text}
        )
    try:
        ssn.validate(number)
    except InvalidChecksum:
        raise Wrong(_belgian_sentence(text, number, today)) from None
    except ValidationError:
        raise Wrong(
            _(
                "The national register number %(value)s is not valid: its first six digits are no"
                " date."
            )
            % {"value": text}
        ) from None
    if (birth := born(number)) and birth > today:
        raise Wrong(
            _(
                "The national register number %(value)s is not valid: it tells a birth date that"
                " is still to come."
            )
            % {"value": text}
        )
    return number


def _belgian_sentence(text: str, number: str, today: date) -> str:
    """Which two digits would be right. For small years both centuries are possible."""
    before_2000 = f"{97 - int(number[:9]) % 97:02}"
    facts = {"value": text, "right": before_2000}
    if 2000 + int(number[:2]) > today.year:
        return (
            _(
                "The national register number %(value)s is not valid: the last two digits should"
                " be %(right)s."
            )
            % facts
        )
    facts["later"] = f"{97 - int('2' + number[:9]) % 97:02}"
    return (
        _(
            "The national register number %(value)s is not valid: the last two digits should be"
            " %(right)s, or %(later)s for somebody born since 2000."
        )
        % facts
    )


def _thirteen_digits(text: str, number: str, nationality: str) -> str:
    if is_from_next_door(number):
        return number
    if nationality == "FR":
        sentence = _(
            "The tax number %(value)s is not valid: it starts with 0, 1, 2 or 3 and the last three"
            " digits should be %(right)s."
        )
        right = nif.calc_check_digits(number)
    else:
        sentence = _(
            "The Luxembourg national number %(value)s is not valid: the last two digits should be"
            " %(right)s."
        )
        right = luhn.calc_check_digit(number[:11]) + verhoeff.calc_check_digit(number[:11])
    raise Wrong(sentence % {"value": text, "right": right})


def is_from_next_door(number: str) -> bool:
    """A number of thirteen digits that proves itself: of a Luxembourger, or a French tax number."""
    return _is_matricule(number) or nif.is_valid(number)


def _is_matricule(number: str) -> bool:
    """Luxembourg: birth date, three digits, then Luhn and Verhoeff, both over the first eleven."""
    digits = number[:11]
    return (
        _date_or_none(number[:4], number[4:6], number[6:8]) is not None
        and number[11] == luhn.calc_check_digit(digits)
        and number[12] == verhoeff.calc_check_digit(digits)
    )


def _date_or_none(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def born(number: str) -> date | None:
    """The birth date a national number tells, where it tells one."""
    if len(number) == 13 and _is_matricule(number):
        return _date_or_none(number[:4], number[4:6], number[6:8])
    return nn.get_birth_date(number) if ssn.is_valid(number) else None


def shown(number: str) -> str:
    """As printed on papers."""
    if len(number) == 11 and ssn.is_valid(number):
        return nn.format(number)
    return number


def masked(number: str) -> str:
    """The number tells birth date and sex, so all but the last two digits are covered."""
    return MASK * (len(number) - 2) + number[-2:] if number else ""
