"""What somebody asks for in words, as on a command line, made choices about one list. Columns are named by
their header, fields by their key."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carnet.clients.record import FIELDS
from carnet.core.reading.rows import Source
from carnet.imports.columns.table import CHOOSABLE, Table
from carnet.imports.columns.words import normalise
from carnet.imports.lists import find_list
from carnet.imports.planning.choices import Choices


class Unknown(Exception):
    """The message says in English what is not known, and what is."""


@dataclass(frozen=True)
class Asked:
    sheet: str = ""
    # “Header=field”, or “@file.json” with an object of them; or such an object itself.
    mapping: Iterable[str] | Mapping[str, str] = ()
    key: str = ""
    policy: str = ""
    never: Iterable[str] = ()
    repairs: bool = False
    archive_missing: bool = False

    def over(self, former: Choices, source: Source) -> Choices:
        """The choices made so far, with what is asked for in their place."""
        named: dict[str, Any] = {"sheet": self.sheet, "key": self.key, "policy": self.policy}
        named |= {"never": _fields(self.never), "repairs": self.repairs}
        choices = former.with_(**{name: value for name, value in named.items() if value})
        if self.mapping:
            columns = self._columns(find_list(source, choices))
            choices = choices.with_(columns={**choices.columns, **columns})
        return choices

    def _columns(self, table: Table) -> dict[int, str]:
        """Number of the column → field."""
        places = {normalise(column.header): column.index for column in reversed(table.columns)}
        places |= {column.header: column.index for column in table.columns}
        found = {}
        for header, field in _mapping(self.mapping).items():
            index = places.get(header, places.get(normalise(header)))
            if index is None:
                headers = ", ".join(column.header for column in table.columns)
                raise Unknown(f"No column is called “{header}”. There are: {headers}.")
            found[index] = _known(field, CHOOSABLE)
        return found


def _mapping(texts: Iterable[str] | Mapping[str, str]) -> Mapping[str, str]:
    if isinstance(texts, Mapping):  # from a program elsewhere, whose headers name no files of ours
        return texts
    told: dict[str, str] = {}
    for text in texts:
        header, equals, field = text.rpartition("=")
        if text.startswith("@"):
            told |= _from_file(Path(text[1:]))
        elif equals:
            told[header] = field
        else:
            raise Unknown(f"“{text}” is no mapping. Write Header=field, for example Nom=last_name.")
    return told


def _from_file(path: Path) -> dict[str, str]:
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError) as problem:
        raise Unknown(f"{path} cannot be read as JSON: {problem}.") from None
    if not isinstance(told, dict):
        raise Unknown(f"{path} holds no JSON object of headers and fields.")
    return {str(header): str(field) for header, field in told.items()}


def _fields(names: Iterable[str]) -> frozenset[str]:
    return frozenset(_known(name, FIELDS) for name in names)


def _known(field: str, fields: Iterable[str]) -> str:
    if field not in fields:
        raise Unknown(f"“{field}” is no field. There are: {', '.join(fields)}.")
    return field
