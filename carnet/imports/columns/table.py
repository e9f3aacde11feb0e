"""Finds the list of clients in a sheet and says what each column holds. Knows headers, not clients' rules."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from carnet.clients.record import PERSON
from carnet.core.reading.rows import Sheet, Source
from carnet.core.workbooks.cells import place
from carnet.imports.columns import names
from carnet.imports.columns.column import (
    CHOOSABLE,
    IGNORE,
    SHOWN_SAMPLES,
    TOGETHER,
    Cell,
    Column,
    Row,
    Values,
)
from carnet.imports.columns.content import sampled
from carnet.imports.columns.customers import customers
from carnet.imports.columns.draft import Draft
from carnet.imports.columns.numbers import writes_month_first
from carnet.imports.columns.settling import choose, layout_of, settle
from carnet.imports.columns.top import LeftOut, Top, clients_below, find_top
from carnet.imports.columns.values import SEVERAL, read_values, splits_streets, text_at
from carnet.imports.columns.whose import whose
from carnet.imports.columns.words import LONGEST, normalise

__all__ = ["CHOOSABLE", "IGNORE", "Cell", "Column", "Row", "Table", "Values", "read_values"]

# The language may be the firm's own.
NEEDED = ("first_name", "last_name", "email")
LAST_NAMES = ("last_name", "partner_last_name")
WHOLE_NAMES = ("full_name", "contact", "partner_full_name")
NUMBERS = {
    *("national_number", "partner_national_number", "enterprise_number", "client_number", "phone"),
    *("mobile", "postcode", "house_number", "box"),
}
ADDED = {"street_2", "infix", "contact"}
EVIDENCE = 500


@dataclass(frozen=True)
class Table:
    """A list of clients as it stands in a sheet: its columns understood, its rows untouched."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    header_lines: tuple[int, ...] = ()
    source_name: str = ""  # the program it comes from, if we know it
    fingerprint: str = ""  # of the headers, whatever the columns hold
    left_out: tuple[LeftOut, ...] = ()

    @property
    def mapping(self) -> dict[str, str]:
        return {column.header: column.field for column in self.columns}

    def column_of(self, field: str) -> Column | None:
        """The column of its own."""
        return next((column for column in self.columns if column.field == field), None)

    def column_for(self, field: str) -> Column | None:
        """Where a value of this field stands: its own column, or one it is split off from."""
        return self._places.get(field)

    @cached_property
    def _places(self) -> dict[str, Column]:
        places: dict[str, Column] = {}
        for column in sorted(self.columns, key=_from_own_to_whole):
            if column.used:
                parts = TOGETHER.get(column.field, ())
                for field in (column.field, *parts):
                    places.setdefault(field, column)
        street = places.get("street")
        if street is not None and splits_streets(self.columns):
            places = {"house_number": street, "box": street} | places
        return places

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields every client needs and no column gives. A list of companies needs no person."""
        companies = "company" in self._places and not {*PERSON} & self._places.keys()
        needed = (field for field in NEEDED if not (companies and field in PERSON))
        return tuple(field for field in needed if field not in self._places)

    @property
    def sure(self) -> bool:
        """Nothing was guessed and nothing is missing: nobody has to look at the columns."""
        return not self.missing and not any(column.guess for column in self.columns)

    def preview(self, column: Column) -> list[tuple[str, Values]]:
        """How some cells of a column that is taken apart come out."""
        cells = ((text, ("",) * column.index + (text,)) for text in column.samples)
        return [(text, read_values(Row(0, row), (column,))) for text, row in cells]


def _from_own_to_whole(column: Column) -> int:
    """What is only added to another field comes last."""
    return (column.field in TOGETHER) + (column.field in ADDED)


def find_table(
    sheet: Sheet | Sequence[Row], *, columns: Mapping[int, str] | None = None
) -> Table | None:
    """The list in this sheet, below its header; None when nothing in it looks like one.

    `columns` is what a person says some columns hold, or said last time: number of the column → field.
    """
    rows, merged = (sheet.rows, sheet.merged) if isinstance(sheet, Sheet) else (sheet, ())
    top = find_top(rows, merged)
    if top is None:
        return None
    below, left_out = clients_below(rows, top)
    table = _table(top, below, left_out, columns or {})
    return table if top.lines or columns or _convinces(table) else None


def _convinces(table: Table) -> bool:
    """Without any header, values must tell at least a name or an address of mail, and something more."""
    used = {column.field for column in table.columns if column.used}
    return len(used) > 1 and not used.isdisjoint({"email", "national_number"})


def _table(
    top: Top, below: tuple[Row, ...], left_out: tuple[LeftOut, ...], chosen: Mapping[int, str]
) -> Table:
    drafts = _drafts(top, below)
    layout = layout_of(top.titles)
    settle(drafts, layout, exact_groups=top.exact)
    fingerprint = _fingerprint(top, drafts)
    choose(drafts, chosen)
    rows, suppliers = customers(below, drafts)
    return Table(
        tuple(_columns(drafts, rows)),
        rows,
        top.lines,
        layout.name if layout else "",
        fingerprint,
        tuple(sorted((*left_out, *suppliers), key=lambda one: one.line)),
    )


def _drafts(top: Top, below: Sequence[Row]) -> list[Draft]:
    """One for each column with a title or anything below it."""
    width = max([len(top.titles), *(len(row.cells) for row in below)])
    titles = [*top.titles, *[""] * (width - len(top.titles))]
    groups = [*top.groups, *[""] * (width - len(top.groups))]
    samples = sampled([row.cells for row in below], width)
    return [
        Draft(index, titles[index], groups[index], samples[index])
        for index in range(width)
        if titles[index] or samples[index]
    ]


def _fingerprint(top: Top, drafts: Sequence[Draft]) -> str:
    """Without any header, files whose columns look alike are alike."""
    if top.lines:
        titles = zip(top.groups, top.titles, strict=True)
        words = [normalise(f"{group} {title}") for group, title in titles]
    else:
        words = [f"{draft.index}: {draft.field}" for draft in drafts]
    return hashlib.sha256("\n".join(words).rstrip().encode()).hexdigest()


def _columns(drafts: Sequence[Draft], rows: Sequence[Row]) -> Iterator[Column]:
    for draft, header in zip(drafts, _headers(drafts), strict=True):
        column = Column(
            draft.index,
            header,
            draft.field or IGNORE,
            draft.how,
            tuple(map(str, draft.below.cells[:SHOWN_SAMPLES])),
            draft.note,
            draft.guess,
            company=draft.company,
            beside=draft.beside,
        )
        yield _with_details(column, draft, drafts, rows)


def _with_details(
    column: Column, draft: Draft, drafts: Sequence[Draft], rows: Sequence[Row]
) -> Column:
    if column.field in WHOLE_NAMES:
        first, sure = _order(draft, drafts, rows)
        return replace(column, first_name_first=first, guess=column.guess or not sure)
    if column.field == "birth_date":
        return replace(column, month_first=writes_month_first(draft.below.texts))
    # A program that we know has a column of its own for titles, and so has our template.
    own = column.how == "layout"
    if column.field in LAST_NAMES and not own and any(map(names.POLITE.match, draft.below.texts)):
        return replace(column, polite=True)
    tags = column.field == "label" and "tag" in draft.words
    if draft.field in NUMBERS and 2 * draft.below.share("point_zero") > 1:
        return replace(column, point_zero=True)
    several = any(SEVERAL in text for text in draft.below.texts)
    return replace(column, several=True) if column.used and (tags or several) else column


def _order(draft: Draft, drafts: Sequence[Draft], rows: Sequence[Row]) -> tuple[bool, bool]:
    """Whether the first name comes first, and whether that is sure."""
    mail = "partner_email" if draft.field == "partner_full_name" else "email"
    beside = next((other.index for other in drafts if other.field == mail), -1)
    pairs = [
        (text_at(row.cells, draft.index), text_at(row.cells, beside)) for row in rows[:EVIDENCE]
    ]
    return names.order(draft.words, pairs)


def _headers(drafts: Sequence[Draft]) -> Iterator[str]:
    """Each column by its own name: a second “Titre” is “Titre.2”, one without a title its letter."""
    seen: Counter[str] = Counter()
    for draft in drafts:
        name = _shown(draft) or place(0, draft.index + 1).rstrip("0")
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}.{seen[name]}"


def _shown(draft: Draft) -> str:
    """With the group over it where that tells whose it is: “Conjoint: Nom”."""
    told = whose(normalise(draft.group[:LONGEST]))
    header = f"{draft.group}: {draft.title}" if told.owner or told.place else draft.title
    return " ".join(header.split())


def choose_sheet(source: Source, name: str = "") -> tuple[Sheet, Table] | None:
    """The sheet of this name, or the one that looks most like clients; hidden ones only if nothing else does."""
    sheets = [sheet for sheet in source.sheets if name in ("", sheet.name)]
    found = [(sheet, table) for sheet in sheets if (table := find_table(sheet))]
    if not found:
        return None
    sheet, table = max(found, key=lambda pair: _likeness(*pair))
    return sheet, replace(table, source_name="vCard") if source.format == "vcard" else table


def _likeness(sheet: Sheet, table: Table) -> tuple[bool, bool, int, int]:
    """Seen, with a header, with as many of the needed fields and of all fields as can be."""
    used = {column.field for column in table.columns if column.used}
    return not sheet.hidden, bool(table.header_lines), -len(table.missing), len(used)
