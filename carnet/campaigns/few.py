"""The dossiers somebody asked for, where they are few: looked for once, and then counted, put under their managers and
cut into pages without asking the database again for what it has just found. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet

from carnet.campaigns.criteria import Criteria, in_order
from carnet.campaigns.models import Campaign, Dossier
from carnet.campaigns.nearby import OF
from carnet.clients.criteria import NONE, links
from carnet.clients.models import Client
from carnet.clients.search import typed_words
from carnet.clients.word_index import in_index
from carnet.core.asked_often import AskedOften

if TYPE_CHECKING:
    from carnet.campaigns.overview import Asking

# More are left to the database, which then counts them and looks for those of the page, one after the other.
MOST, MOST_CLIENTS = 4_000, 1_000
COLUMNS = ("pk", "client", "campaign", "state", "due_date", "client__sort_name")


class Found(NamedTuple):
    """A dossier; `due` is its own day, if it has one, `name` what its client is sorted by."""

    pk: int
    client: int
    campaign: int
    state: str
    due: date | None
    name: str


def few(
    dossiers: QuerySet[Dossier],
    criteria: Criteria,
    asking: "Asking",
    campaigns: Mapping[int, Campaign],
) -> list[Found] | None:
    """All of any state, in the order of the list. None where there are more than a few, or may be."""
    criteria = replace(criteria, state="")
    if criteria.promised or criteria.unreached:
        return _looked_for(dossiers, criteria, asking)
    labelled = criteria.label not in ("", NONE)
    # Of one campaign, or late, the database finds those under a label as fast as those of their clients.
    if labelled and not criteria.q and (len(campaigns) == 1 or criteria.late):
        return _looked_for(dossiers, criteria, asking)
    if criteria.q or labelled:
        return _of_clients(criteria, asking, campaigns)
    return None


def _looked_for(
    dossiers: QuerySet[Dossier], criteria: Criteria, asking: "Asking"
) -> list[Found] | None:
    rows = in_order(asking.narrowed(dossiers, criteria)).values_list(*COLUMNS)
    found = [Found._make(row) for row in rows[: MOST + 1]]
    return found if len(found) <= MOST else None


def _of_clients(
    criteria: Criteria, asking: "Asking", campaigns: Mapping[int, Campaign]
) -> list[Found] | None:
    """By the clients, who are looked for first: a database that knows nothing of their number begins with all of the
    dossiers."""
    names = _named(criteria, asking)
    if len(names) > MOST_CLIENTS:
        return None
    possible = asking.possible(criteria, campaigns)
    rows = (Found._make((*row, names[row[1]])) for row in OF(clients=list(names)))
    found = [one for one in rows if possible(one.campaign, one.state, one.due)]
    return sorted(found, key=attrgetter("name", "pk"))


def _named(criteria: Criteria, asking: "Asking") -> dict[int, str]:
    """Clients by number with what they are sorted by; one more than a few is enough to know that they are many."""
    labelled = links(criteria.label, asking.by) if criteria.label not in ("", NONE) else None
    words = typed_words(criteria.q)
    if not words and labelled is not None:
        some = labelled.values_list("client_id", "client__sort_name").distinct()
    else:
        clients = asking.firm.clients.filter(in_index(asking.firm.pk, words))
        if labelled is not None:
            clients = clients.filter(pk__in=labelled.values("client"))
        some = clients.order_by().values_list("pk", "sort_name")
    return dict(some[: MOST_CLIENTS + 1])


def labels_of(found: Sequence[Found]) -> Mapping[int, list[int]]:
    """The numbers of the labels of each client who has any."""
    numbers: dict[int, list[int]] = {}
    for client, label in LINKS(clients=list({one.client for one in found})):
        numbers.setdefault(client, []).append(label)
    return numbers


LINKS = AskedOften(
    lambda clients: Client.labels.through._base_manager.filter(client__pk__in=clients).values_list(
        "client_id", "label_id"
    )
)
