"""Invented relations of a firm in AdminPulse: persons, sole proprietors and companies, with the holes and oddities of
real ones. Their numbers pass the check digits and belong to nobody.

The shape keeps to what is publicly known; all other names are the assumed ones (names.py).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

# fmt: off
FIRST = (
    "Ann", "Luc", "Sofie", "Jean", "Ahmed", "Greet", "Pieter", "Isabelle", "Karl", "Helga", "Bart", "Élodie", "Yusuf",
    "Christine", "Wim", "Paul", "Inge", "Thomas", "Emma", "Koen",
)
LAST = (
    "Peeters", "Lefèvre", "Janssens", "Dupont", "Willems", "Noël", "Schmitz", "Lambertz", "Maréchal", "Mertens",
    "Charlier", "Yılmaz", "Gérard", "Anciaux", "Renard", "Verhaegen", "Rossi", "O'Brien", "Lindqvist", "Desmedt",
    "Wauters", "Aerts", "Fontaine", "Verlinden",
)
# fmt: on
PLACES = (
    ("2000", "Antwerpen", "Nationalestraat", "nl"),
    ("9000", "Gent", "Coupure Links", "nl"),
    ("3000", "Leuven", "Bondgenotenlaan", "nl"),
    ("4000", "Liège", "Rue Saint-Gilles", "fr"),
    ("5000", "Namur", "Rue de Fer", "fr"),
    ("1180", "Uccle", "Avenue Brugmann", "fr"),
    ("4700", "Eupen", "Bergstraße", "de"),
)
USERS = ("Claire Dubois", "Marc Lenoir", "Els Wouters")
TEMPLATES = ("Aangifte PB", "Aangifte VenB", "Btw-aangifte")
PERSON, SOLE, COMPANY = "Person", "Sole proprietor", "Company"

Relation = dict[str, Any]


def relations(count: int, seed: int) -> list[Relation]:
    """Of ten, seven are persons, one a sole proprietor and two companies; couples follow each other."""
    luck = Random(seed)
    made = [_relation(number, luck) for number in range(1, count + 1)]
    for one, other in _couples(made):
        one["tos"].append({"linkType": 5, "uniqueIdentifier": other["uniqueIdentifier"]})
        other["tos"].append({"linkType": 5, "uniqueIdentifier": one["uniqueIdentifier"]})
    return made


def _couples(made: list[Relation]) -> Iterator[tuple[Relation, Relation]]:
    persons = [one for one in made if one["relationType"] == PERSON]
    return zip(persons[::4], persons[1::4], strict=False)


def _relation(number: int, luck: Random) -> Relation:
    kind = (PERSON, PERSON, PERSON, SOLE, PERSON, COMPANY, PERSON, PERSON, PERSON, COMPANY)[
        number % 10
    ]
    first, last = luck.choice(FIRST), luck.choice(LAST)
    postcode, city, street, language = luck.choice(PLACES)
    common = {
        "id": str(UUID(int=luck.getrandbits(128), version=4)),
        "uniqueIdentifier": f"APR{number:05d}",
        "code": str(20_000 + number),
        "companyId": 1,
        "company": {"id": 1, "name": "Fiduciaire Dubois"},
        "relationType": kind,
        "status": "Prospect" if number % 40 == 7 else "Customer",
        "inactive": number % 25 == 3,
        "language": language.upper(),
        "relationGroupName": "",
        "accountingRelationcode": 0,
        "tos": [],
        "channels": _channels(number, luck),
        "addresses": [_address(postcode, city, street, luck)],
        "profiles": [
            {"profile": "assistant", "userId": 1 + (number + 1) % 3},
            {"profile": "responsible", "userId": 1 + number % 3},
        ],
    }
    own = _company(number, last) if kind == COMPANY else _person(number, first, last, luck)
    more = {"vatNumber": enterprise_number(number)} if kind != PERSON else {}
    trade = {"commercialName": f"{last} & Co"} if kind == SOLE else {}
    return {**common, **own, **more, **trade}


def _person(number: int, first: str, last: str, luck: Random) -> Relation:
    born = date(1940, 1, 1) + timedelta(days=luck.randrange(24_000))
    told = national_number(born, 1 + number % 900)
    if number % 30 == 11:
        told = ""
    elif number % 30 == 21:
        told = told[:-2] + f"{(int(told[-2:]) + 1) % 97:02d}"  # a slip of the keyboard
    return {
        "name": last,
        "firstName": first,
        "displayName": f"{last} {first}",
        "nationalNumber": told,
        "birthDate": f"{born}T00:00:00",
        "legalForm": None,
    }


def _company(number: int, last: str) -> Relation:
    name = f"{last} {('Hout', 'Conseil', 'Transport')[number % 3]} {number}"
    return {"name": name, "displayName": name, "legalForm": "BV" if number % 2 else "SRL"}


def _channels(number: int, luck: Random) -> list[dict[str, Any]]:
    """Several of a kind, one with a star; every fortieth has no e-mail."""
    mail = [] if number % 40 == 13 else [("email", f"relation{number}@example.org", True)]
    if number % 6 == 0:
        mail.insert(0, ("email", f"old{number}@example.org", False))
    numbers = [("phone", f"081 22 {number % 100:02d} {luck.randrange(10, 99)}", True)]
    numbers.append(("mobile", f"0470 {number // 100 % 100:02d} {number % 100:02d} 11", True))
    return [{"type": k, "value": value, "favourite": star} for k, value, star in mail + numbers]


def _address(postcode: str, city: str, street: str, luck: Random) -> dict[str, Any]:
    return {
        "street": street,
        "number": str(luck.randrange(1, 300)),
        "box": luck.choice(["", "", "", "2"]),
        "postalCode": postcode,
        "city": city,
        "country": "BE",
        "favourite": True,
    }


def national_number(born: date, serial: int) -> str:
    """Passes the check digits (royal decree of 3 April 1984)."""
    nine = f"{born:%y%m%d}{serial:03d}"
    base = int(nine) + (2_000_000_000 if born.year >= 2000 else 0)
    return f"{nine}{97 - base % 97:02d}"


def enterprise_number(serial: int) -> str:
    """Ten digits, the last two 97 − (first eight mod 97)."""
    eight = f"07{serial:06d}"
    return f"{eight}{97 - int(eight) % 97:02d}"


def tasks(made: list[Relation], year: int) -> list[dict[str, Any]]:
    """A return for every person, one for every company, and four a year for whoever has a VAT number; some done."""
    found: list[dict[str, Any]] = []
    for place, one in enumerate(made):
        person = one["relationType"] != COMPANY
        plan = [(TEMPLATES[0] if person else TEMPLATES[1], f"{year}-06-30")]
        if "vatNumber" in one:
            plan += [(TEMPLATES[2], f"{year}-{month:02d}-20") for month in (4, 7, 10)]
        for template, deadline in plan:
            found.append(_task(len(found) + 1, template, deadline, one, place))
    return found


def _task(
    number: int, template: str, deadline: str, relation: Relation, place: int
) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"{template} {deadline[:4]}",
        "templateName": template,
        "status": 2 if place % 9 == 8 and not deadline.endswith("-20") else place % 2,
        "deadline": f"{deadline}T00:00:00",
        "referenceYear": int(deadline[:4]) - 1,
        "inapplicable": place % 17 == 16,
        "relationUniqueIdentifier": relation["uniqueIdentifier"],
        "remark": None,
        "subtasks": [],
    }
