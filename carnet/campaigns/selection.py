"""Which dossiers somebody chose on the overview: ticked rows, or all that match. Travels between pages as a signed
text; a filter is asked again each time, so nobody beyond it is ever meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from carnet.campaigns.criteria import Criteria, in_order, read
from carnet.campaigns.models import Campaign, Dossier
from carnet.campaigns.overview import Asking, dossiers_of
from carnet.core.keyset import number_in
from carnet.firms.models import Colleague, Firm

SALT = "carnet.campaigns.selection"
LASTS = 24 * 60 * 60


@dataclass(frozen=True)
class Selection:
    """Without `criteria` the ticked ones."""

    asking: Asking
    campaign: Campaign | None
    ids: tuple[int, ...] = ()
    criteria: Criteria | None = None

    @property
    def dossiers(self) -> QuerySet[Dossier]:
        """In the order of the list."""
        firm = self.asking.firm
        if self.criteria is None:
            return in_order(firm.dossiers.filter(pk__in=self.ids))
        found = dossiers_of(firm, self.campaign)
        return in_order(self.asking.narrowed(found, self.criteria))

    @property
    def token(self) -> str:
        chosen = {"ids": self.ids} if self.criteria is None else {"query": self.criteria.query}
        by = self.asking.by and self.asking.by.pk
        about = {"firm": self.asking.firm.pk, "by": by, "in": self.campaign and self.campaign.pk}
        return signing.dumps({**chosen, **about}, salt=SALT, compress=True)


def read_selection(
    firm: Firm, params: Mapping[str, Any], *, by: Colleague | None, today: date
) -> Selection:
    """From a form: ticked rows, everything that matches `query`, or a signed selection."""
    asking = Asking(firm, by, today)
    if token := params.get("selection"):
        return _opened(asking, token)
    campaign = campaign_in(firm, params)
    if params.get("everything"):
        return Selection(asking, campaign, criteria=read(QueryDict(params.get("query", ""))))
    getlist = getattr(params, "getlist", None)
    ticked = getlist("dossiers") if getlist else []
    numbers = (number_in(part) for part in ticked)
    ids = tuple(dict.fromkeys(number for number in numbers if number))
    return Selection(asking, campaign, ids=ids)


def campaign_in(firm: Firm, params: Mapping[str, Any]) -> Campaign | None:
    number = number_in(str(params.get("campaign", "")))
    return firm.campaigns.filter(pk=number).first() if number else None


def _opened(asking: Asking, token: str) -> Selection:
    """A text that was altered, is too old or is somebody else's selects nobody."""
    try:
        held = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return Selection(asking, None)
    if held["firm"] != asking.firm.pk or held["by"] != (asking.by and asking.by.pk):
        return Selection(asking, None)
    campaign = campaign_in(asking.firm, {"campaign": held["in"] or ""})
    if "query" not in held:
        return Selection(asking, campaign, ids=tuple(held["ids"]))
    if held["in"] and not campaign:
        return Selection(asking, None)
    return Selection(asking, campaign, criteria=read(QueryDict(held["query"])))


def address(campaign: int | None, query: str) -> str:
    """Of the overview of this campaign, or of all, with what was asked for."""
    page = (
        reverse("campaigns:overview", args=[campaign])
        if campaign
        else reverse("campaigns:dossiers")
    )
    return f"{page}?{query}" if query else page
