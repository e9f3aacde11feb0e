"""Taskflows: who takes part in one, and the box that is ticked when a client has sent what was asked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from carnet.clients.search import fold
from carnet.connectors.adminconsult.answers import Row
from carnet.connectors.adminconsult.client import Client, asking
from carnet.connectors.adminconsult.values import day, number, text

# Columns are called “label(number)”; beside one may stand “label(number) date” and “label(number) who”.
COLUMN = re.compile(r"(?P<label>.*)\((?P<id>\d+)\)")

# Days, of which those behind the deadline count double: half a year late is another year's.
TOO_LATE = 366
NO_DEADLINE = TOO_LATE - 1


@dataclass(frozen=True)
class Box:
    record: int
    subtask: int


def path(group: str) -> str:
    return f"taskflow/tasks/{number(group)}"


def data(client: Client, group: str, today: date, size: int = 0) -> list[Row]:
    """Of last year, this one and the next: returns are filed late, and next year's are planned early."""
    first, last = f"{today.year - 1}-01-01", f"{today.year + 1}-12-31"
    return client.all(f"{path(group)}/data", asking(size, datefrom=first, dateto=last))


def members(rows: Iterable[Row]) -> list[int]:
    return sorted({number(row.get("CustomerId")) for row in rows} - {0})


def box(
    rows: list[Row], ref: str, subtask: str, today: date, period_end: date | None = None
) -> Box | None:
    """The one to tick now. None where there is none, where it is ticked, and where it holds no tick but a text: to
    write a number there would spoil their table."""
    own = [row for row in rows if text(row.get("CustomerId")) == ref and number(row.get("Id"))]
    row = _of_period(own, period_end) if period_end else _nearest(own, today)
    column = next((name for row in rows for name in row if _is_named(name, subtask)), None)
    if row is None or column is None or not _holds_ticks(rows, column):
        return None
    found = COLUMN.fullmatch(column)
    if row.get(column) or found is None:
        return None
    return Box(number(row.get("Id")), int(found["id"]))


def tick(client: Client, group: str, box: Box, user: str) -> None:
    body = {"TaskId": number(group), "SubtaskId": box.subtask, "RecordId": box.record, "Value": 1}
    client.post(f"{path(group)}/update", {**body, "UserName": user})


def _is_named(column: str, subtask: str) -> bool:
    found = COLUMN.fullmatch(column)
    return found is not None and (fold(found["label"]) == fold(subtask) or found["id"] == subtask)


def _holds_ticks(rows: Iterable[Row], column: str) -> bool:
    """Somewhere a 0 or 1, and nowhere anything else."""
    found = [row[column] for row in rows if row.get(column) is not None]
    return bool(found) and all(isinstance(value, int) and value in (0, 1) for value in found)


def _of_period(rows: Iterable[Row], end: date) -> Row | None:
    """What is due first after the period, within a year: each quarter's own, and of a return the one of its year,
    however late it is. Where none has a deadline there is but one flow."""
    rows = list(rows)
    due = {deadline: row for row in rows if (deadline := day(row.get("Deadline")))}
    later = sorted(deadline for deadline in due if _within_a_year(deadline, end))
    if later:
        return due[later[0]]
    return rows[0] if rows and not due else None


def _within_a_year(deadline: str, end: date) -> bool:
    return 0 < (date.fromisoformat(deadline) - end).days < TOO_LATE


def _nearest(rows: Iterable[Row], today: date) -> Row | None:
    """Where the period is not known."""
    own = [row for row in rows if _distance(row, today) < TOO_LATE]
    return min(own, key=lambda row: _distance(row, today), default=None)


def _distance(row: Row, today: date) -> int:
    """Days to the deadline. Those behind it count double: of two deadlines, the one that passed is meant for the third
    part of the time between them, be they a year apart or a month."""
    deadline = day(row.get("Deadline"))
    if not deadline:
        return NO_DEADLINE
    days = (date.fromisoformat(deadline) - today).days
    return days if days >= 0 else -2 * days
