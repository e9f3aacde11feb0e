"""Cells of a workbook: what they are called, and what they say as text."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any


def place(line: int, column: int) -> str:
    """The name of a cell, both counted from 1: place(7, 3) is "C7"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{line}"


def _number(value: float) -> str:
    """Spreadsheets know only floats, of 15 digits; nobody's number is "4000.0"."""
    if value.is_integer():
        return str(int(value))
    return f"{value:.15g}" if isfinite(value) else ""


def _day(value: datetime) -> str:
    return value.date().isoformat()


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def _truth(value: bool) -> str:
    return "true" if value else "false"


# By the type that calamine gives.
TEXT: dict[type, Callable[[Any], str]] = {
    str: str.strip,
    float: _number,
    int: str,
    bool: _truth,
    datetime: _day,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _duration,
}
