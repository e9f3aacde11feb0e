"""The OpenAPI document: ninja's, completed with what holds for every operation."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from ninja import NinjaAPI

from carnet.api.contract.once import HEADER, LONGEST
from carnet.api.contract.problems import MEDIA_TYPE
from carnet.exports.as_json import schema

KEY = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "carnet_…",
    "description": "A key of the firm. The right it needs is named with each operation.",
}
ONCE = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
    "description": "Sent again within 24 hours, the request is not carried out again: its first answer comes back.",
}
ID = "$response.body#/id"
FIRST = "$response.body#/items/0/id"
# Where one gets from an answer, by its operation: operation, parameter, where the value stands.
LINKS = {
    ("add_client", "201"): [
        ("read_client", "client", ID),
        ("change_client", "client", ID),
        ("archive_client", "client", ID),
        ("unarchive_client", "client", ID),
    ],
    ("list_clients", "200"): [("read_client", "client", FIRST), ("change_client", "client", FIRST)],
    ("add_label", "200"): [("put_label_on", "label", ID), ("take_label_off", "label", ID)],
    ("open_campaign", "201"): [
        ("read_campaign", "campaign", ID),
        ("assign_clients", "campaign", ID),
        ("invite_campaign", "campaign", ID),
        ("close_campaign", "campaign", ID),
    ],
    ("assign_clients", "200"): [("invite_dossier", "dossier", "$response.body#/added/0/id")],
    ("list_dossiers", "200"): [
        (operation, "dossier", FIRST)
        for operation in (
            *("read_dossier", "invite_dossier", "close_dossier", "reopen_dossier"),
            *("read_answers", "list_documents"),
        )
    ],
    ("list_imports", "200"): [
        (operation, "received", FIRST)
        for operation in ("read_import", "read_plan", "choose", "undo_import")
    ],
    ("read_plan", "200"): [("apply_import", "received", "$request.path.received")],
    ("list_campaigns", "200"): [
        (operation, "campaign", FIRST)
        for operation in ("read_campaign", "assign_clients", "invite_campaign")
    ],
    ("upload_import", "201"): [
        (operation, "received", ID)
        for operation in ("read_import", "read_plan", "choose", "apply_import", "undo_import")
    ],
}
# Those that also say what is to be sent.
BODIES = {("read_plan", "200", "apply_import"): {"digest": "$response.body#/digest"}}
Operation = dict[str, Any]
OURS = "#/components/schemas/"


def described(api: NinjaAPI, prefix: str) -> dict[str, Any]:
    document = json.loads(
        json.dumps(api.get_openapi_schema(path_prefix=prefix), cls=DjangoJSONEncoder)
    )
    document["components"]["securitySchemes"] = {"key": KEY}
    document["components"]["schemas"] |= _exported()
    for method, _path, operation in operations(document):
        operation["security"] = operation["security"][-1:]
        if method == "post":
            operation["parameters"].append(ONCE)
        for status, answer in operation["responses"].items():
            _describe_answer(operation, status, answer)
    return document


def _exported() -> dict[str, Any]:
    """The schema of the JSON export, as components of this document."""
    text = json.dumps(
        {key: part for key, part in schema().items() if key[0] != "$" or key == "$defs"}
    )
    whole = json.loads(text.replace("#/$defs/", f"{OURS}Sent_"))
    return {f"Sent_{name}": part for name, part in whole.pop("$defs").items()} | {"Sent": whole}


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def _describe_answer(operation: Operation, status: str, answer: dict[str, Any]) -> None:
    if int(status) >= 400:
        answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
    if (operation["operationId"], status) == ("read_answers", "200"):
        answer["content"]["application/json"]["schema"] = {"$ref": f"{OURS}Sent"}
    links = {}
    for target, name, place in LINKS.get((operation["operationId"], status), []):
        links[target] = {"operationId": target, "parameters": {name: place}}
        if body := BODIES.get((operation["operationId"], status, target)):
            links[target]["requestBody"] = body
    if links:
        answer["links"] = links
