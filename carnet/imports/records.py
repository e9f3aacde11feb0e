"""What a practice software says of a firm's clients, as a sheet: a row of headers, then one row a client. Pure."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from carnet.clients.record import FIELDS
from carnet.connectors.contract import Record
from carnet.core.reading.rows import Row, Sheet, Source
from carnet.imports.columns.column import HOUSEHOLD
from carnet.imports.columns.headers import TITLES

HEADER = 1  # line
# Number of the household, as the import knows it by its header.
HOUSEHOLDS = {
    "fr": "Numéro de ménage",
    "nl": "Gezinsnummer",
    "de": "Haushaltsnummer",
    "en": "Household number",
}


@dataclass(frozen=True)
class Listed:
    """Records as a list. `columns` are field keys; headers are in `language`."""

    records: Sequence[Record]
    columns: Sequence[str]
    language: str

    @cached_property
    def rows(self) -> list[tuple[str, ...]]:
        households = _households(self.records)
        return [tuple(self._cells(record, households)) for record in self.records]

    def _cells(self, record: Record, households: Mapping[str, str]) -> Iterable[str]:
        values = {**record.values, HOUSEHOLD: households.get(record.ref, "")}
        return (values.get(column, "") for column in self.columns)

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(_title(column, self.language) for column in self.columns)

    @property
    def source(self) -> Source:
        lines = enumerate([self.headers, *self.rows], HEADER)
        rows = tuple(Row(line, cells) for line, cells in lines)
        return Source("connection", "", "", (Sheet("", False, rows),))

    @property
    def data(self) -> bytes:
        """The same as text, by which two imports are told to be equal."""
        written = io.StringIO()
        csv.writer(written).writerows([self.headers, *self.rows])
        return written.getvalue().encode()

    @property
    def refs(self) -> dict[int, str]:
        """By line."""
        return {line: record.ref for line, record in enumerate(self.records, HEADER + 1)}


def _title(column: str, language: str) -> str:
    titles = HOUSEHOLDS if column == HOUSEHOLD else TITLES[column]
    return titles.get(language, titles["en"])


def columns_of(records: Iterable[Record], former: Sequence[str]) -> list[str]:
    """Those there were before in their places, then what is told now for the first time."""
    told = {key for record in records for key in record.values}
    if any(record.partner_ref for record in records):
        told.add(HOUSEHOLD)
    return [*former, *(key for key in (*FIELDS, HOUSEHOLD) if key in told and key not in former)]


def _households(records: Sequence[Record]) -> dict[str, str]:
    """One number for the two of a couple, of whom each is a record; nobody is in two."""
    here = {record.ref for record in records}
    numbers: dict[str, str] = {}
    for record in records:
        pair = (record.ref, record.partner_ref)
        if record.partner_ref in here and not any(ref in numbers for ref in pair):
            numbers |= dict.fromkeys(pair, " + ".join(sorted(pair)))
    return numbers
