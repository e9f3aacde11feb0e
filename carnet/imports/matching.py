"""Which client a row is about, and whether an earlier row was about the same one. Pure."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from carnet.clients.models import Client
from carnet.clients.search import fold
from carnet.core.crypto import blind_index
from carnet.imports.checking import Checked, Problem

Person = tuple[str, str]


def person(email: str, first_name: str, last_name: str) -> Person:
    """An address and a name, its parts in either order, however they are accented."""
    return email.lower(), " ".join(sorted(fold(f"{first_name} {last_name}").split()))


def _person(row: Checked) -> Person | None:
    parts = [row.values.get(name, "") for name in ("email", "first_name", "last_name")]
    return person(*parts) if all(parts) else None


def _index(row: Checked, firm: UUID) -> str:
    number = row.values.get("national_number")
    return blind_index(number, firm) if number else ""


def problem(row: Checked, field: str, reason: str) -> Problem:
    return Problem(row.line, field, row.headers.get(field, ""), "", reason)


class Known:
    """The firm's clients, found by client number, then national number, then e-mail and name."""

    def __init__(self, clients: Iterable[Client], firm: UUID) -> None:
        self.firm = firm
        self.by_number: dict[str, Client] = {}
        self.by_index: dict[str, Client] = {}
        self.by_person: dict[Person, list[Client]] = {}
        for client in clients:
            self.by_number[client.client_number] = client
            self.by_index[client.national_number_index] = client
            who = person(client.email, client.first_name, client.last_name)
            self.by_person.setdefault(who, []).append(client)

    def find(self, row: Checked) -> tuple[Client | None, Problem | None]:
        number, index = row.values.get("client_number"), _index(row, self.firm)
        numbered = self.by_number.get(number) if number else None
        indexed = self.by_index.get(index) if index else None
        if numbered and indexed and numbered.pk != indexed.pk:
            reason = _("This client number belongs to one client, the national number to another.")
            return None, problem(row, "client_number", reason)
        if numbered or indexed:
            return numbered or indexed, None
        return self._find_person(row, index)

    def _find_person(self, row: Checked, index: str) -> tuple[Client | None, Problem | None]:
        who = _person(row)
        found = [
            client
            for client in (self.by_person.get(who, []) if who else [])
            # Father and son may share both; their national numbers tell them apart.
            if not index or client.national_number_index in {"", index}
        ]
        if len(found) > 1:
            reason = _("Several clients have this e-mail and name. Add the client number.")
            return None, problem(row, "email", reason)
        return (found[0] if found else None), None


class Seen:
    """Remembers the rows of a file, and tells when one comes twice."""

    def __init__(self, firm: UUID) -> None:
        self.firm = firm
        self.numbers: dict[str, int] = {}
        self.indexes: dict[str, int] = {}
        self.clients: dict[int, int] = {}
        self.people: dict[Person, dict[str, int]] = {}

    def again(self, row: Checked, client: Client | None) -> Problem | None:
        """What is wrong if an earlier row is about the same client. Notes this one either way."""
        number, index = row.values.get("client_number", ""), _index(row, self.firm)
        found = [
            (
                "client_number",
                _("This client number is already in row %(line)d."),
                _note(self.numbers, number, row.line),
            ),
            (
                "national_number",
                _("This national register number is already in row %(line)d."),
                _note(self.indexes, index, row.line),
            ),
            (
                "email",
                _("This e-mail and name are already in row %(line)d."),
                self._person_again(row, index),
            ),
            (
                "email",
                _("Row %(line)d is already about the same client."),
                _note(self.clients, client.pk if client else 0, row.line),
            ),
        ]
        return next(
            (problem(row, field, reason % {"line": line}) for field, reason, line in found if line),
            None,
        )

    def _person_again(self, row: Checked, index: str) -> int:
        """Father and son may share both; their national numbers tell them apart."""
        who = _person(row)
        if who is None:
            return 0
        lines = self.people.setdefault(who, {})
        same = [line for other, line in lines.items() if not index or other in {"", index}]
        lines.setdefault(index, row.line)
        return min(same, default=0)


def _note(lines: dict, key: object, line: int) -> int:
    """The earlier line with this key, or 0; keys that are empty are not compared."""
    earlier = lines.setdefault(key, line) if key else line
    return earlier if earlier != line else 0
