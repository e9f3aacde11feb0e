"""Corrects the names under which a connection's fields are found."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from carnet.audit.record import record
from carnet.connectors.models import Connection
from carnet.firms.models import Colleague


@transaction.atomic
def correct(connection: Connection, mapping: Mapping[str, Any], *, by: Colleague) -> None:
    """The next run reads by them; clients who are here stay as they are until then. The trail holds no name that was
    typed: it might be anything."""
    before, connection.mapping = connection.mapping, {**connection.mapping, **mapping}
    if connection.mapping == before:
        return
    connection.save(update_fields=["mapping"])
    record("connection changed", connection, firm=connection.firm, by=by)
