"""What people do with clients: add, change, archive, keep. Every act leaves a trace in the audit trail.

Knows nothing of campaigns: they tell the register what happened to a client's dossier (`note_dossier`).
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from carnet.audit.record import record as trace
from carnet.clients import data_keys
from carnet.clients.models import Client, Label, Note
from carnet.clients.record import NUMBERS, ClientRecord
from carnet.clients.states import OPEN_STATES, State
from carnet.firms.models import Colleague, Firm

# A temporary client stays temporary: nobody can postpone the end for ever.
LONGEST_DAYS = 180


class ChangedMeanwhile(Exception):
    """Somebody else saved this client after the form was opened."""


class NumberTaken(Exception):
    """A client number was given to somebody else this very moment."""


@transaction.atomic
def add_client(
    firm: Firm, record: ClientRecord, *, keep: bool, by: Colleague | None, today: date
) -> Client:
    """One client; many are added by writing.py."""
    client = Client(firm=firm, erase_on=None if keep else first_end(firm, today))
    if any(getattr(record, key) for key in NUMBERS):
        client.data_key = data_keys.draw_one(firm)
    client.take(record)
    with one_client_a_number():
        client.save()
    _label(client, record)
    trace("client added", client, firm=firm, by=by, kept=keep)
    return client


@contextmanager
def one_client_a_number() -> Iterator[None]:
    """Forms look first; when two colleagues save at once, only the database sees both."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        if "client_number" not in str(problem):
            raise
        raise NumberTaken from problem


def first_end(firm: Firm, today: date) -> date:
    """The last day of a temporary client who is added today and then never heard of."""
    return today + timedelta(days=firm.idle_days)


def _label(client: Client, record: ClientRecord) -> None:
    labels = labels_named(client.firm, record.label)
    client.labels.set([labels[name.casefold()] for name in record.label])


def labels_named(firm: Firm, names: Iterable[str]) -> dict[str, Label]:
    """The firm's labels of these names, by name in lower case; those that are missing are made."""
    wanted = {name.casefold(): name for name in reversed(list(names))}  # as it is written first
    known = {label.name.casefold(): label for label in firm.labels.all()} if wanted else {}
    people = {person.name.casefold(): person for person in firm.colleagues.all()} if wanted else {}
    for key in wanted.keys() - known.keys():
        known[key], _made = firm.labels.get_or_create(
            name__iexact=wanted[key],
            defaults={"name": wanted[key], "colleague": people.get(key)},
        )
    return known


@transaction.atomic
def change_client(
    client: Client, record: ClientRecord, *, version: int, by: Colleague | None
) -> list[str]:
    """The names of the fields that changed. `version` is the one the person was looking at."""
    changed = sorted(client.differences(record))
    if not changed:
        return changed
    if not {*NUMBERS}.isdisjoint(changed):
        data_keys.give(client.firm, [client])
    client.take(record)
    columns = {column: getattr(client, column) for column in _columns(changed)}
    mine = Client.objects.filter(pk=client.pk, version=version)
    with one_client_a_number():
        saved = mine.update(version=F("version") + 1, **columns)
    if not saved:
        raise ChangedMeanwhile(client.pk)
    if "label" in changed:
        _label(client, record)
    client.version = version + 1
    trace("client changed", client, firm=client.firm, by=by, fields=changed)
    return changed


def _columns(keys: Collection[str]) -> set[str]:
    columns = {"sort_name", "search"} | set(keys) - {"label"}
    for key in columns.intersection(NUMBERS):
        columns |= {f"{key}_sealed", f"{key}_index"}
    return columns.difference(NUMBERS)


def archive(client: Client, *, by: Colleague | None, now: datetime) -> None:
    if Client.objects.filter(pk=client.pk, archived_at=None).update(archived_at=now):
        trace("client archived", client, firm=client.firm, by=by)
        client.archived_at = now


def restore(client: Client, *, by: Colleague | None) -> None:
    if Client.objects.archived().filter(pk=client.pk).update(archived_at=None):
        trace("client restored", client, firm=client.firm, by=by)
        client.archived_at = None


def keep(client: Client, *, by: Colleague | None) -> None:
    """A temporary client becomes one like the others."""
    if Client.objects.filter(pk=client.pk).exclude(erase_on=None).update(erase_on=None):
        trace("client kept", client, firm=client.firm, by=by)
        client.erase_on = None


class TooLate(ValueError):
    """A temporary client may not be postponed beyond `last`."""

    def __init__(self, last: date) -> None:
        super().__init__(f"not later than {last}")
        self.last = last


def postpone_erasure(client: Client, until: date, *, by: Colleague | None, today: date) -> None:
    last = today + timedelta(days=LONGEST_DAYS)
    if not today < until <= last:
        raise TooLate(last)
    if Client.objects.filter(pk=client.pk).exclude(erase_on=None).update(erase_on=until):
        trace("erasure postponed", client, firm=client.firm, by=by, until=until.isoformat())
        client.erase_on = until


def note_dossier(client: Client, *, state: str, due_date: date | None, at: datetime) -> None:
    """What the register shows of the client's latest dossier; told by campaigns, not a change by hand."""
    shown: dict[str, Any] = {"state": state, "due_date": due_date, "active_at": at}
    Client.objects.filter(pk=client.pk).update(**shown)
    if erase_on := _new_end(client.firm, state, timezone.localdate(at)):
        Client.objects.filter(pk=client.pk).exclude(erase_on=None).update(erase_on=erase_on)
    client.refresh_from_db(fields=[*shown, "erase_on"])


def _new_end(firm: Firm, state: str, day: date) -> date | None:
    """When a temporary client ends: some time after sending everything in, or after the last sign of life."""
    if state == State.SUBMITTED:
        return day + timedelta(days=firm.keep_days)
    if state in OPEN_STATES:
        return day + timedelta(days=firm.idle_days)
    return None


def add_note(client: Client, text: str, *, by: Colleague | None) -> Note:
    note = Note.objects.create(client=client, by=by, text=text)
    trace("note added", client, firm=client.firm, by=by, note=note.pk)
    return note


def show_number(client: Client, whose: str, *, by: Colleague) -> str:
    """The national number in full; who looked is written down before anything is shown."""
    trace("national number shown", client, firm=client.firm, by=by, whose=whose)
    return client.partner_national_number if whose == "partner" else client.national_number
