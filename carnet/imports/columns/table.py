"""Finds the header row of a sheet and says what each column holds. Knows headers, not clients' rules."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from carnet.imports.columns import context
from carnet.imports.columns.headers import SYNONYMS, TITLES
from carnet.imports.columns.splitting import split_address, split_name
from carnet.imports.reading.rows import Cell, Row, place

IGNORE = context.IGNORE
HEADER_WITHIN = 30
ENOUGH = 2

Values = dict[str, Cell]

CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
NUMBER_SIGN = re.compile(r"\b(?:n[°º]|(?:no|nr|num)\b)")
BRACKETED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
SEPARATORS = re.compile(r"[\s_\-./'’,;:*\"“”«»()\[\]&+]+")


@dataclass(frozen=True)
class Column:
    index: int
    header: str
    field: str

    @property
    def used(self) -> bool:
        return self.field != IGNORE


@dataclass(frozen=True)
class Table:
    """A list of clients as it stands in a sheet: its columns understood, its rows untouched."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def mapping(self) -> dict[str, str]:
        return {column.header: column.field for column in self.columns}

    def column_of(self, field: str) -> Column | None:
        return next((column for column in self.columns if column.field == field), None)


def normalise(header: str) -> str:
    """“N° de  Registre_national*” and “n registre national” alike, whatever the accents and signs."""
    text = CAMEL.sub(" ", header).lower().replace("ß", "ss")
    text = NUMBER_SIGN.sub(" n ", SEPARATORS.sub(" ", text))
    decomposed = unicodedata.normalize("NFKD", text)
    return " ".join("".join(sign for sign in decomposed if not unicodedata.combining(sign)).split())


def _known() -> dict[str, str]:
    known: dict[str, str] = {}
    for field, words in SYNONYMS.items():
        known |= {normalise(word): field for word in words.split(",")}
    for field, titles in TITLES.items():
        known |= {normalise(title): field for title in titles.values()}
    return known


KNOWN = _known()


def recognise(header: Cell) -> str:
    """The normalised words of a header we know something about, or nothing."""
    if not isinstance(header, str) or len(header) > 120:
        return ""
    for text in (header, BRACKETED.sub("", header)):
        words = normalise(text)
        if words in KNOWN or words in context.RULES:
            return words
    return ""


def find_table(rows: Sequence[Row]) -> Table | None:
    """The list in this sheet, below its header; None when no row near the top looks like a header."""
    scores = [sum(1 for cell in row.cells if recognise(cell)) for row in rows[:HEADER_WITHIN]]
    best = max(scores, default=0)
    if best < ENOUGH:
        return None
    header = scores.index(best)
    below = tuple(rows[header + 1 :])
    return Table(tuple(_columns(rows[header], below)), below)


def _columns(header: Row, rows: Sequence[Row]) -> Iterator[Column]:
    width = max([len(header.cells), *(len(row.cells) for row in rows)])
    titles = [_title(header.cells[i]) if i < len(header.cells) else "" for i in range(width)]
    words = [recognise(title) for title in titles]
    filled = [_samples(rows, i) for i in range(width)]
    fields = context.settle([_field(word) for word in words], words, filled)
    names = _unique(titles)
    for index, (name, field) in enumerate(zip(names, fields, strict=True)):
        if titles[index] or filled[index]:
            yield Column(index, name, field)


def _field(words: str) -> str:
    return KNOWN.get(words, IGNORE)


def _title(cell: Cell) -> str:
    return " ".join(str(cell).replace("*", " ").split())


def _samples(rows: Sequence[Row], index: int, *, enough: int = 200) -> list[str]:
    """What stands first in a column."""
    cells = (row.cells[index] for row in rows if index < len(row.cells))
    return [str(cell) for cell, _ in zip(filter(None, cells), range(enough), strict=False)]


def _unique(titles: Sequence[str]) -> list[str]:
    """Each column by its own name: a second “Titre” is “Titre.2”, one without a title its letter."""
    seen: Counter[str] = Counter()
    names = []
    for index, title in enumerate(titles, start=1):
        name = title or place(0, index).rstrip("0")
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return names


def read_values(row: Row, columns: Sequence[Column]) -> Values:
    """What the row says of a client, by field; columns of their own win over what is split off."""
    own: Values = {}
    parts: Values = {}
    for column in columns:
        cell = row.cells[column.index] if column.index < len(row.cells) else ""
        if not cell or not column.used:
            continue
        if column.field == "full_name":
            parts |= split_name(str(cell), first_name_first=_first_name_first(column.header))
        elif column.field == "address":
            parts |= split_address(str(cell))
        else:
            own[column.field] = cell
    return parts | own


def _first_name_first(header: str) -> bool:
    words = normalise(header)
    return words.startswith(("prenom", "voornaam", "vorname", "first")) or words in FIRST_NAME_FIRST


FIRST_NAME_FIRST = {
    "full name",
    "display name",
    "fn",
    "mailing name",
    "client name",
    "customer name",
}
