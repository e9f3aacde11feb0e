"""What happened in the firm: which of it is asked for, and what it was done to, by name while that exists."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from carnet.audit.models import Event
from carnet.firms.models import Firm

CLIENT, DOSSIER = "clients.client", "campaigns.dossier"
FEW = 5000


@dataclass(frozen=True)
class Thing:
    name: str
    url: str


def asked_for(firm: Firm, wanted: Mapping[str, Any]) -> QuerySet[Event]:
    """By what TrailFilter understood; what is not there is not asked."""
    found = Event.objects.filter(firm=firm).select_related("by")
    if by := wanted.get("by"):
        found = found.filter(by=by if int(by) else None)
    if what := wanted.get("what"):
        found = found.filter(what=what)
    if first := wanted.get("first"):
        found = found.filter(at__gte=_begins(first))
    if last := wanted.get("last"):
        found = found.filter(at__lt=_begins(last + timedelta(days=1)))
    if (kind := wanted.get("kind")) and (number := wanted.get("number")):
        found = found.filter(_about(firm, kind, number))
    return found


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _about(firm: Firm, kind: str, number: int) -> Q:
    """Of a client also what happened to the dossiers. The few there are of one thing are looked up first: a database
    that has to put them in order by time would rather read the whole trail."""
    about = Q(kind=kind, key=str(number))
    if kind == CLIENT:
        dossiers = firm.dossiers.filter(client=number).values_list("pk", flat=True)
        about |= Q(kind=DOSSIER, key__in=[str(pk) for pk in dossiers])
    some = list(Event.objects.filter(about, firm=firm).values_list("pk", flat=True)[: FEW + 1])
    return Q(pk__in=some) if len(some) <= FEW else about


def newer_or_older(rows: QuerySet[Event]) -> Callable[[Any, bool], Iterator[QuerySet[Event]]]:
    """For keyset.page: a page far down begins in the index where it begins."""

    def near(edge: Any, back: bool) -> Iterator[QuerySet[Event]]:
        if edge:
            yield rows.filter(**{"at__gte" if back else "at__lte": edge.at})

    return near


def things(firm: Firm, events: Iterable[Event]) -> dict[tuple[str, str], Thing]:
    """With one question for each kind of thing. What is gone, or has no page, is not among them."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for event in events:
        if event.kind in FINDERS and event.key.isdecimal():
            wanted[event.kind].add(int(event.key))
    return {
        (kind, str(pk)): thing
        for kind, numbers in wanted.items()
        for pk, thing in FINDERS[kind](firm, numbers)
    }


Found = Iterator[tuple[int, Thing]]


def _clients(firm: Firm, numbers: Iterable[int]) -> Found:
    for client in firm.clients.filter(pk__in=numbers):
        yield client.pk, Thing(client.name, reverse("clients:card", args=[client.pk]))


def _dossiers(firm: Firm, numbers: Iterable[int]) -> Found:
    for dossier in firm.dossiers.filter(pk__in=numbers).select_related("client"):
        yield dossier.pk, Thing(dossier.client.name, reverse("reviews:dossier", args=[dossier.pk]))


def _campaigns(firm: Firm, numbers: Iterable[int]) -> Found:
    for campaign in firm.campaigns.filter(pk__in=numbers):
        url = reverse("campaigns:overview", args=[campaign.pk])
        yield campaign.pk, Thing(campaign.name, url)


def _questionnaires(firm: Firm, numbers: Iterable[int]) -> Found:
    for found in firm.questionnaires.filter(pk__in=numbers):
        yield found.pk, Thing(str(found), reverse("questionnaires:detail", args=[found.pk]))


def _colleagues(firm: Firm, numbers: Iterable[int]) -> Found:
    for colleague in firm.colleagues.filter(pk__in=numbers):
        yield colleague.pk, Thing(str(colleague), reverse("firms:colleagues"))


FINDERS: dict[str, Callable[[Firm, Iterable[int]], Found]] = {
    CLIENT: _clients,
    DOSSIER: _dossiers,
    "campaigns.campaign": _campaigns,
    "questionnaires.questionnaire": _questionnaires,
    "firms.colleague": _colleagues,
}
