"""One row → what it says of a client, by field. Takes apart and puts together what columns hold otherwise.

How the columns of a list are read is worked out once, for 50,000 rows; most columns are simply copied.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial

from carnet.clients.record import FIELDS
from carnet.imports.columns import companies
from carnet.imports.columns.column import HOUSEHOLD, Cell, Column, Row, Values
from carnet.imports.columns.meant import country_meant, kind_meant, language_meant
from carnet.imports.columns.names import split_name, split_people, without_title
from carnet.imports.columns.numbers import phone_of_kind, without_point_zero, written_day
from carnet.imports.columns.splitting import (
    box_alone,
    split_address,
    split_number,
    split_street,
    split_town,
)

Cells = tuple[Cell, ...]
Step = Callable[[Values, Cells], None]
Change = Callable[[str], str]
COPIED = {*FIELDS, HOUSEHOLD}
SEVERAL = ":::"
LONGEST = 500
STREET_PARTS = ("street", "house_number", "box")
MEANT: dict[str, Change] = {
    "kind": kind_meant,
    **dict.fromkeys(("language", "partner_language"), language_meant),
    **dict.fromkeys(("country", "nationality", "country_of_practice"), country_meant),
}


def read_values(row: Row, columns: tuple[Column, ...]) -> Values:
    """By field, only what is filled; columns of their own win over what is split off."""
    return _reader(columns)(row.cells)


@lru_cache(maxsize=8)
def _reader(columns: tuple[Column, ...]) -> Callable[[Cells], Values]:
    copied = [c for c in columns if c.field in COPIED and c.beside < 0]
    changes = [(c.index, c.field, change) for c in copied if (change := _change(c))]
    plain = [(c.index, c.field) for c in copied if not _change(c)]
    width = max((column.index for column in copied), default=-1) + 1
    steps = list(_steps(columns))

    def read(cells: Cells) -> Values:
        if len(cells) < width:
            cells = (*cells, *("",) * (width - len(cells)))
        values = {field: cell for index, field in plain if (cell := cells[index])}
        for index, field, change in changes:
            cell = cells[index]
            if type(cell) is str and 0 < len(cell) <= LONGEST:
                cell = change(cell)
            if cell:
                values[field] = cell
        for step in steps:
            step(values, cells)
        return values

    return read


def text_at(cells: Cells, index: int) -> str:
    return str(cells[index]) if 0 <= index < len(cells) else ""


def _change(column: Column) -> Change | None:
    """What is done to each text of a column before it is a value; most are values as they stand."""
    if column.point_zero:
        return without_point_zero
    if column.polite:
        return without_title
    if column.several:
        return _labels if column.field == "label" else _first_of_several
    if column.field == "birth_date":
        return partial(written_day, month_first=column.month_first)
    if column.field in {"email", "partner_email"}:
        return _address_in_mail
    return MEANT.get(column.field)


def _labels(text: str) -> str:
    """Tags are separated by commas; clients' labels by semicolons."""
    return text.replace(SEVERAL, ";").replace(",", ";")


def _first_of_several(text: str) -> str:
    return text.partition(SEVERAL)[0].strip(" *")


def _address_in_mail(text: str) -> str:
    """“Ann Peeters <ann@example.org>”, as mail programs copy it."""
    return text[text.rfind("<") + 1 : -1].strip() if text[-1] == ">" else text


def _steps(columns: Sequence[Column]) -> Iterator[Step]:
    """In the order in which they build upon each other."""
    own = {column.field: column for column in columns if column.used}
    for column in columns:
        if column.used and column.beside >= 0:
            yield partial(_phone, column.index, column.beside)
    yield from _name_steps(columns, own)
    yield from _address_steps(own)


def _name_steps(columns: Sequence[Column], own: dict[str, Column]) -> Iterator[Step]:
    yield from companies.steps(columns, own)
    if column := own.get("full_name"):
        yield partial(_full_name, column.index, column.first_name_first)
    if column := own.get("contact"):
        yield partial(_contact, column.index, column.first_name_first)
    if column := own.get("infix"):
        yield partial(_infix, column.index)
    if column := own.get("partner_full_name"):
        yield partial(_partner, column.index, column.first_name_first)
    yield companies.alone


def splits_streets(columns: Sequence[Column]) -> bool:
    """Whether streets end with their number, since no column holds it."""
    numbers = any(column.field == "house_number" and column.samples for column in columns)
    return not numbers and any(column.field == "street" for column in columns)


def _address_steps(own: dict[str, Column]) -> Iterator[Step]:
    if splits_streets(tuple(own.values())):
        yield _street_with_number
    elif "house_number" in own:
        yield _number_with_box
    for field, step in (("town", _town), ("address", _address), ("street_2", _second_line)):
        if field in own:
            yield partial(step, own[field].index)


def _phone(index: int, beside: int, values: Values, cells: Cells) -> None:
    number = text_at(cells, index).partition(SEVERAL)[0].strip()
    if number and (field := phone_of_kind(number, text_at(cells, beside))):
        values.setdefault(field, number)


# -- Names ----------------------------------------------------------------------------------------


def _full_name(index: int, first_name_first: bool, values: Values, cells: Cells) -> None:
    text = text_at(cells, index)
    if text and not companies.named_by(text, values):
        _add(values, split_people(text, first_name_first=first_name_first))


def _contact(index: int, first_name_first: bool, values: Values, cells: Cells) -> None:
    """Of a company the person to write to; of a person somebody else."""
    text = text_at(cells, index)
    if text and "company" in values and not {"first_name", "last_name"} & values.keys():
        _add(values, split_name(text, first_name_first=first_name_first))


def _infix(index: int, values: Values, cells: Cells) -> None:
    infix, last = text_at(cells, index), values.get("last_name")
    if infix and last and not str(last).startswith(f"{infix} "):
        values["last_name"] = f"{infix} {last}"


def _partner(index: int, first_name_first: bool, values: Values, cells: Cells) -> None:
    if text := text_at(cells, index):
        names = split_name(text, first_name_first=first_name_first)
        _add(values, {f"partner_{key}": name for key, name in names.items()})


def _add(values: Values, parts: dict[str, str]) -> None:
    for field, part in parts.items():
        if part:
            values.setdefault(field, part)


# -- Addresses ------------------------------------------------------------------------------------


def _street_with_number(values: Values, cells: Cells) -> None:
    if street := values.pop("street", None):
        values.update(split_street(str(street)) | {k: values[k] for k in ("box",) if k in values})


def _number_with_box(values: Values, cells: Cells) -> None:
    number = values.get("house_number")
    if isinstance(number, str) and "box" not in values and not number.isalnum():
        values.update(split_number(number))


def _town(index: int, values: Values, cells: Cells) -> None:
    if text := text_at(cells, index):
        _add(values, split_town(text))


def _address(index: int, values: Values, cells: Cells) -> None:
    text = text_at(cells, index).partition(SEVERAL)[0]
    if not text:
        return
    parts = split_address(text)
    if "street" in values:
        parts = {key: part for key, part in parts.items() if key not in STREET_PARTS}
    _add(values, parts)


def _second_line(index: int, values: Values, cells: Cells) -> None:
    """“Bte 3” is the box; a town where none is told; else it stands before the street, as on an envelope."""
    text = text_at(cells, index)
    if not text:
        return
    if "box" not in values and (box := box_alone(text)):
        values["box"] = box
        return
    town = split_town(text)
    if "postcode" in town and not {"postcode", "city"} & values.keys():
        _add(values, town)
    elif street := values.get("street"):
        values["street"] = f"{text}, {street}"
    else:
        _add(values, split_street(text))
