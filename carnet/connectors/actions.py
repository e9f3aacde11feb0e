"""What people do with connections, each with its trace. The trail holds no address, no key and no name of a client."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from carnet.audit.record import record
from carnet.connectors.contract import Group
from carnet.connectors.models import Connection, FetchedStep, Run
from carnet.connectors.opening import keep, session_of
from carnet.connectors.trouble import PASSING, Trouble
from carnet.firms import letterhead
from carnet.firms.models import Colleague, Firm

PERIODS = {
    Connection.Schedule.DAILY: timedelta(days=1),
    Connection.Schedule.HOURLY: timedelta(hours=1),
}

GROUPS_LAST = timedelta(minutes=10)
LETTER = "connection"


class AlreadyRunning(Exception):
    """One run of a connection at a time."""


@dataclass(frozen=True)
class Whom:
    """Whose data a run fetches, and what is done with some of it."""

    group: str = ""
    group_name: str = ""
    companies: bool = False
    inactive: str = Connection.Inactive.LEAVE
    since: str = ""
    questionnaire: Any = None
    year: int | None = None


def check(connection: Connection) -> None:
    """One call that proves address, key and rights. Raises Trouble."""
    with session_of(connection) as session:
        session.check()


def groups_of(connection: Connection, now: datetime) -> list[Group]:
    """Those it told a few minutes ago, or those it tells now. Raises Trouble."""
    told = connection.groups_at
    if told is None or told < now - GROUPS_LAST:
        with session_of(connection) as session:
            connection.groups = [[group.key, group.name] for group in session.groups()]
        connection.groups_at = now
        connection.save(update_fields=["groups", "groups_at"])
    return [Group(key, name) for key, name in connection.groups]


def new(firm: Firm, connector: str, name: str, settings: Mapping[str, str]) -> Connection:
    """Not saved yet, to be checked first."""
    return Connection(firm=firm, connector=connector, name=name, settings_sealed={**settings})


@transaction.atomic
def add(connection: Connection, *, key: UUID, by: Colleague) -> Connection:
    """`key` was made with the form, so that pressing twice connects once."""
    firm = connection.firm
    Firm.objects.select_for_update(no_key=True).get(pk=firm.pk)
    if before := Connection.objects.filter(firm=firm, uuid=key).first():
        return before
    connection.uuid, connection.created_by = key, by
    connection.save()
    record("connected to software", connection, firm=firm, by=by, software=connection.connector)
    return connection


@transaction.atomic
def change(
    connection: Connection, *, name: str, settings: Mapping[str, str], by: Colleague
) -> None:
    """Of another address or key nothing is known from before, nor is a token of the former one good for it."""
    connection.name = name
    if settings != {key: connection.settings_sealed.get(key) for key in settings}:
        connection.settings_sealed, connection.mark, connection.groups_at = {**settings}, "", None
        _well(connection)
    connection.save(
        update_fields=[
            *("name", "settings_sealed", "mark", "groups_at"),
            *("state", "trouble", "said"),
        ]
    )
    record("connection changed", connection, firm=connection.firm, by=by)


def try_again(connection: Connection) -> None:
    """Raises Trouble, which is noted with the connection, too."""
    try:
        check(connection)
    except Trouble as trouble:
        note(connection, trouble)
        raise
    note_well(connection)


def signed_in(connection: Connection, tokens: Mapping[str, str], *, by: Colleague) -> None:
    """Somebody signed in at the maker's, who gave these tokens."""
    with transaction.atomic():
        keep(connection, tokens)
        note_well(connection)
        record("signed in to software", connection, firm=connection.firm, by=by)


@transaction.atomic
def disconnect(connection: Connection, *, by: Colleague) -> None:
    """Key, tokens, what was fetched and the references go; clients and former imports stay."""
    record("disconnected from software", connection, firm=connection.firm, by=by)
    connection.delete()


@transaction.atomic
def schedule(
    connection: Connection, *, when: str, policy: str, whom: Whom, by: Colleague, now: datetime
) -> None:
    """The next run begins at once; of somebody else's clients nothing is known from before."""
    same = (connection.group, connection.companies, connection.inactive)
    if same != (whom.group, whom.companies, whom.inactive):
        connection.mark = ""
    connection.schedule, connection.policy = when, policy
    connection.group, connection.group_name = whom.group, whom.group_name
    connection.companies, connection.inactive = whom.companies, whom.inactive
    connection.next_run_at = now if when != Connection.Schedule.OFF else None
    connection.save(
        update_fields=[
            *("schedule", "policy", "group", "group_name", "companies", "inactive"),
            *("next_run_at", "mark"),
        ]
    )
    record("connection scheduled", connection, firm=connection.firm, by=by, when=when)


def begin(
    connection: Connection,
    whom: Whom,
    *,
    by: Colleague | None,
    now: datetime,
    scheduled: bool = False,
) -> Run:
    """The worker fetches. Raises AlreadyRunning."""
    asked = {name: getattr(whom, name) for name in Whom.__dataclass_fields__}
    try:
        with transaction.atomic():
            run = Run.objects.create(
                connection=connection, by=by, started_at=now, scheduled=scheduled, **asked
            )
            if not scheduled:
                record("clients fetched", connection, firm=connection.firm, by=by, run=run.pk)
    except IntegrityError as other:
        raise AlreadyRunning(connection.pk) from other
    return run


@transaction.atomic
def cancel(run: Run, *, by: Colleague, now: datetime) -> None:
    """Until a plan was made of it; what was fetched is forgotten."""
    if end(run, Run.State.CANCELLED, ended_at=now):
        connection = run.connection
        record("fetching stopped", connection, firm=connection.firm, by=by, run=run.pk)


@transaction.atomic
def end(run: Run, state: str, *, now: datetime | None = None, **values: Any) -> bool:
    """False when it had ended already. What was fetched goes in the same moment."""
    over = {"state": state, "ended_at": now, "cursor": None, "claimed_at": None, **values}
    if not Run.objects.at_work().filter(pk=run.pk).update(**over):
        return False
    FetchedStep.objects.filter(run=run).delete()
    if now:
        Connection.objects.filter(pk=run.connection_id).update(last_run_at=now)
    return True


def note_end(run: Run, trouble: Trouble) -> None:
    """A run ended so. Nobody looks at what runs by itself, so that administrators are mailed when it stops."""
    connection = run.connection
    note(connection, trouble)
    if run.scheduled and connection.state == Connection.State.BROKEN:
        letterhead.to_administrators(LETTER, connection, firm=connection.firm)


def note(connection: Connection, trouble: Trouble) -> None:
    """What is wrong; unless it passes, nothing runs by itself until somebody has seen to it."""
    passing = trouble.code in PASSING
    connection.state = Connection.State.ACTIVE if passing else Connection.State.BROKEN
    connection.trouble, connection.said = trouble.code, trouble.said[:200]
    connection.save(update_fields=["state", "trouble", "said"])


def note_well(connection: Connection) -> None:
    _well(connection)
    connection.save(update_fields=["state", "trouble", "said"])


def _well(connection: Connection) -> None:
    connection.state, connection.trouble, connection.said = Connection.State.ACTIVE, "", ""
