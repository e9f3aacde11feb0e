"""Single values as Admin-Consult writes them: 0 in place of nothing, days with a time, flags as 0 and 1. Pure."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from carnet.connectors.adminconsult.answers import Row

# What a date is before anybody wrote one.
EARLIEST = date(1880, 1, 1)


def text(told: Any) -> str:
    """0 and nothing are nothing."""
    if told is None or isinstance(told, bool | dict | list):
        return ""
    if isinstance(told, float) and told.is_integer():
        told = int(told)
    return "" if str(told).strip() == "0" else str(told).strip()


def number(told: Any) -> int:
    """0 where it is no whole number."""
    found = text(told)
    return int(found) if found.isascii() and found.isdigit() else 0


def flag(told: Any) -> bool:
    if isinstance(told, str):
        return told.strip().lower() in ("1", "true")
    return bool(told)


def day(told: Any) -> str:
    """As 1985-07-30; empty where no day was meant."""
    try:
        found = date.fromisoformat(text(told)[:10])
    except ValueError:
        return ""
    return found.isoformat() if found >= EARLIEST else ""


def first_address(told: str) -> str:
    """They put several addresses of mail into one field."""
    parts = [part for part in re.split(r"[;,\s]+", told) if "@" in part]
    return parts[0] if len(parts) > 1 else told


def kept(row: Row, names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if name in row}
