"""Where a value stands in what JSON holds, written so that an accountant can read it and correct it.

    code                            a name
    company.name                    a name within a name
    emails.value                    of a list, each in its order
    emails[favourite].value         those that are marked as favourite first
    channels[type=email].value      those alone whose type is email; [type=email,favourite] does both

Capital letters make no difference. Pure: knows neither network nor database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

LONGEST = 200
NAME, WITHIN = r"[^\[\]=.,]+", r"[^\[\]]*"
PATH = re.compile(rf"{NAME}(?:\[{WITHIN}\])?(?:\.{NAME}(?:\[{WITHIN}\])?)*")
STEP = re.compile(rf"({NAME})(?:\[({WITHIN})\])?(?:\.|$)")
# What a list may call the one its owner prefers.
FAVOURITE = {"favourite", "favorite", "main", "default", "preferred", "primary"}
FAVOURITES = FAVOURITE | {f"is{name}" for name in FAVOURITE}
# Of an object where a plain value is wanted: what of it people would read.
SPEAKING = ("value", "name", "description", "code", "id")


class Unreadable(ValueError):
    """Not written as above."""


@dataclass(frozen=True)
class Step:
    name: str
    equal: tuple[tuple[str, str], ...] = ()
    favourite: bool = False


def readable(path: str) -> bool:
    try:
        return bool(parsed(path))
    except Unreadable:
        return False


@lru_cache(maxsize=512)
def parsed(path: str) -> tuple[Step, ...]:
    """Raises Unreadable."""
    if len(path) > LONGEST or not PATH.fullmatch(path):
        raise Unreadable
    return tuple(_step(name.strip(), within) for name, within in STEP.findall(path))


def _step(name: str, within: str) -> Step:
    words = [word.strip() for word in within.split(",") if word.strip()]
    equal = tuple(_pair(word) for word in words if "=" in word)
    plain = [word.lower() for word in words if "=" not in word]
    if not FAVOURITE.issuperset(plain):
        raise Unreadable
    return Step(name, equal, bool(plain))


def _pair(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name.strip(), value.strip().lower()


def found(data: Any, path: str) -> list[str]:
    """The values that stand there, as texts, without empty ones."""
    values = [data]
    for step in parsed(path):
        values = [inner for value in values for inner in _within(value, step)]
    texts = (text(value) for value in values)
    return [said for said in texts if said]


def _within(value: Any, step: Step) -> Iterator[Any]:
    for item in value if isinstance(value, list) else [value]:
        inner = _member(item, step.name)
        items = inner if isinstance(inner, list) else [inner]
        chosen = [one for one in items if _fits(one, step)]
        yield from sorted(chosen, key=lambda one: not starred(one)) if step.favourite else chosen


def _fits(item: Any, step: Step) -> bool:
    return all(text(_member(item, name)).lower() == value for name, value in step.equal)


def _member(item: Any, name: str) -> Any:
    if not isinstance(item, dict):
        return None
    if name in item:
        return item[name]
    return next((value for key, value in item.items() if key.lower() == name.lower()), None)


def starred(item: Any) -> bool:
    return isinstance(item, dict) and any(
        value is True for key, value in item.items() if key.lower() in FAVOURITES
    )


def text(value: Any) -> str:
    """As a cell of a spreadsheet would hold it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return next(filter(None, (_plain(_member(value, name)) for name in SPEAKING)), "")
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
