"""What importing these rows would do. Asks the register and writes nothing, so the preview is the truth."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext as _

from carnet.clients.record import FIELDS, PERSON, REQUIRED
from carnet.imports.planning.checking import NO_CHOICES, Checked
from carnet.imports.planning.choices import KEYS, WHOLE_ROW, Choices
from carnet.imports.planning.comparing import Pairs, compare
from carnet.imports.planning.couples import (
    PARTNER_FIELDS,
    Couple,
    as_partner,
    couples,
    join,
    joined_numbers,
)
from carnet.imports.planning.known import Here, Numbers, Register, full_name
from carnet.imports.planning.likeness import WHY
from carnet.imports.planning.matching import Seen, find, having, renumbered, rivals, the_one
from carnet.imports.planning.outcome import (
    Changed,
    Invalid,
    Joined,
    Likeness,
    New,
    OnlyHere,
    Pair,
    Plan,
    Problem,
    Unchanged,
)
from carnet.imports.planning.partners import Partners

# So many clients are looked at side by side: a plan never holds the whole register.
AT_ONCE = 2_000
ASKED = 5
ALWAYS = {*REQUIRED, "kind", "company"}
NOTHING: Pairs = {}  # one for all rows


def make_plan(rows: Sequence[Checked], register: Register, choices: Choices = NO_CHOICES) -> Plan:
    """Of all rows of a file, in its order; `register` was read for these very rows and choices."""
    return _Planning(rows, register, choices).make()


class _Planning:
    """One plan in the making. Rows are counted from 0, clients are primary keys, 0 is nobody."""

    def __init__(self, rows: Sequence[Checked], register: Register, choices: Choices) -> None:
        self.rows = rows
        self.register = register
        self.choices = choices
        self.clients: list[int] = []  # whom each row is about
        self.unclear: dict[int, Problem] = {}
        self.doubles: dict[int, Problem] = {}  # rows about somebody an earlier row is about
        self.partners: dict[int, int] = {}  # rows about the partner of a client: that client
        self.second: dict[int, int] = {}  # rows that were joined, by their first row
        self.here: Mapping[int, Here] = {}
        self.plan = Plan(active=register.active)

    def make(self) -> Plan:
        self._find()
        self._join()
        self._look_for_doubles()
        self._look_for_rivals()
        self.taken = set(self.clients)
        seconds = set(self.second.values())
        places = (at for at in range(len(self.rows)) if at not in seconds)
        while some := list(islice(places, AT_ONCE)):
            self._sort(some)
        self._count()
        return self.plan

    def _find(self) -> None:
        for at, row in enumerate(self.rows):
            client, unclear = find(at, row, self.register, self.choices)
            self.clients.append(client)
            if unclear:
                self.unclear[at] = unclear
        self._find_referred_partners()
        if self.register.by_partner and self.choices.key in ("", "national_number"):
            self._find_partners()

    def _find_referred_partners(self) -> None:
        known = self.register.by_reference.partners
        for at, row in enumerate(self.rows) if known else ():
            apart = not self.choices.couples.get(row.line, True)
            client = known.get(row.line)
            if client in self.register.archived and not (apart or self.clients[at]):
                self.partners[at] = client or 0

    def _find_partners(self) -> None:
        """The clients whose partner the person of a row is, unless somebody said they are apart."""
        named = Partners(self.rows, self.register, self.clients)
        for at, row in enumerate(self.rows):
            found = self.register.by_partner.get(self.register.numbers[at].own)
            if not found or self.clients[at] or at in self.unclear or at in self.partners:
                continue
            client = the_one(found, self.register)
            apart = not self.choices.couples.get(row.line, True) or named.of_another(at, client)
            if client and not apart and row.values.get("kind") != "company":
                self.partners[at] = client

    def _join(self) -> None:
        for couple in couples(self.rows, self.register, self.clients, self.partners, self.unclear):
            wanted = self.choices.couples.get(self.rows[couple.second].line, couple.sure)
            joined = wanted and not couple.hindrance
            if joined:
                self.second[couple.first] = couple.second
                self.partners.pop(couple.second, None)
            self._note(couple, joined, couple.hindrance if wanted else "")
        taken = set(self.clients)
        self.partners = {at: pk for at, pk in self.partners.items() if pk not in taken}
        for at, client in self.partners.items():
            self.clients[at] = client
        self.plan.partners = frozenset(self.rows[at].line for at in self.partners)

    def _look_for_doubles(self) -> None:
        couples = {second: first for first, second in self.second.items()}
        seen = Seen(self.rows, self.register, self.clients, couples, self.choices.key)
        for at in range(len(self.rows)):
            if problem := seen.again(at):
                self.doubles[at] = problem
        for at, problem in seen.too_early():
            self.doubles.setdefault(at, problem)
        self.late = seen.late.keys()

    def _look_for_rivals(self) -> None:
        """Nobody can tell whom they are about, unless the person chooses."""
        out = self.doubles.keys() - self.late | set(self.second.values())
        places = (at for at in range(len(self.rows)) if at not in out)
        found = [
            *renumbered(self.rows, self.register, self.clients, self.unclear),
            *rivals(self.rows, self.clients, places, self.choices),
        ]
        for at, problem in found:
            self.unclear[at] = problem
            self.clients[at] = 0

    def _note(self, couple: Couple, joined: bool, hindered: str) -> None:
        first, second = self.rows[couple.first], self.rows[couple.second]
        why, names = str(couple.why), (full_name(first.values), full_name(second.values))
        self.plan.couples.append(
            Joined(second.line, first.line, why, couple.sure, *names, joined, hindered)
        )

    def _sort(self, places: Sequence[int]) -> None:
        """Each of these rows into one of the four lists."""
        # A number may turn out to be a mobile one only in its row, though the column is about phones.
        told = set().union(*(self.rows[at].values for at in places))
        fields = ALWAYS | (self.rows[0].file.fields & set(FIELDS)) | told
        if self.second or self.partners:
            fields |= PARTNER_FIELDS
        alike = {client for at in places for client, _fact in self._alike(at)}
        self.here = self.register.here({self.clients[at] for at in places} - {0} | alike, fields)
        for at in places:
            self._place(at, *self._whole(at))

    def _whole(self, at: int) -> tuple[Checked, Numbers]:
        """The row, with its partner's where they were joined."""
        row, numbers = self.rows[at], self.register.numbers[at]
        if at in self.partners and self.clients[at] in self.here:
            file = replace(row.file, fields=frozenset(), assumed={})
            return as_partner(row, file), Numbers("", numbers.own)
        if (second := self.second.get(at)) is not None:
            numbers = joined_numbers(numbers, self.register.numbers[second])
            return join(row, self.rows[second]), numbers
        return row, numbers

    def _place(self, at: int, row: Checked, numbers: Numbers) -> None:
        here = self.here.get(self.clients[at])
        taken, left = compare(row, numbers, here, self.choices) if here else (NOTHING, NOTHING)
        wrong = (*_still_wrong(row, here),) if row.problems else ()
        wrong += (*self._wrong_among_others(at, row, taken if here else None),)
        partner_line = self.rows[self.second[at]].line if at in self.second else 0
        if wrong:
            alike = self._asked(at) if at in self.unclear else ()
            self.plan.invalid.append(Invalid(row.line, wrong, partner_line, alike))
        elif here is None:
            self._add(at, row, partner_line)
        elif taken:
            known = row.line, here.client, here.version, here.name
            self.plan.changed.append(Changed(*known, taken, left or NOTHING, partner_line))
        else:
            same = Unchanged(row.line, here.client, here.name, left or NOTHING, partner_line)
            self.plan.unchanged.append(same)

    def _wrong_among_others(
        self, at: int, row: Checked, taken: Mapping[str, Pair] | None
    ) -> Iterator[Problem]:
        """What is wrong with it beside the other rows and clients; `taken` is None for somebody new."""
        if unclear := self.unclear.get(at):
            yield unclear
        both = (at, self.second[at]) if at in self.second else (at,)
        yield from (self.doubles[one] for one in both if one in self.doubles)
        owner = self.register.by_number.get(row.values.get("client_number", ""), 0)
        given = taken is None or "client_number" in taken
        if given and not unclear and owner not in (0, self.clients[at]):
            reason = _("This client number already belongs to another client in Carnet.")
            yield row.problem("client_number", reason)

    def _add(self, at: int, row: Checked, partner_line: int) -> None:
        if WHOLE_ROW in self.choices.left.get(row.line, ()):
            left = {field: ("", value) for field, value in row.values.items()}
            self.plan.unchanged.append(
                Unchanged(row.line, 0, full_name(row.values), left, partner_line)
            )
        else:
            self.plan.new.append(New(row.line, row.values, partner_line, self._asked(at)))

    def _alike(self, at: int) -> Iterator[tuple[int, str]]:
        """Clients a row may be about, and what they have in common. Whom another row is about is not asked."""
        nobody = at not in self.register.met and at not in self.unclear and not self.choices.key
        if nobody or self.clients[at] or self.choices.same.get(self.rows[at].line) == 0:
            return
        asked: set[int] = set()
        for key in KEYS[:2]:
            for client in having(key, at, self.rows[at], self.register):
                asked.add(client)
                yield client, key
        for client, fact in self.register.met.get(at, ()):
            if client not in asked and client not in self.taken:
                asked.add(client)
                yield client, fact

    def _asked(self, at: int) -> tuple[Likeness, ...]:
        found = list(self._alike(at))[:ASKED]
        return tuple(
            Likeness(client, self.here[client].name, str(WHY[fact]))
            for client, fact in found
            if client in self.here
        )

    def _count(self) -> None:
        """Whom some row is about, or may be about if only it were clear."""
        meant = {one.client for row in self.plan.invalid for one in row.alike}
        met = frozenset(self.taken | meant) - {0}
        self.plan.met = met
        self.plan.active_met = sum(1 for client in met if not self.register.archived[client])
        self.plan.only_here = [
            OnlyHere(client, name, archive=True)
            for client, name in self.register.to_archive.items()
            if client not in met
        ]


def _still_wrong(row: Checked, here: Here | None) -> Iterator[Problem]:
    """About somebody we know, a row may leave out what we know; about a company that it is one, too."""
    company = here is not None and here.values.get("kind") == "company" and not row.tells("kind")
    for problem in row.problems:
        if company and problem.field in PERSON and not problem.value:
            continue
        if problem.value or here is None or not here.values.get(problem.field):
            yield problem
