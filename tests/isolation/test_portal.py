"""Every page a client sees, asked about things of another dossier: of this firm's other clients and of another firm."""

import pytest
from django.urls import reverse

from tests import cast
from tests.isolation.tables import OF_PORTAL
from tests.isolation.test_office import METHODS
from tests.isolation.world import visiting
from tests.test_routes import ROUTES

PORTAL = sorted(name for name in ROUTES if name.startswith("portal:"))
NAMED_BY_UUID = {
    "portal:document": "document",
    "portal:small": "document",
    "portal:upload": "upload",
    "portal:finish_upload": "upload",
    "portal:forget_upload": "upload",
    "portal:approve": "approval uuid",
    "portal:approval_file": "approval uuid",
    "portal:approval_page": "approval uuid",
}
# Who holds the secret comes in: there is nothing else to compare.
BY_SECRET = {"portal:link", "portal:take_over"}
# Draws a new secret each time.
NEW_EACH_TIME = {"portal:phone"}
WITHIN = {"section": "all", "item": "words", "number": 1, "list_id": "children", "entry": "one"}


def test_every_page_is_in_the_table():
    with_uuid = {route for route in PORTAL if "uuid" in ROUTES[route]}
    with_secret = {route for route in PORTAL if {"token", "key"} & {*ROUTES[route]}}
    assert with_uuid == set(NAMED_BY_UUID)
    assert with_secret == BY_SECRET
    assert {key for route in PORTAL for key in ROUTES[route]} <= {*WITHIN, "uuid", "token", "key"}


def neighbour(world):
    """What another client of the same firm has."""
    others = world.here.firm.dossiers.exclude(pk=world.here.named["visited"])
    document = others.exclude(documents=None).first().documents.first()
    return {
        "document": document.uuid,
        "document number": document.pk,
    }


def where(route, uuid=None):
    return reverse(route, kwargs={k: uuid if k == "uuid" else WITHIN[k] for k in ROUTES[route]})


@pytest.mark.thorough
def test_in_the_path(world):
    client, others = visiting(world.here), [world.there.named, neighbour(world)]
    world.nothing["uuid"] = cast.NEVER["uuid"]
    for route, kind in NAMED_BY_UUID.items():
        for method in METHODS:
            never = world.told(client, method, where(route, world.nothing["uuid"]))
            for named in others:
                if kind not in named:
                    continue
                foreign = world.told(client, method, where(route, named[kind]))
                world.compare(f"{method} {route}", foreign, never)
            assert never.status in {404, 405}, route
    assert world.problems == []


@pytest.mark.thorough
def test_in_addresses_and_forms(world):
    beside = neighbour(world)
    client, others = visiting(world.here), [world.there.named, beside]
    for route in set(PORTAL) - {*NAMED_BY_UUID, *BY_SECRET}:
        for method in METHODS:
            for kind in ("document", "document number"):
                never, *told = (
                    world.told(client, method, where(route), dict.fromkeys(OF_PORTAL, named[kind]))
                    for named in (world.nothing, *others)
                )
                for one in told if route not in NEW_EACH_TIME else ():
                    world.compare(f"{method} {route} {kind}", one, never, beside.values())
    assert world.problems == []


@pytest.mark.thorough
def test_the_other_firm_s_client_finds_what_is_theirs(world):
    """So that nothing above is told only because nothing is ever told."""
    client, seen = visiting(world.there), set()
    for route in set(PORTAL) - {*NAMED_BY_UUID, *BY_SECRET}:
        seen |= world.told(client, "get", where(route)).seen()
    assert len(seen & world.planted.keys()) > 3
