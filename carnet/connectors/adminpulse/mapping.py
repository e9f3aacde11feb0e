"""What AdminPulse said about a firm's relations, made into records. Pure: what day it is, is told.

Pieces are `relation` (a row of the list), `detail` (the same relation asked for by itself), `linked` (a partner who is
not among those asked for) and `user`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from carnet.clients.countries import language_code
from carnet.clients.fields import kind_called
from carnet.clients.record import FIELDS as KEPT
from carnet.clients.search import fold
from carnet.connectors.adminpulse.names import FIELDS
from carnet.connectors.adminpulse.paths import found
from carnet.connectors.contract import Piece, Record

REFERENCE = "uniqueIdentifier"
# AdminPulse's own words for those who are no clients, in its three languages.
CLIENT = {"customer", "client", "klant", "kunde"}
NO_CLIENT = {
    *("prospect", "own company", "eigen bedrijf", "societe propre", "entreprise propre"),
    *("other", "autre", "andere"),
}
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T\d\d:\d\d.*")
NEVER = "0001-01-01"  # how .NET writes no date at all
# Taken as it comes, whoever the client is.
ALIKE = [
    key
    for key in KEPT
    if key not in ("kind", "first_name", "last_name", "company", "label")
    and not key.startswith("partner_")
]
OF_KIND = {
    "first_name": ("person", "sole_trader"),
    "last_name": ("person", "sole_trader"),
    "company": ("company",),
    "trade_name": ("sole_trader",),
}
OF_PARTNER = ("first_name", "last_name", "email", "language", "national_number")


class Reading:
    """`corrected` as Connection.mapping holds it."""

    def __init__(self, corrected: Mapping[str, Any], today: date) -> None:
        self.today = today
        self._names: Mapping[str, str] = corrected.get("names", {})
        self._meanings: Mapping[str, Mapping[str, str]] = corrected.get("meanings", {})
        self._fields = {field.key: field for field in FIELDS}

    def names(self, key: str) -> tuple[str, ...]:
        if key in self._names:
            return (self._names[key],) if self._names[key] else ()
        return self._fields[key].names if key in self._fields else ()

    def values(self, data: Any, key: str) -> list[str]:
        return next(filter(None, (found(data, name) for name in self.names(key))), [])

    def value(self, data: Any, key: str) -> str:
        values = self.values(data, key)
        return _day(values[0]) if values else ""

    def meaning(self, key: str, value: str, name: str = "") -> str:
        told = self._meanings.get(key, {}).get(value)
        if told:
            return told
        if key == "kind":
            return _kind(value)
        return (language_code(value) or "") if key == "language" else self._standing(value, name)

    def _standing(self, value: str, name: str) -> str:
        """A yes under the name `inactive` is a no; a day is the last one."""
        word, negative = fold(value), "inactive" in name.lower()
        if MOMENT.fullmatch(value) or re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return "yes" if value[:10] >= self.today.isoformat() else "no"
        if word in ("true", "false"):
            return "yes" if (word == "true") != negative else "no"
        return "no" if word in NO_CLIENT else "yes" if word in CLIENT else ""

    def active(self, data: Any) -> bool:
        """Every name counts: somebody may be both a customer and gone since last year."""
        return not any(
            self.meaning("active", value, name) == "no"
            for name in self.names("active")
            for value in found(data, name)[:1]
            if not value.startswith(NEVER)
        )

    def kind(self, data: Any) -> str:
        for value in self.values(data, "kind"):
            if meaning := self.meaning("kind", value):
                return meaning
        if found(data, "legalForm"):
            return "company"
        numbered = bool(self.values(data, "enterprise_number"))
        named = bool(self.values(data, "first_name"))
        return ("sole_trader" if named else "company") if numbered else "person"

    def concerns(self, data: Any, key: str) -> bool:
        return key not in OF_KIND or self.kind(data) in OF_KIND[key]

    def partners(self, data: Any) -> list[str]:
        return list(dict.fromkeys(self.values(data, "partner")))


def _kind(value: str) -> str:
    """By its words. Files have columns of 0 and 1 for persons and companies; what a 1 is here nobody knows."""
    plain = value.isdigit() or value in ("true", "false")
    return "" if plain else kind_called(value) or ""


def reference(data: Any) -> str:
    return next(iter(found(data, REFERENCE)), "")


def records(pieces: Iterable[Piece], reading: Reading) -> Iterator[Record]:
    """In the order in which they came."""
    relations, known, users = _sorted(pieces)
    couples = _couples(known, reading)
    for ref in relations:
        partner = couples.get(ref, "")
        values = _values(known[ref], reading, users)
        if partner in known:
            values |= _partner(known[partner], reading, users)
        yield Record(ref, values, active=reading.active(known[ref]), partner_ref=partner)


def _sorted(pieces: Iterable[Piece]) -> tuple[dict[str, None], dict[str, dict], dict[str, str]]:
    """References of the clients; what is known of each relation, the detail on top; names of users."""
    rows: dict[str, dict] = {}
    details: dict[str, dict] = {}
    relations: dict[str, None] = {}
    users: dict[str, str] = {}
    for piece in pieces:
        if piece.kind == "user":
            users[piece.key] = str(piece.data.get("name") or "")
            continue
        if piece.kind != "linked":
            relations[piece.key] = None
        (rows if piece.kind == "relation" else details)[piece.key] = piece.data
    return (
        relations,
        {ref: merged(rows.get(ref), details.get(ref)) for ref in rows | details},
        users,
    )


def merged(row: Mapping | None, detail: Mapping | None) -> dict[str, Any]:
    """What the detail leaves empty, the row may know."""
    told = {name: value for name, value in (detail or {}).items() if value not in (None, "", [])}
    return {**(row or {}), **told}


def _couples(known: Mapping[str, dict], reading: Reading) -> dict[str, str]:
    """Who is whose partner. AdminPulse calls partners in business by the same word, as far as anybody can tell: so only
    persons with exactly one, and never against what the other side says."""
    people = {ref for ref, data in known.items() if reading.kind(data) != "company"}
    links = {ref: set(reading.partners(known[ref])) - {ref} for ref in people}
    back: dict[str, set[str]] = {ref: set() for ref in people}
    for ref, others in links.items():
        for other in others & people:
            back[other].add(ref)
    both = {ref: links[ref] & people | back[ref] for ref in people}
    single = {ref: next(iter(others)) for ref, others in both.items() if len(others) == 1}
    return {ref: other for ref, other in single.items() if single.get(other) == ref}


def _values(data: Any, reading: Reading, users: Mapping[str, str]) -> dict[str, str]:
    kind = reading.kind(data)
    values = {"kind": kind, **{key: reading.value(data, key) for key in ALIKE}}
    values["language"] = _language(data, reading)
    values["label"] = "; ".join(users.get(one, one) for one in reading.values(data, "label")[:3])
    values |= _names(data, kind, reading)
    return {key: value for key, value in values.items() if value}


def _language(data: Any, reading: Reading) -> str:
    """What nobody knows the meaning of is left as it stands: the plan shows it."""
    value = reading.value(data, "language")
    return reading.meaning("language", value) or value


def _names(data: Any, kind: str, reading: Reading) -> dict[str, str]:
    if kind == "company":
        return {"company": reading.value(data, "company")}
    first, last = reading.value(data, "first_name"), reading.value(data, "last_name")
    names = {"first_name": first, "last_name": _without(last, first)}
    return names | {"company": reading.value(data, "trade_name")} if kind != "person" else names


def _without(last: str, first: str) -> str:
    """The last name alone, where the whole name stands: Ann Peeters or Peeters Ann."""
    rest = last.removeprefix(f"{first} ").removesuffix(f" {first}").strip() if first else ""
    return rest or last


def _partner(data: Any, reading: Reading, users: Mapping[str, str]) -> dict[str, str]:
    values = _values(data, reading, users)
    return {f"partner_{key}": values[key] for key in OF_PARTNER if key in values}


def _day(value: str) -> str:
    match = MOMENT.fullmatch(value)
    day = match[1] if match else value
    return "" if day == NEVER else day
