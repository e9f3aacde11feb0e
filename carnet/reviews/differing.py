"""How an answer compares with last year's, and whether by enough to be looked at. Pure.

An amount or figure is far from last year's when it differs by more than 10 % of it *and* by more than 100 (in the
currency of the answer); anything else when it is not the same. Documents are compared by nobody: every year has its
own, and so has a list, whose entries are compared one by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from carnet.questionnaires.given import Value
from carnet.questionnaires.kinds import KINDS

SHARE = Decimal("0.1")
LEAST = Decimal(100)


class Difference(StrEnum):
    """NEAR is a difference not worth a look; NEW and GONE say which of the two years has no answer."""

    NONE = ""
    NEAR = "near"
    FAR = "far"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Compared:
    """`by` is this year's figure less last year's; None for what is no figure."""

    difference: Difference = Difference.NONE
    by: Decimal | None = None


def compare(kind: str, now: Value | None, before: Value | None, *, known: bool) -> Compared:
    """`known`: there are answers of last year at all; without them nothing differs."""
    how = KINDS[kind]
    if not known or how.uploads or how.repeats or how.prose or not how.asks:
        return Compared()
    if now is None or before is None:
        return Compared(_one_sided(now, before))
    if how.numeric and kind != "year":
        return _figures(now, before)
    return Compared() if _same(now, before) else Compared(Difference.FAR)


def _one_sided(now: Value | None, before: Value | None) -> Difference:
    if now is None and before is None:
        return Difference.NONE
    return Difference.NEW if before is None else Difference.GONE


def _figures(now: Value, before: Value) -> Compared:
    try:
        new, old = Decimal(str(now)), Decimal(str(before))
    except InvalidOperation:
        return Compared(Difference.FAR)
    by = new - old
    if not by:
        return Compared()
    far = abs(by) > LEAST and abs(by) > abs(old) * SHARE
    return Compared(Difference.FAR if far else Difference.NEAR, by)


def _same(now: Value, before: Value) -> bool:
    if isinstance(now, list) and isinstance(before, list):
        return sorted(now) == sorted(before)
    if isinstance(now, Mapping) and isinstance(before, Mapping):
        filled = ({name: word for name, word in one.items() if word} for one in (now, before))
        return next(filled) == next(filled)
    return now == before
