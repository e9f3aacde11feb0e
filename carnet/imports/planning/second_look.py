"""Cells that are wrong, looked at once more as whoever kept the list meant them: a word for “there is none”, a fixed
and a mobile number in one cell, a year of two digits. And what only a person can decide: which of what stands there
was probably meant.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache
from itertools import islice

from phonenumbers import PhoneNumberMatch, PhoneNumberMatcher, number_type

from carnet.clients.fields import check
from carnet.clients.national import born
from carnet.clients.search import fold
from carnet.clients.wrong import bare
from carnet.imports.columns.column import Values
from carnet.imports.columns.numbers import MOBILES
from carnet.imports.columns.words import listed

_NOTHING = """
    néant, aucun, aucune, rien, inconnu, inconnue, non connu, pas connu, non communiqué, pas communiqué, nc, so, na,
    sans objet, à compléter, à demander, non, sans, pas, pas d'e-mail, pas d'email, pas d'adresse e-mail, pas de mail,
    pas d'adresse mail, pas de GSM, pas de téléphone, pas de tél, sans e-mail, sans email, sans mail, n'a pas,
    geen, geen e-mail, geen email, geen mail, geen e-mailadres, geen mailadres, geen gsm, geen telefoon, geen tel,
    heeft geen, nihil, onbekend, niet gekend, niet bekend, nvt, niet van toepassing, aan te vullen, op te vragen, nee,
    kein, keine, keiner, keines, keine e-mail, keine angabe, keine angaben, kein telefon, ka, unbekannt,
    nicht bekannt, entfällt, nein, ohne, hat keine,
    none, nil, null, unknown, not known, no, no e-mail, no email, no mail, no phone, not applicable, not available,
    tbd, tbc, x, xx, xxx"""
# What shortens them is compared without its points: “n.v.t.”, “N/A”, “k.A.”.
NOTHING = frozenset("".join(fold(words).split()) for words in _NOTHING.split(","))

# Of the others a wrong one stays a question: “NO” is a country, “x” may mark a company.
MAY_SAY_NOTHING = {
    *("email", "partner_email", "phone", "mobile", "birth_date", "postcode"),
    *("national_number", "partner_national_number", "enterprise_number", "iban"),
}
PHONES = {"phone": "mobile", "mobile": "phone"}
MAILS = ("email", "partner_email")
# Between two numbers or addresses, or before one: nothing is lost with these. “F” may mean a fax.
CONNECTING = listed(
    "et ou en of und oder and or tel telephone telefoon telefon phone fixe fix vast vaste festnetz gsm mobile mobiel"
    " mobil portable natel handy cell mail e email t m p"
)
# Beyond this it is a text with a number in it.
LONGEST = 120
A_FEW = 3  # candidates that are checked
A_FEW_NUMBERS = range(6, 41)  # digits
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
POINTS, AROUND_SIGNS = re.compile(r"[.,]+"), re.compile(r"\s*([@.,])\s*")
SHORT_YEAR = re.compile(r"(\d{1,2}[./\- ]\d{1,2}[./\- ])(\d{2})")
SEVERAL = re.compile(r"[;|\s/]+|,\s+")


def as_meant(cells: Values, wrong: Collection[str], country: str, today: date) -> Values:
    """The same cells without those that say there is none, of a cell with phone numbers nothing but these, each in its
    field, if there are no more than one of a kind, and a year of two digits whole. `wrong`: the fields to look at;
    `country`: ISO's two letters."""
    silent = {name for name in MAY_SAY_NOTHING & {*wrong} if says_nothing(str(cells.get(name, "")))}
    told = {name: cell for name, cell in cells.items() if name not in silent}
    for name, other in PHONES.items():
        if name in wrong and name in told:
            found = _only_numbers(name, str(told[name]), country)
            if other not in found or other not in told:
                told |= found
    if "birth_date" in wrong and "birth_date" in told:
        told["birth_date"] = _whole_year(str(told["birth_date"]), told, today)
    return told


def _whole_year(text: str, cells: Values, today: date) -> str:
    """“3/7/65” with its century, if only one is possible, or if the national number in the row tells which. Else the
    same text."""
    found = SHORT_YEAR.fullmatch(text)
    if not found:
        return text
    start, year = found[1], int(found[2])
    years = [century + year for century in (1900, 2000) if century + year <= today.year]
    birth = born(bare(str(cells.get("national_number", ""))))
    if birth and birth.year in years:
        years = [birth.year]
    return f"{start}{years[0]}" if len(years) == 1 else text


def says_nothing(text: str) -> bool:
    """“néant”, “n.v.t.”, “---”: there is none."""
    if len(text) > LONGEST:
        return False
    return not any(map(str.isalnum, text)) or "".join(fold(text).split()) in NOTHING


def probable(field: str, text: str, *, country: str, today: date) -> str:
    """What of this wrong e-mail address or phone number was probably meant: the first of several, or the only one
    among other words; empty where nothing can be told. Always for a person to decide: something is left out."""
    if len(text) > LONGEST:
        return ""
    if field in PHONES:
        candidates: Iterator[str] = (found.raw_string for found in _numbers(text, country))
    elif field in MAILS:
        candidates = _addresses(text)
    else:
        return ""
    first = islice(candidates, A_FEW)
    return next((one for one in first if _fits(field, one, country, today)), "")


def _fits(field: str, text: str, country: str, today: date) -> bool:
    return bool(check({field: text}, country=country, today=today)[0].get(field))


def _only_numbers(field: str, text: str, country: str) -> Values:
    """By field: the number in this text, or the fixed and the mobile one; nothing if anything else stands there."""
    found = _numbers(text, country) if len(text) <= LONGEST else ()
    rest = text
    for one in found:
        rest = rest.replace(one.raw_string, " ")
    if not CONNECTING.issuperset(fold(rest).split()):
        return {}
    if len(found) == 1:
        return {field: found[0].raw_string}
    kinds: Values = {_kind(one): one.raw_string for one in found}
    return kinds if len(found) == len(kinds) else {}


@lru_cache(maxsize=16)
def _numbers(text: str, country: str) -> tuple[PhoneNumberMatch, ...]:
    """Looking for them takes a tenth of a millisecond and more, and is asked for twice."""
    digits = sum(map(str.isdigit, text))
    return tuple(PhoneNumberMatcher(text, country)) if digits in A_FEW_NUMBERS else ()


def _kind(found: PhoneNumberMatch) -> str:
    return "mobile" if number_type(found.number) in MOBILES else "phone"


def _addresses(text: str) -> Iterator[str]:
    """Several, each with its @: any of them. One: without spaces around its signs. A comma is a point."""
    bare = BRACKETED.sub(" ", text).strip(" ;,.<>\n")
    pieces = [piece for piece in SEVERAL.split(bare) if fold(piece) not in CONNECTING]
    if all("@" in piece for piece in pieces):
        yield from (POINTS.sub(".", piece) for piece in pieces)
    joined = AROUND_SIGNS.sub(r"\1", bare)
    if joined.count("@") == 1 and not re.search(r"\s", joined):
        yield POINTS.sub(".", joined)
