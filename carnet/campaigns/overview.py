"""How far the dossiers of a campaign, or of all running ones, have come: counts by state and by label, and
the rows of the table. Reads only; the number of queries does not grow with the dossiers."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from carnet.campaigns import criteria as asked
from carnet.campaigns import nearby
from carnet.campaigns.criteria import Criteria
from carnet.campaigns.few import Found, labels_of
from carnet.campaigns.labelled import with_labels
from carnet.campaigns.models import Campaign, Dossier
from carnet.clients.criteria import NONE
from carnet.clients.models import Client
from carnet.clients.states import OPEN_STATES, State
from carnet.core import keyset
from carnet.core.asked_often import AskedOften
from carnet.firms.models import Colleague, Firm

# The stretches of the road a dossier manager wants to know about.
WAITING = [State.NOT_SENT, State.SENT, State.NOT_DELIVERED]
ANSWERING = [State.OPENED, State.IN_PROGRESS, State.ASKED_AGAIN]
WITH_US = [State.SUBMITTED, State.IN_REVIEW]
DONE = [State.ACCEPTED, State.CLOSED]
# Sealed or large, and not shown in a list.
NOT_IN_A_ROW = ("facts", "extras", "switched_off")
# Campaigns that are counted by one statement.
AT_ONCE = 32
NOT_OF_A_CAMPAIGN = ("messages", "subjects")
# What a row tells, and all that is read for it: half the time of reading fifty rows goes into columns nobody sees.
IN_A_ROW = (
    *("firm", "campaign", "client", "state", "closed_because", "active_at", "due_date"),
    *("questions_done", "questions_left", "questions_asked"),
    *(f"wave__{name}" for name in ("send_at", "sent_at", "stopped_at")),
    *(f"client__{name}" for name in ("first_name", "last_name", "company")),
    *(f"client__{name}" for name in ("partner_first_name", "partner_email")),
)
OF_ITS_CAMPAIGN = ("firm", "name", "due_date", "closed_at")
NOT_IN_A_ROW_WITH_IT = (*NOT_IN_A_ROW, *(f"campaign__{name}" for name in NOT_OF_A_CAMPAIGN))

Segment = dict[str, Any]


@dataclass(frozen=True)
class Asking:
    """Who looks, and when: what “mine” and “late” mean."""

    firm: Firm
    by: Colleague | None
    today: date

    def narrowed(self, dossiers: QuerySet[Dossier], criteria: Criteria) -> QuerySet[Dossier]:
        return asked.narrowed(dossiers, criteria, by=self.by, today=self.today)

    def possible(self, criteria: Criteria, campaigns: Mapping[int, Campaign]) -> nearby.Possible:
        """What the same leaves out at a glance."""

        def is_possible(campaign: int, state: str, own: date | None) -> bool:
            if campaign not in campaigns or (criteria.state and state != criteria.state):
                return False
            if not criteria.late:
                return True
            return state in OPEN_STATES and (own or campaigns[campaign].due_date) < self.today

        return is_possible


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

    @property
    def figures(self) -> tuple[int, int, int, int, int]:
        return self.total, self.waiting, self.answering, self.with_us, self.done


def campaigns_of(firm: Firm, campaign: Campaign | None) -> dict[int, Campaign]:
    """By their numbers: the campaign, or those that run, with what the overview tells of them."""
    if campaign:
        return {campaign.pk: campaign}
    return {one.pk: one for one in RUNNING(firm=firm.pk)}


def dossiers_of(
    firm: Firm, campaign: Campaign | None, running: Collection[int] | None = None
) -> QuerySet[Dossier]:
    """Those of the campaign, or of every campaign that runs (looked up, if they are not known already). Named by
    their numbers: so the index by campaign and state answers without a look at the campaigns."""
    if campaign:
        return campaign.dossiers.all()
    if running is None:
        running = campaigns_of(firm, None)
    return firm.dossiers.filter(campaign__in=list(running))


@dataclass
class Counts:
    """`by_state` leaves the state aside that was asked for; `late` are those of any state."""

    by_state: Counter[str] = field(default_factory=Counter)
    late: int = 0


def counted(
    dossiers: QuerySet[Dossier],
    criteria: Criteria,
    asking: Asking,
    campaigns: Mapping[int, Campaign],
) -> Counts:
    """In one statement. By campaign too, since the days of most dossiers are those of their campaigns. One figure for
    each day there is costs the databases half of what several conditions cost for each row."""
    groups: Iterable[Any]
    if criteria.narrow:
        found = asking.narrowed(dossiers, replace(criteria, state=""))
        groups = _grouped(found).order_by()
    else:
        groups = _every(asking.firm, list(campaigns))
    return _sums(groups, asking, campaigns)


def counted_few(
    found: Iterable[Found], asking: Asking, campaigns: Mapping[int, Campaign]
) -> Counts:
    groups = Counter((one.campaign, one.state, one.due) for one in found)
    return _sums(((*group, count) for group, count in groups.items()), asking, campaigns)


def _grouped(dossiers: QuerySet[Dossier]) -> QuerySet:
    return dossiers.values_list("campaign", "state", "due_date").annotate(n=Count("*"))


def _every(firm: Firm, campaigns: Sequence[int]) -> Iterator[Any]:
    for start in range(0, len(campaigns), AT_ONCE):
        some = campaigns[start : start + AT_ONCE]
        yield from _of_each(len(some))(
            firm=firm.pk, **{f"of{nth}": one for nth, one in enumerate(some)}
        )


@cache
def _of_each(count: int) -> AskedOften:
    """One campaign after the other, each in the order of the index: of several at once PostgreSQL makes a heap of all
    dossiers first, which takes it three times as long."""

    def build(firm: Any, **campaigns: Any) -> QuerySet:
        of = Dossier._base_manager.filter(firm=firm)
        first, *others = (
            _grouped(of.filter(campaign=one)).order_by() for one in campaigns.values()
        )
        return first.union(*others, all=True) if others else first

    return AskedOften(build)


def _sums(groups: Iterable[Any], asking: Asking, campaigns: Mapping[int, Campaign]) -> Counts:
    counts = Counts()
    for campaign, state, own, count in groups:
        counts.by_state[state] += count
        if state in OPEN_STATES and (own or campaigns[campaign].due_date) < asking.today:
            counts.late += count
    return counts


def segments(counts: Mapping[str, int], criteria: Criteria) -> list[Segment]:
    """For the funnel: how many are in each state, and the address that shows them. Pressing the current
    one shows all again."""
    return [
        {
            "state": state,
            "count": counts.get(state, 0),
            "url": criteria.url(state="" if state == criteria.state else state),
            "current": state == criteria.state,
        }
        for state in State.values
    ]


def label_rows(
    dossiers: QuerySet[Dossier],
    criteria: Criteria,
    asking: Asking,
    names: Mapping[str, str],
    campaigns: Mapping[int, Campaign],
) -> list[LabelRow]:
    """Per dossier manager; a client with two labels counts under both."""
    of_all = replace(criteria, label="", managers="")
    counted: Iterable[Any]
    if of_all == Criteria():
        counted = LABELLED(firm=asking.firm.pk, campaigns=list(campaigns))
    else:
        counted = _labelled(asking.narrowed(dossiers, of_all))
    return _label_rows(counted, criteria, names)


def _labelled(dossiers: QuerySet[Dossier]) -> QuerySet:
    counted: QuerySet = with_labels(dossiers).values_list("label", "state").annotate(n=Count("*"))
    return counted


LABELLED = AskedOften(
    lambda firm, campaigns: _labelled(
        Dossier._base_manager.filter(firm=firm, campaign__pk__in=campaigns)
    )
)


def label_rows_of_few(
    found: Sequence[Found], criteria: Criteria, names: Mapping[str, str]
) -> list[LabelRow]:
    shown = [one for one in found if criteria.state in ("", one.state)]
    labels = labels_of(shown)
    counts = Counter(
        (label, one.state) for one in shown for label in labels.get(one.client, [None])
    )
    return _label_rows(((*of, count) for of, count in counts.items()), criteria, names)


def _label_rows(
    counted: Iterable[Any], criteria: Criteria, names: Mapping[str, str]
) -> list[LabelRow]:
    rows: dict[str, LabelRow] = {}
    url = criteria.urls("label")
    for number, state, count in counted:
        key = str(number or NONE)
        if key not in rows:
            current = key == criteria.label
            address = criteria.url(label="") if current else url(key)
            rows[key] = LabelRow(names.get(key, ""), address, current)
        rows[key].counts[state] = count
    return sorted(rows.values(), key=lambda row: (not row.name, row.name.casefold()))


def page_of_dossiers(
    dossiers: QuerySet[Dossier],
    criteria: Criteria,
    asking: Asking,
    params: QueryDict,
    *,
    campaigns: Mapping[int, Campaign],
    many: bool = False,
) -> keyset.Page:
    """First the numbers of the rows, then the rows: a database that sorts many carries numbers. Where there are very
    `many` in the `campaigns`, they are looked for near by first."""

    def found(some: QuerySet[Dossier]) -> QuerySet[Dossier]:
        narrowed = asking.narrowed(some, criteria).select_related("client")
        return narrowed.only("firm", "campaign", "client__sort_name")

    possible = asking.possible(criteria, campaigns)
    # What is possible at a glance is all there is to say, unless somebody asks for more than states and days.
    more = criteria.q or criteria.label or criteria.promised or criteria.unreached
    near = nearby.near(asking.firm, possible, found if more else None) if many else None
    order = ["client__sort_name", "pk"]
    page = keyset.page(found(dossiers), order, params, near=near, only=["pk"])
    return _in_full(page, asking, campaigns)


def page_of_few(
    found: Iterable[Found],
    criteria: Criteria,
    asking: Asking,
    params: QueryDict,
    campaigns: Mapping[int, Campaign],
) -> keyset.Page:
    shown = [one for one in found if criteria.state in ("", one.state)]
    return _in_full(keyset.cut(shown, params), asking, campaigns)


def _in_full(page: keyset.Page, asking: Asking, campaigns: Mapping[int, Campaign]) -> keyset.Page:
    rows = in_full(asking.firm, [row.pk for row in page.rows], campaigns)
    return replace(page, rows=rows)


def in_full(firm: Firm, numbers: Sequence[int], campaigns: Mapping[int, Campaign]) -> list[Dossier]:
    """In this order, with what a row tells; `label_names` are those of the client."""
    found = {one.pk: one for one in FULL(firm=firm.pk, numbers=list(numbers))}
    shown = [found[number] for number in numbers if number in found]
    for one in shown:
        one.campaign = campaigns[one.campaign_id]
    names = label_names_of([one.client_id for one in shown])
    for one in shown:
        one.label_names = names.get(one.client_id, [])  # type: ignore[attr-defined]
    return shown


def label_names_of(clients: Sequence[int]) -> dict[int, list[str]]:
    """Their names by client; a model object for each takes longer than all queries of the page."""
    names: dict[int, list[str]] = defaultdict(list)
    for client, name in LABELS(clients=list(clients)):
        names[client].append(name)
    return names


RUNNING = AskedOften(
    lambda firm: (
        Campaign._base_manager.filter(firm=firm, closed_at=None)
        .only(*OF_ITS_CAMPAIGN)
        .order_by("-created_at", "-id")
    )
)
FULL = AskedOften(
    lambda firm, numbers: (
        Dossier._base_manager.filter(firm=firm, pk__in=numbers)
        .select_related("client", "wave")
        .only(*IN_A_ROW)
    )
)
LABELS = AskedOften(
    lambda clients: (
        Client.labels.through._base_manager.filter(client__pk__in=clients)
        .order_by("label__name")
        .values_list("client_id", "label__name")
    )
)


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
