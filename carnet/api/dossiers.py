"""Dossiers: one client in one campaign. Adding clients, inviting them, and the states the office may set."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from carnet.api.campaigns import running_campaign
from carnet.api.chosen import ClientsNamed, clients_named
from carnet.api.contract.door import ApiRequest
from carnet.api.contract.needs import OF_BODY, asks
from carnet.api.contract.pages import page
from carnet.api.contract.problems import Problem
from carnet.api.contract.shapes import Next, Page, Strictly, Text, told
from carnet.audit import record as audit
from carnet.campaigns import actions
from carnet.campaigns.models import Dossier, DossierQuerySet, WrongState
from carnet.clients.actions import add_note
from carnet.clients.states import State
from carnet.invitations import actions as invitations
from carnet.reviews.actions import reopen

router, of_campaigns = Router(), Router()
StateName = Literal[tuple(State.values)]  # type: ignore[valid-type]
ROW = ["pk", "campaign", "client__uuid", "state", "language", "campaign__due_date"]
ROW += ["created_at", "active_at", "submitted_at", "reminders_on"]


class DossierOut(Schema):
    id: int
    campaign: int
    client: UUID
    state: StateName  # type: ignore[valid-type]
    language: str
    due_date: date
    created_at: datetime
    active_at: datetime | None
    submitted_at: datetime | None
    reminders_on: bool


class DossiersAsked(Page):
    campaign: int | None = Field(None, ge=1, le=2**53)
    client: UUID | None = None
    state: StateName | None = None  # type: ignore[valid-type]


class Dossiers(Next):
    items: list[DossierOut]


class Assigned(ClientsNamed):
    invite: bool = Field(False, description="True: the mails leave within minutes.")


class Skipped(Schema):
    client: UUID
    reason: Literal["archived", "no_email", "already"]


class Added(Schema):
    added: list[DossierOut]
    skipped: list[Skipped]


class Mailed(Schema):
    mails: int = Field(
        description="0: a mail is waiting already, or there is nobody who may answer."
    )


class Why(Strictly):
    reason: Text = Field(min_length=1, max_length=1000, description="Kept as a note of the client.")


@router.get("", **asks("dossiers:read", 200, Dossiers))
def list_dossiers(request: ApiRequest, asked: Query[DossiersAsked]) -> HttpResponse:
    wanted = {"campaign": asked.campaign, "client__uuid": asked.client, "state": asked.state}
    found = request.firm.dossiers.filter(**{key: value for key, value in wanted.items() if value})
    rows, cursor = page(_columns(found), asked.cursor, asked.limit)
    return told({"items": [_told(row) for row in rows], "next": cursor})


@router.get("{int:dossier}", **asks("dossiers:read", 200, DossierOut, 404))
def read_dossier(request: ApiRequest, dossier: int) -> dict[str, Any]:
    return _read(request, dossier_of(request, dossier))


@of_campaigns.post(
    "{int:campaign}/dossiers", **asks("dossiers:write", 200, Added, *OF_BODY, 404, 409)
)
@transaction.atomic
def assign_clients(request: ApiRequest, campaign: int, payload: Assigned) -> dict[str, Any]:
    """A dossier for each client who has none in this campaign yet and can be reached; the others are told with the
    reason."""
    found = running_campaign(request, campaign)
    chosen = clients_named(request, payload.clients)
    skipped = _skipped(found, chosen)
    now = timezone.now()
    dossiers = actions.add_clients(found, chosen, by=request.by, now=now)
    if payload.invite:
        invitations.invite(dossiers, by=request.by, now=now)
    rows = _columns(request.firm.dossiers.filter(pk__in=[one.pk for one in dossiers]))
    return {"added": [_told(row) for row in rows.order_by("pk")], "skipped": skipped}


def _skipped(campaign: Any, chosen: Any) -> list[dict[str, Any]]:
    """By the first reason that holds."""
    members = campaign.dossiers.values("client")
    reasons = {
        "already": chosen.filter(pk__in=members),
        "archived": chosen.archived(),
        "no_email": chosen.active().filter(email=""),
    }
    found: dict[Any, str] = {}
    for reason, clients in reasons.items():
        for uuid in clients.values_list("uuid", flat=True):
            found.setdefault(uuid, reason)
    return [{"client": uuid, "reason": reason} for uuid, reason in found.items()]


@of_campaigns.post("{int:campaign}/invite", **asks("dossiers:write", 200, Mailed, 404, 409))
def invite_campaign(request: ApiRequest, campaign: int) -> dict[str, Any]:
    """Mails everybody of the campaign who was never mailed and does not wait for a planned day."""
    found = running_campaign(request, campaign)
    waiting = found.dossiers.filter(state=State.NOT_SENT)
    planned = cast(DossierQuerySet, found.dossiers.all()).planned()
    dossiers = waiting.exclude(pk__in=planned)
    return {"mails": invitations.resend(dossiers, by=request.by, now=timezone.now())}


@router.post("{int:dossier}/invite", **asks("dossiers:write", 200, Mailed, 404))
def invite_dossier(request: ApiRequest, dossier: int) -> dict[str, Any]:
    """Mails the client, for the first time or again; earlier links go on working."""
    found = dossier_of(request, dossier)
    return {"mails": invitations.resend([found], by=request.by, now=timezone.now())}


@router.post("{int:dossier}/close", **asks("dossiers:write", 200, DossierOut, *OF_BODY, 404, 409))
def close_dossier(request: ApiRequest, dossier: int, payload: Why) -> dict[str, Any]:
    """Ends it: the client can no longer answer. What was sent is kept."""
    found = dossier_of(request, dossier)
    with _possible(), transaction.atomic():
        actions.move(found, State.CLOSED, now=timezone.now())
        audit.record("dossier closed", found, firm=request.firm, by=request.by)
        add_note(found.client, payload.reason, by=request.by)
    return _read(request, found)


@router.post("{int:dossier}/reopen", **asks("dossiers:write", 200, DossierOut, *OF_BODY, 404, 409))
def reopen_dossier(request: ApiRequest, dossier: int, payload: Why) -> dict[str, Any]:
    """Lets the client change the answers and send them again; what was sent before is kept. Nobody is mailed."""
    found = dossier_of(request, dossier)
    with _possible(), transaction.atomic():
        reopen(found, by=request.by, now=timezone.now())
        add_note(found.client, payload.reason, by=request.by)
    return _read(request, found)


@contextmanager
def _possible() -> Iterator[None]:
    """Where the states do not allow it, that is a problem and no fault."""
    try:
        yield
    except WrongState as state:
        raise Problem("conflict", _("Its state does not allow that.")) from state


def dossier_of(request: ApiRequest, pk: int) -> Dossier:
    around = request.firm.dossiers.select_related("client__firm", "firm", "campaign")
    return get_object_or_404(around, pk=pk)


def _read(request: ApiRequest, dossier: Dossier) -> dict[str, Any]:
    return _told(_columns(request.firm.dossiers.filter(pk=dossier.pk)).get())


def _columns(dossiers: QuerySet[Dossier]) -> Any:
    return dossiers.values(*ROW)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["pk"],
        "campaign": row["campaign"],
        "client": row["client__uuid"],
        "state": row["state"],
        "language": row["language"],
        "due_date": row["campaign__due_date"],
        **{key: row[key] for key in ("created_at", "active_at", "submitted_at", "reminders_on")},
    }
