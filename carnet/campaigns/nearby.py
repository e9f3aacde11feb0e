"""The next of thousands of dossiers in the order of their clients' names, without sorting them all: a stretch of the
register is walked, and what its clients have is looked at."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet

from carnet.campaigns.models import Dossier
from carnet.clients.models import Client
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


class Place(NamedTuple):
    """Of a dossier in the list."""

    name: str
    pk: int


def near(firm: Firm, possible: Possible, narrowed: Narrowed | None) -> Near:
    """Without `narrowed` what is possible is what is looked for."""

    def parts(edge: Any, back: bool) -> Iterator[list[Place]]:
        for count in STRETCHES:
            names = _stretch(firm, edge, back, count)
            rows = OF(clients=list(names))
            some = [Place(names[client], pk) for pk, client, *known in rows if possible(*known)]
            yield _from(edge, back, _only(some, narrowed) if narrowed else some)

    return parts


def _only(places: list[Place], narrowed: Narrowed) -> list[Place]:
    some = narrowed(Dossier._base_manager.filter(pk__in=[one.pk for one in places]))
    found = set(some.order_by().values_list("pk", flat=True))
    return [one for one in places if one.pk in found]


def _from(edge: Any, back: bool, places: list[Place]) -> list[Place]:
    """In the order in which they are read."""
    if edge:
        here = (edge.client.sort_name, edge.pk)
        places = [one for one in places if (one < here if back else one > here)]
    return sorted(places, reverse=back)


def _stretch(firm: Firm, edge: Any, back: bool, count: int) -> dict[int, str]:
    """What clients are sorted by, by their numbers."""
    asked = {"firm": firm.pk, **({"name": edge.client.sort_name} if edge else {})}
    # Those in the register and those who left it stand in two indexes.
    both = [one for gone in (False, True) for one in _walk(back, bool(edge), gone, count)(**asked)]
    found = sorted(both, key=itemgetter(1), reverse=back)[:count]
    # Dossiers of clients of one name stand among each other: of the last name all clients or none.
    last = found[-1][1] if len(found) == count else None
    return {pk: name for pk, name in found if name != last}


@cache
def _walk(back: bool, on: bool, gone: bool, count: int) -> AskedOften:
    """Forth or back, on from a name or from the end."""

    def build(firm: Any, name: Any = None) -> QuerySet:
        beyond = {"sort_name__lte" if back else "sort_name__gte": name} if on else {}
        clients = Client._base_manager.filter(firm=firm, archived_at__isnull=not gone, **beyond)
        ordered = clients.order_by("-sort_name" if back else "sort_name")
        return ordered.values_list("pk", "sort_name")[:count]

    return AskedOften(build)


# Of clients of the firm's: asked for the firm again, SQLite would look at all it has.
OF = AskedOften(
    lambda clients: Dossier._base_manager.filter(client__pk__in=clients).values_list(
        "pk", "client", "campaign", "state", "due_date"
    )
)
