"""What a person decided about one file before applying it. A value: knows no database, no file, no page."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

# How rows about known clients are treated: take what the file says; fill what is empty here; leave all
# as it is; take what the file says, also where it says nothing.
POLICIES = ("update", "fill", "skip", "replace")
# By what a row recognises a client, in this order; a choice may narrow it to one.
KEYS = ("national_number", "client_number", "email_name", "name_birth_date")
WHOLE_ROW = "*"


@dataclass(frozen=True)
class Choices:
    """Lines are those of the file, columns are counted from 0, clients are primary keys."""

    sheet: str = ""  # name of the sheet; empty: the one proposed
    columns: Mapping[int, str] = field(
        default_factory=dict
    )  # column → field, where not as proposed
    key: str = ""  # one of KEYS; empty: all of them in turn
    policy: str = "update"
    never: frozenset[str] = frozenset()  # fields that are never overwritten
    fixes: Mapping[int, Mapping[int, str]] = field(default_factory=dict)  # line → column → new text
    repairs: bool = False  # every repair that is proven is taken
    left: Mapping[int, frozenset[str]] = field(default_factory=dict)  # line → fields left as here
    same: Mapping[int, int] = field(default_factory=dict)  # line → client it is about; 0: none
    couples: Mapping[int, bool] = field(default_factory=dict)  # second line → one return or two
    archive: frozenset[int] = frozenset()  # clients only in Carnet, to be archived

    def with_(self, **changes: Any) -> "Choices":
        return replace(self, **changes)

    def as_json(self) -> dict[str, Any]:
        """Only what differs from the defaults, in what JSON can hold."""
        made = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: _plain(value) for name, value in made.items() if value != _DEFAULTS[name]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Choices":
        return cls(**{name: _READ.get(name, lambda value: value)(data[name]) for name in data})


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return value


def _numbered(data: Mapping[str, Any]) -> dict[int, Any]:
    return {int(key): value for key, value in data.items()}


_DEFAULTS = {item.name: getattr(Choices(), item.name) for item in fields(Choices)}
_READ: dict[str, Any] = {
    "columns": _numbered,
    "never": frozenset,
    "fixes": lambda data: {line: _numbered(cells) for line, cells in _numbered(data).items()},
    "left": lambda data: {line: frozenset(names) for line, names in _numbered(data).items()},
    "same": _numbered,
    "couples": _numbered,
    "archive": frozenset,
}
