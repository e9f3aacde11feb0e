"""Opens a campaign or adds to one, and says when its clients are mailed. Knows no pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction

from carnet.campaigns import actions as campaigns
from carnet.campaigns import waves
from carnet.campaigns.actions import Terms
from carnet.campaigns.models import Campaign, CampaignQuerySet
from carnet.campaigns.spreading import Planned
from carnet.clients.models import ClientQuerySet
from carnet.firms.models import Colleague, Firm
from carnet.invitations import actions


class RunsAlready(Exception):
    """A colleague opened the same campaign while this one was being written."""

    def __init__(self, campaign: Campaign) -> None:
        super().__init__(f"campaign {campaign.pk} asks the same")
        self.campaign = campaign


@dataclass(frozen=True)
class Plan:
    """None of `planned`: the dossiers are only prepared. `at_once`: no wave is kept, all are mailed now."""

    planned: Sequence[Planned] = ()
    at_once: bool = False


@transaction.atomic
def open_once(
    terms: Terms, *, firm: Firm, key: UUID, alone: bool, by: Colleague, now: datetime
) -> Campaign:
    """`alone` says that nobody chose to run it beside another: of two colleagues who press at once, the second
    is told, and no client is mailed by both."""
    # The second waits here until the first has opened its campaign.
    Firm.objects.select_for_update(no_key=True).get(pk=firm.pk)
    known = cast(CampaignQuerySet, firm.campaigns.all())
    like = known.like(terms.revision, terms.period_start, terms.period_end)
    other = like.exclude(uuid=key).first() if alone else None
    if other:
        raise RunsAlready(other)
    return campaigns.open_campaign(terms, firm=firm, key=key, by=by, now=now)


@transaction.atomic
def add_and_invite(
    campaign: Campaign, clients: ClientQuerySet, plan: Plan, *, by: Colleague, now: datetime
) -> int:
    """Give these clients a dossier, and mail them as planned. Pressing twice adds and mails nobody twice."""
    dossiers = campaigns.add_clients(campaign, clients, by=by, now=now)
    if plan.at_once:
        return actions.invite(dossiers, by=by, now=now)
    if plan.planned:
        return waves.schedule(campaign, dossiers, plan.planned, by=by, now=now)
    return len(dossiers)
