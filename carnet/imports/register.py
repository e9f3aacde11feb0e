"""The firm's register as the plan of a file needs it: asked here and nowhere else.

A file that is large beside the firm walks through all clients once or twice; for any other the database picks
those its rows may be about. Both find the same people, in the same order.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain, islice
from typing import Any

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.expressions import RawSQL
from django.db.models.lookups import IsNull

from carnet.clients.models import Client
from carnet.firms.models import Firm
from carnet.imports.planning.checking import NO_CHOICES, Checked
from carnet.imports.planning.choices import Choices
from carnet.imports.planning.known import (
    SEALED,
    UNKNOWN,
    ByReference,
    Here,
    Meeting,
    Numbers,
    Register,
    numbers,
)
from carnet.imports.planning.likeness import Acquaintance, Unmet, fingerprint
from carnet.imports.planning.outcome import COVERED, OnlyHere, Plan
from carnet.imports.sharing import sharing

AT_ONCE = 500
MANY = 2_000
# Reading all of a firm's clients is quicker than looking them up, up to so many or so many a row.
FEW = 2_000
A_ROW = 4

ACTIVE = Q(archived_at=None)
# SQLite sees that the partial index will do only if its condition is there word for word.
NUMBERED = Q(RawSQL("NOT (clients_client.client_number = '')", (), BooleanField()))
# As numbers, which no database has to convert.
ARCHIVED = ExpressionWrapper(IsNull(F("archived_at"), False), output_field=IntegerField())
NAMES = ("first_name", "last_name", "company")
INDEXES = ("national_number_index", "partner_national_number_index")
ACQUAINTED = ("pk", ARCHIVED, *Acquaintance._fields[2:])


def read(
    firm: Firm,
    rows: Sequence[Checked],
    choices: Choices = NO_CHOICES,
    known: ByReference = UNKNOWN,
) -> Register:
    """Everything `make_plan` asks about these rows, and about the clients who were chosen by hand or are known by
    the reference of their row."""
    active, everyone = _how_many(firm)
    told = numbers(rows, firm.uuid if everyone else None)
    register = Register(firm.uuid, partial(_here, firm), told, known)
    register.active = active
    if everyone:
        _read_numbers(firm, rows, register, whole=_few(everyone, rows))
        _read_people(firm, rows, register, choices.key, everyone)
        _forget_different(firm, rows, register)
        _read_chosen(firm, register, choices)
    return register


def only_here(
    firm: Firm,
    plan: Plan,
    *,
    ticked: Collection[int],
    within: Q = ACTIVE,
    start: int = 0,
    most: int | None = 100,
) -> list[OnlyHere]:
    """The active clients whom no row is about and for whom `within` holds, by name, from the place `start`
    on; with `most` None all of them."""
    active = firm.clients.filter(ACTIVE, within).order_by("sort_name", "pk")
    found = active.values_list("pk", *NAMES).iterator(chunk_size=AT_ONCE)
    others = (client for client in found if client[0] not in plan.met)
    return [
        OnlyHere(pk, _name(*names), archive=pk in ticked)
        for pk, *names in islice(others, start, None if most is None else start + most)
    ]


def _how_many(firm: Firm) -> tuple[int, int]:
    """Active clients, and all. Every name is "" or more: told so, SQLite counts in the index of the active and in
    that of the archived, not among a million rows."""
    named = firm.clients.filter(sort_name__gte="")
    active = named.filter(ACTIVE).count()
    return active, active + named.filter(archived_at__isnull=False).count()


def _few(everyone: int, rows: Sequence[Any]) -> bool:
    """So few clients that for so many rows all of them are read."""
    return everyone <= max(FEW, A_ROW * len(rows))


# -- By numbers ----------------------------------------------------------------------------------


def _read_numbers(firm: Firm, rows: Sequence[Checked], register: Register, *, whole: bool) -> None:
    # The very texts of the rows serve as keys, so that each is held once.
    told = (row.values["client_number"] for row in rows if "client_number" in row.values)
    given = {number: number for number in told}
    own = {numbers.own: numbers.own for numbers in register.numbers if numbers.own}
    if not given and not own:
        return
    wanted = chain(
        (some & NUMBERED for some in _among("client_number", given)),
        *(_among(column, own) for column in INDEXES),
    )
    columns = ("pk", ARCHIVED, "client_number", *INDEXES)
    for pk, archived, number, index, partner in _clients(firm, columns, wanted, whole=whole):
        if number in given or index in own or partner in own:
            register.archived[pk] = bool(archived)
        if number in given:
            register.by_number[given[number]] = pk
        if index in own:
            _add(register.by_index, own[index], pk)
        if partner in own:
            _add(register.by_partner, own[partner], pk)


def _add(clients: dict[str, tuple[int, ...]], index: str, client: int) -> None:
    clients[index] = (*clients.get(index, ()), client)


def _among(column: str, values: Iterable[Any]) -> Iterator[Q]:
    yield from (Q(**{f"{column}__in": some}) for some in batches(values))


def _clients(
    firm: Firm, columns: Sequence[Any], wanted: Iterable[Q], *, whole: bool
) -> Iterator[tuple]:
    """Clients who fulfil one of the conditions, each once; others may be among them."""
    if whole:
        everyone = firm.clients.order_by("pk").values_list(*columns)
        yield from everyone.iterator(chunk_size=MANY)
        return
    seen: set[int] = set()
    for condition in wanted:
        for client in firm.clients.filter(condition).values_list(*columns):
            if client[0] not in seen:
                seen.add(client[0])
                yield client


def batches(values: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    rest = iter(sorted(values))
    while some := list(islice(rest, size)):
        yield some


# -- By name and what else a row tells -------------------------------------------------------------


def _read_people(
    firm: Firm, rows: Sequence[Checked], register: Register, key: str, everyone: int
) -> None:
    """For the rows that no number led to a client."""
    known = register.by_reference.clients
    weak = [
        at
        for at, row in enumerate(rows)
        if row.line not in known and not _numbered(at, row, register, key)
    ]
    if not weak:
        return
    unmet = Unmet((at, rows[at], register.numbers[at]) for at in weak)
    wanted = Q() if _few(everyone, weak) else sharing(firm, unmet.by)
    people = firm.clients.filter(wanted).order_by("pk")
    for record in people.values_list(*ACQUAINTED).iterator(chunk_size=MANY):
        client = Acquaintance._make(record)
        if unmet.look_at(client):
            register.archived[client.pk] = bool(client.archived)
    register.met = unmet.met


def _numbered(at: int, row: Checked, register: Register, key: str) -> bool:
    if key in ("", "national_number") and register.numbers[at].own in register.by_index:
        return True
    number = row.values.get("client_number")
    return key in ("", "client_number") and number in register.by_number


def _forget_different(firm: Firm, rows: Sequence[Checked], register: Register) -> None:
    """Whom somebody said not to be the person of a row is not asked about again."""
    clients = {client for met in register.met.values() for client, _fact in met}
    said: dict[int, set[str]] = {}
    for some in batches(clients):
        pairs = firm.different.filter(client__in=some).values_list("client", "fingerprint")
        for client, mark in pairs:
            said.setdefault(client, set()).add(mark)
    if said:
        register.met = {
            at: _not_different(met, said, rows[at], firm) for at, met in register.met.items()
        }


def _not_different(
    met: list[Meeting], said: Mapping[int, set[str]], row: Checked, firm: Firm
) -> list[Meeting]:
    if not any(client in said for client, _fact in met):
        return met
    mark = fingerprint(row, firm.uuid)
    return [meeting for meeting in met if mark not in said.get(meeting.client, ())]


def _read_chosen(firm: Firm, register: Register, choices: Choices) -> None:
    known = register.by_reference
    wanted = {*choices.same.values(), *known.clients.values(), *known.partners.values()}
    for some in batches(wanted - register.archived.keys()):
        found = _by_pk(firm, some).values_list("pk", ARCHIVED)
        register.archived |= {pk: bool(archived) for pk, archived in found}
    for some in batches(choices.archive):
        ticked = _by_pk(firm, some).filter(ACTIVE).order_by("pk").values_list("pk", *NAMES)
        register.to_archive |= {pk: _name(*names) for pk, *names in ticked}


# -- As they stand -------------------------------------------------------------------------------


def _here(firm: Firm, clients: Collection[int], fields: Collection[str]) -> dict[int, Here]:
    """What of them is asked. National numbers stay sealed: only their indexes are read."""
    plain = sorted({*fields, *NAMES} - {"label", *SEALED})
    columns = ["pk", "version", *INDEXES, *map(_as_stored, plain)]
    found: dict[int, Here] = {}
    for some in batches(clients, MANY):
        for pk, version, own, partner, *told in _by_pk(firm, some).values_list(*columns):
            values = dict(zip(plain, told, strict=True))
            if type(born := values.get("birth_date")) is str:
                values["birth_date"] = date.fromisoformat(born)
            values["national_number"] = COVERED if own else ""
            values["partner_national_number"] = COVERED if partner else ""
            found[pk] = Here(pk, version, values, Numbers(own, partner))
        if "label" in fields:
            _add_labels(firm, found, some)
    return found


def _as_stored(field: str) -> str | ExpressionWrapper:
    """SQLite keeps days as text, which Django reads slowly; a column that Django converts makes all slow."""
    if field == "birth_date":
        return ExpressionWrapper(F(field), output_field=TextField())
    return field


def _by_pk(firm: Firm, clients: Collection[int]) -> QuerySet[Client]:
    return firm.clients.filter(_one_of("clients_client.id", clients))


def _one_of(column: str, numbers: Collection[int]) -> RawSQL:
    """Written out, since a parameter takes Django longer than the database needs for the whole row."""
    written = ", ".join(str(int(number)) for number in numbers)
    return RawSQL(f"{column} IN ({written})", (), BooleanField())


def _add_labels(firm: Firm, found: Mapping[int, Here], clients: Collection[int]) -> None:
    names = dict(firm.labels.values_list("pk", "name"))
    links = Client.labels.through.objects.filter(
        _one_of("clients_client_labels.client_id", clients)
    )
    labels: dict[int, list[str]] = {}
    for client, label in links.values_list("client_id", "label_id"):
        if label in names:
            labels.setdefault(client, []).append(names[label])
    for client in clients:
        if client in found:
            found[client].values["label"] = tuple(sorted(labels.get(client, ())))


def _name(first_name: str, last_name: str, company: str) -> str:
    return f"{first_name} {last_name}".strip() or company
