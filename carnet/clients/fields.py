"""The one door for client data: every value, from whatever source, passes these checks.

Text in, normal form out, or `Wrong` with a sentence. Knows no database and no form. Beside each check
stands a quick way for what is written as usual, which gives the same (quick.py).
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import Any

from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from carnet.clients import enterprises, ibans, national, quick
from carnet.clients.about import About
from carnet.clients.countries import country_code, country_name, language_code
from carnet.clients.record import FIELDS, NAMES, REQUIRED, required
from carnet.clients.search import fold
from carnet.clients.wrong import Wrong
from carnet.core import phones

LONGEST = {
    "first_name": 80,
    "last_name": 80,
    "street": 120,
    "house_number": 20,
    "box": 20,
    "postcode": 12,
    "city": 80,
    "company": 160,
    "label": 80,
    "client_number": 40,
    "partner_first_name": 80,
    "partner_last_name": 80,
    "email": 254,
    "notes": 20_000,
}
KINDS = {
    "person": "person, personne, personne physique, personne privée, privé, particulier, particulière,"
    " particulier(e), persoon, natuurlijk persoon, privaat, privaat persoon, privatperson,"
    " natürliche person, private individual, individual, individu, P, 0, false",
    "sole_trader": "sole trader, sole_trader, sole proprietor, indépendant, indépendante,"
    " personne physique indépendante, entreprise individuelle, zelfstandige, eenmanszaak,"
    " selbständiger, selbstständiger, selbständige, selbstständige, selbständig, einzelunternehmen,"
    " einzelfirma, freelance",
    "company": "company, société, entreprise, personne morale, vennootschap, bedrijf, onderneming,"
    " rechtspersoon, firma, gesellschaft, unternehmen, juristische person, legal entity,"
    " organisation, organization, 1, true",
}
KIND_OF = {fold(word): key for key, words in KINDS.items() for word in words.split(",")}

Check = Callable[[str, About], Any]


def check(values: Mapping[str, Any], *, country: str, today: date) -> tuple[dict, dict]:
    """The values in their normal form, and the sentences about those that are wrong, by field.

    Only the fields in `values` are looked at, besides the required ones. About 10 µs for a row of twenty
    columns with nothing unusual in it.
    """
    home = str(values.get("country") or ""), str(values.get("nationality") or "")
    about = _about(*home, country, today)
    clean: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for key, quick_way, empty in _ways(tuple(values)):
        value = values[key]
        if type(value) is not str:
            value = _text(value)
        if not value:
            clean[key] = empty
            continue
        kept = quick_way(value, about)
        if kept is None:
            try:
                kept = _checked(key, value, about)
            except Wrong as problem:
                errors[key] = [problem.sentence]
                continue
        clean[key] = kept
    if clean.get("kind") == "company" or not all(map(clean.get, REQUIRED)):
        errors.update(missing(values, clean.get("kind", "person")))
    return clean, errors


@lru_cache(maxsize=1024)
def _about(place: str, nationality: str, country: str, today: date) -> About:
    return About(country_code(place) or country, country_code(nationality) or "", today)


@lru_cache(maxsize=64)
def _ways(columns: tuple[str, ...]) -> list[tuple[str, quick.Quick, Any]]:
    """Of each field that is told: its name, its quick way and what stands for nothing."""
    return [(key, QUICK[key], EMPTY.get(key, "")) for key in FIELDS if key in columns]


def _checked(key: str, text: str, about: About) -> Any:
    tidied = tidy(text, key)
    return CHECKS[key](tidied, about) if tidied else EMPTY.get(key, "")


def missing(values: Mapping[str, Any], kind: str) -> dict[str, list[str]]:
    """What a client of this kind cannot do without, a sentence for each field that is empty."""
    errors = {
        key: [_("Please fill in: %(field)s.") % {"field": NAMES[key]}]
        for key in required(kind)
        if not tidy(values.get(key))
    }
    if kind == "company" and not tidy(values.get("company")):
        errors["company"] = [_("Please give the company's name.")]
    return errors


EMPTY: dict[str, Any] = {"birth_date": None, "label": (), "kind": "person"}


def tidy(value: Any, key: str = "") -> str:
    """Without invisible signs and doubled spaces; notes keep their lines."""
    text = _text(value)
    if key == "notes":
        return "\n".join(_tidy_line(line) for line in text.splitlines()).strip()
    return _tidy_line(text)


def _text(value: Any) -> str:
    return str(value) if value is not None else ""


def _tidy_line(text: str) -> str:
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(text.split())


def plain_text(text: str, about: About, *, longest: int) -> str:
    return _within(text, longest)


def _within(text: str, longest: int) -> str:
    if len(text) > longest:
        raise Wrong(
            _("Please shorten this to %(longest)s characters: it has %(count)s.")
            % {"longest": longest, "count": len(text)}
        )
    return text


def email(text: str, about: About) -> str:
    address = text.removeprefix("mailto:").strip("<>")
    if len(address) <= LONGEST["email"]:
        simple = _simple_address(address)
        if simple:
            return simple
    raise Wrong(_email_sentence(address))


@lru_cache(maxsize=4096)
def _known_domain(domain: str) -> str:
    """The domain in lower case, or nothing. A file holds thousands of addresses of few domains."""
    try:
        return validate_email(f"a@{domain}", check_deliverability=False).domain.lower()
    except EmailNotValidError:
        return ""


SIMPLE_LOCAL_PART = re.compile(r"[a-z0-9_+-]+(\.[a-z0-9_+-]+)*")


def _simple_address(address: str) -> str:
    local, at, domain = address.lower().rpartition("@")
    if at and len(local) <= 64 and SIMPLE_LOCAL_PART.fullmatch(local):
        known = _known_domain(domain)
        return f"{local}@{known}" if known else ""
    try:
        return validate_email(address, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return ""


def _email_sentence(address: str) -> str:
    if "@" not in address:
        sentence = _("The e-mail address %(value)s is not valid: the @ is missing.")
    elif re.search(r"[\s,;]", address):
        sentence = _(
            "The e-mail address %(value)s is not valid. Write one address, without spaces or commas."
        )
    elif "." not in address.rpartition("@")[2]:
        sentence = _(
            "The e-mail address %(value)s is not valid: after the @ an ending such as .com or .be"
            " is missing."
        )
    else:
        sentence = _("The e-mail address %(value)s is not valid. It looks like ann@example.org.")
    return sentence % {"value": address}


def language(text: str, about: About) -> str:
    if code := language_code(text):
        return code
    raise Wrong(
        _("“%(value)s” is none of our languages. Choose French, Dutch, German or English.")
        % {"value": text}
    )


def country(text: str, about: About) -> str:
    if code := country_code(text):
        return code
    raise Wrong(
        _("“%(value)s” is not a country we know. Write its name or its code, such as BE.")
        % {"value": text}
    )


@lru_cache(maxsize=1024)
def kind_called(text: str) -> str | None:
    return KIND_OF.get(fold(text))


def kind(text: str, about: About) -> str:
    if key := kind_called(text):
        return key
    raise Wrong(
        _("“%(value)s” is no kind of client. Write person, sole trader or company.")
        % {"value": text}
    )


def phone(text: str, about: About) -> str:
    """As +3216205590; numbers without a country code are taken as the client's country's."""
    if number := phones.kept(text, about.country):
        return number
    raise Wrong(
        _(
            "The phone number %(value)s is not valid in %(country)s. Start a foreign number with +"
            " and its country code."
        )
        % {"value": text, "country": country_name(about.country)}
    )


DAY_FIRST = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]0{1,2}:00(?::00)?)?")


def birth_date(text: str, about: About) -> date:
    if match := DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif match := YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    else:
        raise Wrong(
            _("The birth date %(value)s cannot be read. Write day, month and year: 30/07/1985.")
            % {"value": text}
        )
    try:
        born = date(int(year), int(month), int(day))
    except ValueError:
        raise Wrong(_("%(value)s is not a date that exists.") % {"value": text}) from None
    if not quick.EARLIEST <= born <= about.today:
        raise Wrong(
            _("The birth date %(value)s cannot be right. Please check the year.") % {"value": text}
        )
    return born


def iban(text: str, about: About) -> str:
    return ibans.iban(text)


def labels(text: str, about: About) -> tuple[str, ...]:
    """Several, separated by semicolons."""
    return _labels(text)


@lru_cache(maxsize=1024)
def _labels(text: str) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for name in re.split(r"[;|]", text):
        if name := name.strip():
            names.setdefault(fold(name), _within(name, LONGEST["label"]))
    return tuple(sorted(names.values(), key=fold))


def enterprise_number(text: str, about: About) -> str:
    return enterprises.enterprise_number(text, about.country)


def national_number(text: str, about: About) -> str:
    return national.national_number(text, about.nationality, about.today)


def partner_national_number(text: str, about: About) -> str:
    """The partner's nationality is not asked, so the number's own form decides."""
    return national.national_number(text, "", about.today)


# Excel's way to show a number that is too long for its column, kept so in a file saved as text.
SHORTENED = re.compile(r"-?\d(?:[.,]\d+)?E\+\d{1,3}", re.IGNORECASE)


def whole(check: Check) -> Check:
    """A check of numbers whose every digit counts."""

    def checked(text: str, about: About) -> Any:
        if SHORTENED.fullmatch(text):
            raise Wrong(
                _(
                    "Excel shortened this number and its last digits are lost. Format the column as"
                    " text and write the number again."
                )
            )
        return check(text, about)

    return checked


TEXTS: dict[str, Check] = {
    key: partial(plain_text, longest=longest) for key, longest in LONGEST.items()
}


def postcode(text: str, about: About) -> str:
    """French ones have five digits: a spreadsheet takes the 0 in front for a number's."""
    lost = about.country == "FR" and len(text) == 4 and text.isascii() and text.isdigit()
    return f"0{text}" if lost else plain_text(text, about, longest=LONGEST["postcode"])


CHECKS: dict[str, Check] = {
    **TEXTS,
    "postcode": postcode,
    "email": email,
    "partner_email": email,
    "language": language,
    "partner_language": language,
    "kind": kind,
    "country": country,
    "nationality": country,
    "country_of_practice": country,
    "phone": whole(phone),
    "mobile": whole(phone),
    "birth_date": birth_date,
    "iban": whole(iban),
    "label": labels,
    "client_number": whole(TEXTS["client_number"]),
    "enterprise_number": whole(enterprise_number),
    "national_number": whole(national_number),
    "partner_national_number": whole(partner_national_number),
}


def _quickly(find: Callable[[str], str | None]) -> quick.Quick:
    """Words come again and again, so looking them up is remembered."""
    return lambda text, about: find(text)


QUICK: dict[str, quick.Quick] = {
    **{key: quick.up_to(longest) for key, longest in LONGEST.items()},
    "postcode": quick.postcode_up_to(LONGEST["postcode"]),
    "email": quick.email,
    "partner_email": quick.email,
    "language": _quickly(language_code),
    "partner_language": _quickly(language_code),
    "kind": _quickly(kind_called),
    "country": _quickly(country_code),
    "nationality": _quickly(country_code),
    "country_of_practice": _quickly(country_code),
    "phone": quick.phone,
    "mobile": quick.phone,
    "birth_date": quick.birth_date,
    "iban": quick.iban,
    "label": quick.label_up_to(LONGEST["label"]),
    "client_number": quick.number_up_to(LONGEST["client_number"]),
    "enterprise_number": quick.enterprise_number,
    "national_number": quick.national_number,
    "partner_national_number": quick.national_number,
}
