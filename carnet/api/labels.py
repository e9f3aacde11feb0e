"""What the firm sorts its clients by, usually who looks after them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from carnet.api.chosen import ClientsNamed, clients_named
from carnet.api.contract.door import ApiRequest
from carnet.api.contract.needs import OF_BODY, asks
from carnet.api.contract.pages import page
from carnet.api.contract.problems import Problem
from carnet.api.contract.shapes import Next, Page, Strictly, Text, told
from carnet.clients import bulk, fields
from carnet.clients.about import About
from carnet.clients.actions import labels_named
from carnet.clients.models import Label
from carnet.clients.wrong import Wrong

router = Router()


class LabelIn(Strictly):
    name: Text = Field(max_length=200)


class LabelOut(Schema):
    id: int
    name: str


class Labels(Next):
    items: list[LabelOut]


class Changed(Schema):
    changed: int = Field(description="Of how many clients that changed something.")


@router.get("", **asks("clients:read", 200, Labels))
def list_labels(request: ApiRequest, asked: Query[Page]) -> HttpResponse:
    rows, cursor = page(request.firm.labels.values("pk", "name"), asked.cursor, asked.limit)
    items = [{"id": row["pk"], "name": row["name"]} for row in rows]
    return told({"items": items, "next": cursor})


@router.post("", **asks("clients:write", 200, LabelOut, *OF_BODY))
def add_label(request: ApiRequest, payload: LabelIn) -> dict[str, Any]:
    """Makes it; or tells the one of this name, since a firm has each name once."""
    name = _name(request, payload.name)
    label = labels_named(request.firm, [name])[name.casefold()]
    return {"id": label.pk, "name": label.name}


def _name(request: ApiRequest, typed: str) -> str:
    about = About(request.firm.default_country, "", timezone.localdate())
    try:
        names = fields.labels(fields.tidy(typed), about)
    except Wrong as wrong:
        raise Problem("invalid", errors={"name": [wrong.sentence]}) from wrong
    if len(names) != 1:
        raise Problem("invalid", errors={"name": [_("Write one name, without semicolons.")]})
    return names[0]


@router.post("{int:label}/put-on", **asks("clients:write", 200, Changed, *OF_BODY, 404))
def put_label_on(request: ApiRequest, label: int, payload: ClientsNamed) -> dict[str, Any]:
    found, clients = _label(request, label), clients_named(request, payload.clients)
    return _changed(bulk.add_label(clients, found, by=request.by))


@router.post("{int:label}/take-off", **asks("clients:write", 200, Changed, *OF_BODY, 404))
def take_label_off(request: ApiRequest, label: int, payload: ClientsNamed) -> dict[str, Any]:
    found, clients = _label(request, label), clients_named(request, payload.clients)
    return _changed(bulk.remove_label(clients, found, by=request.by))


def _label(request: ApiRequest, pk: int) -> Label:
    return get_object_or_404(request.firm.labels, pk=pk)


def _changed(act: Any) -> dict[str, Any]:
    return {"changed": sum(map(len, act.before.values()))}
