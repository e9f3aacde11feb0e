"""The register of clients. What may stand in it, the forms of the product decide (clients/forms.py)."""

from dataclasses import asdict, replace
from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Query, Router, Status

from carnet.api import client_shapes as shape
from carnet.api.contract.door import ApiRequest
from carnet.api.contract.needs import OF_BODY, allow, asks
from carnet.api.contract.pages import page
from carnet.api.contract.problems import Problem
from carnet.api.contract.shapes import told
from carnet.clients import actions, criteria
from carnet.clients.actions import ChangedMeanwhile, NumberTaken
from carnet.clients.duplicates import likely
from carnet.clients.forms import InvalidRecord, number_taken, read_record
from carnet.clients.listing import containing
from carnet.clients.models import Client
from carnet.clients.record import REQUIRED, ClientRecord

router = Router()
FILTERS = ("q", "label", "state", "language", "kind", "country", "archived")
OF_CLIENT = "{uuid:client}"


@router.get("", **asks("clients:read", 200, shape.Clients))
def list_clients(request: ApiRequest, asked: Query[shape.ClientsAsked]) -> HttpResponse:
    """Everybody who matches all that is asked, in the order in which they were added. National numbers are covered."""
    rows, cursor = page(_matching(request, asked).values(*shape.ROW), asked.cursor, asked.limit)
    return told({"items": shape.rows_told(rows, request.firm), "next": cursor})


def _matching(request: ApiRequest, asked: shape.ClientsAsked) -> QuerySet[Client]:
    values = {name: str(value) for name in FILTERS if (value := getattr(asked, name))}
    if "archived" in values:
        values["archived"] = criteria.YES
    wanted = criteria.read(values)
    home = request.firm.default_country
    found = request.firm.clients.filter(
        criteria.held(wanted),
        criteria.wanted_at_once(wanted, home=home, by=request.by),
        containing(wanted.words),
    )
    exact = {key: getattr(asked, key) for key in ("client_number", "email")}
    return found.filter(**{key: value for key, value in exact.items() if value})


@router.post("", **asks("clients:write", 201, shape.ClientAdded, *OF_BODY, 409))
def add_client(request: ApiRequest, payload: shape.ClientIn, response: HttpResponse) -> Status:
    """The same rules and sentences as the form of the product."""
    values = _values(payload, "keep")
    record = _record(request, values, None)
    similar = [one.client.uuid for one in likely(request.firm, asdict(record))]
    today = timezone.localdate()
    try:
        client = actions.add_client(
            request.firm, record, keep=payload.keep, by=request.by, today=today
        )
    except NumberTaken:
        raise _taken_now() from None
    _tag(response, client)
    response.headers["Location"] = f"{request.path}/{client.uuid}"
    return Status(201, {**shape.client_told(client), "similar": similar})


@router.get(OF_CLIENT, **asks("clients:read", 200, shape.ClientOut, 404))
def read_client(
    request: ApiRequest,
    client: UUID,
    response: HttpResponse,
    reveal: Literal["national_numbers"] | None = None,
) -> dict[str, Any]:
    """With `reveal=national_numbers`, which asks for the right national_numbers:read and is noted in the client's
    history, national numbers stand in full."""
    found = _client(request, client)
    answer = shape.client_told(found)
    if reveal:
        allow(request, "national_numbers:read")
        answer |= {
            "national_number": actions.show_number(found, "client", by=request.by),
            "partner_national_number": actions.show_number(found, "partner", by=request.by),
        }
    _tag(response, found)
    return answer


@router.patch(OF_CLIENT, **asks("clients:write", 200, shape.ClientOut, *OF_BODY, 404, 409, 412))
def change_client(
    request: ApiRequest,
    client: UUID,
    payload: shape.ClientChange,
    response: HttpResponse,
    if_match: str | None = Header(None, alias="If-Match", max_length=40, pattern=r'^"\d+"$'),
) -> dict[str, Any]:
    """Changes what is sent and nothing else. With If-Match only if nobody changed the client since."""
    found = _client(request, client)
    if if_match and if_match != _etag(found):
        raise Problem("changed", _("Read the client again, then decide."))
    values = _values(payload)
    if values:
        _change(request, found, _record(request, values, found))
    _tag(response, found)
    return shape.client_told(found)


def _change(request: ApiRequest, client: Client, record: ClientRecord) -> None:
    try:
        actions.change_client(client, record, version=client.version, by=request.by)
    except ChangedMeanwhile:
        raise Problem("conflict", _("Somebody saved this client at the same moment.")) from None
    except NumberTaken:
        raise _taken_now() from None


@router.post(OF_CLIENT + "/archive", **asks("clients:write", 200, shape.ClientOut, 404))
def archive_client(request: ApiRequest, client: UUID) -> dict[str, Any]:
    """An archived client is kept, and not invited any more."""
    found = _client(request, client)
    actions.archive(found, by=request.by, now=timezone.now())
    return shape.client_told(found)


@router.post(OF_CLIENT + "/unarchive", **asks("clients:write", 200, shape.ClientOut, 404))
def unarchive_client(request: ApiRequest, client: UUID) -> dict[str, Any]:
    found = _client(request, client)
    actions.restore(found, by=request.by)
    return shape.client_told(found)


def _client(request: ApiRequest, uuid: UUID) -> Client:
    found = request.firm.clients.select_related("firm").prefetch_related("labels")
    return get_object_or_404(found, uuid=uuid)


def _values(payload: Any, *besides: str) -> dict[str, str]:
    """What was sent, as read_record takes it. A covered number is not told at all."""
    sent = payload.dict(exclude_unset=True, exclude=set(besides))
    texts = {
        key: ";".join(value) if isinstance(value, list) else value or ""
        for key, value in sent.items()
    }
    return {
        key: text
        for key, text in texts.items()
        if not (key in shape.NUMBERS and text.strip() == shape.COVERED)
    }


# What the checks look at besides the field that is changed.
AROUND = (*REQUIRED, "kind", "company", "country", "nationality")


def _record(request: ApiRequest, values: dict[str, str], client: Client | None) -> ClientRecord:
    """Checked as the form checks; only what was sent counts as told."""
    kept = {key: client.value(key) for key in AROUND} if client else {}
    try:
        record = read_record({**kept, **values}, firm=request.firm)
    except InvalidRecord as wrong:
        raise Problem("invalid", errors=wrong.errors) from wrong
    if sentence := number_taken(request.firm, record.client_number, besides=client):
        raise Problem("invalid", errors={"client_number": [sentence]})
    return replace(record, told=frozenset(values))


def _taken_now() -> Problem:
    return Problem("conflict", _("Another client got this client number at the same moment."))


def _tag(response: HttpResponse, client: Client) -> None:
    response.headers["ETag"] = _etag(client)


def _etag(client: Client) -> str:
    return f'"{client.version}"'
