"""What is known of one column of a list: its header, the field it holds, and how that was told."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from carnet.clients.record import FIELDS, NAMES
from carnet.core.reading.rows import Cell, Row
from carnet.imports.columns.aside import reason

__all__ = ["Cell", "Row"]

IGNORE = "ignore"

Values = dict[str, Cell]

# Fields of columns that are taken apart or put together, and what becomes of them.
TOGETHER: dict[str, tuple[str, ...]] = {
    "full_name": ("first_name", "last_name"),
    "contact": ("first_name", "last_name"),
    "partner_full_name": ("partner_first_name", "partner_last_name"),
    "address": ("street", "house_number", "box", "postcode", "city", "country"),
    "town": ("postcode", "city"),
    "street_2": ("street",),
    "infix": ("last_name",),
}
# Not a field of a client: rows that share it are one household.
HOUSEHOLD = "household"
MORE_NAMES = {
    "full_name": gettext_lazy("Whole name, to be split"),
    "contact": gettext_lazy("Contact person of a company"),
    "partner_full_name": gettext_lazy("Partner's whole name, to be split"),
    "address": gettext_lazy("Whole address, to be split"),
    "town": gettext_lazy("Postcode and city, to be split"),
    "street_2": gettext_lazy("Second line of the address"),
    "infix": gettext_lazy("Particle before the last name"),
    HOUSEHOLD: gettext_lazy("Number of the household"),
    IGNORE: gettext_lazy("Leave out"),
}
# Whatever a person may choose for a column.
CHOOSABLE = (*FIELDS, *TOGETHER, HOUSEHOLD, IGNORE)
SHOWN_SAMPLES = 5


# Compared as itself: reading a row looks up how the columns are read, 50,000 times.
@dataclass(frozen=True, eq=False)
class Column:
    """`field` is one of CHOOSABLE. `how` it was told: by its header, by its neighbours, by its content, by
    the layout of a program we know, chosen by a person; empty where nobody knows what it is."""

    index: int
    header: str
    field: str
    how: str = ""
    samples: tuple[str, ...] = ()
    note: str = ""  # why it is left out (aside.py)
    guess: bool = False  # to be confirmed by a person
    first_name_first: bool = False  # in whole names
    month_first: bool = False  # in dates written with numbers
    point_zero: bool = False  # whole numbers are written 1000.0
    polite: bool = False  # “Mme” and its like stand before names
    several: bool = False  # a cell may hold several values, or labels separated by commas
    company: str = ""  # when a name may be that of a company (layouts.Meaning)
    beside: int = -1  # the column that tells of which kind this number is

    @property
    def used(self) -> bool:
        return self.field != IGNORE

    @property
    def reason(self) -> str | Promise:
        """Why it is left out, in words; empty where it is used or unknown."""
        return "" if self.used else reason(self.note)


def field_name(field: str) -> str | Promise:
    return NAMES.get(field) or MORE_NAMES[field]
