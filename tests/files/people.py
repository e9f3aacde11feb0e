"""Invented people and firms for the files of tests/files/layouts, the same at every run.

Nobody here exists. National numbers carry the serials 900 to 996, enterprise numbers begin with 099: both pass
their check digits, and no register has come that far. Addresses of mail end in example.org, .com or .net.
Every value is in the normal form in which Carnet keeps it; how a list writes it is the list's affair.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from stdnum import luhn, verhoeff
from stdnum.ch import uid
from stdnum.fr import nif

from carnet.clients.search import fold
from tests.files import names
from tests.files.names import Place

MANAGERS = ("Claire Dubois", "Marc Lenoir", "Els Wouters")


@dataclass(frozen=True)
class Company:
    name: str
    form: str  # as its country abbreviates it: SRL, BV, GmbH…
    number: str  # as its country prints it


@dataclass(frozen=True)
class Person:
    first_name: str
    last_name: str
    woman: bool
    email: str
    language: str
    place: Place
    house_number: str
    birth_date: date
    client_number: str
    national_number: str = ""
    phone: str = ""
    mobile: str = ""
    iban: str = ""
    box: str = ""
    nationality: str = ""
    label: tuple[str, ...] = ()
    kind: str = "person"
    company: Company | None = None
    partner: "Person | None" = None
    notes: str = ""
    more: dict[str, object] = field(default_factory=dict)  # by field, where a list tells more

    def told(self, name: str) -> object:
        """The value of one of Carnet's fields, in normal form; nothing where there is none."""
        if name in self.more:
            return self.more[name]
        if name.startswith("partner_"):
            return self.partner.told(name.removeprefix("partner_")) if self.partner else ""
        if name == "company":
            return self.company.name if self.company else ""
        if name == "enterprise_number":
            return self.company.number if self.company else ""
        if name in ("street", "postcode", "city", "country"):
            return getattr(self.place, name)
        return getattr(self, name, "")


def people(count: int, *, seed: int, where: str = "BE-fr", **fields: object) -> list[Person]:
    """`where` is a key of names.REGIONS. `fields` replaces what every one of them has."""
    draw = random.Random(f"{where} {seed}")
    drawn = [_person(draw, where, seed * 1000 + place) for place in range(count)]
    return [replace(one, **fields) for one in drawn] if fields else drawn


def couples(count: int, *, seed: int, where: str = "BE-fr") -> list[Person]:
    """Each with a partner at the same address, of another last name."""
    draw = random.Random(f"couples {where} {seed}")
    firsts = people(count, seed=seed, where=where)
    seconds = people(count, seed=seed + 500, where=where)
    return [
        replace(first, partner=_at_home_with(first, second, draw))
        for first, second in zip(firsts, seconds, strict=True)
    ]


def with_companies(
    persons: list[Person], *, seed: int, kind: str = "person", every: int = 1
) -> list[Person]:
    """Each `every`-th of them gets a company of their own."""
    draw = random.Random(f"companies {seed}")
    return [
        replace(one, company=company(draw, one.place.country, one.language), kind=kind)
        if place % every == 0
        else one
        for place, one in enumerate(persons)
    ]


def _person(draw: random.Random, where: str, number: int) -> Person:
    region = names.REGIONS[where]
    woman = draw.random() < 0.5
    first = draw.choice(region.women if woman else region.men)
    last = draw.choice(region.last)
    place = draw.choice(region.places)
    born = date(1944, 1, 1) + timedelta(days=draw.randrange(365 * 58))
    return Person(
        first_name=first,
        last_name=last,
        woman=woman,
        email=_address(draw, first, last, number),
        language=region.language,
        place=place,
        house_number=str(draw.randrange(1, 280)) + draw.choice(("", "", "", "", "A")),
        box=str(draw.randrange(1, 30)) if draw.random() < 0.2 else "",
        birth_date=born,
        client_number=f"{number:05}",
        national_number=NUMBERS[place.country](draw, born, woman),
        phone=PHONES[place.country](draw),
        mobile=MOBILES[place.country](draw),
        iban=iban(draw, place.country),
        label=(draw.choice(MANAGERS),),
    )


def _at_home_with(first: Person, second: Person, draw: random.Random) -> Person:
    same = ("place", "house_number", "box", "language", "label")
    born = first.birth_date + timedelta(days=draw.randrange(-2000, 2000))
    number = NUMBERS[first.place.country](draw, born, second.woman)
    values = {name: getattr(first, name) for name in same}
    return replace(second, birth_date=born, national_number=number, **values)


def _address(draw: random.Random, first: str, last: str, number: int) -> str:
    local = ".".join(fold(part).replace(" ", "-") for part in (first, last))
    return f"{local}{number}@example.{draw.choice(('org', 'com', 'net'))}"


# -- Numbers -------------------------------------------------------------------------------------


def belgian_number(draw: random.Random, born: date, woman: bool, months: int = 0) -> str:
    """`months` 20 or 40 makes a BIS number."""
    serial = draw.randrange(900, 996, 2) + (0 if woman else 1)
    nine = f"{born:%y}{born.month + months:02}{born:%d}{serial}"
    check = 97 - int(("2" if born.year >= 2000 else "") + nine) % 97
    return f"{nine}{check:02}"


def luxembourg_number(draw: random.Random, born: date, woman: bool) -> str:
    eleven = f"{born:%Y%m%d}{draw.randrange(900, 999)}"
    return eleven + luhn.calc_check_digit(eleven) + verhoeff.calc_check_digit(eleven)


def french_tax_number(draw: random.Random, born: date, woman: bool) -> str:
    ten = f"30{draw.randrange(10**8):08}"
    return ten + nif.calc_check_digits(ten + "000")


def no_number(draw: random.Random, born: date, woman: bool) -> str:
    """Of Swiss persons Carnet keeps none."""
    return ""


def avs_number(draw: random.Random) -> str:
    """As a Swiss list has it; Carnet may not keep it."""
    twelve = f"7569{draw.randrange(10**8):08}"
    odd, even = (sum(map(int, twelve[start::2])) for start in (0, 1))
    thirteen = f"{twelve}{-(odd + 3 * even) % 10}"
    return f"756.{thirteen[3:7]}.{thirteen[7:11]}.{thirteen[11:]}"


def iban(draw: random.Random, country: str) -> str:
    digits = {"BE": 10, "CH": 17, "FR": 23, "LU": 16}[country]
    account = "9" + "".join(str(draw.randrange(10)) for _each in range(digits - 1))
    if country == "BE":
        account += f"{int(account) % 97 or 97:02}"
    turned = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    return f"{country}{98 - int(turned) % 97:02}{account}"


def company(draw: random.Random, country: str, language: str) -> Company:
    forms, trades = names.COMPANIES[language if country == "BE" else country]
    name = f"{draw.choice(trades)} {draw.choice(names.PLAIN_NAMES)}"
    return Company(name, draw.choice(forms), ENTERPRISES[country](draw))


def belgian_enterprise(draw: random.Random) -> str:
    eight = f"099{draw.randrange(10**5):05}"
    return f"{eight[:4]}.{eight[4:7]}.{eight[7:]}{97 - int(eight) % 97:02}"


def swiss_enterprise(draw: random.Random) -> str:
    while True:  # one start in eleven has no check digit
        eight = f"999{draw.randrange(10**5):05}"
        number = f"CHE{eight}{uid.calc_check_digit(eight)}"
        if uid.is_valid(number):
            return str(uid.format(number))


def french_enterprise(draw: random.Random) -> str:
    eight = f"999{draw.randrange(10**5):05}"
    number = eight + luhn.calc_check_digit(eight)
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def luxembourg_enterprise(draw: random.Random) -> str:
    six = f"99{draw.randrange(10**4):04}"
    return f"LU{six}{int(six) % 89:02}"


def _ends(start: str, digits: int):
    return lambda draw: f"{start}{draw.randrange(10**digits):0{digits}}"


NUMBERS = {
    "BE": belgian_number,
    "LU": luxembourg_number,
    "FR": french_tax_number,
    "CH": no_number,
}
ENTERPRISES = {
    "BE": belgian_enterprise,
    "LU": luxembourg_enterprise,
    "FR": french_enterprise,
    "CH": swiss_enterprise,
}
PHONES = {
    "BE": _ends("+322512", 4),
    "FR": _ends("+33199", 6),
    "CH": _ends("+4122700", 4),
    "LU": _ends("+3522620", 4),
}
MOBILES = {
    "BE": _ends("+3247012", 4),
    "FR": _ends("+336120", 5),
    "CH": _ends("+4179000", 4),
    "LU": _ends("+352621000", 3),
}
