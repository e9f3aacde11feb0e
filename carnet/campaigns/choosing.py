"""Who is meant by a selection and who of them can be invited. Writes nothing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from carnet.campaigns.models import Campaign
from carnet.clients.models import Client, ClientQuerySet

SHOWN = 20


@dataclass(frozen=True)
class Skipped:
    reason: str
    count: int
    clients: list[Client]

    @property
    def more(self) -> int:
        return self.count - len(self.clients)


@dataclass(frozen=True)
class Who:
    """`count` clients will be invited; the others are named with the reason."""

    clients: ClientQuerySet
    count: int
    skipped: list[Skipped]


def sort_out(chosen: ClientQuerySet, campaign: Campaign | None = None) -> Who:
    """Split a selection into those who can be invited and those who cannot, and why."""
    reachable = chosen.reachable()
    already = reachable.none()
    if campaign:
        members = campaign.dossiers.values("client")
        already = reachable.filter(pk__in=members)
        reachable = reachable.exclude(pk__in=members)
    reasons = [
        (_("archived"), chosen.archived()),
        (_("no e-mail address"), chosen.active().filter(email="")),
        (_("already in this campaign"), already),
    ]
    skipped = [_skipped(reason, clients) for reason, clients in reasons]
    return Who(reachable, reachable.count(), [group for group in skipped if group.count])


def _skipped(reason: str, clients: ClientQuerySet) -> Skipped:
    return Skipped(reason, clients.count(), list(clients.order_by("sort_name", "pk")[:SHOWN]))
