"""The firm's practice software, through its connection: a document lies there with the client it was imported as."""

from datetime import date
from typing import Any

from carnet.connectors.contract import Session
from carnet.connectors.models import Reference
from carnet.deliveries.models import Destination
from carnet.deliveries.parcels import Parcel, Unfit


class Software:
    """`session` may be able to take documents, to tick tasks, or neither (connectors/contract.py)."""

    def __init__(self, session: Session, destination: Destination, client: Any = None) -> None:
        self.session: Any = session
        self.destination, self.client = destination, client

    def check(self) -> None:
        self.session.check()

    def put(self, parcel: Parcel) -> str:
        if not hasattr(self.session, "send_document"):
            raise Unfit("no_documents")
        content = b"".join(parcel.pieces())
        reference = self.session.send_document(self._ref(), parcel.name, content, key=parcel.key)
        return str(reference or "")[:300]

    def tick(self, key: str, period_end: date) -> bool:
        """Was there a task to tick?"""
        group = self.destination.settings.get("group", "")
        if not group or not hasattr(self.session, "tick"):
            return False
        return bool(self.session.tick(self._ref(), group, key=key, period_end=period_end))

    def _ref(self) -> str:
        known = Reference.objects.filter(
            connection=self.destination.connection, client=self.client
        ).first()
        if known is None:
            raise Unfit("unknown_client")
        return known.ref
