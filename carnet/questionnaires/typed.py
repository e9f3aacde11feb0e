"""What a person typed into a plain form: the value of a question, or a sentence that tells what to type instead.

Each parser takes the item and the parts of its field by suffix, and is called only when something was typed.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

import phonenumbers
from babel import Locale
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email
from stdnum import iban, luhn, verhoeff
from stdnum.be import ogm_vcs as be_communication
from stdnum.be import ssn as be_ssn
from stdnum.be import vat as be_vat
from stdnum.ch import ssn as ch_ssn
from stdnum.ch import uid as ch_uid
from stdnum.ch import vat as ch_vat
from stdnum.exceptions import ValidationError as NotValid
from stdnum.fr import nif as fr_nif
from stdnum.fr import nir as fr_nir
from stdnum.fr import siren as fr_siren
from stdnum.fr import siret as fr_siret
from stdnum.fr import tva as fr_tva
from stdnum.lu import tva as lu_tva

from carnet.questionnaires.amounts import NotANumber, latin_digits, read_amount, read_number
from carnet.questionnaires.definition import Item
from carnet.questionnaires.given import Raw, Value
from carnet.questionnaires.rules import full_match

COUNTRIES = frozenset(
    str(code)
    for code in Locale("en").territories
    if re.fullmatch("[A-Z]{2}", str(code)) and code not in ("ZZ", "QO")
)
FIRST_YEAR, LAST_YEAR = 1800, 2200


def luxembourg_number(typed: str) -> str:
    """The thirteen figures of a person in Luxembourg: eleven, then a check digit of each kind over them."""
    figures = re.sub(r"\s", "", typed)
    if not re.fullmatch(r"\d{13}", figures):
        raise NotValid
    bare = figures[:11]
    if luhn.calc_check_digit(bare) + verhoeff.calc_check_digit(bare) != figures[11:]:
        raise NotValid
    return figures


Validators = tuple[Callable[[str], str], ...]
NATIONAL_NUMBERS: dict[str, Validators] = {
    "be_national": (be_ssn.validate,),
    "ch_national": (ch_ssn.validate,),
    "fr_national": (fr_nir.validate,),
    "lu_national": (luxembourg_number,),
}
ENTERPRISE_NUMBERS: dict[str, Validators] = {
    "be_enterprise": (be_vat.validate,),
    "ch_enterprise": (ch_vat.validate, ch_uid.validate),
    "fr_enterprise": (fr_tva.validate, fr_siren.validate, fr_siret.validate),
    "lu_enterprise": (lu_tva.validate,),
}
ID_FORMATS: dict[str, Validators] = {
    **NATIONAL_NUMBERS,
    "national": tuple(one for some in NATIONAL_NUMBERS.values() for one in some),
    **ENTERPRISE_NUMBERS,
    "enterprise": tuple(one for some in ENTERPRISE_NUMBERS.values() for one in some),
    "fr_tax": (fr_nif.validate,),
    "be_communication": (be_communication.validate,),
    "": (),
}
ADDRESS_PARTS = ("street", "house_number", "box", "postcode", "city", "country")


class InvalidAnswer(Exception):
    """Carries the sentence for the person who typed it."""


def one(raw: Raw, suffix: str = "") -> str:
    return next(iter(raw.get(suffix, ())), "").strip()


def parse_text(item: Item, raw: Raw) -> Value:
    return short_enough(item, one(raw), 1000)


def parse_long_text(item: Item, raw: Raw) -> Value:
    return short_enough(item, one(raw), 10_000)


def short_enough(item: Item, text: str, usual: int) -> str:
    most = item.max_length or usual
    if len(text) > most:
        raise InvalidAnswer(
            _("Write at most %(most)d characters; these are %(count)d.")
            % {"most": most, "count": len(text)}
        )
    if item.pattern and not full_match(item.pattern, text):
        raise InvalidAnswer(_("“%(typed)s” is not in the expected form.") % {"typed": text})
    return text


def parse_choice(item: Item, raw: Raw) -> Value:
    return known_choice(item, one(raw))


def parse_many(item: Item, raw: Raw) -> Value:
    ticked = {known_choice(item, word) for word in raw.get("", ()) if word.strip()}
    return [choice.id for choice in item.choices if choice.id in ticked]


def known_choice(item: Item, word: str) -> str:
    if word not in {choice.id for choice in item.choices}:
        raise InvalidAnswer(_("Pick one of the answers shown."))
    return word


def parse_number(item: Item, raw: Raw) -> Value:
    return within(item, exact(read_number, one(raw)))


def parse_money(item: Item, raw: Raw) -> Value:
    return within(item, exact(read_amount, one(raw)))


def exact(reader: Callable[[str], Decimal], typed: str) -> Decimal:
    try:
        return reader(typed)
    except NotANumber as problem:
        raise InvalidAnswer(str(problem)) from problem


def within(item: Item, number: Decimal) -> str:
    if item.min is not None and number < Decimal(str(item.min)):
        raise InvalidAnswer(_("Write %(least)s or more.") % {"least": f"{item.min:g}"})
    if item.max is not None and number > Decimal(str(item.max)):
        raise InvalidAnswer(_("Write %(most)s or less.") % {"most": f"{item.max:g}"})
    return format(number, "f")


def parse_date(item: Item, raw: Raw) -> Value:
    whole = latin_digits(one(raw))
    if whole:
        return iso_date(*date_parts(whole))
    day, month, year = (latin_digits(one(raw, part)) for part in ("day", "month", "year"))
    return iso_date(day, month, year)


def date_parts(whole: str) -> tuple[str, str, str]:
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", whole):
        return match[3], match[2], match[1]
    if match := re.fullmatch(r"(\d{1,2})\s*[/. -]\s*(\d{1,2})\s*[/. -]\s*(\d{4})", whole):
        return match[1], match[2], match[3]
    raise InvalidAnswer(_("Write the date as day, month and year, such as 31 12 2025."))


def iso_date(day: str, month: str, year: str) -> str:
    if not (day and month and year):
        raise InvalidAnswer(_("Write the day, the month and the year."))
    try:
        moment = date(whole_number(year), whole_number(month), whole_number(day))
    except ValueError as error:
        raise InvalidAnswer(
            _("%(day)s/%(month)s/%(year)s is not a day of the calendar.")
            % {"day": day, "month": month, "year": year}
        ) from error
    sensible_year(year)
    return moment.isoformat()


def parse_month(item: Item, raw: Raw) -> Value:
    whole = latin_digits(one(raw))
    match = re.fullmatch(r"(\d{4})-(\d{1,2})", whole) or re.fullmatch(
        r"(\d{1,2})[/. -](\d{4})", whole
    )
    if match:
        year, month = sorted(match.groups(), key=len, reverse=True)
    else:
        month, year = latin_digits(one(raw, "month")), latin_digits(one(raw, "year"))
    if not (month and year) or not 1 <= whole_number(month) <= 12:
        raise InvalidAnswer(_("Write the month as 1 to 12 and the year, such as 6 2025."))
    return f"{sensible_year(year)}-{whole_number(month):02}"


def parse_year(item: Item, raw: Raw) -> Value:
    year = sensible_year(latin_digits(one(raw)))
    within(item, Decimal(year))
    return year


def sensible_year(year: str) -> int:
    if not re.fullmatch(r"\d{4}", year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise InvalidAnswer(_("Write the year with four figures, such as 2025."))
    return int(year)


def whole_number(figures: str) -> int:
    if not re.fullmatch(r"\d{1,4}", figures):
        raise InvalidAnswer(_("Use figures only."))
    return int(figures)


def parse_email(item: Item, raw: Raw) -> Value:
    try:
        return validate_email(one(raw), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise InvalidAnswer(
            _("“%(typed)s” is not an e-mail address. It should look like name@example.org.")
            % {"typed": one(raw)}
        ) from error


def parse_phone(item: Item, raw: Raw) -> Value:
    """A number with + is checked and set out; one without stays as typed, since its country is not known."""
    typed = re.sub(r"^00", "+", latin_digits(one(raw)))
    if not typed.startswith("+"):
        if not re.fullmatch(r"[\d\s()./-]{6,25}", typed):
            raise InvalidAnswer(_("Write a telephone number, such as +32 2 555 12 12."))
        return typed
    try:
        number = phonenumbers.parse(typed)
    except phonenumbers.NumberParseException as error:
        raise InvalidAnswer(_("Write a telephone number, such as +32 2 555 12 12.")) from error
    if not phonenumbers.is_possible_number(number):
        raise InvalidAnswer(
            _("The telephone number %(typed)s has too few or too many figures.") % {"typed": typed}
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def parse_address(item: Item, raw: Raw) -> Value:
    address = {part: one(raw, part)[:200] for part in ADDRESS_PARTS}
    missing = [word for part, word in address_words() if not address[part]]
    if missing:
        raise InvalidAnswer(
            _("The address still lacks: %(parts)s.") % {"parts": ", ".join(missing)}
        )
    if address["country"] and address["country"] not in COUNTRIES:
        raise InvalidAnswer(_("Pick a country from the list."))
    return {part: text for part, text in address.items() if text}


def address_words() -> Iterable[tuple[str, str]]:
    return (("street", _("street")), ("postcode", _("postcode")), ("city", _("city")))


def parse_country(item: Item, raw: Raw) -> Value:
    code = one(raw).upper()
    if code not in COUNTRIES:
        raise InvalidAnswer(_("Pick a country from the list."))
    return code


def parse_id_number(item: Item, raw: Raw) -> Value:
    typed = one(raw)
    validators = ID_FORMATS[item.format]
    for validate in validators:
        try:
            return validate(typed)
        except NotValid:
            continue
    if validators or len(typed) > 50:
        raise InvalidAnswer(
            _("The number %(typed)s is not valid. Please compare it with your card or letter.")
            % {"typed": typed[:50]}
        )
    return typed


def parse_bank_account(item: Item, raw: Raw) -> Value:
    try:
        return iban.validate(one(raw), check_country=False)
    except NotValid as error:
        raise InvalidAnswer(
            _(
                "The account number %(typed)s is not a valid IBAN. It begins with two letters, such as BE or CH."
            )
            % {"typed": one(raw)[:50]}
        ) from error


def parse_declaration(item: Item, raw: Raw) -> Value:
    if one(raw, "agreed") != "yes":
        raise InvalidAnswer(_("Tick the box to confirm."))
    if not one(raw, "name"):
        raise InvalidAnswer(_("Write your first and last name to sign."))
    return {"name": one(raw, "name")[:200]}


def parse_nothing(item: Item, raw: Raw) -> Value:
    raise InvalidAnswer(_("This is not a question to answer."))
