"""Adds and changes many clients with few statements, with the same effects as `actions.add_client` and
`actions.change_client`: search words, sealed numbers, labels, versions and the trail. A test compares them.

Each act has two halves. The first works out what will be written and may take its time; the second writes it,
inside a transaction of the caller's, and holds others up as briefly as can be.
"""

import secrets
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from carnet.audit.record import record_all as trace_all
from carnet.clients.actions import first_end, labels_named
from carnet.clients.models import Client
from carnet.clients.record import NUMBERS
from carnet.clients.search import TEXTS, many_found_by
from carnet.core import keyrings
from carnet.core.crypto import Place, blind_indexes, seal_many, unseal
from carnet.core.many_rows import Rows, batches, insert, reserve, to_add, to_change, update
from carnet.core.models import KeyRing
from carnet.firms.models import Colleague, Firm

Link = Client.labels.through


FOUND_BY = ("kind", *TEXTS)


@dataclass(frozen=True)
class Newcomers:
    """Clients to be added: their rows, and what stands in other tables; their primary keys, if they have them."""

    rows: Rows
    labels: list[Sequence[str]]
    rings: list[KeyRing]
    keep: bool
    keys: Sequence[int] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, positions: Sequence[int]) -> "Newcomers":
        """These alone."""
        labels = [self.labels[position] for position in positions]
        keys = self.keys and [self.keys[position] for position in positions]
        return Newcomers(self.rows.at(positions), labels, self.rings, self.keep, keys)


def newcomers(
    firm: Firm,
    count: int,
    values: Mapping[str, list[Any]],
    *,
    keep: bool,
    now: datetime,
    keys: Sequence[int] | None = None,
) -> Newcomers:
    """So many clients; `values` by field (record.FIELDS) hold one for each, in normal form. `keys`: their primary
    keys, if they are reserved already."""
    columns: dict[str, Any] = {**values, "firm_id": firm.pk, "created_at": now}
    columns["uuid"] = _uuids(count)
    columns["erase_on"] = None if keep else first_end(firm, timezone.localdate(now))
    labels = columns.pop("label", [()] * count)
    columns["data_key"], rings = _data_keys(firm, count, columns)
    numbers = {key: columns.pop(key, [""] * count) for key in NUMBERS}
    columns |= _sealed(firm, numbers, columns["uuid"], columns["data_key"])
    columns |= _searched(firm, count, columns)
    return Newcomers(to_add(Client, count, columns), labels, rings, keep, keys)


def add(firm: Firm, those: Newcomers, *, by: Colleague | None, via: str) -> Sequence[int]:
    """Their primary keys. `via` says in the trail where they came from, such as "import 12"."""
    keyrings.keep(those.rings)
    keys = reserve(Client, len(those)) if those.keys is None else those.keys
    insert(those.rows, keys)
    _link(firm, zip(keys, those.labels, strict=True))
    trace_all("client added", Client, keys, firm=firm, by=by, via=via, kept=those.keep)
    return keys


def holders(firm: Firm, numbers: Collection[str]) -> dict[str, int]:
    """Which clients have these client numbers."""
    found: dict[str, int] = {}
    for some in batches(set(numbers) - {""}):
        clients = Client.objects.filter(firm=firm).numbered(some)
        found |= dict(clients.values_list("client_number", "pk"))
    return found


def _uuids(count: int) -> list[UUID]:
    """Of version 7: those of one moment begin alike, so that they stand together in the index."""
    begin = int(time.time() * 1000) << 80 | 7 << 76 | 2 << 62
    random, ten = secrets.token_bytes(10 * count), range(0, 10 * count, 10)
    numbers = (int.from_bytes(random[start : start + 10], "big") for start in ten)
    return [UUID(int=begin | number & TWELVE << 64 | number & SIXTY_TWO) for number in numbers]


# The random bits of such a uuid, on both sides of its variant.
TWELVE, SIXTY_TWO = 2**12 - 1, 2**62 - 1


def _data_keys(
    firm: Firm, count: int, columns: Mapping[str, list[Any]]
) -> tuple[list[int | None], list[KeyRing]]:
    """For those who have a number to seal."""
    nothing = [""] * count
    numbers = zip(*(columns.get(key, nothing) for key in NUMBERS), strict=True)
    wanting = [any(both) for both in numbers]
    drawn, rings = keyrings.draw(firm, sum(wanting))
    given = iter(drawn)
    return [next(given) if wants else None for wants in wanting], rings


def _sealed(
    firm: Firm,
    numbers: Mapping[str, Sequence[str]],
    uuids: Sequence[UUID],
    data_keys: Sequence[int | None],
) -> dict[str, list[Any]]:
    fields = {f"{Client._meta.label_lower}.{key}_sealed": told for key, told in numbers.items()}
    sealed = seal_many(fields, firm.uuid, uuids, data_keys).values()
    columns: dict[str, list[Any]] = {}
    for (key, told), values in zip(numbers.items(), sealed, strict=True):
        indexes = blind_indexes({*told} - {""}, firm.uuid)
        columns[f"{key}_sealed"] = values
        columns[f"{key}_index"] = [indexes.get(number, "") for number in told]
    return columns


def _searched(firm: Firm, count: int, columns: Mapping[str, list[Any]]) -> dict[str, list[str]]:
    """The two columns the register sorts and searches by."""
    nothing = [""] * count
    kinds, *texts = (columns.get(name, nothing) for name in FOUND_BY)
    found = many_found_by(firm.pk, kinds, texts)
    return {"sort_name": [name for name, _text in found], "search": [text for _name, text in found]}


def _link(firm: Firm, labelled: Iterable[tuple[int, Sequence[str]]]) -> None:
    pairs = [(client, name) for client, names in labelled for name in dict.fromkeys(names)]
    if not pairs:
        return
    labels = labels_named(firm, [name for _client, name in pairs])
    links = dict.fromkeys((client, labels[name.casefold()].pk) for client, name in pairs)
    columns = {
        "client_id": [client for client, _label in links],
        "label_id": [label for _client, label in links],
    }
    insert(to_add(Link, len(links), columns))


class Change(NamedTuple):
    """The new values of one client by field, if the client is still of this version."""

    client: int
    version: int
    values: Mapping[str, Any]


@dataclass
class Changes:
    """Clients to be changed, those together whose changes concern the same fields."""

    versions: dict[int, int] = field(default_factory=dict)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)  # by client, by field
    data_keys: dict[int, int | None] = field(default_factory=dict)  # by client
    groups: list[tuple[tuple[str, ...], list[Change], Rows]] = field(default_factory=list)
    rings: list[KeyRing] = field(default_factory=list)

    def wanted(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The new values by client."""
        for _keys, some, _rows in self.groups:
            yield from ((one.client, one.values) for one in some)

    def leave(self, clients: Collection[int]) -> None:
        """These are not to be changed after all."""
        for client in clients:
            self.versions.pop(client, None)


def changes(firm: Firm, wanted: Sequence[Change]) -> Changes:
    """Those who changed meanwhile, or are gone, are left out."""
    made = Changes()
    now = _as_they_are(firm, wanted)
    groups: dict[tuple[str, ...], list[Change]] = defaultdict(list)
    for one in wanted:
        here = now.get(one.client)
        if here and here["version"] == one.version:
            made.versions[one.client] = one.version
            made.before[one.client] = {key: here[key] for key in one.values}
            groups[tuple(sorted(one.values))].append(one)
    numbered = [some for keys, some in groups.items() if not {*NUMBERS}.isdisjoint(keys)]
    made.rings = _key_to_each(firm, [now[one.client] for some in numbered for one in some])
    made.data_keys = {client: now[client]["data_key"] for client in made.versions}
    for keys, some in groups.items():
        made.groups.append((keys, some, _changed(firm, keys, some, now)))
    return made


def _key_to_each(firm: Firm, those: Sequence[dict[str, Any]]) -> list[KeyRing]:
    """Whose number is about to change, and who has no data key yet, gets one."""
    without = [here for here in those if here["data_key"] is None]
    numbers, rings = keyrings.draw(firm, len(without))
    for here, number in zip(without, numbers, strict=True):
        here["data_key"] = number
    return rings


def change(firm: Firm, made: Changes, *, by: Colleague | None, via: str) -> set[int]:
    """Those who are changed; the others somebody changed at this very moment."""
    keyrings.keep(made.rings)
    same = set(_unchanged(firm, made.versions))
    for keys, some, rows in made.groups:
        places = [place for place, one in enumerate(some) if one.client in same]
        clients = [some[place].client for place in places]
        update(rows.at(places), clients)
        if "label" in keys:
            _unlink(clients)
            _link(firm, [(some[place].client, some[place].values["label"]) for place in places])
        trace_all("client changed", Client, clients, firm=firm, by=by, fields=list(keys), via=via)
    return same


def _as_they_are(firm: Firm, wanted: Sequence[Change]) -> dict[int, dict[str, Any]]:
    """The clients by primary key: what will change, and what their search words are made of."""
    asked = {key for one in wanted for key in one.values}
    columns = {*FOUND_BY, *asked} - {"label", *NUMBERS}
    columns |= {f"{key}_sealed" for key in NUMBERS if key in asked}
    found: dict[int, dict[str, Any]] = {}
    for some in batches({one.client for one in wanted}):
        rows = firm.clients.filter(pk__in=some).values(
            "pk", "uuid", "data_key", "version", *columns
        )
        keyrings.look_up(row["data_key"] for row in rows)
        found |= {row["pk"]: _opened(firm, row) for row in rows}
        if "label" in asked:
            _add_labels(found, some)
    return found


def _opened(firm: Firm, row: dict[str, Any]) -> dict[str, Any]:
    for key in NUMBERS:
        if sealed := row.get(f"{key}_sealed"):
            column = f"{Client._meta.label_lower}.{key}_sealed"
            row[key] = unseal(sealed, Place(firm.uuid, column, row["uuid"]))
        else:
            row[key] = ""
    return row


def _add_labels(found: dict[int, dict[str, Any]], clients: Sequence[int]) -> None:
    names = defaultdict(list)
    links = Link.objects.filter(client__in=clients).values_list("client_id", "label__name")
    for client, name in links:
        names[client].append(name)
    for client in found.keys() & set(clients):
        found[client]["label"] = tuple(sorted(names[client], key=str.casefold))


def _changed(
    firm: Firm, keys: Sequence[str], some: Sequence[Change], now: Mapping[int, dict[str, Any]]
) -> Rows:
    columns: dict[str, list[Any]] = {
        key: [one.values[key] for one in some] for key in keys if key != "label"
    }
    others = [now[one.client] for one in some]
    rest = {name: [here[name] for here in others] for name in FOUND_BY}
    uuids, data_keys = ([here[name] for here in others] for name in ("uuid", "data_key"))
    if numbers := {key: columns.pop(key) for key in NUMBERS if key in columns}:
        columns |= _sealed(firm, numbers, uuids, data_keys)
        columns["data_key"] = data_keys
    columns |= _searched(firm, len(some), rest | columns)
    columns["version"] = [one.version + 1 for one in some]
    return to_change(Client, len(some), columns)


def _unchanged(firm: Firm, versions: Mapping[int, int]) -> Iterator[int]:
    """Held until the transaction ends, in one order, so that two who write do not wait for each other."""
    for some in batches(versions):
        rows = firm.clients.select_for_update().filter(pk__in=some).order_by("pk")
        for client, version in rows.values_list("pk", "version"):
            if version == versions[client]:
                yield client


def _unlink(clients: Collection[int]) -> None:
    for some in batches(clients):
        Link.objects.filter(client__in=some).delete()


def archive(
    firm: Firm, clients: Collection[int], *, at: datetime, by: Colleague | None, via: str
) -> list[int]:
    """Those who were not archived already."""
    done = _set_archived(firm, clients, None, at)
    trace_all("client archived", Client, done, firm=firm, by=by, via=via)
    return done


def restore(
    firm: Firm, clients: Collection[int], *, at: datetime, by: Colleague | None, via: str
) -> list[int]:
    """Those who are archived since exactly then."""
    done = _set_archived(firm, clients, at, None)
    trace_all("client restored", Client, done, firm=firm, by=by, via=via)
    return done


def _set_archived(
    firm: Firm, clients: Collection[int], old: datetime | None, new: datetime | None
) -> list[int]:
    done: list[int] = []
    for some in batches(clients):
        rows = firm.clients.select_for_update().filter(pk__in=some, archived_at=old).order_by("pk")
        done += rows.values_list("pk", flat=True)
        firm.clients.filter(pk__in=some, archived_at=old).update(archived_at=new)
    return done
