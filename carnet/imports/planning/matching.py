"""Which client a row is about, and whether an earlier row was about the same one. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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

# By what a row is the same as an earlier one: the field that tells it, and the sentence.
AGAIN = {
    "client_number": (
        "client_number",
        gettext_lazy("This client number is already in row %(line)d."),
    ),
    "national_number": (
        "national_number",
        gettext_lazy("This national register number is already in row %(line)d."),
    ),
    "email_name": ("email", gettext_lazy("This e-mail and name are already in row %(line)d.")),
    "name_birth_date": (
        "birth_date",
        gettext_lazy("This name and birth date are already in row %(line)d."),
    ),
}
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
ALREADY = gettext_lazy("Row %(line)d is already about the same client.")
ALSO = gettext_lazy("Row %(line)d may be about the same client. Only one of them can be.")
BY_NAME = ("email_name", "name_birth_date")


def find(at: int, row: Checked, register: Register, choices: Choices) -> tuple[int, Problem | None]:
    """The client the row is about, or 0; and why that cannot be told, if it cannot."""
    if not register.archived:
        return 0, None
    same = choices.same.get(row.line)
    if same in register.archived:
        return same or 0, None
    referred = register.by_reference.clients.get(row.line)
    if same != 0 and referred in register.archived:
        return _referred(at, referred or 0, row, register)
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
    met = register.met.get(at)
    if not met:
        return ()
    # Whose partner has this number is another person, although of that name and mailbox.
    partners_of = register.by_partner.get(register.numbers[at].own, ())
    return [client for client, fact in met if fact == key and client not in partners_of]


def _referred(at: int, client: int, row: Checked, register: Register) -> tuple[int, Problem | None]:
    """Whatever they are called now, and wherever they live; but a number that is somebody else's is a mistake here
    or there."""
    others = register.by_index.get(register.numbers[at].own, ())
    if others and client not in others:
        reason = _("The software says that this is one client, the national number another.")
        return 0, row.problem("national_number", reason)
    return client, None


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


class Seen:
    """Remembers the rows of a file in their order, and tells when one comes twice."""

    def __init__(
        self,
        rows: Sequence[Checked],
        register: Register,
        clients: Sequence[int],
        couples: Mapping[int, int],
        key: str = "",
    ) -> None:
        self.rows = rows
        self.numbers = register.numbers
        self.clients = clients  # of each row
        self.couples = couples  # second row → first row
        # A client number is given once, whatever key was chosen.
        self.kinds = (key, "client_number") if key else tuple(AGAIN)
        self.compared = self._compared()
        # The numbers that stand in several rows. Nearly all stand in one, and are not remembered.
        self.numbered = {
            "client_number": {*_again(row.values.get("client_number", "") for row in rows)},
            "national_number": {*_again(told.own for told in self.numbers)},
        }
        self.first: dict[Any, int] = {}
        self.late: dict[int, int] = {}  # rows about a client: the earlier row about nobody
        self.named: dict[tuple[Any, str], list[int]] = {}

    def _compared(self) -> set[Any]:
        """The e-mails and birth dates that rows share whose names have to be compared: two clients we know, or
        two national numbers, are two people anyway."""
        new = (row for row, client in zip(self.rows, self.clients, strict=True) if not client)
        bare = (row for row, told in zip(self.rows, self.numbers, strict=True) if not told.own)
        shared = {*_again(_mailboxes(self.rows))}
        return shared.intersection(_mailboxes(new)).intersection(_mailboxes(bare))

    def again(self, at: int) -> Problem | None:
        """What is wrong if an earlier row is about the same person or has the same client number. This one is
        remembered either way."""
        found = None
        for kind, key in self._keys(at):
            earlier = self._note(key, at) if key else at
            if earlier != at and found is None and not self._couple(at, earlier):
                found = kind, earlier
        if found is None:
            return None
        if found[0] in BY_NAME and self.clients[at] and not self.clients[found[1]]:
            self.late[at] = found[1]
        field, reason = AGAIN[found[0]]
        return self.rows[at].problem(field, str(reason) % {"line": self.rows[found[1]].line})

    def too_early(self) -> Iterator[tuple[int, Problem]]:
        """Rows that would be new, although a later one of that name and mailbox is about a client: which of the
        two is right nobody can tell, and once this one is a client both were."""
        for later, at in self.late.items():
            yield at, self.rows[at].problem("email", str(ALSO) % {"line": self.rows[later].line})

    def _couple(self, one: int, two: int) -> bool:
        """A couple shares its client number."""
        return self.couples.get(one, one) == self.couples.get(two, two)

    def _keys(self, at: int) -> Iterator[tuple[str, Any]]:
        """By what it may be the same as an earlier one."""
        tell, kinds = self.rows[at].values.get, self.kinds
        for kind, number in (
            ("client_number", tell("client_number")),
            ("national_number", self.numbers[at].own),
        ):
            if number in self.numbered[kind] and kind in kinds:
                yield kind, number
        if "email_name" in kinds and (email := tell("email")) in self.compared:
            yield "email_name", self._named(email, at)
        if "name_birth_date" in kinds and (born := tell("birth_date")) in self.compared:
            yield "name_birth_date", self._named(born, at)

    def _named(self, value: Any, at: int) -> tuple[Any, str] | None:
        name = folded(self.rows[at].values)
        return (value, words(name)) if value and all(name) else None

    def _note(self, key: Any, at: int) -> int:
        """The first row with this key, this one if there is none before."""
        if type(key) is not tuple:
            return self.first.setdefault(key, at)
        same = self.named.setdefault(key, [])
        same.append(at)
        return next((one for one in same if one == at or not self._others(at, one)), at)

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


def rivals(
    rows: Sequence[Checked], clients: Sequence[int], places: Iterable[int], choices: Choices
) -> Iterator[tuple[int, Problem]]:
    """Those of the rows at these places that are about one client, though nothing says that they are one person.
    A row somebody chose for that client is none of them. Else all are: the first, if it were taken, might change
    the client so that the same file again would be about others."""
    about: dict[int, list[int]] = {}
    for at in places:
        if clients[at]:
            about.setdefault(clients[at], []).append(at)
    for client, several in about.items():
        chosen = [at for at in several if choices.same.get(rows[at].line) == client][:1]
        sentence = ALREADY if chosen else ALSO
        for at in several if len(several) > 1 else ():
            if at not in chosen:
                other = next(one for one in chosen or several if one != at)
                reason = str(sentence) % {"line": rows[other].line}
                yield at, rows[at].problem("email", reason)


def renumbered(
    rows: Sequence[Checked], register: Register, clients: Sequence[int], unclear: Iterable[int]
) -> Iterator[tuple[int, Problem]]:
    """Rows that would take from a client the number by which another row is unclear: afterwards that one would be
    clear, and the same file again something else."""
    wanted = {}
    for at in unclear:
        number = register.by_number.get(rows[at].values.get("client_number", ""))
        for client in filter(None, (number, *register.by_index.get(register.numbers[at].own, ()))):
            wanted[client] = at
    for at, client in enumerate(clients) if wanted else ():
        if client in wanted and _gives_up(at, client, rows[at], register):
            reason = str(ALSO) % {"line": rows[wanted[client]].line}
            yield at, rows[at].problem("client_number", reason)


def _gives_up(at: int, client: int, row: Checked, register: Register) -> bool:
    number, own = row.values.get("client_number"), register.numbers[at].own
    if number and register.by_number.get(number) != client:
        return True
    return bool(own and client not in register.by_index.get(own, ()))


def _mailboxes(rows: Iterable[Checked]) -> Iterator[Any]:
    for row in rows:
        yield row.values.get("email")
        yield row.values.get("birth_date")


def _again(values: Iterable[Any]) -> Iterator[Any]:
    """Each that was there before."""
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            yield value
        seen.add(value)


def _differ(one: Any, two: Any) -> bool:
    return bool(one and two and one != two)
