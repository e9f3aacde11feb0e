"""Plans of small files, written down as people: each a dict by field, in one row from line 2 on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from carnet.imports.columns.headers import TITLES
from carnet.imports.columns.table import Row, Table, find_table
from carnet.imports.planning.checking import NO_CHOICES, Checked, Defaults, check_rows
from carnet.imports.planning.choices import Choices
from carnet.imports.planning.outcome import Plan
from carnet.imports.planning.plan import make_plan
from carnet.imports.register import read
from tests import makers as make

DEFAULTS = Defaults(country="BE", language="fr", today=date(2026, 3, 3))
# Of Ann and Jan; as stored, and as printed.
NUMBER, OTHER = "85073003328", "87031400268"
ANN = {
    "first_name": "Ann",
    "last_name": "Peeters",
    "email": "ann@example.org",
    "language": "fr",
}
JAN = {"first_name": "Jan", "last_name": "Maes", "email": "jan@example.org", "language": "nl"}
HOME = {"street": "Kerkstraat", "house_number": "7", "postcode": "9000", "city": "Gent"}


def table_of(*people: Mapping[str, str]) -> Table:
    """A column for each field that any of them tells."""
    fields = list(dict.fromkeys(field for person in people for field in person))
    headers = tuple(TITLES[field]["en"] if field in TITLES else field for field in fields)
    rows = [tuple(person.get(field, "") for field in fields) for person in people]
    lines = [Row(1, headers), *(Row(line, cells) for line, cells in enumerate(rows, start=2))]
    table = find_table(lines)
    assert table is not None
    columns = [
        replace(column, field=field) for column, field in zip(table.columns, fields, strict=True)
    ]
    return replace(table, columns=tuple(columns))


def checked(*people: Mapping[str, str], choices: Choices = NO_CHOICES) -> list[Checked]:
    return list(check_rows(table_of(*people), DEFAULTS, choices))


def plan_of(firm, *people: Mapping[str, str], **choices) -> Plan:
    chosen = Choices(**choices)
    rows = checked(*people, choices=chosen)
    return make_plan(rows, read(firm, rows, chosen), chosen)


def client(firm, person: Mapping[str, str] = ANN, **fields):
    return make.client(firm=firm, **{**person, **fields})


def reasons(plan: Plan) -> list[tuple[int, str]]:
    return [(problem.line, problem.reason) for problem in plan.problems]


def doing(plan: Plan) -> dict[str, int]:
    """The counts that are not 0."""
    return {key: count for key, count in plan.counts.items() if count and key != "rows"}


def partners(plan: Plan) -> dict[int, int]:
    """By the line of each row that is taken: the line of its partner, or 0."""
    return {row.line: row.partner_line for row in (*plan.new, *plan.changed, *plan.unchanged)}
