"""What a row would change of a client, by the policy and the choices of the person. Pure."""

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any

from carnet.clients.models import apart
from carnet.clients.record import REQUIRED
from carnet.imports.planning.checking import Checked
from carnet.imports.planning.choices import WHOLE_ROW, Choices
from carnet.imports.planning.known import Here, Numbers
from carnet.imports.planning.outcome import Pair

EMPTY: dict[str, Any] = {"birth_date": None, "label": ()}
NEVER_EMPTIED = {*REQUIRED, "kind"}
SEALED = {
    "national_number": attrgetter("own"),
    "partner_national_number": attrgetter("partner"),
}

Pairs = dict[str, Pair]


def compare(row: Checked, numbers: Numbers, here: Here, choices: Choices) -> tuple[Pairs, Pairs]:
    """What will be taken and what is left as it is here."""
    taken: Pairs = {}
    left: Pairs = {}
    kept = choices.left.get(row.line, frozenset())
    for field, pair in differences(row, numbers, here, replace=choices.policy == "replace"):
        takes = _takes(field, pair[0], choices) and not kept & {field, WHOLE_ROW}
        (taken if takes else left)[field] = pair
    return taken, left


def _takes(field: str, ours: Any, choices: Choices) -> bool:
    """Filling what is empty here overwrites nothing."""
    if choices.policy == "skip":
        return False
    return not ours or (choices.policy != "fill" and field not in choices.never)


def differences(
    row: Checked, numbers: Numbers, here: Here, *, replace: bool
) -> Iterator[tuple[str, Pair]]:
    """By field: here, in the file. What the file does not tell is no difference, unless it replaces."""
    assumed, values = row.file.assumed, here.values
    for field, theirs in row.values.items():
        ours = values[field]
        if ours == theirs or field in assumed:
            continue
        if field in SEALED:
            same = SEALED[field](numbers) == SEALED[field](here.numbers)
        else:
            same = not apart(field, ours, theirs)
        if not same:
            yield field, (ours, theirs)
    if replace:
        yield from _emptied(row, values)


def _emptied(row: Checked, values: Mapping[str, Any]) -> Iterator[tuple[str, Pair]]:
    """What the file has a column for, and this row leaves empty. A whole address rarely tells the country."""
    untold = row.file.fields - row.values.keys() - NEVER_EMPTIED - (row.file.split & {"country"})
    for field in sorted(untold & values.keys()):
        if values[field]:
            yield field, (values[field], EMPTY.get(field, ""))
