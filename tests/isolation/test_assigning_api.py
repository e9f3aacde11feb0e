"""What an operation of the API does not ask for cannot be set through it: each is called with every column of every
table besides. One that reads fields refuses all others by name; one that reads none does what it does without."""

from functools import partial

import pytest

from carnet.api.contract import rate
from carnet.api.contract.reading import Strict
from tests.api.calling import BASE
from tests.isolation.assigning import Watch
from tests.isolation.forms import a_table
from tests.isolation.test_api import (
    BODIES,
    IN_BODIES,
    IN_PATHS,
    OPERATIONS,
    fields_of,
    in_body,
    program,  # noqa: F401
)

pytestmark = [pytest.mark.sqlite, pytest.mark.thorough]
WRITING = [operation for operation in OPERATIONS if operation[0] != "get"]
# Every call notes that the key was used.
USED = ("api.Key", "used_at")


def body_of(world, one):
    """Valid, as far as one example can be."""
    named = world.here.named
    there = fields_of(one).keys() & IN_BODIES.keys()
    things = {name: in_body(name, str(named[IN_BODIES[name]])) for name in there}
    return BODIES.get(one["operationId"], {}) | things


def call(watch, program, operation, body):  # noqa: F811
    method, path, one = operation
    named = watch.world.here.named
    where = path.format(**{name: named[kind] for name, kind in IN_PATHS.items()})
    where = where.removeprefix("/api/v1/")
    rate.forget()
    if of_a_file(one):
        return watch.done(lambda: program.client.post(BASE + where, body | {"file": a_table()}))
    return watch.done(lambda: program.send(method, where, body))


def of_a_file(one):
    """What is sent with a file, in the parts of a form."""
    content = one.get("requestBody", {}).get("content", {})
    return content.get("multipart/form-data", {}).get("schema", {}).get("properties", {})


def beyond_the_key(deed):
    return {place for place in deed.changes if (place[0], place[2]) != USED}


def not_refused(deed, more):
    """Of the names that were sent besides."""
    errors = deed.answer.json()["errors"] if deed.answer.status_code == 422 else []
    return more.keys() - {one["field"] for one in errors}


def with_more(watch, program, operation):  # noqa: F811
    """Whether it changes anything, and what is wrong with it."""
    one = operation[2]
    body, fields = body_of(watch.world, one), fields_of(one)
    act = partial(call, watch, program, operation, body)
    plain = act()
    for more in watch.besides({*fields, *of_a_file(one)}):
        added = partial(call, watch, program, operation, body | more)
        if not fields:
            watch.look(one["operationId"], act, added)
        elif (names := not_refused(added(), more)) or beyond_the_key(added()):
            watch.problems.append(f"{one['operationId']}: takes {sorted(names)}")
    return bool(beyond_the_key(plain))


def test_the_operations(world, program):  # noqa: F811
    watch = Watch(world)
    changing = [operation for operation in WRITING if with_more(watch, program, operation)]
    assert watch.problems == []
    assert len(WRITING) > 17
    assert len(changing) > 10


def test_an_operation_that_takes_whatever_is_sent(world, program, monkeypatch):  # noqa: F811
    [operation] = [one for one in WRITING if one[2]["operationId"] == "add_label"]
    watch, whole = Watch(world), Strict.parse_body
    with_more(watch, program, operation)
    assert watch.problems == []
    monkeypatch.setattr(Strict, "parse_body", lambda *asked: {"name": whole(*asked)["name"]})
    with_more(watch, program, operation)
    assert "firm_id" in watch.problems[0]
