"""Opens a connection: hands a connector its settings and its callers, and keeps what it wants kept.

The pace belongs to the connection, not to a session: a worker that opens one again and again stays within the limit.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial

from django.db import transaction

from carnet.connectors.calling import Caller, Pace
from carnet.connectors.contract import Session, Settings
from carnet.connectors.models import Connection
from carnet.connectors.registry import connector_of
from carnet.connectors.trouble import Trouble

paces: dict[int, Pace] = {}


def pace_of(connection: Connection) -> Pace:
    """The one of this process. A connection that is not saved yet has one of its own."""
    connector = connector_of(connection.connector)
    fresh = Pace(connector.pace if connector else 1)
    return paces.setdefault(connection.pk, fresh) if connection.pk else fresh


@contextmanager
def session_of(connection: Connection, *, pace: Pace | None = None) -> Iterator[Session]:
    """Raises Trouble. What the session keeps, such as a renewed token, is stored at once."""
    connector = connector_of(connection.connector)
    if connector is None:
        raise Trouble("missing")
    settings = Settings(
        connection.settings_sealed,
        mapping=connection.mapping,
        keep=partial(keep, connection),
        again=partial(_standing, connection),
    )
    with ExitStack() as open_callers:
        kept = pace or pace_of(connection)

        def call(base: str, *, headers: Mapping[str, str] | None = None) -> Caller:
            return open_callers.enter_context(Caller(base, headers=headers, pace=kept))

        yield connector.open(settings, call)


def _standing(connection: Connection) -> Mapping[str, str]:
    stored = Connection.objects.filter(pk=connection.pk).first()
    return stored.settings_sealed if stored else {}


def keep(connection: Connection, values: Mapping[str, str]) -> None:
    """On top of what stands there: two sessions may renew at once, and the last one is right."""
    if not connection.pk:
        connection.settings_sealed = {**connection.settings_sealed, **values}
        return
    with transaction.atomic():
        standing = Connection.objects.select_for_update().filter(pk=connection.pk).first()
        if standing is None:
            return
        connection.settings_sealed = {**standing.settings_sealed, **values}
        connection.save(update_fields=["settings_sealed"])
