"""A list under construction: its columns, its rows, and beside each row what importing it must give.

A `Layout` is a finished file with that expectation. It knows nothing of the code that reads it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tests.files.layouts.cells import Way, first_last, way
from tests.files.people import Person

NAMES = ("first_name", "last_name")
PARTNER_NAMES = ("partner_first_name", "partner_last_name")
STREET = ("street", "house_number", "box")
# What a cell tells when it is more than the field its column stands for.
TELLS = {
    **dict.fromkeys(
        ("first_last", "last_first", "LAST_first", "LAST_FIRST", "last_comma_first"), NAMES
    ),
    **dict.fromkeys(("partner_first_last", "partner_LAST_first"), PARTNER_NAMES),
    "street_line": STREET,
    "number_first": ("street", "house_number"),
    "town": ("postcode", "city"),
    **dict.fromkeys(("address_line", "address_lines"), (*STREET, "postcode", "city")),
}
CAPITALS = {
    "LAST_NAME": ("last_name",),
    "FIRST_NAME": ("first_name",),
    "LAST_first": ("last_name",),
    "LAST_FIRST": NAMES,
    "partner_LAST_first": ("partner_last_name",),
}


@dataclass(frozen=True)
class Column:
    header: str
    field: str  # of Carnet, or several between bars where each of them would be right
    write: Way
    tells: tuple[str, ...]  # the fields its cells give a value to
    constant: bool  # the same cell in every row, so what it means is told row by row
    capitals: tuple[str, ...]  # the fields that the list writes in capitals

    def values(self, person: Person) -> dict[str, Any]:
        """In normal form. Capitals are kept: nobody can know how a name is really written."""
        if self.constant or self.write(person) == "":
            return {}
        told = {name: person.told(name) for name in self.tells}
        for name in self.capitals:
            told[name] = str(told[name]).upper()
        return {name: value for name, value in told.items() if value not in ("", None, ())}


def columns(text: str) -> tuple[Column, ...]:
    """One a line, `header > field < way of writing`; the way of the field's own name may be left out.

    A backslash and n in the header is a line break, as lists have them to stay narrow.
    """
    return tuple(_column(line) for line in text.strip("\n").splitlines() if line.strip())


def _column(line: str) -> Column:
    header, _arrow, rest = line.partition(" > ")
    fields, _arrow, how = (part.strip() for part in rest.partition(" < "))
    first = fields.partition("|")[0]
    how = how or ("nothing" if first == "ignore" else first)
    tells = () if first == "ignore" else TELLS.get(how, (first,))
    header = header.strip().replace("\\n", "\n")
    return Column(header, fields, way(how), tells, how[0] == '"', CAPITALS.get(how, ()))


@dataclass
class Row:
    cells: list[Any]
    values: dict[str, Any]
    wrong: set[str] = field(default_factory=set)
    repairs: dict[str, str] = field(default_factory=dict)
    joins: "Row | None" = None
    sure: bool = True
    either: bool = False
    line: int = 0


@dataclass(frozen=True)
class Outcome:
    """What must become of one line of the file.

    A new client with exactly these values, or invalid because of at least these fields; a row that joins an
    earlier one has neither. `either`: being invalid or having these values are both right.
    """

    values: Mapping[str, Any]
    wrong: frozenset[str] = frozenset()
    repairs: Mapping[str, str] = field(default_factory=dict)
    joins: int = 0
    likely: int = 0  # it may be the partner of this line; the person is asked
    either: bool = False

    @property
    def kind(self) -> str:
        return "invalid" if self.wrong and not self.either else "new"


@dataclass(frozen=True, eq=False)
class Layout:
    name: str
    write: Callable[[], bytes]
    columns: tuple[str, ...]  # field by position; of a vCard: which there are, in no order
    outcomes: Mapping[int, Outcome]  # by line
    counts: tuple[int, int, int]  # rows, new, invalid: told once more by hand
    country: str = "BE"
    language: str = "fr"
    source: str = ""  # the product it must be recognised as
    sheet: str = ""  # the sheet it must be found on
    loose: frozenset[str] = frozenset()  # fields of which reasonable people may think otherwise

    @cached_property
    def data(self) -> bytes:
        return self.write()

    @property
    def is_cards(self) -> bool:
        return self.name.endswith(".vcf")

    @property
    def is_open(self) -> bool:
        """Some rows may be understood or not, and both are right."""
        return any(outcome.either for outcome in self.outcomes.values())

    def __str__(self) -> str:
        return self.name


class Listing:
    """Its rows can be changed by their number, counted from 0, before the file is written."""

    def __init__(self, text: str, persons: Sequence[Person]) -> None:
        self.columns = columns(text)
        self.rows = [Row(self._cells(person), self._values(person)) for person in persons]
        self.headers: list[list[Any]] = [[column.header for column in self.columns]]
        self.above: list[list[Any]] = []
        self.below: list[list[Any]] = []
        self.breaks: dict[int, list[list[Any]]] = {}  # lines before the row of this number

    def _cells(self, person: Person) -> list[Any]:
        return [column.write(person) for column in self.columns]

    def _values(self, person: Person) -> dict[str, Any]:
        return {k: v for column in self.columns for k, v in column.values(person).items()}

    def _place(self, header: str) -> int:
        return [column.header for column in self.columns].index(header)

    def put(self, row: int, header: str, cell: Any, **values: Any) -> None:
        """Another cell, which gives these values and no others."""
        place = self._place(header)
        self.rows[row].cells[place] = cell
        for name in self.columns[place].tells:
            self.rows[row].values.pop(name, None)
        self.rows[row].values.update(values)

    def spoil(self, row: int, header: str, cell: Any, *wrong: str) -> None:
        """A cell for which the row must be refused."""
        self.put(row, header, cell)
        fields = wrong or self.columns[self._place(header)].tells
        self.rows[row].wrong.update(fields)

    def repair(self, row: int, header: str, cell: Any) -> None:
        """A cell that is wrong, and whose right value the check digits prove: the one it had."""
        [name] = self.columns[self._place(header)].tells
        right = self.rows[row].values[name]
        self.spoil(row, header, cell)
        self.rows[row].repairs[name] = right

    def company(
        self, row: int, person: Person, *, name: str, contact: str = "", empty: str = ""
    ) -> None:
        """The row is about a company, with or without a person to write to."""
        company = person.told("company")
        self.put(row, name, company, company=company, kind="company")
        if empty:
            self.put(row, empty, "")
        if contact:
            names = {part: person.told(part) for part in NAMES}
            self.put(row, contact, first_last(person), **names)

    def couple(self, first: int, second: int, *, sure: bool = True) -> None:
        """The second row is the partner of the first: certainly, or so that it has to be asked."""
        one, other = self.rows[first], self.rows[second]
        other.joins, other.sure = one, sure
        if sure:
            told = (*NAMES, "email", "language", "national_number")
            given = {f"partner_{name}": other.values[name] for name in told if name in other.values}
            one.values |= given

    def lines(self) -> list[list[Any]]:
        """Of the whole file; notes for each row on which line it came to stand."""
        lines = [*self.above, *self.headers]
        for number, row in enumerate(self.rows):
            lines += self.breaks.get(number, [])
            lines.append(row.cells)
            row.line = len(lines)
        return lines + self.below

    def layout(
        self,
        name: str,
        write: Callable[[list[list[Any]]], bytes],
        *,
        counts: tuple[int, int, int],
        language: str = "fr",
        lines_before: int = 0,
        **facts: Any,
    ) -> Layout:
        """`lines_before`: lines of the file that `write` itself puts above ours, as `sep=;`."""
        lines = self.lines()
        for row in self.rows:
            row.line += lines_before
        outcomes = {row.line: _outcome(row, language) for row in self.rows}
        fields = tuple(column.field for column in self.columns)
        return Layout(
            name, lambda: write(lines), fields, outcomes, counts, language=language, **facts
        )


def _outcome(row: Row, language: str) -> Outcome:
    if row.joins and row.sure:
        return Outcome({}, joins=row.joins.line)
    return Outcome(
        {"language": language, "kind": "person", **row.values},
        frozenset(row.wrong),
        row.repairs,
        likely=row.joins.line if row.joins else 0,
        either=row.either,
    )
