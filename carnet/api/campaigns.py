"""One questionnaire, many clients, one period, one due date. What a campaign may be, its form decides."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import uuid4

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from carnet.api.contract.door import ApiRequest
from carnet.api.contract.needs import OF_BODY, asks
from carnet.api.contract.pages import page
from carnet.api.contract.problems import Problem
from carnet.api.contract.shapes import Next, Page, Strictly, Text, told
from carnet.campaigns import actions
from carnet.campaigns.forms import TermsForm
from carnet.campaigns.models import Campaign, Partners
from carnet.invitations import sending

router = Router()
PartnersName = Literal["now", "after", "never"]
TERMS = ("questionnaire", "name", "period_start", "period_end", "due_date", "partners")


class CampaignIn(Strictly):
    questionnaire: int = Field(ge=1, le=2**53)
    due_date: date
    name: Text = Field("", max_length=200, description="Empty: the questionnaire's title and year.")
    period_start: date | None = Field(None, description="Empty: the questionnaire's own period.")
    period_end: date | None = None
    partners: PartnersName = Field("now", description="When partners are invited.")
    reminders_on: bool = True
    beside: bool = Field(False, description="Also if a running campaign asks the same already.")


class CampaignOut(Schema):
    id: int
    name: str
    questionnaire: int
    revision: int
    period_start: date
    period_end: date
    due_date: date
    partners: PartnersName
    reminders_on: bool
    created_at: datetime
    closed_at: datetime | None
    dossiers: dict[str, int] = Field(description="How many by state.")


class CampaignsAsked(Page):
    running: bool | None = Field(None, description="True: not closed yet; false: closed.")


class Campaigns(Next):
    items: list[CampaignOut]


class Closed(Schema):
    closed: int = Field(description="How many clients can answer no more.")


@router.get("", **asks("campaigns:read", 200, Campaigns))
def list_campaigns(request: ApiRequest, asked: Query[CampaignsAsked]) -> HttpResponse:
    found = _campaigns(request)
    if asked.running is not None:
        found = found.filter(closed_at__isnull=asked.running)
    rows, cursor = page(found, asked.cursor, asked.limit)
    return told({"items": _told(request, rows), "next": cursor})


@router.post("", **asks("campaigns:write", 201, CampaignOut, *OF_BODY, 409))
def open_campaign(request: ApiRequest, payload: CampaignIn, response: HttpResponse) -> Status:
    """Opens it with the firm's standard texts; nobody is mailed by that. A problem of status 409 names the campaign
    that asks the same already."""
    terms = replace(_terms(request, payload), reminders_on=payload.reminders_on)
    now, alone = timezone.now(), not payload.beside
    try:
        opened = sending.open_once(
            terms, firm=request.firm, key=uuid4(), alone=alone, by=request.by, now=now
        )
    except sending.RunsAlready as other:
        sentence = _("A running campaign asks the same already.")
        raise Problem("conflict", sentence, campaign=other.campaign.pk) from other
    response.headers["Location"] = f"{request.path}/{opened.pk}"
    return Status(201, _told(request, [campaign_of(request, opened.pk)])[0])


def _terms(request: ApiRequest, payload: CampaignIn) -> Any:
    data = {name: getattr(payload, name) for name in TERMS}
    form = TermsForm(data, firm=request.firm, today=timezone.localdate())
    if not form.is_valid():
        raise Problem("invalid", errors=form.errors)
    return form.terms


@router.get("{int:campaign}", **asks("campaigns:read", 200, CampaignOut, 404))
def read_campaign(request: ApiRequest, campaign: int) -> dict[str, Any]:
    return _told(request, [campaign_of(request, campaign)])[0]


@router.post("{int:campaign}/close", **asks("campaigns:write", 200, Closed, 404, 409))
def close_campaign(request: ApiRequest, campaign: int) -> dict[str, Any]:
    """Who has not sent the answers can no longer do so."""
    found = running_campaign(request, campaign)
    return {"closed": actions.close(found, by=request.by, now=timezone.now())}


def _campaigns(request: ApiRequest) -> QuerySet[Campaign]:
    return request.firm.campaigns.select_related("revision").defer("revision__document")


def campaign_of(request: ApiRequest, pk: int) -> Campaign:
    return get_object_or_404(_campaigns(request), pk=pk)


def running_campaign(request: ApiRequest, pk: int) -> Campaign:
    found = campaign_of(request, pk)
    if found.closed_at:
        raise Problem("conflict", _("This campaign is closed."))
    return found


def _told(request: ApiRequest, campaigns: Iterable[Campaign]) -> list[dict[str, Any]]:
    counts: dict[int, dict[str, int]] = {one.pk: {} for one in campaigns}
    states = request.firm.dossiers.filter(campaign__in=counts).values_list("campaign", "state")
    for number, state, count in states.annotate(count=Count("pk")).order_by():
        counts[number][state] = count
    return [_one_told(one, counts[one.pk]) for one in campaigns]


def _one_told(one: Campaign, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "questionnaire": one.revision.questionnaire_id,
        "revision": one.revision.number,
        "period_start": one.period_start,
        "period_end": one.period_end,
        "due_date": one.due_date,
        "partners": Partners(one.partners).value,
        "reminders_on": one.reminders_on,
        "created_at": one.created_at,
        "closed_at": one.closed_at,
        "dossiers": counts,
    }
