"""The firm's register as the plan of a file needs it: asked here and nowhere else.

A file that is large beside the firm walks through all clients once or twice; any other asks only for those
its rows may be about, so that 500 rows stay quick in a firm of a million.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from itertools import islice
from operator import or_
from typing import Any

from django.db.models import Q

from carnet.clients.models import Client
from carnet.firms.models import Firm
from carnet.imports.planning.checking import NO_CHOICES, Checked
from carnet.imports.planning.choices import Choices
from carnet.imports.planning.known import Here, Meeting, Numbers, Register, numbers
from carnet.imports.planning.likeness import Acquaintance, Unmet, fingerprint, folded
from carnet.imports.planning.matching import having
from carnet.imports.planning.outcome import COVERED, OnlyHere, Plan

AT_ONCE = 500
MANY = 2_000
RANGES = 100
LETTERS = 3
# Reading all of a firm's clients is quicker than looking them up, up to so many or so many a row.
FEW = 2_000
A_ROW = 4

ACTIVE = Q(archived_at=None)
NAMES = ("first_name", "last_name", "company")
SEALED = ("national_number", "partner_national_number")
INDEXES = ("national_number_index", "partner_national_number_index")
# Of the facts that support a similar name only e-mail and birth date have an index of their own.
BY_NAME_ONLY = {"phone", "mobile", "street", "enterprise_number"}


def read(firm: Firm, rows: Sequence[Checked], choices: Choices = NO_CHOICES) -> Register:
    """Everything `make_plan` asks about these rows, and about the clients who were chosen by hand."""
    told = [numbers(row, firm.uuid) for row in rows]
    register = Register(firm.uuid, partial(_here, firm), told)
    register.active = firm.clients.filter(ACTIVE).count()
    everyone = register.active + firm.clients.exclude(ACTIVE).count()
    if everyone:
        whole = everyone <= max(FEW, A_ROW * len(rows))
        _read_numbers(firm, rows, register, whole=whole)
        _read_people(firm, rows, register, choices.key, whole=whole)
        _forget_different(firm, rows, register)
        _read_chosen(firm, register, choices)
    return register


def only_here(
    firm: Firm, plan: Plan, *, ticked: Collection[int], after: int = 0, most: int = 100
) -> list[OnlyHere]:
    """The next of the active clients whom no row is about, by name, behind the client `after`."""
    active = firm.clients.filter(ACTIVE).order_by("sort_name", "pk")
    if last := firm.clients.filter(pk=after).values_list("sort_name", "pk").first():
        active = active.filter(_behind(*last))
    found = active.values_list("pk", *NAMES).iterator(chunk_size=AT_ONCE)
    others = (client for client in found if client[0] not in plan.met)
    return [
        OnlyHere(pk, _name(*names), archive=pk in ticked) for pk, *names in islice(others, most)
    ]


def _behind(sort_name: str, pk: int) -> Q:
    return Q(sort_name__gt=sort_name) | Q(sort_name=sort_name, pk__gt=pk)


# -- By numbers ----------------------------------------------------------------------------------


def _read_numbers(firm: Firm, rows: Sequence[Checked], register: Register, *, whole: bool) -> None:
    given = {row.values["client_number"] for row in rows if "client_number" in row.values}
    # The very texts of the rows serve as keys, so that each is held once.
    own = {told.own: told.own for told in register.numbers if told.own}
    wanted = [*_among("client_number", given), *(q for one in INDEXES for q in _among(one, own))]
    columns = ("pk", "archived_at", "client_number", *INDEXES)
    for pk, archived_at, number, index, partner in _clients(firm, columns, wanted, whole=whole):
        if number in given or index in own or partner in own:
            register.archived[pk] = archived_at is not None
        if number in given:
            register.by_number[number] = pk
        if index in own:
            register.by_index.setdefault(own[index], []).append(pk)
        if partner in own:
            register.by_partner.setdefault(own[partner], []).append(pk)


def _among(column: str, values: Iterable[str]) -> Iterator[Q]:
    """Nobody is looked for by an empty value; only when told so can a partial index answer."""
    for some in batches(values):
        yield Q(**{f"{column}__in": some}) & ~Q(**{column: ""})


def _clients(
    firm: Firm, columns: Sequence[str], wanted: list[Q], *, whole: bool
) -> Iterator[tuple]:
    """Clients who fulfil one of the conditions, each once; others may be among them."""
    if whole and wanted:
        everyone = firm.clients.order_by("pk").values_list(*columns)
        yield from everyone.iterator(chunk_size=AT_ONCE)
        return
    seen: set[int] = set()
    for condition in wanted:
        for client in firm.clients.filter(condition).order_by("pk").values_list(*columns):
            if client[0] not in seen:
                seen.add(client[0])
                yield client


def batches(values: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    rest = iter(sorted(values))
    while some := list(islice(rest, size)):
        yield some


# -- By name and what else a row tells -------------------------------------------------------------


def _read_people(
    firm: Firm, rows: Sequence[Checked], register: Register, key: str, *, whole: bool
) -> None:
    """For the rows that no number led to a client."""
    weak = [at for at, row in enumerate(rows) if not _numbered(at, row, register, key)]
    unmet = Unmet((at, rows[at], register.numbers[at]) for at in weak)
    wanted = list(_conditions([rows[at] for at in weak]))
    for record in _clients(firm, Acquaintance._fields, wanted, whole=whole):
        client = Acquaintance._make(record)
        if unmet.look_at(client):
            register.archived[client.pk] = client.archived_at is not None
    register.met = unmet.met


def _numbered(at: int, row: Checked, register: Register, key: str) -> bool:
    keys = ("national_number", "client_number") if not key else (key,)
    return any(having(one, at, row, register) for one in keys)


def _conditions(rows: Sequence[Checked]) -> Iterator[Q]:
    """E-mail and birth date have an index. What else supports a name is looked for under the name."""
    yield from _among("email", {row.values["email"] for row in rows if "email" in row.values})
    days = {row.values["birth_date"] for row in rows if "birth_date" in row.values}
    yield from (Q(birth_date__in=some) for some in batches(days))
    names = {name for row in rows if BY_NAME_ONLY & row.values.keys() for name in _beginnings(row)}
    for some in batches(names, RANGES):
        yield reduce(or_, map(_beginning, some))


def _beginnings(row: Checked) -> Iterator[str]:
    """Of the name in the register's order, as written and the other way round."""
    first, last = folded(row.values)
    if first and last:
        yield f"{last} {first[:LETTERS]}"
        yield f"{first} {last[:LETTERS]}"


def _beginning(prefix: str) -> Q:
    """As a range, which both databases answer from the index."""
    return Q(sort_name__gte=prefix, sort_name__lt=prefix[:-1] + chr(ord(prefix[-1]) + 1))


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
    for some in batches(set(choices.same.values()) - register.archived.keys()):
        found = firm.clients.filter(pk__in=some).values_list("pk", "archived_at")
        register.archived |= {pk: archived_at is not None for pk, archived_at in found}
    for some in batches(choices.archive):
        ticked = (
            firm.clients.filter(ACTIVE).filter(pk__in=some).order_by("pk").values_list("pk", *NAMES)
        )
        register.to_archive |= {pk: _name(*names) for pk, *names in ticked}


# -- As they stand -------------------------------------------------------------------------------


def _here(firm: Firm, clients: Collection[int], fields: Collection[str]) -> dict[int, Here]:
    """What of them is asked. National numbers stay sealed: only their indexes are read."""
    plain = sorted(set(fields) - {"label", *SEALED})
    columns = ["pk", "version", *INDEXES, *NAMES, *plain]
    found: dict[int, Here] = {}
    for some in batches(clients, MANY):
        for record in firm.clients.filter(pk__in=some).order_by().values_list(*columns):
            pk, version, own, partner, *names = record[:7]
            values = dict(zip(plain, record[7:], strict=True))
            values["national_number"] = COVERED if own else ""
            values["partner_national_number"] = COVERED if partner else ""
            found[pk] = Here(pk, version, _name(*names), values, Numbers(own, partner))
        if "label" in fields:
            _add_labels(found, some)
    return found


def _add_labels(found: Mapping[int, Here], clients: Collection[int]) -> None:
    for here in found.values():
        here.values.setdefault("label", ())
    links = Client.labels.through.objects.filter(client__in=clients).order_by("label__name")
    for client, label in links.values_list("client", "label__name"):
        if client in found:
            found[client].values["label"] += (label,)


def _name(first_name: str, last_name: str, company: str) -> str:
    return f"{first_name} {last_name}".strip() or company
