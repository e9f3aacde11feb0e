"""Which clients of a firm have something in common with the rows of a file: one query, however many the rows."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from carnet.firms.models import Firm

# By fact (likeness.WHY): when a client has one that a row tells. The first two lead to an index each. The others are
# looked for in one walk through the firm's clients, which stays in the database (docs/adr/0009-imports.md).
CONDITIONS = [
    {"email": "email IN (SELECT value FROM {told})"},
    {"birth_date": "birth_date IN (SELECT {day} FROM {told})"},
    {
        "enterprise_number": "enterprise_number IN (SELECT value FROM {told})",
        "phone": "phone IN (SELECT value FROM {told}) OR mobile IN (SELECT value FROM {told})",
        "address": "postcode || ' ' || lower(house_number) IN (SELECT lower(value) FROM {told})",
    },
]
# A list of any length as one parameter.
WORDS = {
    "sqlite": {"told": "json_each(%s)", "day": "value"},
    "postgresql": {"told": "json_array_elements_text(%s::json)", "day": "value::date"},
}


def sharing(firm: Firm, told: Mapping[str, Collection[Any]]) -> Q:
    """`told` has by fact what the rows tell (likeness.Unmet.by). A few clients more may be among them."""
    parts = [[*_conditions(together, told)] for together in CONDITIONS]
    half = "SELECT id FROM clients_client WHERE firm_id = %s AND ({})"
    query = " UNION ALL ".join(
        half.format(" OR ".join(sql for sql, _lists in part)) for part in parts if part
    )
    lists = [one for part in parts if part for one in (firm.pk, *_all(part))]
    return Q(pk__in=RawSQL(query, lists)) if query else Q(pk__in=())


def _conditions(
    together: Mapping[str, str], told: Mapping[str, Collection[Any]]
) -> Iterator[tuple[str, list[str]]]:
    """Each with its parameters."""
    for fact, condition in together.items():
        if told[fact]:
            values = json.dumps([*_written(fact, told[fact])])
            yield condition.format(**WORDS[connection.vendor]), [values] * condition.count("{told}")


def _all(part: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    return (values for _sql, lists in part for values in lists)


def _written(fact: str, values: Iterable[Any]) -> Iterator[str]:
    """As the conditions compare them."""
    if fact != "address":
        yield from map(str, values)
        return
    # SQLite makes only the letters of ASCII small. One of the two comes out as the client's does.
    for address in map(" ".join, values):
        yield address
        yield address.upper()
