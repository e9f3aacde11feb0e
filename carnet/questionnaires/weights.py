"""How much a change of one field weighs for dossiers that are running (docs/adr/0010-revisions.md).

Only what a client has answered, or would have to answer, counts; the words around it do not.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Any


class Weight(IntEnum):
    """TEXT: nobody's answers are touched. ADDITIVE: more is possible than before. RESTRICTIVE: somebody may have
    to answer more, or something may not fit any more. BREAKING: answers would lose their question."""

    TEXT = 0
    ADDITIVE = 1
    RESTRICTIVE = 2
    BREAKING = 3


Weigh = Callable[[Any, Any], Weight]


def words(old: Any, new: Any) -> Weight:
    return Weight.TEXT


def tighter(old: Any, new: Any) -> Weight:
    return Weight.RESTRICTIVE


def breaking(old: Any, new: Any) -> Weight:
    return Weight.BREAKING


def rule(old: Any, new: Any) -> Weight:
    """A rule that only forbids (check, pattern): without it more is possible."""
    return Weight.RESTRICTIVE if new else Weight.ADDITIVE


def warning(old: Any, new: Any) -> Weight:
    """A warning stops nobody, but wants a tap."""
    return Weight.RESTRICTIVE if new else Weight.ADDITIVE


def required(old: Any, new: Any) -> Weight:
    return Weight.ADDITIVE if new is False else Weight.RESTRICTIVE


def lowest(old: float | None, new: float | None) -> Weight:
    return Weight.ADDITIVE if new is None or (old is not None and new < old) else Weight.RESTRICTIVE


def highest(old: float | None, new: float | None) -> Weight:
    return Weight.ADDITIVE if new is None or (old is not None and new > old) else Weight.RESTRICTIVE


def more(old: Any, new: Any) -> Weight:
    return Weight.ADDITIVE if set(new) >= set(old) else Weight.RESTRICTIVE


def files(old: Any, new: Any) -> Weight:
    wider = not new.accept or (bool(old.accept) and set(new.accept) >= set(old.accept))
    looser = wider and new.min <= old.min and new.max >= old.max
    return Weight.ADDITIVE if looser else Weight.RESTRICTIVE


def unit(old: str, new: str) -> Weight:
    """Amounts are in euro where nothing is said."""
    return Weight.TEXT if {old, new} <= {"", "EUR"} else Weight.BREAKING


# Fields that are in neither of these weigh nothing: texts, notes, tags, lines of an official form.
OF_ITEM: dict[str, Weigh] = {
    "kind": breaking,
    "list_id": breaking,
    "choice_if": rule,
    "show_if": tighter,
    "required": required,
    "check": rule,
    "warn_if": warning,
    "value": tighter,
    "default": tighter,
    "carry": tighter,
    "profile": tighter,
    "who": tighter,
    "file": files,
    # The same figure in another currency, or another country's number, is another answer.
    "unit": unit,
    "format": breaking,
    "min": lowest,
    "max": highest,
    "max_length": highest,
    "pattern": rule,
    "escapes": more,
    "count": tighter,
}
OF_SECTION: dict[str, Weigh] = {"show_if": tighter, "who": tighter}
OF_CHOICE: dict[str, Weigh] = {"show_if": rule}
OF_ALL: dict[str, Weigh] = {
    "languages": more,
    "respondents": more,
    "declaration": tighter,
    "facts": tighter,
}
