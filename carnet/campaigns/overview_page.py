"""Puts together what the overview shows, of one campaign or of all that run: funnel, figures, curve, rows, and the
links that change what is seen. Always the same number of queries, however many dossiers there are."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carnet.campaigns import figures, nearby, overview, pace, waves
from carnet.campaigns.criteria import FILTERS, Criteria, read
from carnet.campaigns.few import Found, few
from carnet.campaigns.figures import Moves
from carnet.campaigns.models import Campaign
from carnet.campaigns.overview import Asking, Counts, LabelRow, Segment
from carnet.campaigns.pace import Plot
from carnet.clients import saved
from carnet.clients.criteria import MINE, NONE, YES
from carnet.clients.list_filters import Menu, link
from carnet.clients.models import Label
from carnet.clients.states import OPEN_STATES, State
from carnet.core.asked_often import AskedOften
from carnet.core.keyset import Page
from carnet.core.templatetags.ui import state_label

DOSSIERS = "dossiers"
# Dossiers up to which those of each manager are counted without being asked for.
MANAGERS_MOST = 20_000
# The filters that are switched on and off, with their words.
SWITCHES: dict[str, str | Promise] = {
    "late": gettext_lazy("Late"),
    "unreached": gettext_lazy("Not reached"),
    "promised": gettext_lazy("Promised for a day"),
}
Link = dict[str, Any]


@dataclass(frozen=True)
class OverviewPage:
    asking: Asking
    campaign: Campaign | None
    params: QueryDict

    @cached_property
    def criteria(self) -> Criteria:
        return read(self.params)

    @cached_property
    def campaigns(self) -> dict[int, Campaign]:
        return overview.campaigns_of(self.asking.firm, self.campaign)

    @cached_property
    def dossiers(self) -> Any:
        return overview.dossiers_of(self.asking.firm, self.campaign, self.campaigns)

    @cached_property
    def few(self) -> list[Found] | None:
        return few(self.dossiers, self.criteria, self.asking, self.campaigns)

    @cached_property
    def counted(self) -> Counts:
        if self.few is not None:
            return overview.counted_few(self.few, self.asking, self.campaigns)
        return overview.counted(self.dossiers, self.criteria, self.asking, self.campaigns)

    @cached_property
    def segments(self) -> list[Segment]:
        return overview.segments(self.counted.by_state, self.criteria)

    @cached_property
    def total(self) -> int:
        """Of the state that is looked at, if one is: as many as the table has rows."""
        if self.criteria.state:
            return self.counted.by_state[self.criteria.state]
        return self.counted.by_state.total()

    @cached_property
    def labels(self) -> list[LabelRow]:
        if self.managers_url:
            return []
        unlabelled = self.few
        if self.criteria.label:
            every = replace(self.criteria, label="")
            unlabelled = few(self.dossiers, every, self.asking, self.campaigns)
        if unlabelled is not None:
            return overview.label_rows_of_few(unlabelled, self.criteria, self.label_names)
        asked = self.dossiers, self.criteria, self.asking, self.label_names
        return overview.label_rows(*asked, self.campaigns)

    @cached_property
    def managers_url(self) -> str:
        """Of very many, managers are counted only on demand: it is what takes longest. Empty where they are shown."""
        many = not self.campaign or self.in_states.total() > MANAGERS_MOST
        return self.criteria.url(managers=YES) if many and not self.criteria.managers else ""

    @cached_property
    def page(self) -> Page:
        if not self.total:
            return Page([], "", "")
        if self.few is not None:
            known = self.criteria, self.asking, self.params
            return overview.page_of_few(self.few, *known, self.campaigns)
        # Under a label or a word are few, and who they are takes longer to say than to sort them.
        many = self.total > nearby.MANY and not (self.criteria.label or self.criteria.q)
        asked = self.dossiers, self.criteria, self.asking, self.params
        return overview.page_of_dossiers(*asked, campaigns=self.campaigns, many=many)

    @cached_property
    def planned(self) -> int:
        return sum(wave.waiting for wave in self.waves if not wave.stopped_at)

    @cached_property
    def prepared(self) -> int:
        return self.in_states[State.NOT_SENT] - self.planned

    @cached_property
    def unopened(self) -> int:
        return self.in_states[State.SENT] + self.in_states[State.NOT_DELIVERED]

    @cached_property
    def in_states(self) -> Counter[str]:
        """Of all, whatever is looked at."""
        if not self.criteria.narrow:
            return self.counted.by_state
        every = overview.counted(self.dossiers, Criteria(), self.asking, self.campaigns)
        return every.by_state

    @cached_property
    def waves(self) -> list[Any]:
        """Of one campaign that runs; how many wait in each is worked out for all of them."""
        return waves.shown(self.campaign) if self.campaign and not self.campaign.closed_at else []

    open_states = OPEN_STATES

    # The figures above the table.

    @cached_property
    def late(self) -> int:
        return self.counted.late

    @cached_property
    def moves(self) -> Moves:
        return figures.moves(self.asking.firm, self.campaign, self.dossiers, self.asking.today)

    @cached_property
    def plot(self) -> Plot | None:
        return pace.plot(self.moves.now, self.moves.before, self.asking.today)

    @property
    def finished(self) -> int:
        return round(100 * self.moves.now.share(self.asking.today))

    @property
    def finished_before(self) -> int | None:
        share = self.plot.share_before if self.plot else None
        return None if share is None else round(100 * share)

    @cached_property
    def to_begin(self) -> str:
        """How long clients take to begin, in words; empty where nobody has."""
        hours = self.moves.hours
        return "" if hours is None else in_words(hours)

    @property
    def days_left(self) -> int | None:
        if not self.campaign or self.campaign.closed_at:
            return None
        return (self.campaign.due_date - self.asking.today).days

    @property
    def days_over(self) -> int:
        return -(self.days_left or 0)

    # Links.

    @property
    def query(self) -> str:
        return self.criteria.query

    @property
    def carried(self) -> str:
        """Behind the address of a step with many: where one came from."""
        place = {"campaign": self.campaign.pk} if self.campaign else {}
        return urlencode({**place, "query": self.query} if self.query else place)

    @property
    def late_url(self) -> str:
        return self.criteria.url(late=YES)

    def views(self) -> list[Link]:
        if not (me := self.asking.by):
            return []
        return [
            {
                "url": f"?{view.query}",
                "name": view.name,
                "of": "" if view.colleague_id == me.pk else view.colleague,
            }
            for view in saved.views_for(me, DOSSIERS)
        ]

    def switches(self) -> list[Link]:
        """“My dossiers” and the filters that need no choice."""
        mine = self.criteria.label == MINE
        first = {
            "name": _("My dossiers"),
            "url": self.criteria.url(label="" if mine else MINE),
            "current": mine,
        }
        return [first, *(self._switch(key, name) for key, name in SWITCHES.items())]

    def _switch(self, key: str, name: str | Promise) -> Link:
        current = bool(getattr(self.criteria, key))
        return {
            "name": name,
            "url": self.criteria.url(**{key: "" if current else YES}),
            "current": current,
        }

    @cached_property
    def label_names(self) -> dict[str, str]:
        return {str(pk): name for pk, name in LABELS(firm=self.asking.firm.pk)}

    def label_menu(self) -> Menu:
        now, url = self.criteria.label, self.criteria.urls("label")
        options = [*self.label_names.items(), (NONE, _("No label"))]
        links = [
            link(self.criteria.url(label="") if key == now else url(key), name, current=key == now)
            for key, name in options
        ]
        return Menu(_("Label"), links)

    def chips(self) -> list[Link]:
        """What is chosen and can be taken away."""
        return [
            {"label": self._chip(key, value), "url": self.criteria.url(**{key: ""})}
            for key in FILTERS
            if (value := getattr(self.criteria, key))
        ]

    def _chip(self, key: str, value: str) -> str:
        if key == "state":
            return _("State: %(value)s") % {"value": state_label(value)}
        if key == "label":
            words = {MINE: _("My dossiers"), NONE: _("No label")}
            name = self.label_names.get(value, value)
            return words.get(value) or _("Label: %(value)s") % {"value": name}
        return str(SWITCHES[key])

    def hidden(self) -> list[tuple[str, str]]:
        """What the search field must not lose."""
        kept = (*FILTERS, "managers")
        return [(key, value) for key in kept if (value := getattr(self.criteria, key))]


LABELS = AskedOften(
    lambda firm: Label._base_manager.filter(firm=firm).order_by("name").values_list("pk", "name")
)


def in_words(hours: int) -> str:
    if hours < 48:
        hours = max(hours, 1)
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = round(hours / 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
