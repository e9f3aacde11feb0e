"""How lists write what Carnet keeps: one function per way, from a person to a cell, by its name in `WAYS`."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import phonenumbers
from stdnum.be import nn

from tests.files.people import Person

Way = Callable[[Person], Any]

COUNTRY_NAMES = {
    "BE": {"fr": "Belgique", "nl": "België", "de": "Belgien", "en": "Belgium"},
    "CH": {"fr": "Suisse", "nl": "Zwitserland", "de": "Schweiz", "en": "Switzerland"},
    "FR": {"fr": "France", "nl": "Frankrijk", "de": "Frankreich", "en": "France"},
    "LU": {"fr": "Luxembourg", "nl": "Luxemburg", "de": "Luxemburg", "en": "Luxembourg"},
}
LANGUAGE_NAMES = {"fr": "Français", "nl": "Nederlands", "de": "Deutsch", "en": "English"}
IN_FRENCH = {"fr": "français", "nl": "néerlandais", "de": "allemand", "en": "anglais"}
IN_ENGLISH = {"fr": "French", "nl": "Dutch", "de": "German", "en": "English"}
CAR_SIGNS = {"BE": "B", "CH": "CH", "FR": "F", "LU": "L"}
BOX_WORDS = {"fr": " bte ", "nl": " bus ", "de": "/"}


def digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def street_line(person: Person) -> str:
    """Rue Haute 12 bte 3, or Bergstraße 12/3"""
    box = f"{BOX_WORDS[person.language]}{person.box}" if person.box else ""
    return f"{person.place.street} {person.house_number}{box}"


def number_first(person: Person) -> str:
    """12, Rue Haute"""
    return f"{person.house_number}, {person.place.street}"


def town(person: Person) -> str:
    return f"{person.place.postcode} {person.place.city}"


def address_line(person: Person) -> str:
    return f"{street_line(person)}, {town(person)}"


def address_lines(person: Person) -> str:
    return f"{street_line(person)}\n{town(person)}"


def first_last(person: Person) -> str:
    return f"{person.first_name} {person.last_name}"


def last_first(person: Person) -> str:
    return f"{person.last_name} {person.first_name}"


def capital_last_first(person: Person) -> str:
    return f"{person.last_name.upper()} {person.first_name}"


def last_comma_first(person: Person) -> str:
    return f"{person.last_name}, {person.first_name}"


def phone(number: str, form: int) -> str:
    if not number:
        return ""
    return phonenumbers.format_number(phonenumbers.parse(number, None), form)


def local(number: str) -> str:
    """0470 12 34 56"""
    return phone(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def abroad(number: str) -> str:
    """+32 470 12 34 56"""
    return phone(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def slashed(number: str) -> str:
    """0470/12.34.56"""
    return local(number).replace(" ", "/", 1).replace(" ", ".")


def zeros(number: str) -> str:
    return number.replace("+", "00", 1)


def dotted(number: str) -> str:
    """A national number as it is printed on cards."""
    return nn.format(number) if len(number) == 11 else number


def enterprise(person: Person) -> str:
    return person.company.number if person.company else ""


def spaced(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def day(moment: date, pattern: str) -> str:
    return moment.strftime(pattern)


def named(person: Person) -> str:
    """The company where there is one, else the person."""
    return person.company.name if person.company else first_last(person)


def _when(found: Any, made: Callable[[], Any]) -> Any:
    return made() if found else ""


def _name(field: str) -> Way:
    return lambda person: person.told(field)


PLAIN = (
    *("first_name", "last_name", "email", "language", "street", "house_number", "box", "postcode"),
    *("city", "country", "client_number", "national_number", "phone", "mobile", "iban", "kind"),
    *("nationality", "country_of_practice", "notes", "company", "enterprise_number", "birth_date"),
    *("partner_first_name", "partner_last_name", "partner_email", "partner_national_number"),
    "partner_language",
)

WAYS: dict[str, Way] = {
    **{field: _name(field) for field in PLAIN},
    "LAST_NAME": lambda p: p.last_name.upper(),
    "FIRST_NAME": lambda p: p.first_name.upper(),
    "first_last": first_last,
    "last_first": last_first,
    "LAST_first": capital_last_first,
    "LAST_FIRST": lambda p: last_first(p).upper(),
    "last_comma_first": last_comma_first,
    "partner_first_last": lambda p: _when(p.partner, lambda: first_last(p.partner)),
    "partner_LAST_first": lambda p: _when(p.partner, lambda: capital_last_first(p.partner)),
    "label": lambda p: "; ".join(p.label),
    "labels_comma": lambda p: ", ".join(p.label),
    "EMAIL": lambda p: p.email.upper(),
    "mailto": lambda p: f"{first_last(p)} <{p.email}>",
    "LANGUAGE": lambda p: p.language.upper(),
    "language_letter": lambda p: p.language[0].upper(),
    "language_name": lambda p: LANGUAGE_NAMES[p.language],
    "language_in_french": lambda p: IN_FRENCH[p.language],
    "language_in_english": lambda p: IN_ENGLISH[p.language],
    "locale": lambda p: f"{p.language}_{p.place.country}",
    "locale_dash": lambda p: f"{p.language.upper()}-{p.place.country}",
    "country_fr": lambda p: COUNTRY_NAMES[p.place.country]["fr"],
    "country_nl": lambda p: COUNTRY_NAMES[p.place.country]["nl"],
    "country_de": lambda p: COUNTRY_NAMES[p.place.country]["de"],
    "country_en": lambda p: COUNTRY_NAMES[p.place.country]["en"],
    "car_sign": lambda p: CAR_SIGNS[p.place.country],
    "street_line": street_line,
    "number_first": number_first,
    "town": town,
    "address_line": address_line,
    "address_lines": address_lines,
    "postcode_number": lambda p: int(p.place.postcode),
    "postcode_float": lambda p: f"{p.place.postcode}.0",
    "house_number_int": lambda p: int(digits(p.house_number)),
    "number_dots": lambda p: dotted(p.national_number),
    "number_int": lambda p: int(p.national_number),
    "number_float": lambda p: f"{p.national_number}.0",
    "partner_number_dots": lambda p: _when(p.partner, lambda: dotted(p.partner.national_number)),
    "client_number_int": lambda p: int(p.client_number),
    "client_number_float": lambda p: f"{int(p.client_number)}.0",
    "phone_local": lambda p: local(p.phone),
    "phone_abroad": lambda p: abroad(p.phone),
    "phone_slashed": lambda p: slashed(p.phone),
    "phone_zeros": lambda p: zeros(p.phone),
    "mobile_local": lambda p: local(p.mobile),
    "mobile_abroad": lambda p: abroad(p.mobile),
    "mobile_slashed": lambda p: slashed(p.mobile),
    "mobile_zeros": lambda p: zeros(p.mobile),
    "mobile_int": lambda p: int(digits(local(p.mobile))),
    "born": lambda p: p.birth_date,
    "born_at": lambda p: datetime.combine(p.birth_date, datetime.min.time()),
    "born_slashes": lambda p: day(p.birth_date, "%d/%m/%Y"),
    "born_dots": lambda p: day(p.birth_date, "%d.%m.%Y"),
    "born_dashes": lambda p: day(p.birth_date, "%d-%m-%Y"),
    "born_iso": lambda p: p.birth_date.isoformat(),
    "born_american": lambda p: f"{p.birth_date.month}/{p.birth_date.day}/{p.birth_date.year}",
    "born_zone": lambda p: f"{p.birth_date}T00:00:00",
    "iban_spaced": lambda p: spaced(p.iban),
    "vat": lambda p: _when(p.company, lambda: f"{p.place.country}{digits(enterprise(p))}"),
    "vat_printed": lambda p: _when(p.company, lambda: f"{p.place.country}{enterprise(p)}"),
    "vat_word": lambda p: _when(p.company, lambda: f"TVA {p.place.country} {enterprise(p)}"),
    "vat_digits": lambda p: digits(enterprise(p)),
    "vat_int": lambda p: _when(p.company, lambda: int(digits(enterprise(p)))),
    "company_form": lambda p: _when(p.company, lambda: f"{p.company.name} {p.company.form}"),
    "form": lambda p: _when(p.company, lambda: p.company.form),
    "named": named,
    "mister": lambda p: "Mme" if p.woman else "M.",
    "meneer": lambda p: "Mevrouw" if p.woman else "De heer",
    "herr": lambda p: "Frau" if p.woman else "Herr",
    "sex": lambda p: "F" if p.woman else "M",
    "nothing": lambda p: "",
}


def way(name: str) -> Way:
    """A quoted name stands for that very cell, in every row."""
    if name.startswith('"'):
        constant = name.strip('"')
        return lambda person: constant
    return WAYS[name]
