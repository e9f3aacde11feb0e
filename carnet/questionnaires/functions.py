"""The functions that rules may call, in plain Python. Dates are ISO text; sums are exact to the cent."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


NOTHING = "nothing to compare"


class Empty(ValueError):
    """The smallest or largest of nothing: not a fault of the rule, only not known yet."""


def age_on(born: str, day: str) -> float:
    """Full years of age on that day; who is born on 29 February has a birthday on 1 March."""
    birth, then = date.fromisoformat(born), date.fromisoformat(day)
    return float(then.year - birth.year - ((then.month, then.day) < (birth.month, birth.day)))


def days_between(first: str, last: str) -> float:
    return float((date.fromisoformat(last) - date.fromisoformat(first)).days)


def add_days(day: str, days: float) -> str:
    return (date.fromisoformat(day) + timedelta(days=int(days))).isoformat()


def year_of(day: str) -> float:
    return float(date.fromisoformat(day).year)


def count(parts: Sequence[object]) -> float:
    return float(len(parts))


def total(numbers: Sequence[float]) -> float:
    return float(sum((exact(number) for number in numbers), Decimal(0)))


def least(numbers: Sequence[float]) -> float:
    if not numbers:
        raise Empty(NOTHING)
    return min(numbers)


def most(numbers: Sequence[float]) -> float:
    if not numbers:
        raise Empty(NOTHING)
    return max(numbers)


def nonzero(number: float) -> float:
    """Stands around whatever a rule divides by, since CEL answers 1 / 0 with infinity."""
    if not number:
        raise ZeroDivisionError("divided by zero")
    return number


def round2(number: float) -> float:
    return float(exact(number).quantize(CENT, rounding=ROUND_HALF_UP))


def exact(number: float) -> Decimal:
    return Decimal(repr(number))
