"""Whose time is over by a day, and until when one client or dossier is kept."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from carnet.campaigns.models import Dossier
from carnet.clients.models import Client
from carnet.firms.models import Firm
from carnet.retention.due import Kept, chosen, kept, latest_event
from carnet.retention.models import Hold
from carnet.retention.rules import Kind, Rule, rules_of


@dataclass(frozen=True)
class Clock:
    """`kept` is None while nothing counts: the relationship goes on, or nobody looked the country up."""

    kept: Kept | None
    hold: Hold | None


def rules(firm: Firm) -> dict[Kind, Rule]:
    """Of the firm's country, with the firm's own periods in their place."""
    found = rules_of(firm.default_country)
    for choice in firm.retention_choices.all():
        if rule := found.get(Kind(choice.kind)):
            own = chosen(
                Rule(rule.kind, rule.event, rule.source, least=False), choice.months, choice.days
            )
            found[rule.kind] = own
    return found


def due_dossiers(firm: Firm, today: date, found: dict[Kind, Rule]) -> dict[Kind, QuerySet[Dossier]]:
    """Those of nobody who is held, or temporary: these have a day of their own."""
    free = firm.dossiers.exclude(client__in=_held(firm)).filter(client__erase_on=None)
    due: dict[Kind, QuerySet[Dossier]] = {}
    if rule := found.get(Kind.DOSSIER):
        last = latest_event(rule, today)
        due[Kind.DOSSIER] = free.exclude(_begun(False)).filter(campaign__period_end__lte=last)
    if rule := found.get(Kind.UNANSWERED):
        last = latest_event(rule, today)
        theirs = Q(due_date__lte=last) | Q(due_date=None, campaign__due_date__lte=last)
        due[Kind.UNANSWERED] = free.filter(theirs, _begun(False))
    return due


def due_clients(firm: Firm, today: date, found: dict[Kind, Rule]) -> QuerySet[Client]:
    """Archived long enough ago, and no dossier is left whose own time is not over."""
    if not (rule := found.get(Kind.CLIENT)):
        return firm.clients.none()
    kept_still = firm.dossiers.filter(client=OuterRef("pk"))
    for dossiers in due_dossiers(firm, today, found).values():
        kept_still = kept_still.exclude(pk__in=dossiers.values("pk"))
    free = firm.clients.exclude(pk__in=_held(firm)).filter(erase_on=None)
    before = _midnight(latest_event(rule, today) + timedelta(days=1))
    return free.filter(~Exists(kept_still), archived_at__lt=before)


def dossier_clock(dossier: Dossier, found: dict[Kind, Rule] | None = None) -> Clock:
    found = rules(dossier.firm) if found is None else found
    return Clock(dossier_kept(dossier, found), hold_of(dossier.client))


def client_clock(client: Client) -> Clock:
    """The later of its own day and those of its dossiers, once the relationship is over."""
    hold = hold_of(client)
    if client.archived_at is None:
        return Clock(None, hold)
    found = rules(client.firm)
    if not (rule := found.get(Kind.CLIENT)):
        return Clock(None, hold)
    days = [kept(rule, timezone.localdate(client.archived_at))]
    dossiers = client.dossiers.select_related("campaign")
    days += [day for one in dossiers if (day := dossier_kept(one, found))]
    return Clock(max(days, key=lambda day: day.until), hold)


def hold_of(client: Client) -> Hold | None:
    return client.holds.filter(lifted_at=None).select_related("by").first()


def dossier_kept(dossier: Dossier, found: dict[Kind, Rule]) -> Kept | None:
    begun = dossier.started_at or dossier.submitted_at
    rule = found.get(Kind.DOSSIER if begun else Kind.UNANSWERED)
    event = dossier.campaign.period_end if begun else dossier.due
    return kept(rule, event) if rule else None


def _begun(wanted: bool) -> Q:
    return Q(started_at__isnull=not wanted, submitted_at__isnull=not wanted)


def _held(firm: Firm) -> QuerySet:
    return Hold.objects.filter(firm=firm, lifted_at=None).values("client")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone()).astimezone(UTC)
