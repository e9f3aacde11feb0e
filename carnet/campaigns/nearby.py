"""The next of thousands of dossiers in the order of their clients' names, without sorting them all: a stretch of the
register is walked, and what its clients have is looked at."""

from collections.abc import Callable, Iterator
from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from carnet.campaigns.models import Dossier
from carnet.core.asked_often import AskedOften
from carnet.core.keyset import Near
from carnet.firms.models import Firm

# Dossiers from which it pays; fewer are sorted in no time.
MANY = 5_000
# Clients, one try after the other.
STRETCHES = (96, 512)

Narrowed = Callable[[QuerySet[Dossier]], QuerySet[Dossier]]
# By its campaign, its state and a day of its own: whether it may be among those looked for.
Possible = Callable[[int, str, date | None], bool]


def near(firm: Firm, possible: Possible, narrowed: Narrowed) -> Near:
    def parts(edge: Any, back: bool) -> Iterator[QuerySet[Dossier]]:
        for count in STRETCHES:
            rows = OF(clients=_stretch(firm, edge, back, count))
            some = [number for number, *known in rows if possible(*known)]
            yield narrowed(Dossier._base_manager.filter(pk__in=some))

    return parts


def _stretch(firm: Firm, edge: Any, back: bool, count: int) -> list[int]:
    clients = firm.clients.order_by("-sort_name" if back else "sort_name")
    if edge:
        beyond = "sort_name__lte" if back else "sort_name__gte"
        clients = clients.filter(**{beyond: edge.client.sort_name})
    # Those in the register and those who left it stand in two indexes.
    parts = clients.filter(archived_at=None), clients.filter(archived_at__isnull=False)
    both = [one for part in parts for one in part.values_list("pk", "sort_name")[:count]]
    found = sorted(both, key=itemgetter(1), reverse=back)[:count]
    # Dossiers of clients of one name stand among each other: of the last name all clients or none.
    last = found[-1][1] if len(found) == count else None
    return [pk for pk, name in found if name != last]


# Of clients of the firm's: asked for the firm again, SQLite would look at all it has.
OF = AskedOften(
    lambda clients: Dossier._base_manager.filter(client__pk__in=clients).values_list(
        "pk", "campaign", "state", "due_date"
    )
)
