"""How a value of each kind of column stands in SQLite and in PostgreSQL, and the sum of a table's content, which is the
same for both when every value is."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

Read = Callable[[Any], Any]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _same(value: Any) -> Any:
    return value


# What SQLite gives, as PostgreSQL's driver gives it; by the kind of the column in PostgreSQL. JSON stays text.
FROM_SQLITE: dict[str, Read] = {
    "bigint": _same,
    "boolean": bool,
    "bytea": bytes,
    "character varying": _same,
    "date": date.fromisoformat,
    "integer": _same,
    "jsonb": _same,
    "smallint": _same,
    "text": _same,
    "timestamp with time zone": _moment,
    "uuid": UUID,
}


def plain_json(text: str) -> str:
    """One spelling of what may be spelt in many ways: PostgreSQL keeps neither the order of keys nor 1e2."""
    return json.dumps(json.loads(text, parse_float=_number, parse_int=_number), sort_keys=True)


def _number(text: str) -> str:
    return f"number {Decimal(text).normalize():f}"


class Sum:
    """Of the rows of one table, in whatever order they come: two databases sort texts differently. Takes the room of
    one row. It finds accidents; who wants to deceive could work it out anew."""

    def __init__(self, kinds: Iterable[str]) -> None:
        self._writers = [plain_json if kind == "jsonb" else str for kind in kinds]
        self._total, self.rows = 0, 0

    def add(self, row: Iterable[Any]) -> None:
        digest = hashlib.sha256()
        for write, value in zip(self._writers, row, strict=True):
            # Its length before it, so that no two rows are the same text.
            word = b"" if value is None else write(value).encode("utf-8", "surrogatepass")
            digest.update(b"-" if value is None else b"%d:" % len(word))
            digest.update(word)
        self._total = (self._total + int.from_bytes(digest.digest())) % 2**256
        self.rows += 1

    def hex(self) -> str:
        return f"{self._total:064x}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sum) and (self.rows, self._total) == (other.rows, other._total)

    __hash__ = None  # type: ignore[assignment]
