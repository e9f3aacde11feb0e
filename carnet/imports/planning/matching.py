"""Which client a row is about, and whether an earlier row was about the same one. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.imports.planning.checking import Checked
from carnet.imports.planning.choices import KEYS, Choices
from carnet.imports.planning.known import Register
from carnet.imports.planning.likeness import firms_apart, folded
from carnet.imports.planning.names import words
from carnet.imports.planning.outcome import Problem

# The field that tells it, and the sentence, in the order of Seen.again.
AGAIN = (
    ("client_number", gettext_lazy("This client number is already in row %(line)d.")),
    ("national_number", gettext_lazy("This national register number is already in row %(line)d.")),
    ("email", gettext_lazy("This e-mail and name are already in row %(line)d.")),
    ("birth_date", gettext_lazy("This name and birth date are already in row %(line)d.")),
    ("email", gettext_lazy("Row %(line)d is already about the same client.")),
)
SEVERAL: dict[str, tuple[str, Promise]] = {
    "national_number": (
        "national_number",
        gettext_lazy("Several clients have this national register number. Add the client number."),
    ),
    "email_name": (
        "email",
        gettext_lazy("Several clients have this e-mail and name. Add the client number."),
    ),
    "name_birth_date": (
        "birth_date",
        gettext_lazy("Several clients have this name and birth date. Add the client number."),
    ),
}
BY_NAME = ("email_name", "name_birth_date")


def find(at: int, row: Checked, register: Register, choices: Choices) -> tuple[int, Problem | None]:
    """The client the row is about, or 0; and why that cannot be told, if it cannot."""
    if not register.archived:
        return 0, None
    same = choices.same.get(row.line)
    if same in register.archived:
        return same or 0, None
    for key in [choices.key] if choices.key else KEYS:
        if same == 0 and key in BY_NAME:
            continue
        if found := having(key, at, row, register):
            return _settle(key, found, row, register, choices)
    return 0, None


def having(key: str, at: int, row: Checked, register: Register) -> Sequence[int]:
    """The clients who have this key in common with the row."""
    if key == "national_number":
        return register.by_index.get(register.numbers[at].own, ())
    if key == "client_number":
        client = register.by_number.get(row.values.get("client_number", ""))
        return [client] if client else []
    return [client for client, fact in register.met.get(at, ()) if fact == key]


def _settle(
    key: str, found: Sequence[int], row: Checked, register: Register, choices: Choices
) -> tuple[int, Problem | None]:
    numbered = register.by_number.get(row.values.get("client_number", ""))
    if key == "national_number" and numbered and not choices.key:
        if numbered in found:
            return numbered, None
        reason = _("This client number belongs to one client, the national number to another.")
        return 0, row.problem("client_number", reason)
    if client := the_one(found, register):
        return client, None
    field, several = SEVERAL[key]
    return 0, row.problem(field, str(several))


def the_one(found: Sequence[int], register: Register) -> int:
    """The only one, or the only one who is not archived; otherwise 0."""
    if len(found) > 1:
        found = [client for client in found if not register.archived[client]]
    return found[0] if len(found) == 1 else 0


NOBODY = -1


class Seen:
    """Remembers the rows of a file, and tells when one comes twice."""

    def __init__(self, rows: Sequence[Checked], register: Register, clients: Sequence[int]) -> None:
        self.rows = rows
        self.numbers = register.numbers
        self.clients = clients  # of each row
        self.first: dict[Any, int] = {}
        # Two known clients, or two national numbers, are two people: no names need to be compared.
        new = (row for row, client in zip(rows, clients, strict=True) if not client)
        unnumbered = (row for row, told in zip(rows, self.numbers, strict=True) if not told.own)
        self.compared = _shared_by(new) & _shared_by(unnumbered)
        self.alone: dict[Any, int] = {}  # by a value that no other row has so far
        self.named: dict[tuple[Any, str], list[int]] = {}

    def again(self, at: int, key: str = "") -> Problem | None:
        """What is wrong if an earlier row is about the same client. Notes this one either way.

        A client number is given once, whatever key was chosen.
        """
        row = self.rows[at]
        tell = row.values.get
        email, born = key in ("", "email_name"), key in ("", "name_birth_date")
        lines = (
            self._first(tell("client_number"), at),
            self._first(self.numbers[at].own, at) if key in ("", "national_number") else 0,
            self._person(tell("email"), at) if email else 0,
            self._person(tell("birth_date"), at) if born else 0,
            self._first(self.clients[at], at),
        )
        if not any(lines):
            return None
        (field, reason), line = next(pair for pair in zip(AGAIN, lines, strict=True) if pair[1])
        return row.problem(field, str(reason) % {"line": line})

    def _first(self, value: Any, at: int) -> int:
        """The earlier line with this value, or 0; values that are empty are not compared."""
        earlier = self.first.setdefault(value, at) if value else at
        return self.rows[earlier].line if earlier != at else 0

    def _person(self, value: Any, at: int) -> int:
        """The earlier line with this value and this name, or 0. Names are compared only where values are."""
        if not value or value not in self.compared:
            return 0
        alone = self.alone.setdefault(value, at)
        if alone == at:
            return 0
        if alone != NOBODY:
            self.alone[value] = NOBODY
            self._named(value, alone)
        return self._named(value, at)

    def _named(self, value: Any, at: int) -> int:
        name = folded(self.rows[at].values)
        if not all(name):
            return 0
        same = self.named.setdefault((value, words(name)), [])
        earlier = next((other for other in same if not self._others(at, other)), at)
        same.append(at)
        return self.rows[earlier].line if earlier != at else 0

    def _others(self, one: int, two: int) -> bool:
        """Father and son may share both; their numbers, or what Carnet knows of them, tell them apart."""
        if _differ(self.numbers[one].own, self.numbers[two].own):
            return True
        if _differ(self.clients[one], self.clients[two]):
            return True
        (kind, company), (other_kind, other_company) = (
            (self.rows[at].values.get("kind", ""), self.rows[at].values.get("company", ""))
            for at in (one, two)
        )
        return firms_apart(kind, company, other_kind, other_company)


def _shared_by(rows: Iterable[Checked]) -> set[Any]:
    return {row.values.get(field) for row in rows for field in ("email", "birth_date")}


def _differ(one: Any, two: Any) -> bool:
    return bool(one and two and one != two)
