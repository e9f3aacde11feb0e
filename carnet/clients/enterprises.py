"""Enterprise and VAT numbers: are they right, and how does their country print them.

Works by arithmetic alone; asks no register whether the enterprise exists.
"""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from stdnum import luhn
from stdnum.be import vat as belgian_vat
from stdnum.ch import uid as swiss_uid
from stdnum.eu import vat as european_vat
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import siren, siret
from stdnum.fr import tva as french_vat
from stdnum.lu import tva as luxembourg_vat

from carnet.clients.wrong import Wrong, bare

WORDS_BEFORE = re.compile(r"^(TVA|BTW|VAT|MWST|UST|UID|RPM|RPR|BCE|KBO|NO|N°)(?=[A-Z0-9])")
WORDS_BEHIND = re.compile(r"(MWST|TVA|IVA|TPV|HR|RC)$")
PREFIX = re.compile(r"BE|CHE|FR|LU|[A-Z]{2}(?=[A-Z0-9]*\d)")


def enterprise_number(text: str, country: str) -> str:
    """The number as its country prints it. A prefix (BE, CHE, FR, LU) counts more than `country`."""
    number = without_words(text)
    prefix = PREFIX.match(number)
    place = prefix.group()[:2] if prefix else country
    check = ENTERPRISES.get(place, _enterprise_elsewhere)
    try:
        return check(number)
    except ValidationError:
        raise Wrong(
            _("The enterprise number %(value)s is not valid. %(expected)s")
            % {"value": text, "expected": _expected_enterprise(place)}
        ) from None


def without_words(text: str) -> str:
    """TVA BE 0403.170.701 → BE0403170701."""
    return WORDS_BEFORE.sub("", bare(text))


def _expected_enterprise(place: str) -> str:
    expected = {
        "BE": _("A Belgian one has ten digits, as in 0403.170.701."),
        "CH": _("A Swiss one looks like CHE-107.787.577."),
        "FR": _("A French one has 9 digits (SIREN), 14 (SIRET), or FR and 11 characters (VAT)."),
        "LU": _("A Luxembourg one looks like LU15027442."),
    }
    return expected.get(place, _("Please check it against the original."))


def _belgian_enterprise(number: str) -> str:
    try:
        digits = belgian_vat.validate(number)
    except InvalidChecksum:
        digits = belgian_vat.compact(number)
        _tell_digits(number, digits[:8], f"{97 - int(digits[:8]) % 97:02}")
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def _swiss_enterprise(number: str) -> str:
    number = swiss_uid.compact(WORDS_BEHIND.sub("", number))
    try:
        swiss_uid.validate(number)
    except InvalidChecksum:
        right = swiss_uid.calc_check_digit(number[3:-1])
        if len(right) == 1:
            _tell_digits(number, number[:-1], right)
        raise
    return swiss_uid.format(number)


def _french_enterprise(number: str) -> str:
    if number.startswith("FR") or not number.isdigit():
        digits = french_vat.validate(number)
        return f"FR{digits}"
    kind = siret if len(number) == 14 else siren
    try:
        digits = kind.validate(number)
    except InvalidChecksum:
        _tell_digits(number, number[:-1], luhn.calc_check_digit(number[:-1]))
    groups = [digits[:3], digits[3:6], digits[6:9], digits[9:]]
    return " ".join(group for group in groups if group)


def _luxembourg_enterprise(number: str) -> str:
    try:
        return f"LU{luxembourg_vat.validate(number)}"
    except InvalidChecksum:
        digits = luxembourg_vat.compact(number)
        _tell_digits(number, digits[:6], luxembourg_vat.calc_check_digits(digits[:6]))
        raise


def _enterprise_elsewhere(number: str) -> str:
    if number[:2].lower() in european_vat.MEMBER_STATES | {"el"}:
        return european_vat.validate(number)
    if re.fullmatch(r"[A-Z0-9]{4,20}", number):
        return number
    raise ValidationError


ENTERPRISES: dict[str, Callable[[str], str]] = {
    "BE": _belgian_enterprise,
    "CH": _swiss_enterprise,
    "FR": _french_enterprise,
    "LU": _luxembourg_enterprise,
}


def _tell_digits(typed: str, start: str, right: str) -> None:
    raise Wrong(
        ngettext(
            "The enterprise number %(value)s is not valid: the last digit should be %(right)s.",
            "The enterprise number %(value)s is not valid: the last %(count)s digits should be"
            " %(right)s.",
            len(right),
        )
        % {"value": typed, "right": right, "count": len(right)}
    )
