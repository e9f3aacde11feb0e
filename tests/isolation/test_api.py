"""Every operation of the API with a key of one firm, asked about the other's things in the path, in filters and in
what is sent."""

import json

import pytest

from carnet.api.contract import rate
from carnet.api.contract.describing import operations
from carnet.api.pages import document
from tests.api.calling import Program, secret_of
from tests.isolation.asking import Told, undone
from tests.isolation.tables import soon
from tests.isolation.world import noting_writes

DOCUMENT = document()
OPERATIONS = [(method, path, one) for method, path, one in operations(DOCUMENT)]
IN_PATHS = {
    "client": "client uuid",
    "label": "label",
    "campaign": "campaign",
    "dossier": "dossier",
    "document": "document",
    "received": "import",
}
IN_FILTERS = {**IN_PATHS, "cursor": "client"}
IN_BODIES = {"clients": "client uuid", "questionnaire": "questionnaire"}
# Words, days and choices.
PLAIN_FILTERS = {
    *("limit", "q", "client_number", "email", "state", "language", "kind", "country"),
    *("archived", "reveal", "running", "label"),
}
BODIES = {
    "open_campaign": {"due_date": soon(), "name": "Words"},
    "close_dossier": {"reason": "Words"},
    "reopen_dossier": {"reason": "Words"},
    "apply_import": {"digest": "0" * 64},
    "choose": {"policy": "fill"},
    "add_label": {"name": "Words"},
    "add_client": {"first_name": "A", "last_name": "B", "email": "a@b.example", "language": "fr"},
    "change_client": {"first_name": "A"},
}


def fields_of(one):
    content = one.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return DOCUMENT["components"]["schemas"].get(name, {}).get("properties", {})


def names_a_thing(kind):
    text = json.dumps(kind)
    return '"format": "uuid"' in text or '"type": "integer"' in text


def test_every_name_is_in_the_tables():
    for _method, path, one in OPERATIONS:
        for asked in one.get("parameters", []):
            known = IN_PATHS if asked["in"] == "path" else {*IN_FILTERS, *PLAIN_FILTERS}
            assert asked["in"] == "header" or asked["name"] in known, (path, asked["name"])
        for name, kind in fields_of(one).items():
            assert name in IN_BODIES or not names_a_thing(kind), (path, name)


@pytest.fixture
def program(world):
    rate.forget()
    world.before  # noqa: B018  (as it was before the key)
    return Program(secret_of(world.here.administrator))


def call(world, program, operation, paths, filters=None, body=None):
    method, path, one = operation
    rate.forget()
    where = path.format(**{name: paths[kind] for name, kind in IN_PATHS.items()})
    where = where.removeprefix("/api/v1/")
    with undone(), noting_writes() as written:
        if method == "get":
            answer = program.get(where, **(filters or {}))
        else:
            answer = program.send(
                method, where, {**BODIES.get(one["operationId"], {}), **(body or {})}
            )
        told = Told(answer.status_code, dict(answer.headers), answer.getvalue())
        what = f"{one['operationId']} {where} {filters or body or ''}"
        world.note(what, told.seen(), "told")
        world.look_at_rows(what, written)
    if told.status >= 500:
        world.problems.append(f"{what}: {told.status}")
    return told


@pytest.mark.thorough
def test_of_others(world, program):
    here, there, nothing = world.here.named, world.there.named, world.nothing
    for operation in OPERATIONS:
        method, path, one = operation
        call(world, program, operation, here)
        if "{" in path:
            told = [call(world, program, operation, named) for named in (there, nothing)]
            world.compare(one["operationId"], *told)
            assert told[0].status in {404, 422}, one["operationId"]
        asked = {query["name"] for query in one.get("parameters", []) if query["in"] == "query"}
        for name in sorted(asked & IN_FILTERS.keys()):
            kind = IN_FILTERS[name]
            told = [
                call(world, program, operation, here, filters={name: named[kind]})
                for named in (there, nothing)
            ]
            world.compare(f"{one['operationId']} {name}", *told)
        for name in sorted(fields_of(one).keys() & IN_BODIES.keys()):
            kind = IN_BODIES[name]
            told = [
                call(world, program, operation, here, body={name: in_body(name, named[kind])})
                for named in (there, nothing)
            ]
            world.compare(f"{one['operationId']} {name}", *told)
    assert world.problems == []


def in_body(name, value):
    return [str(value)] if name == "clients" else value
