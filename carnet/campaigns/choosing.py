"""Who is meant by a selection and who of them can be invited. Writes nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from carnet.campaigns.models import Campaign
from carnet.clients.models import Client, ClientQuerySet, Label
from carnet.clients.selection import selected
from carnet.core import keyset
from carnet.firms.models import Firm
from carnet.imports.models import Import
from carnet.questionnaires.models import QuestionnaireQuerySet

SHOWN = 20
# What an address may say about whom it means; kept from step to step.
MEANS = ("client", "clients", "selection", "import", "label", "everyone")


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


def chosen(firm: Firm, params: QueryDict) -> ClientQuerySet | None:
    """The clients an address means; None when it names nobody yet."""
    given = next((name for name in MEANS if params.get(name)), "")
    value = params.get(given, "")
    if given == "everyone":
        return _clients(firm).active()
    if given in ("client", "label"):
        field = "pk" if given == "client" else "labels"
        return _clients(firm).filter(**{field: keyset.number_in(value) or 0})
    if given == "import":
        return _imported(firm, value)
    return cast(ClientQuerySet, selected(firm, params)) if given else None


def _clients(firm: Firm) -> ClientQuerySet:
    return cast(ClientQuerySet, firm.clients.all())


def _imported(firm: Firm, value: str) -> ClientQuerySet:
    received = _import(firm, value)
    return cast(ClientQuerySet, received.clients()) if received else _clients(firm).none()


def _import(firm: Firm, value: str) -> Import | None:
    try:
        return firm.imports.filter(uuid=UUID(value)).first()
    except ValueError:
        return None


def linked(firm: Firm, params: QueryDict) -> dict[str, Any]:
    """What the clients of an import are to be asked, as was said when their file was brought."""
    received = _import(firm, params.get("import", "")) if params.get("import") else None
    if received is None:
        return {}
    found: dict[str, Any] = {}
    questionnaires = cast(QuestionnaireQuerySet, firm.questionnaires.all())
    if questionnaires.in_use().filter(pk=received.questionnaire_id).exists():
        found["questionnaire"] = received.questionnaire_id
    if received.year:
        found["period_start"] = date(received.year, 1, 1)
        found["period_end"] = date(received.year, 12, 31)
    return found


def means(params: QueryDict) -> dict[str, str]:
    """The part of an address that says whom it means."""
    return {name: str(params[name]) for name in MEANS if params.get(name)}


def labels_with_counts(firm: Firm) -> QuerySet[Label]:
    """The labels somebody reachable carries."""
    reachable = Q(clients__archived_at=None) & ~Q(clients__email="")
    counted = firm.labels.annotate(count=Count("clients", filter=reachable))
    return counted.exclude(count=0).order_by("name")


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


def members(who: Who) -> list[tuple[int, str]]:
    """Who will be invited, in the order of names, each under one label: of several the first by name."""
    labels: dict[int, str] = {}
    rows = who.clients.order_by("sort_name", "pk").values_list("pk", "labels__name")
    for number, name in rows:
        known = labels.setdefault(number, name or "")
        if name and name.casefold() < known.casefold():
            labels[number] = name
    return list(labels.items())


def _skipped(reason: str, clients: ClientQuerySet) -> Skipped:
    return Skipped(reason, clients.count(), list(clients.order_by("sort_name", "pk")[:SHOWN]))
