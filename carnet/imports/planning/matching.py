"""Which client a row is about, and whether an earlier row was about the same one. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.clients.models import Client
from carnet.clients.search import fold
from carnet.core.crypto import blind_index
from carnet.imports.planning.checking import Checked, Problem

Person = tuple[str, str]

NUMBER_AGAIN = gettext_lazy("This client number is already in row %(line)d.")
NATIONAL_NUMBER_AGAIN = gettext_lazy("This national register number is already in row %(line)d.")
PERSON_AGAIN = gettext_lazy("This e-mail and name are already in row %(line)d.")
CLIENT_AGAIN = gettext_lazy("Row %(line)d is already about the same client.")


@dataclass(frozen=True)
class Identity:
    """By what a client is recognised; what a row does not tell is empty."""

    number: str
    index: str
    person: Person | None


def identity(row: Checked, firm: UUID) -> Identity:
    values = row.values
    national = values.get("national_number")
    parts = [values.get(name, "") for name in ("email", "first_name", "last_name")]
    return Identity(
        values.get("client_number", ""),
        blind_index(national, firm) if national else "",
        _person(*parts) if all(parts) else None,
    )


def _person(email: str, first_name: str, last_name: str) -> Person:
    """An address and a name, its parts in either order, however they are accented."""
    return email.lower(), " ".join(sorted(fold(f"{first_name} {last_name}").split()))


def _problem(row: Checked, field: str, reason: str) -> Problem:
    return Problem(row.line, field, row.headers[field], str(row.values.get(field, "")), reason)


class Known:
    """The firm's clients, found by client number, then national number, then e-mail and name."""

    def __init__(self, clients: Iterable[Client]) -> None:
        self.by_number: dict[str, Client] = {}
        self.by_index: dict[str, Client] = {}
        self.by_person: dict[Person, list[Client]] = {}
        for client in clients:
            self.by_number[client.client_number] = client
            self.by_index[client.national_number_index] = client
            who = _person(client.email, client.first_name, client.last_name)
            self.by_person.setdefault(who, []).append(client)

    def find(self, row: Checked, who: Identity) -> tuple[Client | None, Problem | None]:
        numbered = self.by_number.get(who.number) if who.number else None
        indexed = self.by_index.get(who.index) if who.index else None
        if numbered and indexed and numbered.pk != indexed.pk:
            reason = _("This client number belongs to one client, the national number to another.")
            return None, _problem(row, "client_number", reason)
        if numbered or indexed:
            return numbered or indexed, None
        return self._find_person(row, who)

    def _find_person(self, row: Checked, who: Identity) -> tuple[Client | None, Problem | None]:
        found = [
            client
            for client in (self.by_person.get(who.person, []) if who.person else [])
            # Father and son may share both; their national numbers tell them apart.
            if not who.index or client.national_number_index in {"", who.index}
        ]
        if len(found) > 1:
            reason = _("Several clients have this e-mail and name. Add the client number.")
            return None, _problem(row, "email", reason)
        return (found[0] if found else None), None


class Seen:
    """Remembers the rows of a file, and tells when one comes twice."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.indexes: dict[str, int] = {}
        self.clients: dict[int, int] = {}
        self.people: dict[Person, dict[str, int]] = {}

    def again(self, row: Checked, who: Identity, client: Client | None) -> Problem | None:
        """What is wrong if an earlier row is about the same client. Notes this one either way."""
        found = [
            ("client_number", NUMBER_AGAIN, _note(self.numbers, who.number, row.line)),
            ("national_number", NATIONAL_NUMBER_AGAIN, _note(self.indexes, who.index, row.line)),
            ("email", PERSON_AGAIN, self._person_again(row, who)),
            ("email", CLIENT_AGAIN, _note(self.clients, client and client.pk, row.line)),
        ]
        return next(
            (
                _problem(row, field, str(reason) % {"line": line})
                for field, reason, line in found
                if line
            ),
            None,
        )

    def _person_again(self, row: Checked, who: Identity) -> int:
        """Father and son may share both; their national numbers tell them apart."""
        if who.person is None:
            return 0
        lines = self.people.setdefault(who.person, {})
        same = [line for index, line in lines.items() if not who.index or index in {"", who.index}]
        lines.setdefault(who.index, row.line)
        return min(same, default=0)


def _note(lines: dict[Any, int], key: Any, line: int) -> int:
    """The earlier line with this key, or 0; keys that are empty are not compared."""
    earlier = lines.setdefault(key, line) if key else line
    return earlier if earlier != line else 0
