"""What the firm's register knows of the people in a file, as a plan needs it. carnet/imports/register.py
fills it; nothing here asks the database by itself, and national numbers are known by their index only."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from carnet.core.crypto import blind_indexes
from carnet.imports.planning.checking import Checked


class Numbers(NamedTuple):
    """The national numbers of a row or client, as blind indexes (as they are, where there is no client to compare
    rows with); empty where there is none."""

    own: str = ""
    partner: str = ""


NONE = Numbers()
SEALED = ("national_number", "partner_national_number")
AT_ONCE = 2_000  # rows whose numbers are looked at together


def numbers(rows: Sequence[Checked], firm: UUID | None) -> list[Numbers]:
    """Of each row; without `firm` they are only compared with each other, and kept as they are."""
    parts = (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
    return [one for part in parts for one in _numbers_of(part, firm)]


def _numbers_of(rows: Sequence[Checked], firm: UUID | None) -> Iterator[Numbers]:
    """A number that stands in two rows near each other, as with couples, gets one index."""
    own, partner = ([row.values.get(field, "") for row in rows] for field in SEALED)
    told = {*own, *partner}
    index = blind_indexes(told - {""}, firm) if firm else {number: number for number in told}
    index[""] = ""
    return (
        Numbers(index[one], index[other]) if one or other else NONE
        for one, other in zip(own, partner, strict=True)
    )


@dataclass(frozen=True)
class ByReference:
    """Whom a software's own references tell the rows to be about: lines of the file → clients."""

    clients: Mapping[int, int] = field(default_factory=dict)
    partners: Mapping[int, int] = field(default_factory=dict)  # of these the row is the partner


UNKNOWN = ByReference()


class Meeting(NamedTuple):
    """A client who has something in common with a row: a key they are recognised by, or a supporting fact."""

    client: int
    fact: str  # one of likeness.WHY


@dataclass(slots=True)
class Here:
    """One client as they stand in Carnet now. National numbers are covered; their indexes tell them apart."""

    client: int
    version: int
    values: dict[str, Any]
    numbers: Numbers

    @property
    def name(self) -> str:
        return full_name(self.values)


def full_name(values: Mapping[str, Any]) -> str:
    """As Client.name is made."""
    name = f"{values.get('first_name', '')} {values.get('last_name', '')}".strip()
    return name or values.get("company", "")


# Clients and the fields asked of them; first and last name and company come too. Who is gone is missing.
Ask = Callable[[Collection[int], Collection[str]], Mapping[int, Here]]


@dataclass
class Register:
    """Rows are counted from 0 in the order of the file, clients are primary keys."""

    firm: UUID
    here: Ask
    numbers: list[Numbers]  # of each row
    by_reference: ByReference = UNKNOWN
    by_number: dict[str, int] = field(default_factory=dict)
    by_index: dict[str, tuple[int, ...]] = field(default_factory=dict)
    by_partner: dict[str, tuple[int, ...]] = field(default_factory=dict)
    met: dict[int, list[Meeting]] = field(default_factory=dict)  # of rows no number tells about
    archived: dict[int, bool] = field(default_factory=dict)  # of every client mentioned above
    to_archive: dict[int, str] = field(default_factory=dict)  # ticked active clients: their names
    active: int = 0  # how many clients of the firm are not archived
