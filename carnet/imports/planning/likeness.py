"""Rows that no number led to a client: which clients have a name and a supporting fact in common with them.

Looks up what is shared first and compares names only then, so that the work grows with the two lists and
never with their product. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from carnet.clients.search import fold
from carnet.core.crypto import blind_index
from carnet.imports.planning.checking import Checked
from carnet.imports.planning.known import Meeting, Numbers
from carnet.imports.planning.names import Name, alike, similar, words

# A fact that more rows share tells nobody apart.
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
RECOGNISED = {"email": "email_name", "birth_date": "name_birth_date"}


# Stands where the first name of somebody would.
NO_PERSON = "@"


class Acquaintance(NamedTuple):
    """A client of the firm, as far as they may be compared with a row."""

    pk: int
    archived: bool
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
    postcode: str
    house_number: str
    street: str


Facts = list[tuple[str, Any]]
FIELDS = Acquaintance._fields[7:]


class Person(NamedTuple):
    """Of whom a row speaks, or who a client is. Texts are folded; what is not known is empty."""

    name: Name
    words: str
    kind: str
    company: str
    birth_date: date | None
    street: str
    number: str  # the national number's index


class Unmet:
    """The rows to find somebody for. Show it every client who may be meant; `met` tells who was."""

    def __init__(self, rows: Iterable[tuple[int, Checked, Numbers]]) -> None:
        self.rows: dict[int, tuple[Checked, Numbers]] = {}
        self.by: dict[str, dict[Any, list[int]]] = {fact: {} for fact in WHY}
        self.crowds: dict[tuple[str, Any], dict[str, list[int]]] = {}
        self.people: dict[int, Person] = {}
        self.tries: dict[int, int] = {}
        self.met: dict[int, list[Meeting]] = {}
        for at, row, numbers in rows:
            self.rows[at] = row, numbers
            for fact, value in _facts(*map(row.values.get, FIELDS)):
                self.by[fact].setdefault(value, []).append(at)

    def look_at(self, client: Acquaintance) -> bool:
        """Whether any row may be about them. Of somebody who is recognised nobody else is asked."""
        by = self.by
        found = [pair for pair in _facts(*client[7:]) if pair[1] in by[pair[0]]]
        if not found:
            return False
        theirs = _person(client._asdict(), client.national_number_index)
        met = dict(self._recognising(theirs, found)) or dict(self._resembling(theirs, found))
        for at, facts in met.items():
            self.met.setdefault(at, []).extend(Meeting(client.pk, fact) for fact in facts)
        return bool(met)

    def _recognising(self, theirs: Person, found: Facts) -> Iterator[tuple[int, list[str]]]:
        if not all(theirs.name):
            return
        met: dict[int, list[str]] = {}
        for fact, value in found:
            if fact in RECOGNISED:
                for at in self._rows(fact, value, theirs.words):
                    if _same(self._ours(at), theirs):
                        met.setdefault(at, []).append(RECOGNISED[fact])
        yield from met.items()

    def _resembling(self, theirs: Person, found: Facts) -> Iterator[tuple[int, list[str]]]:
        met: set[int] = set()
        for fact, value in found:
            for at in self._rows(fact, value, theirs.words):
                if at not in met and self._may_be(at, theirs, fact):
                    met.add(at)
                    yield at, [fact]

    def _rows(self, fact: str, value: Any, name: str) -> list[int]:
        """With this fact. Where too many have it, only those of the very name."""
        rows = self.by[fact][value]
        if len(rows) <= SHARED:
            return rows
        crowd = self.crowds.setdefault((fact, value), {})
        if not crowd:
            for at in rows:
                crowd.setdefault(self._ours(at).words, []).append(at)
        return crowd.get(name, [])

    def _ours(self, at: int) -> Person:
        if (person := self.people.get(at)) is None:
            row, numbers = self.rows[at]
            person = self.people[at] = _person(row.values, numbers.own)
        return person

    def _may_be(self, at: int, theirs: Person, fact: str) -> bool:
        ours = self._ours(at)
        if _others(ours, theirs) or (fact == "address" and ours.street != theirs.street):
            return False
        self.tries[at] = tries = self.tries.get(at, 0) + 1
        return tries <= LOOKED_AT and _alike(ours, theirs)


def _same(ours: Person, theirs: Person) -> bool:
    """By their names, where e-mail or birth date are the same already.

    Father and son may share both, a firm and its owner too.
    """
    if ours.words != theirs.words or _differ(ours.number, theirs.number):
        return False
    return not firms_apart(ours.kind, ours.company, theirs.kind, theirs.company)


def _others(ours: Person, theirs: Person) -> bool:
    """Told apart, whatever their names."""
    if _differ(ours.birth_date, theirs.birth_date) or _differ(ours.number, theirs.number):
        return True
    return firms_apart(ours.kind, "", theirs.kind, "")


def _differ(ours: Any, theirs: Any) -> bool:
    return bool(ours and theirs and ours != theirs)


def _alike(ours: Person, theirs: Person) -> bool:
    if theirs.kind == "company" and ours.company:
        return alike(ours.company, theirs.company)
    return similar(ours.name, theirs.name)


def _person(values: Mapping[str, Any], number: str) -> Person:
    name, tell = folded(values), values.get
    company, street = fold(tell("company", "")), fold(tell("street", ""))
    born = tell("birth_date")
    return Person(name, words(name), tell("kind", ""), company, born, street, number)


def folded(values: Mapping[str, Any]) -> Name:
    """Of a company of which no person is known by a whole name its own name, which is nobody's."""
    first, last = _fold(values.get("first_name", "")), _fold(values.get("last_name", ""))
    if not (first and last) and (company := values.get("company")):
        return NO_PERSON, _fold(company)
    return first, last


# A thousand first names make up most of any list.
_fold = lru_cache(maxsize=4096)(fold)


def _facts(
    birth_date: date | None,
    email: str | None,
    enterprise_number: str | None,
    phone: str | None,
    mobile: str | None,
    *address: str | None,
) -> Iterator[tuple[str, Any]]:
    """What supports a similar name, the surest first. Of an address the street is compared later."""
    if birth_date:
        yield "birth_date", birth_date
    if email:
        yield "email", email
    if enterprise_number:
        yield "enterprise_number", enterprise_number
    if phone:
        yield "phone", phone
    if mobile and mobile != phone:
        yield "phone", mobile
    postcode, house_number, street = address
    if street and house_number and postcode:
        yield "address", (postcode, house_number.lower())


def firms_apart(kind: str, company: str, other_kind: str, other_company: str) -> bool:
    """A company is not its contact, nor another company of the same one. A kind may be untold."""
    if "company" not in (kind, other_kind):
        return False
    if kind and other_kind and kind != other_kind:
        return True
    return bool(company and other_company and fold(company) != fold(other_company))


def fingerprint(row: Checked, firm: UUID) -> str:
    """By which it is remembered that the person of a row is not a certain client (models.Different)."""
    first, last = folded(row.values)
    told = (first, last, row.values.get("birth_date") or "", row.values.get("email", ""))
    return blind_index("|".join(map(str, told)), firm)
