"""The quick ways (clients/quick.py) beside the libraries, on values spoilt in every way we could think of."""

import os
import random
import re
from datetime import date, timedelta

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from stdnum import iban as stdnum_iban
from stdnum import numdb
from stdnum.ch import uid

from carnet.clients.about import About
from carnet.clients.countries import country_code as read_country
from carnet.clients.fields import CHECKS, EMPTY, QUICK, check, tidy
from carnet.clients.record import FIELDS, NAMES, required
from carnet.clients.wrong import Wrong
from carnet.core import phones

COUNT = 200_000 if os.environ.get("HYPOTHESIS_FULL") else 5_000
TODAY = date(2026, 11, 22)
DAYS = (TODAY, TODAY, date(2005, 6, 1), date(1995, 6, 1), date.max)
COUNTRIES = (*phones.NEAR, "BE", "BE", "IT", "US", "")
ALPHABETS = {"n": "0123456789", "a": "ABCDEFGHKLMNPQRST", "c": "0123456789012345678901234567AB"}
# Plain wrong signs, digits of other scripts, look-alikes, what cannot be seen, what changes its case.
SIGNS = [
    *"0123456789", *"aeozEOSITlx", *".-/ ()+@_';|,<>#~\\", *"０９＠．／＋－", *"١٢٣४५߀𝟘²½①",
    *"·–—‐−․。", *"\u200b\u200d\u00a0\u2009\u3000\t\n\x00\ufeff\u00ad", *"éßıİKΑоſﬁœ\u0301\u0338\ud800",
]  # fmt: skip
BEFORE = ("+", "00", "0", "(0)", "(", "BE", "BE ", "TVA ", "CHE-", "FR", "LU", "+32", "32", "352")
BEFORE += ("mailto:", "<", " ", "-", ".", "7", "\u200b", "'")
BEHIND = (" ", ".", "-", "/", "@", "..be", ".test", ".local", ".onion", " MWST", " 00:00:00", ">")
BEHIND += ("\n", "0", "\u200b", ";", " x12", " ext. 3", "E+10")


def digits(chance, length):
    return f"{chance.randrange(10**length):0{length}}"


def an_email(chance, country):
    who = chance.choice(["ann", "jan.peeters", "m-claire", "o_neil+tax", "Ann", "van.den.berg"])
    host = chance.choice(
        ["gmail.com", "skynet.be", "mail.example.org", "ab-c.lu", "1st.ch", "X.FR"]
    )
    return f"{who}{chance.choice(['', '7', '1980'])}@{host}"


def a_national_number(chance, country):
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(34_000))
    start = f"{born:%y}{born.month + chance.choice([0, 0, 0, 20, 40]):02}{born:%d}"
    start += f"{chance.randrange(1, 998):03}"
    number = f"{start}{97 - int(('2' if born.year >= 2000 else '') + start) % 97:02}"
    printed = f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[6:9]}.{number[9:]}"
    return chance.choice([number, printed, printed.replace(".", " ")])


def an_enterprise_number(chance, country):
    if country == "CH":
        return a_swiss_enterprise_number(chance, country)
    start = f"{chance.choice('0001')}{chance.randrange(2_000_000, 10_000_000)}"
    number = f"{start}{97 - int(start) % 97:02}"
    printed = f"{number[:4]}.{number[4:7]}.{number[7:]}"
    prefix = chance.choice(["BE", "BE "] if country != "BE" else ["", "BE"])
    return prefix + chance.choice([number, printed, number.removeprefix("0")])


def a_swiss_enterprise_number(chance, country):
    while True:
        start = digits(chance, 8)
        last = uid.calc_check_digit(start)
        if len(last) == 1:
            break
    number = uid.format(f"CHE{start}{last}")
    return chance.choice([number, number + chance.choice([" MWST", " TVA"]), uid.compact(number)])


def an_iban(chance, country):
    place = chance.choice(phones.NEAR)
    structure = re.findall(r"(\d+)!([nac])", numdb.get("iban").info(place)[0][1]["bban"])
    account = "".join(
        chance.choice(ALPHABETS[kind]) for count, kind in structure for _ in range(int(count))
    )
    number = f"{place}{stdnum_iban.calc_check_digits(f'{place}00{account}')}{account}"
    return chance.choice([number, stdnum_iban.format(number)])


def a_phone(chance, country):
    """As the people of the country write it, or foreigners."""
    place = country if country in phones.NEAR else chance.choice(phones.NEAR)
    kind = chance.choice([PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE])
    forms = [PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164]
    forms += [PhoneNumberFormat.NATIONAL] * 2 if place == country else []
    while True:
        number = phonenumbers.example_number_for_type(place, kind)
        kept = len(str(number.national_number)) - chance.randrange(4, 7)
        number.national_number += int(digits(chance, 9)) % 10 ** max(kept, 2)
        if phonenumbers.number_type(number) == kind:
            text = phonenumbers.format_number(number, chance.choice(forms))
            return text.replace(" ", chance.choice(["", " ", ".", "-", "/"]))


def a_date(chance, country):
    day = date(1925, 1, 1) + timedelta(days=chance.randrange(36_000))
    return f"{day:{chance.choice(['%d/%m/%Y', '%d.%m.%Y', '%d-%m-%Y', '%Y-%m-%d'])}}"


def words(*several):
    return lambda chance, country: chance.choice(several)


MADE = {
    "email": an_email,
    "national_number": a_national_number,
    "enterprise_number": an_enterprise_number,
    "iban": an_iban,
    "phone": a_phone,
    "birth_date": a_date,
    "first_name": words("Ann", "Zoë", "Jean-Pierre", "Marie Claire", "D'Hœst"),
    "label": words("Claire Dubois", "VIP", "Zoë"),
    "client_number": words("C000123", "7", "3.5", "2024-17"),
    "kind": words("Particulier", "Zelfstandige", "Société", "natürliche Person", "1"),
    "language": words("FR", "Nederlands", "français", "fr-BE", "Deutsch"),
    "country": words("Belgique", "BE", "Zwitserland", "Côte d'Ivoire", "U.S.A."),
    "notes": words("Klant sinds 2009.", "À rappeler"),
}


def spoil(chance, text):
    """One to three accidents; something is left."""
    for _ in range(chance.choice([1, 1, 2, 3])):
        at = chance.randrange(len(text) + 1)
        before, here, after = text[:at], text[at : at + 1], text[at + 1 :]
        text = chance.choice(
            [
                before + after[:1] + here + after[1:],
                before + after,
                before + here * chance.choice([2, 2, 2, 70]) + after,
                before + chance.choice(SIGNS) + after,
                before + chance.choice(SIGNS) + here + after,
                before + chance.choice("0123456789") + after,
                chance.choice(BEFORE) + text,
                text + chance.choice(BEHIND),
                text.upper(),
                text.replace(
                    chance.choice(". -/"), chance.choice(["", " ", ".", ":", "  ", "\u00a0"])
                ),
                text.replace("+", chance.choice(["00", "011", ""])),
            ]
        )
    return text or "-"


def slowly(key, text, about):
    """What the libraries say; None: no."""
    tidied = tidy(text, key)
    try:
        if key == "email":
            return validate_email(tidied, check_deliverability=False).normalized.lower()
        return CHECKS[key](tidied, about)
    except (Wrong, EmailNotValidError):
        return None


def around(chance):
    return About(chance.choice(COUNTRIES), chance.choice(["", "", "BE", "IT", "FR"]), TODAY)


@pytest.mark.parametrize("key", MADE)
def test_what_is_written_as_usual_is_settled_at_once(key):
    chance = random.Random(key)
    settled = 0
    for _ in range(500):
        about = around(chance)
        text = MADE[key](chance, about.country)
        assert slowly(key, text, about) is not None
        settled += QUICK[key](text, about) is not None
    assert settled >= 475


@pytest.mark.parametrize("key", MADE)
def test_a_quick_way_accepts_nothing_the_libraries_refuse_or_write_otherwise(key):
    chance = random.Random(f"spoilt {key}")
    accepted, wrong = 0, []
    for _ in range(COUNT // len(MADE)):
        plain = around(chance)
        about = About(plain.country, plain.nationality, chance.choice(DAYS))
        text = spoil(chance, MADE[key](chance, about.country))
        quick = QUICK[key](text, about)
        accepted += quick is not None
        if quick is not None and quick != slowly(key, text, about):
            wrong.append((text, about, quick))
    assert wrong == []
    assert accepted >= COUNT // len(MADE) // 50


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("national_number", "00000000000"),
        ("national_number", "85133012377"),
        ("national_number", "85333012323"),
        ("national_number", "85611212380"),
        ("national_number", "99123100197"),
        ("national_number", "50013100158"),
        ("enterprise_number", "0000000000"),
        ("enterprise_number", "0000000097"),
        ("enterprise_number", "BEBE0403170701"),
        ("email", f"{'a' * 65}@example.org"),
        ("email", f"ann@{'a' * 64}.org"),
        ("email", "ann@xn--80ak6aa92e.com"),
        ("birth_date", "2020-W05-1"),
        ("birth_date", "05/W1/2020"),
        ("phone", "++32475123456"),
        ("phone", "32475123456"),
        ("phone", "32123456"),
        ("phone", "+3204 75 12 34 56"),
        ("phone", f"0475{'.' * 250}123456"),
    ],
)
def test_at_the_edges_a_quick_way_says_what_the_libraries_say_or_nothing(key, text):
    about = About("BE", "", date.max)
    assert QUICK[key](text, about) in {None, slowly(key, text, about)}


@pytest.mark.thorough
@pytest.mark.parametrize("key", MADE)
def test_a_row_is_checked_as_field_by_field(key):
    chance = random.Random(f"rows {key}")
    for _ in range(COUNT // 100):
        country = chance.choice(COUNTRIES)
        values = {name: made(chance, country) for name, made in MADE.items()}
        values[key] = chance.choice([spoil(chance, values[key]), "", None, 0, TODAY, " "])
        assert check(values, country=country, today=TODAY) == one_by_one(values, country)


def one_by_one(values, country):
    """The rule, said slowly: each text made tidy and given to its check."""
    texts = {key: tidy(values[key], key) for key in FIELDS if key in values}
    about = About(read_country(texts["country"]) or country, "", TODAY)
    clean, errors = {}, {}
    for key, text in texts.items():
        try:
            clean[key] = CHECKS[key](text, about) if text else EMPTY.get(key, "")
        except Wrong as problem:
            errors[key] = [problem.sentence]
    for key in required(clean.get("kind", "person")):
        if not texts.get(key):
            errors[key] = [f"Please fill in: {NAMES[key]}."]
    if clean.get("kind") == "company":
        errors["company"] = ["Please give the company's name."]
    return clean, errors


def test_the_numbers_of_all_countries_near_have_a_quick_way():
    """A new edition of the library may describe one of them in a way that has to be left to it."""
    _pattern, codes = phones.usual_numbers("BE")
    assert set(codes) == {*phones.NEAR, "home"}
