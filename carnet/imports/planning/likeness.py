"""Rows that no number led to a client: which clients have a name and a supporting fact in common with them.

Looks up what is shared first and compares names only then, so that the work grows with the two lists and
never with their product. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from carnet.clients.search import fold
from carnet.core.crypto import blind_index
from carnet.imports.planning.checking import Checked
from carnet.imports.planning.known import Meeting, Numbers
from carnet.imports.planning.names import Name, alike, similar, words

# A fact that so many rows share tells nobody apart.
SHARED = 50
# So many names are compared with the one of a row.
LOOKED_AT = 200

# By what a client is recognised, then what supports a similar name.
WHY = {
    "national_number": _("The national register number is the same."),
    "client_number": _("The client number is the same."),
    "email_name": _("E-mail and name are the same."),
    "name_birth_date": _("Name and birth date are the same."),
    "birth_date": _("The name is similar and the birth date the same."),
    "email": _("The name is similar and the e-mail the same."),
    "enterprise_number": _("The name is similar and the enterprise number the same."),
    "phone": _("The name is similar and the phone number the same."),
    "address": _("The name is similar and the address the same."),
}


class Acquaintance(NamedTuple):
    """A client of the firm, as far as they may be compared with a row."""

    pk: int
    archived_at: datetime | None
    kind: str
    company: str
    first_name: str
    last_name: str
    national_number_index: str
    birth_date: date | None
    email: str
    enterprise_number: str
    phone: str
    mobile: str
    street: str
    house_number: str
    postcode: str


FACTS = Acquaintance._fields[7:]


class Person(NamedTuple):
    """Whom a row speaks of."""

    name: Name
    kind: str  # empty where the row does not tell
    company: str
    birth_date: date | None
    number: str  # the national number's index


class Unmet:
    """The rows to find somebody for. Show it every client who may be meant; `met` tells who was."""

    def __init__(self, rows: Iterable[tuple[int, Checked, Numbers]]) -> None:
        self.people: dict[int, Person] = {}
        self.recognised: dict[tuple[Any, str], list[int]] = {}
        self.shared: dict[tuple[str, Any], list[int]] = {}
        self.tries: dict[int, int] = {}
        self.met: dict[int, list[Meeting]] = {}
        for at, row, numbers in rows:
            self._remember(at, row.values, numbers)

    def _remember(self, at: int, values: Mapping[str, Any], numbers: Numbers) -> None:
        name = folded(values)
        company = fold(values.get("company", ""))
        birth_date = values.get("birth_date")
        self.people[at] = Person(name, values.get("kind", ""), company, birth_date, numbers.own)
        for _fact, key in _keys(name, values.get("email"), birth_date):
            self.recognised.setdefault(key, []).append(at)
        for fact in facts(*[values.get(field, "") for field in FACTS]):
            rows = self.shared.setdefault(fact, [])
            if len(rows) < SHARED:
                rows.append(at)

    def look_at(self, client: Acquaintance) -> bool:
        """Whether any row may be about them."""
        found = [fact for fact in facts(*client[7:]) if fact in self.shared]
        if not found:
            return False
        name = fold(client.first_name), fold(client.last_name)
        met = set(self._recognise(client, name))
        for fact in found:
            for at in self.shared[fact]:
                if at not in met and self._alike(at, client, name):
                    met.add(at)
                    self._note(at, client, fact[0])
        return bool(met)

    def _recognise(self, client: Acquaintance, name: Name) -> Iterator[int]:
        for fact, key in _keys(name, client.email, client.birth_date):
            for at in self.recognised.get(key, ()):
                if not _others(self.people[at], client):
                    self._note(at, client, fact)
                    yield at

    def _alike(self, at: int, client: Acquaintance, name: Name) -> bool:
        person, tries = self.people[at], self.tries.get(at, 0)
        if tries == LOOKED_AT or _others(person, client, birth_date=True):
            return False
        self.tries[at] = tries + 1
        if client.kind == "company" and person.company:
            return alike(person.company, fold(client.company))
        return similar(person.name, name)

    def _note(self, at: int, client: Acquaintance, fact: str) -> None:
        self.met.setdefault(at, []).append(Meeting(client.pk, fact))


def folded(values: Mapping[str, Any]) -> Name:
    return fold(values.get("first_name", "")), fold(values.get("last_name", ""))


def _keys(
    name: Name, email: str | None, birth_date: date | None
) -> Iterator[tuple[str, tuple[Any, str]]]:
    if all(name):
        same = words(name)
        if email:
            yield "email_name", (email, same)
        if birth_date:
            yield "name_birth_date", (birth_date, same)


def facts(
    birth_date: Any,
    email: str,
    enterprise_number: str,
    phone: str,
    mobile: str,
    *address: str,
) -> Iterator[tuple[str, Any]]:
    """What supports a similar name, the surest first. `address` is street, number, postcode."""
    if birth_date:
        yield "birth_date", birth_date
    if email:
        yield "email", email
    if enterprise_number:
        yield "enterprise_number", enterprise_number
    for number in {phone, mobile}:
        if number:
            yield "phone", number
    if all(address):
        street, house_number, postcode = address
        yield "address", (postcode, house_number.lower(), fold(street))


def _others(person: Person, client: Acquaintance, *, birth_date: bool = False) -> bool:
    """Surely not the same. Father and son may share name and e-mail; their numbers tell them apart."""
    if person.number and client.national_number_index not in {"", person.number}:
        return True
    if not birth_date:
        return firms_apart(person.kind, person.company, client.kind, client.company)
    if person.birth_date and client.birth_date and person.birth_date != client.birth_date:
        return True
    return firms_apart(person.kind, "", client.kind, "")


def firms_apart(kind: str, company: str, other_kind: str, other_company: str) -> bool:
    """A company is not its contact, nor another company of the same one. A kind may be untold."""
    if "company" not in {kind, other_kind}:
        return False
    if kind and other_kind and kind != other_kind:
        return True
    return bool(company and other_company and fold(company) != fold(other_company))


def fingerprint(row: Checked, firm: UUID) -> str:
    """By which it is remembered that the person of a row is not a certain client (models.Different)."""
    first, last = folded(row.values)
    told = (first, last, row.values.get("birth_date") or "", row.values.get("email", ""))
    return blind_index("|".join(map(str, told)), firm)
