"""A connection as its pages show it."""

from datetime import datetime
from functools import cached_property

from django.urls import reverse

from carnet.connectors import actions, registry, words
from carnet.connectors.contract import Group
from carnet.connectors.models import Connection, Run, RunQuerySet
from carnet.connectors.trouble import Trouble
from carnet.firms.models import Firm


class Shown:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.connector = registry.connector_of(connection.connector)

    @property
    def url(self) -> str:
        return reverse("connections:connection", args=[self.connection.uuid])

    @property
    def software(self) -> str:
        return words.software(self.connection)

    @property
    def trouble(self) -> str:
        return words.trouble(self.connection)

    @cached_property
    def running(self) -> Run | None:
        return self.connection.runs.at_work().first()  # type: ignore[attr-defined]

    @property
    def sign_in_url(self) -> str:
        return sign_in_url(self)

    @property
    def fields_url(self) -> str:
        """Of the page on which names of fields are corrected, where the connector has one."""
        ask = getattr(self.connector, "fields_url", None)
        return ask(self.connection) if ask else ""


def sign_in_url(shown: Shown) -> str:
    """Where somebody has to sign in at the maker's; empty where nobody has to."""
    ask = getattr(shown.connector, "sign_in_url", None)
    wanted = shown.connection.trouble == "expired" and getattr(shown.connector, "signs_in", False)
    return ask(shown.connection) if ask and wanted else ""


def runs_of(firm: Firm) -> RunQuerySet:
    return Run.objects.filter(connection__firm=firm).select_related("connection", "by")


def groups(connection: Connection, now: datetime) -> tuple[list[Group], str]:
    """What may be imported alone; or those told last time, and why there are no newer ones."""
    try:
        return actions.groups_of(connection, now), ""
    except Trouble as trouble:
        known = [Group(key, name) for key, name in connection.groups]
        return known, words.sentence(trouble.code, words.software(connection))
