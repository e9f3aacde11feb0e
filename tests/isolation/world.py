"""Two firms: whoever is asked about belongs to the first, and what must not be told to the second, full of canaries."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client

from tests import cast
from tests.isolation.asking import Log, Told, ask, undone
from tests.isolation.belonging import ours, owned, rows_of
from tests.isolation.canaries import all_rows, canaries_in, canary, plant
from tests.isolation.house import House, build
from tests.portal.conftest import enter

WRITES = re.compile(r'(?:INSERT INTO|INSERT OR IGNORE INTO|UPDATE|DELETE FROM) "(\w+)"')
NO_UUID = UUID(int=7)
NOTHING = {
    "of clients": "nothing:nobody:never",
    "of dossiers": "nothing:nobody:never",
    "filter": "label=999991&imported=999992",
}


@dataclass
class World:
    here: House
    there: House
    planted: dict[str, str]
    log: Log
    problems: list[str] = field(default_factory=list)

    @cached_property
    def nothing(self) -> dict[str, Any]:
        """What names nothing, of the kind the others name something."""
        made = {
            name: NO_UUID if isinstance(value, UUID) else 999_000 + place
            for place, (name, value) in enumerate(self.there.named.items())
        }
        return made | NOTHING

    @cached_property
    def before(self) -> dict:
        return all_rows(ours())

    @cached_property
    def theirs(self) -> set:
        """The rows of the firm that is not asked."""
        return {
            (model._meta.label, pk)
            for model in owned()
            for pk in rows_of(model, self.there.firm).values_list("pk", flat=True)
        }

    @cached_property
    def names(self) -> set[str]:
        """Of everything anybody asks about here, to be taken out of what is compared."""
        sets = [self.here.named, self.there.named, self.nothing, *NEVERS]
        sets += [*self.here.made.values(), *self.there.made.values()]
        return {str(name) for some in sets for name in some.values()} | {"999991", "999992"}

    def told(self, who: Client, method: str, address: str, data: Any = None) -> Told:
        """What is answered; nobody may learn of the other firm, and nothing of it may change."""
        with undone(), noting_writes() as written:
            self.log.lines.clear()
            told = ask(who, method, address, data)
            what = f"{method} {address} {data or ''}"
            self.note(what, told.seen(), "told")
            self.note(what, canaries_in("\n".join(self.log.lines).encode()), "logged")
            self.look_at_rows(what, written)
        if told.status >= 500:
            self.problems.append(f"{what}: {told.status}")
        return told

    def note(self, what: str, found: set[str], how: str) -> None:
        # A random token may look like a canary; it is none of those that were planted.
        places = sorted(self.planted[one] for one in found & self.planted.keys())
        if places:
            self.problems.append(f"{what}: {how} {places}")

    def look_at_rows(self, what: str, tables: set[str]) -> None:
        models = [model for model in ours() if model._meta.db_table in tables]
        labels = {model._meta.label for model in models}
        after = all_rows(models)
        for key in {key for key in self.before if key[0] in labels} | after.keys():
            if after.get(key) == self.before.get(key):
                continue
            if key in self.theirs:
                self.problems.append(f"{what}: changed {key}")
            self.note(what, canaries_in(repr(after.get(key)).encode()), f"kept in {key}")

    def compare(
        self, what: str, foreign: Told, never: Told, besides: Iterable[object] = ()
    ) -> None:
        """`besides` are further names of what was asked for."""
        names = self.names | set(map(str, besides))
        for one, other in zip(foreign.without(names), never.without(names), strict=True):
            if one != other:
                self.problems.append(f"{what}: {first_difference(f'{one}', f'{other}')}")


def first_difference(one: str, other: str) -> str:
    place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    around = slice(max(place - 60, 0), place + 60)
    return f"foreign {one[around]!r} unlike never {other[around]!r}"


NEVERS = [cast.NEVER]


@contextmanager
def noting_writes() -> Iterator[set[str]]:
    written: set[str] = set()

    def noted(execute, sql, params, many, context):
        written.update(WRITES.findall(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        yield written


def leave_room() -> None:
    """No number of the one firm is also one of the other, whatever it counts."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = seq + 1000")
            return
        for model in ours():
            table, column = model._meta.db_table, model._meta.pk.column
            cursor.execute(
                "SELECT setval(sequence, nextval(sequence) + 1000) FROM pg_get_serial_sequence(%s, %s) AS sequence"
                " WHERE sequence IS NOT NULL",
                [f'"{table}"', column],
            )


def two_firms(log: Log) -> World:
    words = canary()
    here = build("Here")
    leave_room()
    there = build("There", words)
    return World(here, there, {words: "what was asked and answered"} | plant(there.firm), log)


def signed_in(colleague: Any) -> Client:
    who = Client(raise_request_exception=False, headers={"accept-language": "en"})
    who.force_login(colleague)
    return who


def visiting(house: House) -> Client:
    """A client of the firm, who came through the mailed link."""
    dossier = house.firm.dossiers.get(pk=house.named["visited"])
    who = enter(dossier).client
    who.raise_request_exception = False
    return who
