"""How far the dossiers of a campaign, or of all running ones, have come: counts by state and by label, and
the rows of the table. Reads only; the number of queries does not grow with the dossiers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from carnet.campaigns.models import Campaign, Dossier
from carnet.clients.search import BEGIN, typed_words
from carnet.clients.states import OPEN_STATES, State
from carnet.core import keyset
from carnet.firms.models import Firm

# The stretches of the road a dossier manager wants to know about.
WAITING = [State.NOT_SENT, State.SENT, State.NOT_DELIVERED]
ANSWERING = [State.OPENED, State.IN_PROGRESS, State.ASKED_AGAIN]
WITH_US = [State.SUBMITTED, State.IN_REVIEW]
DONE = [State.ACCEPTED, State.CLOSED]


@dataclass
class LabelRow:
    """One dossier manager's share."""

    name: str
    url: str
    current: bool
    counts: dict[str, int] = field(default_factory=dict)

    def _sum(self, states: Iterable[str]) -> int:
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        return self._sum(WAITING)

    @property
    def answering(self) -> int:
        return self._sum(ANSWERING)

    @property
    def with_us(self) -> int:
        return self._sum(WITH_US)

    @property
    def done(self) -> int:
        return self._sum(DONE)


def dossiers_of(firm: Firm, campaign: Campaign | None) -> QuerySet[Dossier]:
    if campaign:
        return campaign.dossiers.all()
    return firm.dossiers.filter(campaign__closed_at=None)


def narrowed(dossiers: QuerySet[Dossier], params: QueryDict, *, but: str = "") -> QuerySet[Dossier]:
    """Those that match the address, one of its filters left aside (`but`)."""
    state, label = params.get("state", ""), params.get("label", "")
    if state in State.values and but != "state":
        dossiers = dossiers.filter(state=state)
    if label == "none" and but != "label":
        dossiers = dossiers.filter(client__labels=None)
    elif (number := keyset.number_in(label)) and but != "label":
        dossiers = dossiers.filter(client__labels=number)
    if params.get("promised"):
        told = dossiers.filter(promises__replaced_at=None, promises__isnull=False)
        dossiers = dossiers.filter(pk__in=told.values("pk"), state__in=OPEN_STATES)
    for word in typed_words(params.get("q", "")):
        dossiers = dossiers.filter(client__search__contains=BEGIN + word)
    return dossiers


def segments(dossiers: QuerySet[Dossier], params: QueryDict) -> list[dict[str, Any]]:
    """For the funnel: how many are in each state, and the address that shows them. Pressing the current
    one shows all again."""
    counts = dict(
        narrowed(dossiers, params, but="state").values_list("state").annotate(n=Count("pk"))
    )
    current = params.get("state", "")
    return [
        {
            "state": state,
            "count": counts.get(state, 0),
            "url": "?" + keyset.changed(params, {"state": "" if state == current else state}),
            "current": state == current,
        }
        for state in State.values
        if state != State.IN_REVIEW or counts.get(state)
    ]


def label_rows(dossiers: QuerySet[Dossier], params: QueryDict) -> list[LabelRow]:
    """Per dossier manager; a client with two labels counts under both."""
    rows: dict[str, LabelRow] = {}
    found = (
        narrowed(dossiers, params, but="label")
        .values_list("client__labels__pk", "client__labels__name", "state")
        .annotate(n=Count("pk"))
    )
    for number, name, state, count in found:
        key = str(number or "none")
        current = key == params.get("label")
        url = "?" + keyset.changed(params, {"label": "" if current else key})
        row = rows.setdefault(key, LabelRow(name or "", url, current))
        row.counts[state] = row.counts.get(state, 0) + count
    return sorted(rows.values(), key=lambda row: (not row.name, row.name.casefold()))


def page_of_dossiers(dossiers: QuerySet[Dossier], params: QueryDict) -> keyset.Page:
    rows = narrowed(dossiers, params).select_related("client", "campaign", "wave")
    # Of the invitations a row says how far a partner has come.
    rows = rows.prefetch_related("client__labels", "invitations")
    return keyset.page(rows, ["client__sort_name", "pk"], params)


def campaigns_with_counts(firm: Firm) -> QuerySet[Campaign]:
    """All campaigns, running ones first, each with how many there are and how far they came."""

    def count(states: list[State]) -> Count:
        return Count("dossiers", filter=Q(dossiers__state__in=states))

    return (
        firm.campaigns.select_related("revision__questionnaire")
        .annotate(
            total=Count("dossiers"),
            waiting=count(WAITING),
            answering=count(ANSWERING),
            with_us=count(WITH_US),
            done=count(DONE),
        )
        .order_by("-pk")
    )
