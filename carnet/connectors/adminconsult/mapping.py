"""What Admin-Consult says of its customers → records of clients. Pure: a table of names, and rules for what no table
can say. Its fields are publicly known (syneton.md §2.5); nothing here is guessed.

Nothing is put right that the plan can show: a national number whose check digits are wrong stays as it is.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from stdnum.be import ssn, vat

from carnet.clients.countries import country_code
from carnet.clients.fields import kind_called
from carnet.connectors.adminconsult.answers import Row
from carnet.connectors.adminconsult.couples import partner_types, partners, standing
from carnet.connectors.adminconsult.meanings import is_responsible
from carnet.connectors.adminconsult.values import (
    day,
    first_address,
    flag,
    kept,
    number,
    text,
)
from carnet.connectors.contract import Piece, Record

# Of what was said only this is kept at all, by the kind of a piece.
KEPT = {
    "customer": "CustomerId CustCode IsCompany IsActive DisabledDate Name Firstname CommercialName Title Language Email"
    " Phone Phone2 Mobile VATNr RPR RegistrationNr SocialSecurityNumber Nationality DateOfBirth",
    "address": "CustomerAddressId CustomerId StreetName Street1 HouseNr HouseBox ZipCode City CountryCode CountryId"
    " RegisteredOffice PostalAddress ExploitationAddress",
    "private": "CustomerId NationalNr DateOfBirth DateOfDeath Nationality",
    "linktype": "CustomerLinkTypeId CustomerLinkTypeDescription",
    "link": "CustomerLinkCustomerId CustomerIdPk CustomerIdFk CustomerLinkTypeId BeginMandate EndMandate DateOfMariage",
    "employee": "EmployeeId FirstName LastName",
    "project": "ProjectId CustomerId ProjectManager ProjectManagerId IsActive",
    "projectemployee": "ProjectEmployeePk ProjectId EmployeeId Employee EmployeeProfile IsActive",
    "country": "ListValueId ListValue",
    "language": "ListValueId ListValue",
}
KEPT["partner"] = KEPT["customer"]  # a partner who is no client that was asked for
FIELDS = {kind: tuple(names.split()) for kind, names in KEPT.items()}
KEYS = {
    "customer": ("CustomerId",),
    "partner": ("CustomerId",),
    "address": ("CustomerAddressId",),
    "private": ("CustomerId",),
    "linktype": ("CustomerLinkTypeId",),
    "link": ("CustomerLinkCustomerId",),
    "employee": ("EmployeeId",),
    # A project may be several customers', and is listed once for each.
    "project": ("ProjectId", "CustomerId"),
    "projectemployee": ("ProjectEmployeePk",),
    "country": ("ListValueId",),
    "language": ("ListValueId",),
}

# Our field: theirs, the first that is not empty.
PLAIN: dict[str, tuple[str, ...]] = {
    "client_number": ("CustCode",),
    "phone": ("Phone", "Phone2"),
    "mobile": ("Mobile",),
}
OF_PARTNER = ("first_name", "last_name", "email", "language", "national_number")
# Which of the addresses; an invoice may go to somebody else's.
PLACES = ("RegisteredOffice", "PostalAddress", "ExploitationAddress")
# Seen in their list of countries. What is not among them is asked for.
COUNTRIES = {22: "BE", 74: "FR", 81: "DE", 128: "LU", 155: "NL", 211: "CH", 230: "GB"}

Kinds = Mapping[str, Mapping[str, Row]]


def pieces(kind: str, rows: Iterable[Row]) -> list[Piece]:
    """Without what nobody needs to know here, such as remarks."""
    return [
        Piece(kind, "-".join(text(row.get(name)) for name in KEYS[kind]), kept(row, FIELDS[kind]))
        for row in rows
    ]


def records(found: Iterable[Piece], today: date) -> Iterator[Record]:
    """In the order of their references."""
    kinds: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for piece in found:
        kinds[piece.kind][piece.key] = piece.data
    return Desk(kinds, today).records()


class Desk:
    """All that was fetched, side by side."""

    def __init__(self, kinds: Kinds, today: date) -> None:
        self.customers = kinds.get("customer", {})
        self.people = {**kinds.get("partner", {}), **self.customers}
        self.private = kinds.get("private", {})
        self.addresses = _by_customer(kinds.get("address", {}).values())
        self.labels = _labels(kinds)
        self.countries = _listed(kinds.get("country", {}))
        self.languages = _listed(kinds.get("language", {}))
        persons = {ref for ref, person in self.people.items() if self.may_have_partner(ref, person)}
        joining = partner_types(kinds.get("linktype", {}).values())
        couples = standing(kinds.get("link", {}).values(), joining, today)
        self.partners = partners(couples, persons)

    def records(self) -> Iterator[Record]:
        for ref in sorted(filter(number, self.customers), key=number):
            values = {**self.own(ref), **self.address(ref), **self.partner(ref)}
            values["label"] = "; ".join(self.labels.get(ref, ()))
            told = {key: value for key, value in values.items() if value}
            active = is_active(self.customers[ref])
            yield Record(ref, told, active, self.partners.get(ref, ""))

    def may_have_partner(self, ref: str, customer: Row) -> bool:
        """Links are not ended when somebody dies."""
        return not is_company(customer) and not day(self.private.get(ref, {}).get("DateOfDeath"))

    def own(self, ref: str) -> dict[str, str]:
        """What is said of the person or company itself."""
        customer, private = self.people[ref], self.private.get(ref, {})
        plain = {key: _first(customer, names) for key, names in PLAIN.items()}
        named = _company(customer) if is_company(customer) else _person(customer, private)
        return {
            **plain,
            **named,
            "email": first_address(text(customer.get("Email"))),
            "language": self.language(customer.get("Language")),
            "enterprise_number": _enterprise_number(customer),
            "nationality": self.country(private.get("Nationality"))
            or self.country(customer.get("Nationality")),
        }

    def partner(self, ref: str) -> dict[str, str]:
        if not (other := self.partners.get(ref)):
            return {}
        own = self.own(other)
        return {f"partner_{key}": own.get(key, "") for key in OF_PARTNER}

    def address(self, ref: str) -> dict[str, str]:
        found = self.addresses.get(ref, [])
        for place in PLACES:
            for address in found:
                if flag(address.get(place)):
                    return {**_street(address), "country": self.place(address)}
        return {}

    def place(self, address: Row) -> str:
        return self.country(address.get("CountryCode")) or self.country(address.get("CountryId"))

    def country(self, told: Any) -> str:
        """A code. What is no country we know, such as “unknown”, is nothing."""
        if (listed := number(told)) > 0:
            return COUNTRIES.get(listed) or country_code(self.countries.get(listed, "")) or ""
        return country_code(text(told)) or ""

    def language(self, told: Any) -> str:
        listed = number(told)
        return self.languages.get(listed, "") if listed > 0 else text(told)


def is_company(customer: Row) -> bool:
    """A firm of one person that is written down as a person, too, is no company."""
    if not flag(customer.get("IsCompany")):
        return False
    alone = kind_called(text(customer.get("Title"))) == "sole_trader"
    return not (alone and text(customer.get("Firstname")))


def is_active(customer: Row) -> bool:
    if "IsActive" in customer and customer["IsActive"] is not None:
        return flag(customer["IsActive"])
    return not day(customer.get("DisabledDate"))


def _company(customer: Row) -> dict[str, str]:
    return {"kind": "company", "company": _first(customer, ("Name", "CommercialName"))}


def _person(customer: Row, private: Row) -> dict[str, str]:
    alone = kind_called(text(customer.get("Title"))) == "sole_trader"
    return {
        "kind": "sole_trader" if alone or _enterprise_number(customer) else "person",
        "first_name": text(customer.get("Firstname")),
        "last_name": text(customer.get("Name")),
        "company": text(customer.get("CommercialName")),
        "national_number": _national_number(customer, private),
        "birth_date": day(private.get("DateOfBirth")) or day(customer.get("DateOfBirth")),
    }


def _national_number(customer: Row, private: Row) -> str:
    """The other field is also used for the number at a social insurance fund, so it has to prove itself."""
    social = text(customer.get("SocialSecurityNumber"))
    return text(private.get("NationalNr")) or (social if ssn.is_valid(social) else "")


def _enterprise_number(customer: Row) -> str:
    others = (text(customer.get(name)) for name in ("RegistrationNr", "RPR"))
    return text(customer.get("VATNr")) or next((each for each in others if vat.is_valid(each)), "")


def _first(row: Row, names: Sequence[str]) -> str:
    return next((found for name in names if (found := text(row.get(name)))), "")


def _street(address: Row) -> dict[str, str]:
    house, box = text(address.get("HouseNr")), text(address.get("HouseBox"))
    street = text(address.get("StreetName"))
    if not street:
        street = _without(text(address.get("Street1")), house, box)
    return {
        "street": street,
        "house_number": house,
        "box": box,
        "postcode": text(address.get("ZipCode")),
        "city": text(address.get("City")),
    }


def _without(line: str, house: str, box: str) -> str:
    """“Rue de Fer 3 bte 2” where 3 and 2 stand beside it."""
    if not house:
        return line
    tail = rf"[\s,]+{re.escape(house)}(?:\W.*)?$" if box else rf"[\s,]+{re.escape(house)}$"
    return re.sub(tail, "", line) or line


def _by_customer(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: number(row.get("CustomerAddressId"))):
        found[text(row.get("CustomerId"))].append(row)
    return found


def _listed(rows: Mapping[str, Row]) -> dict[int, str]:
    return {number(row.get("ListValueId")): text(row.get("ListValue")) for row in rows.values()}


def _labels(kinds: Kinds) -> dict[str, list[str]]:
    """By customer, the names of who manages their active projects."""
    names = {
        text(
            row.get("EmployeeId")
        ): f"{text(row.get('FirstName'))} {text(row.get('LastName'))}".strip()
        for row in kinds.get("employee", {}).values()
    }
    stand_ins = _responsible(kinds.get("projectemployee", {}).values(), names)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in kinds.get("project", {}).values():
        manager = manager_of(row, names) or stand_ins.get(text(row.get("ProjectId")), "")
        label = manager.replace(";", ",")
        if flag(row.get("IsActive", True)) and label:
            found[text(row.get("CustomerId"))].append(label)
    return {ref: sorted(set(labels)) for ref, labels in found.items()}


def manager_of(project: Row, names: Mapping[str, str]) -> str:
    return names.get(text(project.get("ProjectManagerId")), "") or text(
        project.get("ProjectManager")
    )


def _responsible(rows: Iterable[Row], names: Mapping[str, str]) -> dict[str, str]:
    """By project, who has a manager's profile in it."""
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: number(row.get("ProjectEmployeePk"))):
        name = names.get(text(row.get("EmployeeId")), "") or text(row.get("Employee"))
        if flag(row.get("IsActive", True)) and is_responsible(text(row.get("EmployeeProfile"))):
            found.setdefault(text(row.get("ProjectId")), name)
    return found
