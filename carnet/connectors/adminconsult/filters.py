"""The filters Admin-Consult understands, for the stand-in: `Field op value`, joined by `and`. Pure."""

import re
from collections.abc import Callable, Mapping
from typing import Any

VALUE = r"'[^']*'|[^\s'(),]+"
COMPARISON = re.compile(rf"(?P<field>\w+) (?P<op>eq|ne|ge|gt|le|lt) (?P<value>{VALUE})")
IN = re.compile(rf"(?P<field>\w+) in \((?P<values>(?:{VALUE})(?:, ?(?:{VALUE}))*)\)")
NULL = re.compile(r"(?P<field>\w+) is (?P<no>not )?null")
TEXT = re.compile(r"(?P<op>StartsWith|EndsWith|Contains)\((?P<field>\w+), ?'(?P<value>[^']*)'\)")
AND = re.compile(r" and (?=(?:[^']*'[^']*')*[^']*$)")

# Kept with a T, and asked for with a space.
MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)T")

Row = Mapping[str, Any]
Condition = Callable[[Row], bool]

ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda one, other: one == other,
    "ne": lambda one, other: one != other,
    "ge": lambda one, other: one >= other,
    "gt": lambda one, other: one > other,
    "le": lambda one, other: one <= other,
    "lt": lambda one, other: one < other,
}
TEXTS: dict[str, Callable[[str, str], bool]] = {
    "StartsWith": str.startswith,
    "EndsWith": str.endswith,
    "Contains": str.__contains__,
}


class NotUnderstood(ValueError):
    """A part of the filter, as it was written."""


def conditions(text: str) -> list[Condition]:
    """All of them must hold. Raises NotUnderstood."""
    return [_condition(part.strip()) for part in AND.split(text)] if text else []


def _condition(part: str) -> Condition:
    if found := COMPARISON.fullmatch(part):
        field, order, value = found["field"], ORDERS[found["op"]], found["value"]
        return lambda row: _alike(order, row[field], value)
    if found := IN.fullmatch(part):
        field, values = found["field"], re.findall(VALUE, found["values"])
        return lambda row: any(_alike(ORDERS["eq"], row[field], value) for value in values)
    if found := NULL.fullmatch(part):
        field, wanted = found["field"], found["no"] is None
        return lambda row: (row[field] is None) is wanted
    if found := TEXT.fullmatch(part):
        field, test, value = found["field"], TEXTS[found["op"]], found["value"]
        return lambda row: test(str(row[field] or ""), value)
    raise NotUnderstood(part)


def _alike(order: Callable[[Any, Any], bool], held: Any, value: str) -> bool:
    """Numbers and flags as numbers, everything else as text; nothing is like nothing."""
    if held is None:
        return False
    if value.startswith("'"):
        return order(MOMENT.sub(r"\1 ", str(held)), value[1:-1])
    try:
        return order(float(held), float(value))
    except (TypeError, ValueError):
        raise NotUnderstood(value) from None
