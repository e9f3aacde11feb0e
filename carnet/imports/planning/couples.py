"""Two rows that are one return: a person and their partner, each on a row of their own. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.clients.search import fold
from carnet.imports.planning.checking import Checked, File
from carnet.imports.planning.known import Here, Numbers, Register
from carnet.imports.planning.likeness import folded
from carnet.imports.planning.names import alike, words
from carnet.imports.planning.partners import Partners

IN_CARNET = gettext_lazy("In Carnet they are one client and partner already.")
CROSSED = gettext_lazy("One row tells the national register number of the other as the partner's.")
HOUSEHOLD = gettext_lazy("Both rows have the same household number.")
NUMBER = gettext_lazy("Both rows have the same client number.")
ADDRESS = gettext_lazy("Two people follow each other at the same address.")
MAILBOX = gettext_lazy("Two people follow each other at the same address, with one e-mail.")

# What a row says of its person, and where that goes when they are somebody's partner.
PARTNER_OF = {
    name: f"partner_{name}"
    for name in ("first_name", "last_name", "email", "language", "national_number")
}
PARTNER_FIELDS = frozenset(PARTNER_OF.values())
# Two so far apart in age are rather parent and child.
GENERATION = 18

Door = tuple[str, str, str, str]  # house number, postcode, street, box


@dataclass(slots=True)
class Couple:
    """Rows are counted from 0. `second` becomes the partner of `first`."""

    first: int
    second: int
    sure: bool
    why: str | Promise
    hindrance: str = ""  # a sentence


class Rows:
    """The rows of a file beside the clients they are about (0: nobody)."""

    def __init__(self, rows: Sequence[Checked], register: Register, clients: Sequence[int]) -> None:
        self.rows = rows
        self.numbers = register.numbers
        self.clients = clients
        # By client number, of those that stand in several rows.
        self.with_number = _shared(row.values.get("client_number", "") for row in rows)

    def tell(self, at: int, field: str) -> Any:
        return self.rows[at].values.get(field, "")


def couples(
    rows: Sequence[Checked],
    register: Register,
    clients: Sequence[int],
    partners: Mapping[int, int],
    unclear: Collection[int],
) -> list[Couple]:
    """Each row in one couple at most, the surest first. `partners`: rows about the partner of a client. Of rows it
    is `unclear` about whom they are, and of those that tell a person again, there are none."""
    told = Rows(rows, register, clients)
    found = [*_known(told, partners), *_crossed(told), *_households(told), *_numbered(told)]
    found += _neighbours(told)
    if not found:
        return []
    alone = {*unclear, *_again(told)}
    found = [couple for couple in found if not alone & {couple.first, couple.second}]
    found = [couple for couple in found if _plausible(told, couple)]
    _ask(told, register, found)
    named = Partners(rows, register, clients)
    for couple in found:
        couple.hindrance = (
            _hindrance(told, couple)
            or _contested(told, couple, named)
            or _numbered_twice(told, couple)
        )
    found.sort(key=lambda couple: _surest(told, couple))
    return sorted(_once(found), key=lambda couple: couple.first)


def _once(found: Iterable[Couple]) -> Iterator[Couple]:
    taken: set[int] = set()
    for couple in found:
        if not taken & {couple.first, couple.second}:
            taken |= {couple.first, couple.second}
            yield couple


def _surest(told: Rows, couple: Couple) -> tuple[bool, ...]:
    """What Carnet knows comes before what the rows say, and that before what they have in common."""
    ours, theirs = told.numbers[couple.first], told.numbers[couple.second]
    crossed = bool(ours.own and ours.own == theirs.partner) or bool(
        theirs.own and theirs.own == ours.partner
    )
    return bool(couple.hindrance), couple.why is not IN_CARNET, not crossed, not couple.sure


def _known(told: Rows, partners: Mapping[int, int]) -> Iterator[Couple]:
    if partners:
        about = _first_of(enumerate(told.clients))
        for at, client in partners.items():
            if client in about:
                yield Couple(about[client], at, True, IN_CARNET)


def _crossed(told: Rows) -> Iterator[Couple]:
    """Wherever the two stand in the file: the one who tells the other's number comes first."""
    owner = _first_of((at, numbers.own) for at, numbers in enumerate(told.numbers))
    for at, numbers in enumerate(told.numbers):
        other = owner.get(numbers.partner, at) if numbers.partner else at
        if other != at:
            yield Couple(at, other, True, CROSSED)


def _again(told: Rows) -> Iterator[int]:
    """Rows with the national number of an earlier one."""
    seen: set[str] = set()
    for at, numbers in enumerate(told.numbers):
        if numbers.own in seen:
            yield at
        elif numbers.own:
            seen.add(numbers.own)


def _first_of(values: Iterable[tuple[int, Any]]) -> dict[Any, int]:
    first: dict[Any, int] = {}
    for at, value in values:
        if value:
            first.setdefault(value, at)
    return first


def _households(told: Rows) -> Iterator[Couple]:
    """Two under one number are a couple. Of more, two who follow each other may be one."""
    for members in _shared(row.household for row in told.rows).values():
        sure = len(members) == 2 and not _another_address(told, *members)
        for first, second in zip(members, members[1:], strict=False):
            if sure or second == first + 1:
                yield Couple(
                    first, second, sure and not _generation(told, first, second), HOUSEHOLD
                )


def _numbered(told: Rows) -> Iterator[Couple]:
    """One client number for two people may be a slip; one address or mailbox besides is none."""
    for members in told.with_number.values():
        if len(members) == 2:
            first, second = members
            sure = _one_address(told, first, second) or _one_mailbox(told, first, second)
            yield Couple(first, second, sure and not _generation(told, first, second), NUMBER)


def _shared(values: Iterable[str]) -> dict[str, list[int]]:
    """By value the rows that have it in common, if there are several."""
    first: dict[str, int] = {}
    more: dict[str, list[int]] = {}
    for at, value in enumerate(values):
        if value and first.setdefault(value, at) != at:
            more.setdefault(value, [first[value]]).append(at)
    return more


def _neighbours(told: Rows) -> Iterator[Couple]:
    before: Door = ("", "", "", "")
    for at in range(len(told.rows)):
        door = _door(told, at)
        if _same(before, door) and not _generation(told, at - 1, at):
            why = MAILBOX if _one_mailbox(told, at - 1, at) else ADDRESS
            yield Couple(at - 1, at, False, why)
        before = door


# -- What two rows have in common ----------------------------------------------------------------


def _plausible(told: Rows, couple: Couple) -> bool:
    """Two people. Whoever is a client already comes first; two clients stay two."""
    first, second = couple.first, couple.second
    if "company" in (told.tell(first, "kind"), told.tell(second, "kind")):
        return False
    known, other = told.clients[first], told.clients[second]
    if other and not known:
        couple.first, couple.second = second, first
    return _two(told, first, second) and not (known and other and known != other)


def _two(told: Rows, one: int, two: int) -> bool:
    """And not one person told twice."""
    ours, theirs = told.numbers[one].own, told.numbers[two].own
    if ours and theirs:
        return ours != theirs
    names = [fold(told.tell(at, "first_name")) for at in (one, two)]
    return all(names) and names[0] != names[1]


def _one_address(told: Rows, one: int, two: int) -> bool:
    return _same(_door(told, one), _door(told, two))


def _another_address(told: Rows, one: int, two: int) -> bool:
    """Two doors, if both rows tell one."""
    ours, theirs = _door(told, one), _door(told, two)
    return all(ours[:3]) and all(theirs[:3]) and not _same(ours, theirs)


def _door(told: Rows, at: int) -> Door:
    tell = told.rows[at].values.get
    return tell("house_number", ""), tell("postcode", ""), tell("street", ""), tell("box", "")


def _same(ours: Door, theirs: Door) -> bool:
    if ours[:2] != theirs[:2] or not all(ours[:3]) or ours[3] != theirs[3]:
        return False
    return ours[2] == theirs[2] or fold(ours[2]) == fold(theirs[2])


def _one_mailbox(told: Rows, one: int, two: int) -> bool:
    email = told.tell(one, "email")
    return bool(email and email == told.tell(two, "email"))


def _generation(told: Rows, one: int, two: int) -> bool:
    days = [told.tell(at, "birth_date") for at in (one, two)]
    return all(days) and abs(days[0].year - days[1].year) >= GENERATION


def _ask(told: Rows, register: Register, found: Sequence[Couple]) -> None:
    """Two who are one client in Carnet are so here, too, in the order they have there."""
    known = {couple.first: told.clients[couple.first] for couple in found}
    clients = register.here({client for client in known.values() if client}, PARTNER_FIELDS)
    for couple in found:
        if here := clients.get(known[couple.first]):
            first, second = couple.first, couple.second
            one_client = told.clients[first] == told.clients[second]
            if one_client and _is_partner(here, told, first):
                couple.first, couple.second = first, second = second, first
            if _is_partner(here, told, second):
                couple.sure, couple.why = True, IN_CARNET


def _is_partner(here: Here, told: Rows, at: int) -> bool:
    first, last = (fold(here.values[f"partner_{part}"]) for part in ("first_name", "last_name"))
    ours, theirs = told.numbers[at].own, here.numbers.partner
    if ours and theirs:
        return ours == theirs
    return bool(first and last) and words((first, last)) == words(folded(told.rows[at].values))


# -- Two rows made one ---------------------------------------------------------------------------


def _hindrance(told: Rows, couple: Couple) -> str:
    """Why two rows cannot be one couple, in a sentence."""
    pairs = ((couple.first, couple.second), (couple.second, couple.first))
    for one, other in pairs:
        if _names_another(told, one, other):
            reason = _("Row %(line)d names another partner, so the two rows stay apart.")
            return reason % {"line": told.rows[one].line}
    return ""


def _contested(told: Rows, couple: Couple, named: Partners) -> str:
    """Why it cannot be told whether these two are the couple, in a sentence."""
    if (at := named.row_against(couple.first, couple.second)) is not None:
        reason = _("Row %(line)d tells of another couple, so the two rows stay apart.")
        return reason % {"line": told.rows[at].line}
    if named.client_against(couple.first, couple.second):
        return _("In Carnet one of them is the partner of another client: the two rows stay apart.")
    return ""


def _numbered_twice(told: Rows, couple: Couple) -> str:
    """A client number only one of them has is not the couple's if a third row has it, too."""
    pair = (couple.first, couple.second)
    numbers = [told.tell(at, "client_number") for at in pair]
    if numbers[0] == numbers[1]:
        return ""
    for number in filter(None, numbers):
        for at in told.with_number.get(number, ()):
            if at not in pair:
                reason = _("Row %(line)d has the same client number, so the two rows stay apart.")
                return reason % {"line": told.rows[at].line}
    return ""


def _names_another(told: Rows, one: int, other: int) -> bool:
    ours, theirs = told.numbers[one].partner, told.numbers[other].own
    if ours and theirs:
        return ours != theirs
    for part in ("first_name", "last_name"):
        named, real = (fold(told.tell(one, f"partner_{part}")), fold(told.tell(other, part)))
        if named and real and not alike(named, real):
            return True
    return False


def join(first: Checked, second: Checked) -> Checked:
    """The first row, and of the second what it says of the partner and the first leaves open."""
    partner = as_partner(second, first.file)
    values = {**partner.values, **first.values}
    return replace(first, values=values, problems=first.problems + partner.problems)


def as_partner(row: Checked, file: File) -> Checked:
    """What a row says of somebody else's partner. What is wrong with the rest of it does not matter then."""
    values = {theirs: row.values[ours] for ours, theirs in PARTNER_OF.items() if row.tells(ours)}
    problems = tuple(one for one in row.problems if one.value and one.field in PARTNER_OF)
    return Checked(row.line, values, problems, file)


def joined_numbers(first: Numbers, second: Numbers) -> Numbers:
    return Numbers(first.own, first.partner or second.own)
