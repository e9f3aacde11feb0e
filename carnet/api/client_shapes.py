"""A client as programs read and write one: the fields of ClientRecord, under the same names."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import create_model

from carnet.api.contract.shapes import Next, Page, Strictly, Text
from carnet.clients.models import Client, Kind
from carnet.clients.record import FIELDS, NUMBERS
from carnet.clients.states import State
from carnet.firms.models import LANGUAGE_CODES, Firm

# Stands for a national number that is there. Sent back, it leaves that one alone.
COVERED = "•••"
TEXTS = [key for key in FIELDS if key not in {*NUMBERS, "label", "birth_date"}]
ROW = ["pk", "uuid", "version", *TEXTS, "birth_date", *(f"{key}_index" for key in NUMBERS)]
ROW += ["state", "due_date", "archived_at", "erase_on", "created_at"]
NOBODY = ""
_typed: dict[str, Any] = {
    key: (
        str | None,
        Field(None, description="Taken as people write it; empty or null empties it."),
    )
    for key in FIELDS
}
_typed["label"] = (list[Text] | None, Field(None, description="Names; missing ones are made."))
Typed = create_model("Typed", __base__=Strictly, **_typed)


class ClientIn(Typed):  # type: ignore[valid-type,misc]
    keep: bool = Field(
        True, description="False: a temporary client, erased after the work is done."
    )


class ClientChange(Typed):  # type: ignore[valid-type,misc]
    """Only what is sent is changed."""


class ClientsAsked(Page):
    q: Text = Field("", max_length=200, description="Beginnings of words: names, numbers, e-mail.")
    client_number: Text = Field("", max_length=40, description="Exactly this one.")
    email: Text = Field("", max_length=254, description="Exactly this one.")
    label: int | None = Field(None, ge=1, le=2**53, description="The id of a label.")
    state: Literal[(*State.values, "not_invited")] | None = None  # type: ignore[valid-type]
    language: Literal[tuple(LANGUAGE_CODES)] | None = None  # type: ignore[valid-type]
    kind: Literal[tuple(Kind.values)] | None = None  # type: ignore[valid-type]
    country: str | None = Field(None, pattern="^[A-Z]{2}$")
    archived: bool = Field(False, description="Archived clients instead of the others.")


_told: dict[str, Any] = {key: (str, ...) for key in FIELDS}
_told["label"] = (list[str], ...)
_told["birth_date"] = (date | None, ...)
_about = f"Empty, or “{COVERED}” for one that is there. `reveal=national_numbers` shows it."
for _key in NUMBERS:
    _told[_key] = (str, Field(description=_about))
_Told = create_model("Told", __base__=Schema, **_told)


class ClientOut(_Told):  # type: ignore[valid-type,misc]
    id: UUID
    version: int = Field(
        description="Goes up with every change; as an ETag, to be sent as If-Match."
    )
    name: str
    state: Literal[("", *State.values)] = Field(  # type: ignore[valid-type]
        description="Of the latest dossier; empty before the first."
    )
    due_date: date | None
    archived_at: datetime | None
    erase_on: date | None = Field(description="Of a temporary client: after this day all is gone.")
    created_at: datetime


class ClientAdded(ClientOut):
    similar: list[UUID] = Field(description="Clients who may be the same person; look at them.")


class Clients(Next):
    items: list[ClientOut]


def rows_told(rows: Sequence[Mapping[str, Any]], firm: Firm) -> list[dict[str, Any]]:
    """Rows with the columns of ROW, in two queries whatever their number."""
    labels = _labels(firm, [row["pk"] for row in rows])
    return [_row_told(row, labels.get(row["pk"], [])) for row in rows]


def client_told(client: Client) -> dict[str, Any]:
    row = {column: getattr(client, column) for column in ROW}
    return _row_told(row, list(client.value("label")))


def _labels(firm: Firm, clients: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    pairs = firm.labels.filter(clients__in=clients).values_list("clients", "name")
    for number, name in pairs:
        found.setdefault(number, []).append(name)
    return {number: sorted(names, key=str.casefold) for number, names in found.items()}


def _row_told(row: Mapping[str, Any], labels: list[str]) -> dict[str, Any]:
    told = {key: row[key] for key in TEXTS}
    for key in NUMBERS:
        told[key] = COVERED if row[f"{key}_index"] else NOBODY
    name = f"{row['first_name']} {row['last_name']}".strip() or row["company"]
    return {
        "id": row["uuid"],
        "version": row["version"],
        "name": name,
        **told,
        "label": labels,
        "birth_date": row["birth_date"],
        "state": row["state"],
        "due_date": row["due_date"],
        "archived_at": row["archived_at"],
        "erase_on": row["erase_on"],
        "created_at": row["created_at"],
    }
