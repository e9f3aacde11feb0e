"""The OpenAPI document: ninja's, completed with what holds for every operation."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from ninja import NinjaAPI

from carnet.api.contract.once import HEADER, LONGEST
from carnet.api.contract.problems import MEDIA_TYPE

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
}
Operation = dict[str, Any]


def described(api: NinjaAPI, prefix: str) -> dict[str, Any]:
    document = json.loads(
        json.dumps(api.get_openapi_schema(path_prefix=prefix), cls=DjangoJSONEncoder)
    )
    document["components"]["securitySchemes"] = {"key": KEY}
    for method, _path, operation in operations(document):
        operation["security"] = operation["security"][-1:]
        if method == "post":
            operation["parameters"].append(ONCE)
        for status, answer in operation["responses"].items():
            _describe_answer(operation, status, answer)
    return document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def _describe_answer(operation: Operation, status: str, answer: dict[str, Any]) -> None:
    if int(status) >= 400:
        answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
    links = LINKS.get((operation["operationId"], status), [])
    if links:
        answer["links"] = {
            target: {"operationId": target, "parameters": {name: place}}
            for target, name, place in links
        }
