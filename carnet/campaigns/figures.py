"""Reads what the pace of campaigns is worked out from, in a few statements that the indexes answer, however many
dossiers there are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, Count, Func, IntegerField, Min, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from carnet.campaigns import pace
from carnet.campaigns.models import Because, Campaign, Dossier
from carnet.campaigns.pace import Pace
from carnet.clients.states import State
from carnet.firms.models import Firm

KEPT = timedelta(minutes=10)
# A campaign about the period a year before, give or take what a leap year or a long month makes.
A_YEAR, GIVE = timedelta(days=365), timedelta(days=10)


class Hours(Func):
    """Whole hours between two moments, counted by the database itself: Django asks Python for each row of SQLite."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # The hundredth of a second that the two fractions of a day are short of.
        days = "CAST((julianday(%(expressions)s)) * 24 + .000003 AS INTEGER)"
        context |= {"template": days, "arg_joiner": ") - julianday("}
        return super().as_sql(compiler, connection, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        hours = "FLOOR(EXTRACT(EPOCH FROM (%(expressions)s)) / 3600)::integer"
        return super().as_sql(compiler, connection, template=hours, arg_joiner=" - ", **context)


def finished_by_day(dossiers: QuerySet[Dossier]) -> Counter[date]:
    """Whose answers were sent, and what was done outside Carnet."""
    sent = dossiers.filter(submitted_at__isnull=False)
    outside = dossiers.filter(
        state=State.CLOSED,
        closed_because=Because.OUTSIDE,
        submitted_at=None,
        active_at__isnull=False,
    )
    return _by_day(sent, "submitted_at") + _by_day(outside, "active_at")


def _by_day(dossiers: QuerySet[Dossier], moment: str) -> Counter[date]:
    """Counted by the hour, which no time zone of ours splits, and then put together to days of the firm's clock."""
    hour = Substr(Cast(moment, CharField(max_length=40)), 1, 13)
    hours = dossiers.order_by().annotate(hour=hour).values_list("hour").annotate(n=Count("pk"))
    found: Counter[date] = Counter()
    for text, count in hours:
        at = datetime.strptime(text, "%Y-%m-%d %H").replace(tzinfo=UTC)
        found[timezone.localdate(at)] += count
    return found


@dataclass(frozen=True)
class Moves:
    """How fast it goes, how fast it went the year before, and half begin within how many hours."""

    now: Pace
    before: Pace | None
    hours: int | None


def moves(firm: Firm, campaign: Campaign | None, dossiers: QuerySet[Dossier], today: date) -> Moves:
    """Nobody needs a curve of days to the minute, and it is read from every dossier there is: kept for a while."""
    key = f"moves-{firm.pk}-{campaign.pk if campaign else 'all'}-{today}"
    kept = cache.get(key)
    if kept is None:
        kept = _moves(firm, campaign, dossiers, today)
        cache.set(key, kept, KEPT.total_seconds())
    return kept


def _moves(
    firm: Firm, campaign: Campaign | None, dossiers: QuerySet[Dossier], today: date
) -> Moves:
    hours = hours_to_begin(dossiers)
    if not campaign:
        return Moves(pace_of_all(firm, dossiers, today), None, hours)
    before = year_before(campaign)
    return Moves(pace_of(campaign), pace_of(before) if before else None, hours)


def pace_of(campaign: Campaign) -> Pace:
    dossiers = campaign.dossiers.all()
    first = timezone.localdate(campaign.created_at)
    return Pace(dossiers.count(), finished_by_day(dossiers), first, campaign.due_date)


def pace_of_all(firm: Firm, dossiers: QuerySet[Dossier], today: date) -> Pace:
    """Of the campaigns that run."""
    running = firm.campaigns.filter(closed_at=None).aggregate(first=Min("created_at"))["first"]
    first = timezone.localdate(running) if running else today
    return Pace(dossiers.count(), finished_by_day(dossiers), first)


def year_before(campaign: Campaign) -> Campaign | None:
    """The same questionnaire about the year before, if there was one; of several the one that asked most."""
    begin = campaign.period_start - A_YEAR
    like = Campaign.objects.filter(
        firm=campaign.firm_id,
        revision__questionnaire__revisions=campaign.revision_id,
        period_start__range=(begin - GIVE, begin + GIVE),
    ).exclude(pk=campaign.pk)
    return like.annotate(asked=Count("dossiers")).order_by("-asked", "-pk").first()


def hours_to_begin(dossiers: QuerySet[Dossier]) -> int | None:
    """Half of those who began did so within this many hours of their invitation."""
    begun = dossiers.filter(invited_at__isnull=False, started_at__isnull=False)
    took = begun.order_by().annotate(hours=Hours("started_at", "invited_at"))
    counts: Iterable[tuple[int, int]] = took.values_list("hours").annotate(n=Count("pk"))
    return pace.median({max(hours, 0): count for hours, count in counts})
