"""Opens a destination, whatever it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from carnet.connectors.calling import Caller, Pace
from carnet.connectors.opening import session_of
from carnet.deliveries.models import Destination, Kind
from carnet.deliveries.parcels import Taker, Unfit
from carnet.deliveries.takers.folder import Folder
from carnet.deliveries.takers.software import Software
from carnet.deliveries.takers.webdav import PER_MINUTE, WebDav, headers


@contextmanager
def opened(destination: Destination, client: Any = None) -> Iterator[Taker]:
    """For what one client sent; without a client only to look whether it works. Raises Trouble and Unfit."""
    chosen = destination.settings
    if destination.kind == Kind.FOLDER:
        inner = [destination.firm.slug, chosen.get("folder", "")]
        yield Folder(settings.DELIVERY_FOLDER, tuple(filter(None, inner)))
    elif destination.kind == Kind.WEBDAV:
        pace = Pace(PER_MINUTE)
        with Caller(chosen.get("url", ""), headers=headers(chosen), pace=pace) as caller:
            yield WebDav(caller)
    elif destination.connection is None:
        raise Unfit("gone")
    else:
        with session_of(destination.connection) as session:
            yield Software(session, destination, client)
