"""Killed without warning at any moment, an import goes on where it was, and ends as if nobody had killed it."""

import os
import random
import time
from collections import Counter

import pytest
from django.db import connection

from carnet.audit.models import Event
from carnet.clients.models import Client
from carnet.clients.record import FIELDS
from carnet.imports import files
from carnet.imports.actions import decide
from carnet.imports.models import State
from carnet.imports.planning.choices import Choices
from tests import makers as make
from tests.imports.bringing import HEADERS, brought, many
from tests.imports.killing import Mortal

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FULL = bool(os.environ.get("HYPOTHESIS_FULL")) or connection.vendor == "postgresql"
MOMENTS, ROWS, KNOWN, GONE = (50, 200, 60, 20) if FULL else (2, 100, 30, 10)


@pytest.fixture(scope="module")
def seed():
    return random.randrange(10**6)


@pytest.fixture
def mortal(tmp_path, settings, db):
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        url = "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**database)
    process = Mortal(url, str(tmp_path), settings)
    yield process
    process.close()


def person(firm, number, **values):
    values |= {"first_name": f"A{number}", "last_name": "Claes", "email": f"{number}@example.org"}
    return make.client(firm=firm, client_number=str(number), **values)


def a_firm():
    """With clients the list will change, and some it does not name."""
    firm = make.firm()
    people = [person(firm, number, city="Mons") for number in range(1, KNOWN + 1)]
    people[0].labels.add(make.label(firm=firm, name="Label 0"))
    gone = [person(firm, -number) for number in range(1, GONE + 1)]
    received = brought(firm, rows=[*many(ROWS), ["Zoé", "", "zoe", "fr", "", ""]])
    assert received.mapping.keys() == set(HEADERS)
    decide(received, Choices(archive=frozenset(one.pk for one in gone)), by=None)
    return received


def as_it_stands(received):
    """Everything that must come out the same, whatever the numbers of rows; clients in the order of the file, the
    notes of what was done to them in any, since several chunks may be written at once."""
    received.refresh_from_db()
    clients = list(received.firm.clients.order_by("pk"))
    places = {str(client.pk): place for place, client in enumerate(clients)}
    events = Event.objects.filter(firm=received.firm, kind="clients.client")
    rows = received.imported.values_list("line", "what", "client", "version", "undo")
    return {
        "clients": [_visible(client) for client in clients],
        "labels": sorted(label.name for label in received.firm.labels.all()),
        "events": Counter((places.get(one.key), one.what, *sorted(one.facts)) for one in events),
        "rows": Counter((*row[:2], places.get(str(row[2])), *row[3:]) for row in rows),
        "import": (received.state, received.done, received.total, received.counts),
        "ends": Event.objects.filter(firm=received.firm, kind="imports.import").count(),
        "files": [files.exists(received.file + kind) for kind in files.BESIDE],
    }


def _visible(client: Client):
    values = {key: client.value(key) for key in FIELDS}
    archived, own = bool(client.archived_at), client.search.replace(f"{client.firm_id}@", "@")
    return values | {"version": client.version, "archived": archived, "search": own}


def without_plan(stands):
    """Who is killed between the end of an import and the next statement leaves the plan that was carried out beside
    the file, with which it goes after a month."""
    beside = zip(files.BESIDE, stands["files"], strict=True)
    return {**stands, "files": {kind: there for kind, there in beside if kind != ".plan"}}


def timed(mortal, received, aim):
    start = time.perf_counter()
    assert mortal.carry_on(received, aim)
    return time.perf_counter() - start


def killed_now_and_then(mortal, received, aim, seconds, dice):
    """How many kills hit; at last it is left alone."""
    hits, done = 0, 0
    for _each in range(dice.randint(1, 3)):
        hits += not mortal.carry_on(received, aim, seconds=dice.uniform(0, seconds))
        received.refresh_from_db()
        if received.state in {State.APPLYING, State.UNDOING}:
            assert received.done >= done
            done = received.done
    assert mortal.carry_on(received, aim)
    return hits


@pytest.mark.thorough
def test_killed_at_any_moment_it_ends_as_if_nobody_had_killed_it(mortal, seed):
    dice, unkilled = random.Random(seed), a_firm()
    seconds = timed(mortal, unkilled, "apply")
    applied = as_it_stands(unkilled)
    seconds_to_undo = timed(mortal, unkilled, "undo")
    undone = as_it_stands(unkilled)
    assert (applied["import"][0], undone["import"][0]) == ("applied", "undone")
    assert not applied["files"][files.BESIDE.index(".plan")]
    hits = 0
    for moment in range(MOMENTS):
        received = a_firm()
        hits += killed_now_and_then(mortal, received, "apply", seconds, dice)
        assert without_plan(as_it_stands(received)) == without_plan(applied), (seed, moment)
        hits += killed_now_and_then(mortal, received, "undo", seconds_to_undo, dice)
        assert without_plan(as_it_stands(received)) == without_plan(undone), (seed, moment)
    assert hits, "no kill hit anything"
