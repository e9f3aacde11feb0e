"""Whether a file and the register agree about whose partner somebody is. Pure.

A couple is only made where nobody else names one of the two as the partner, and neither names anybody else: else
it would depend on what Carnet knows by then who is joined with whom, and the same file twice would be two things.
"""

from collections.abc import Iterator, Sequence

from carnet.imports.planning.checking import Checked
from carnet.imports.planning.known import Register
from carnet.imports.planning.likeness import firms_apart, folded
from carnet.imports.planning.names import words

Rows = dict[str, list[int]]


class Partners:
    """Rows are counted from 0; `clients` whom each is about (0: nobody), read when asked."""

    def __init__(self, rows: Sequence[Checked], register: Register, clients: Sequence[int]) -> None:
        self.rows = rows
        self.register = register
        self.clients = clients
        self.owners: Rows = {}  # by national number: the rows about that person
        self.naming: Rows = {}  # and the rows that name them as the partner
        for at, numbers in enumerate(register.numbers):
            if numbers.own:
                self.owners.setdefault(numbers.own, []).append(at)
            if numbers.partner:
                self.naming.setdefault(numbers.partner, []).append(at)

    def row_against(self, one: int, two: int) -> int | None:
        """A row that speaks of another couple, if these two were one."""
        pairs = ((one, two), (two, one))
        return next((at for pair in pairs for at in self._against(*pair)), None)

    def _against(self, one: int, two: int) -> Iterator[int]:
        """Rows that name `one` beside another than `two`, or another beside `one`."""
        own = self.register.numbers[one].own
        yield from (at for at in self.naming.get(own, ()) if not self._same(at, two))
        for at in self.owners.get(own, (one,)):
            named = self.register.numbers[at].partner
            if any(not self._same(owner, two) for owner in self.owners.get(named, ())):
                yield at

    def _same(self, one: int, two: int) -> bool:
        """Whether two rows are about one person, so that the second of them is refused."""
        ours, theirs = (self.register.numbers[at].own for at in (one, two))
        if one == two or (ours and theirs):
            return one == two or ours == theirs
        if self.clients[one] != self.clients[two]:
            return False
        tell, told = self.rows[one].values.get, self.rows[two].values.get
        if not tell("email") or tell("email") != told("email"):
            return False
        names = [folded(self.rows[at].values) for at in (one, two)]
        companies = (tell("kind", ""), tell("company", ""), told("kind", ""), told("company", ""))
        return words(names[0]) == words(names[1]) and not firms_apart(*companies)

    def client_against(self, one: int, two: int) -> bool:
        """Whether a client has one of them as the partner already, and is not the other."""
        return any(
            client != self.clients[at] and not self.register.archived[client]
            for at, other in ((one, two), (two, one))
            for client in self.register.by_partner.get(self.register.numbers[other].own, ())
        )

    def of_another(self, at: int, client: int) -> bool:
        """Whether a row names the person of this one as its own partner, or this one somebody else, and neither
        is the client."""
        numbers = self.register.numbers[at]
        others = (*self.naming.get(numbers.own, ()), *self.owners.get(numbers.partner, ()))
        return any(self.clients[other] != client for other in others)
