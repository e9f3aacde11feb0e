"""What stands in a column, told by its values alone: which share of them passes as what.

The checks are those of clients (stdnum and their like), so that a column is a national number here only if
it would be one there. Knows no header and no neighbour.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType
from stdnum import iban as stdnum_iban

from carnet.clients import enterprises, national
from carnet.clients.countries import country_code, language_code
from carnet.clients.fields import KIND_OF
from carnet.clients.search import fold
from carnet.clients.wrong import Wrong, bare
from carnet.core.reading.rows import Cell
from carnet.imports.columns.first_names import is_first_name
from carnet.imports.columns.legal_forms import has_legal_form, is_legal_form
from carnet.imports.columns.words import listed

MOST = 200
RARE = 20
FIRST_FEW = 20
LONGEST = 300  # what is longer is a text, and nothing else
NEARLY_ALL = 0.8
HARDLY_ANY = 0.2

EMAIL = re.compile(r"(?:mailto:)?[^@\s<>;,]+@[^@\s<>;,]+\.[^@\s<>;,.]{2,}")
SHAPE_OF_PHONE = re.compile(r"(?:\+|00|0|\()[\d\s./()\-–]{7,22}")
SHAPE_OF_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9 ]{11,40}", re.IGNORECASE)
SHAPE_OF_ENTERPRISE = re.compile(
    r"(?:(?:TVA|BTW|VAT|MWST|UID|RPM|RPR)[\s:]*)?(?:BE|FR|LU|CHE|NL|DE)?[\s.\-]*\d[\d\s.\-]{6,16}"
    r"(?:\s*(?:MWST|TVA|IVA))?",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"(?:(?:BE|B|LU|L|FR|F|DE|D|CH|NL)[-–\s]?)?\d{4,5}(?:\.0)?|\d{4}\s?[A-Z]{2}")
DAY_FIRST = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{2}|\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
HOUSE_NUMBER = re.compile(
    r"\d{1,4}\s?(?:bis|ter|[A-Za-z])?(?:\s?[-–/]\s?\d{1,4}[A-Za-z]?)?(?:\.0)?", re.I
)
STREET_WITH_NUMBER = re.compile(
    r"(?:\d+\D?,?\s+)?[^\d@]{4,}[\s,]\d+\s?\w?(?:[\s,/]+\w+\.?\s?\w*)?", re.I
)
PLACE = re.compile(r"(?:^|[\s,;])\d{4,5}\s+[^\W\d]{2}")
WORDY = re.compile(r"[^\W\d_][^\d@:/\\_#*=<>]{0,79}")
POINT_ZERO = re.compile(r"\d+[.,]0+")
DIGITS_ONLY = re.compile(r"[\d\s.\-/]+")
CODE = re.compile(r"(?=.*\d)[\w.\-/]{1,20}")

YES_NO = listed(
    "oui non ja nee nein yes no vrai faux waar onwaar true false wahr falsch 1 0 x o n j y a"
)
ACTIVE = YES_NO | listed(
    "actif inactif active inactive actief inactief non-actief aktiv inaktiv archive archived"
    " gearchiveerd archiviert stopped cloture"
)
# Near us; a number without a country code is taken as the one's where most of the column are valid.
REGIONS = ("BE", "LU", "FR", "CH", "DE", "NL")
MOBILES = {PhoneNumberType.MOBILE, PhoneNumberType.PAGER}
TYPED = 40


def _national_number(text: str) -> bool:
    digits = bare(text.removesuffix(".0"))
    if not digits.isascii() or not digits.isdigit():
        return False
    if len(digits) == 10 and digits[0] != "0":  # a spreadsheet has taken the first one away
        digits = f"0{digits}"
    return len(digits) in {11, 13} and _passes(national.national_number, digits, "", date.max)


def _enterprise_number(text: str) -> bool:
    if not SHAPE_OF_ENTERPRISE.fullmatch(text):
        return False
    number = text.removesuffix(".0")
    return any(_passes(enterprises.enterprise_number, number, place) for place in ("BE", "FR"))


def _passes(check: Callable[..., object], *given: object) -> bool:
    try:
        check(*given)
    except Wrong:
        return False
    return True


def _iban(text: str) -> bool:
    return bool(SHAPE_OF_IBAN.fullmatch(text)) and stdnum_iban.is_valid(text, check_country=False)


def _phone(text: str) -> bool:
    digits = sum(map(str.isdigit, text))
    return 8 <= digits <= 15 and bool(SHAPE_OF_PHONE.fullmatch(text)) and not _national_number(text)


def _date(text: str) -> bool:
    """A day somebody alive may have been born on."""
    if match := YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
        year += 1900 if year < 100 else 0
    else:
        return False
    return year >= 1880 and {1 <= month <= 12, 1 <= day <= 31} == {True}


def _country(text: str) -> bool:
    return country_code(text) is not None


def _language(text: str) -> bool:
    return len(text) < 20 and language_code(text) is not None


def _first_name(text: str) -> bool:
    return any(is_first_name(word) for word in re.split(r"[\s\-]+", text)[:2])


def looks_like_data(cell: Cell) -> bool:
    """A day, an address of mail or a number of six digits, which no header holds."""
    if not isinstance(cell, str):
        return True
    if len(cell) > LONGEST:
        return False
    return "@" in cell and EMAIL.search(cell) is not None or sum(map(str.isdigit, cell)) >= 6


PASSES: dict[str, Callable[[str], bool]] = {
    "email": lambda text: EMAIL.fullmatch(text) is not None,
    "national_number": _national_number,
    "iban": _iban,
    "enterprise_number": _enterprise_number,
    "phone": _phone,
    "date": _date,
    "postcode": lambda text: POSTCODE.fullmatch(text) is not None,
    "country": _country,
    "language": _language,
    "kind": lambda text: fold(text) in KIND_OF,
    "yes_no": lambda text: text.lower() in YES_NO,
    "active": lambda text: fold(text) in ACTIVE,
    "house_number": lambda text: HOUSE_NUMBER.fullmatch(text) is not None,
    "street": lambda text: STREET_WITH_NUMBER.fullmatch(text) is not None,
    "words": lambda text: WORDY.fullmatch(text) is not None,
    "first_name": _first_name,
    "several_words": lambda text: " " in text.strip(),
    "place": lambda text: PLACE.search(text) is not None,
    "company": has_legal_form,
    "legal_form": is_legal_form,
    "point_zero": lambda text: POINT_ZERO.fullmatch(text) is not None,
    "digits": lambda text: DIGITS_ONLY.fullmatch(text) is not None,
    "code": lambda text: CODE.fullmatch(text) is not None,
}


@dataclass(frozen=True)
class Samples:
    """Some of what stands in one column, at most MOST cells, spread over the list."""

    cells: tuple[Cell, ...]
    _shares: dict[str, float] = field(default_factory=dict, compare=False)

    def __bool__(self) -> bool:
        return bool(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def texts(self) -> list[str]:
        return [cell for cell in self.cells if isinstance(cell, str)]

    def share(self, what: str) -> float:
        """Which part of the cells passes as this; 0 where there are none."""
        if what not in self._shares:
            # Where none of the first few passes, the others are not asked: some checks are slow.
            few = self.cells[:FIRST_FEW]
            cells = self.cells if _count(few, what) else few
            self._shares[what] = _count(cells, what) / len(cells) if cells else 0.0
        return self._shares[what]

    def mostly(self, what: str) -> bool:
        return self.share(what) >= NEARLY_ALL

    def hardly(self, what: str) -> bool:
        return self.share(what) <= HARDLY_ANY

    @property
    def different(self) -> int:
        return len(set(self.cells))


NO_SAMPLES = Samples(())


def _count(cells: Iterable[Cell], what: str) -> int:
    passes = PASSES[what]
    return sum(
        len(cell) <= LONGEST and passes(cell) if isinstance(cell, str) else what == "date"
        for cell in cells
    )


def years(samples: Samples) -> list[int]:
    """The years of the dates in a column."""
    found = [cell.year for cell in samples.cells if not isinstance(cell, str)]
    for text in samples.texts:
        if match := YEAR_FIRST.fullmatch(text):
            found.append(int(match[1]))
        elif match := DAY_FIRST.fullmatch(text):
            found.append(int(match[3]))
    return found


def mostly_mobile(samples: Samples) -> bool | None:
    """Whether the numbers of a column are those of mobile phones; None if they are hardly phones at all."""
    texts = samples.texts[:TYPED]
    kinds = max((_kinds(texts, region) for region in REGIONS), key=len, default=[])
    if not texts or len(kinds) < len(texts) / 2:
        return None
    return sum(map(MOBILES.__contains__, kinds)) > len(kinds) / 2


def _kinds(texts: Iterable[str], region: str) -> list[int]:
    return [kind for text in texts if (kind := phone_kind(text, region)) is not None]


def phone_kind(text: str, region: str) -> int | None:
    """A PhoneNumberType; None where the text is no valid number."""
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.number_type(number)


def sampled(rows: Sequence[tuple[Cell, ...]], width: int) -> list[Samples]:
    """Samples of every column, from rows spread over the whole list; columns that are rare are looked
    for to the end, so that one with anything in it is never taken for empty."""
    spread = rows[:: -(-len(rows) // MOST) or 1]
    columns = [_filled(spread, index) for index in range(width)]
    return [
        Samples(tuple(cells or _filled(rows, index, most=RARE)))
        for index, cells in enumerate(columns)
    ]


def _filled(rows: Iterable[tuple[Cell, ...]], index: int, most: int = MOST) -> list[Cell]:
    found = []
    for row in rows:
        if index < len(row) and row[index]:
            found.append(row[index])
            if len(found) == most:
                break
    return found
