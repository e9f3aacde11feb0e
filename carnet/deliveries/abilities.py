"""What a connected software can do with what clients sent, as its session says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from carnet.connectors.contract import Group
from carnet.connectors.models import Connection
from carnet.connectors.opening import session_of
from carnet.connectors.registry import connector_of
from carnet.connectors.trouble import Trouble


@dataclass(frozen=True)
class Abilities:
    """`assumed`: its maker says nowhere how documents are taken. `trouble`: why it could not be asked for its tasks."""

    documents: bool = False
    tasks: bool = False
    assumed: bool = False
    groups: Sequence[Group] = field(default=())
    trouble: str = ""

    @property
    def none(self) -> bool:
        return not (self.documents or self.tasks or self.trouble)


def may_take(connection: Connection) -> bool:
    """A list at an address takes nothing back, nor does software that Carnet does not know any more."""
    connector = connector_of(connection.connector)
    return connector is not None and not getattr(connector, "gives_file", False)


def abilities_of(connection: Connection) -> Abilities:
    """Asks the software for its tasks where it can tick them."""
    known: dict[str, Any] = {}
    try:
        with session_of(connection) as session:
            known["documents"] = hasattr(session, "send_document")
            known["tasks"] = hasattr(session, "tick")
            known["assumed"] = getattr(session, "documents_assumed", False)
            return Abilities(**known, groups=session.groups() if known["tasks"] else ())
    except Trouble as trouble:
        return Abilities(**known, trouble=trouble.code)
