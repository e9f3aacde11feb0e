"""Every page of the office, asked by everybody about everything: what is another firm's is told, byte for byte, like
what never was, and leaves no trace anywhere."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.isolation.asking import ask, noting_what_is_read, undone
from tests.isolation.belonging import owned, rows_of, way_to_firm
from tests.isolation.tables import NAMING, PLAIN, SEVERAL, filled
from tests.isolation.world import signed_in, visiting
from tests.test_routes import OFFICE, ROUTES, WITH_OBJECTS

METHODS = ("get", "post")
PARTS = 6


def address(route, kwargs):
    return reverse(route, kwargs=kwargs)


def own_address(house, route):
    return address(route, house.arguments(route, ROUTES[route]) if ROUTES[route] else {})


def everybody(world):
    """Who of them may ask about a thing of `there` and must not learn that it exists."""
    return {
        "nobody": Client(raise_request_exception=False),
        "a client": visiting(world.here),
        "a client of there": visiting(world.there),
        "an accountant": signed_in(world.here.accountant),
        "an administrator": signed_in(world.here.administrator),
    }


@pytest.mark.thorough
def test_no_model_is_forgotten(world):
    """Whatever belongs to a firm is there, in both, and every kind of text in it holds a canary."""
    assert [model._meta.label for model in owned() if not way_to_firm(model)] == []
    for house in (world.here, world.there):
        assert [m._meta.label for m in owned() if not rows_of(m, house.firm).exists()] == []
    assert len(set(world.planted.values())) > 90


@pytest.mark.thorough
@pytest.mark.parametrize("part", range(PARTS))
def test_in_the_path(world, part):
    ask_in_paths(world, WITH_OBJECTS[part::PARTS])
    assert world.problems == []


def ask_in_paths(world, routes):
    people = everybody(world)
    for route in routes:
        for foreign, never in others(world, route):
            for who, client in people.items():
                for method in METHODS:
                    told = [world.told(client, method, address(route, k)) for k in (foreign, never)]
                    world.compare(f"{who} {method} {route} {foreign}", *told)


def others(world, route):
    """Each part of the path that names a thing, and all of them: once what is there, once what never was."""
    keys = ROUTES[route]
    here, there = (house.arguments(route, keys) for house in (world.here, world.there))
    things = tuple(key for key in keys if here[key] != there[key])
    nothing = cast.never_existed(things)
    for some in dict.fromkeys([things, *((key,) for key in things)]) if things else ():
        yield [{**here, **{key: named[key] for key in some}} for named in (there, nothing)]


@pytest.mark.thorough
@pytest.mark.parametrize("part", range(PARTS))
def test_the_other_way_round(world, part):
    """The colleagues of the other firm, about what is here."""
    people = [signed_in(world.there.accountant), signed_in(world.there.administrator)]
    for route in WITH_OBJECTS[part::PARTS]:
        keys = ROUTES[route]
        here, there = (house.arguments(route, keys) for house in (world.here, world.there))
        things = tuple(key for key in keys if here[key] != there[key])
        for client in people:
            for method in METHODS:
                told = [
                    client_told(client, method, address(route, {**here, **named}))
                    for named in ({}, cast.never_existed(things))
                ]
                world.compare(f"{method} {route} from there", *told)
    assert world.problems == []


def client_told(client, method, where):
    with undone():
        return ask(client, method, where)


@pytest.mark.thorough
@pytest.mark.parametrize("part", range(PARTS))
def test_in_addresses_and_forms(world, part):
    """Each page is opened with the firm's own things, and then with every name it reads naming something else."""
    assert ask_in_forms(world, OFFICE[part::PARTS]) == {}
    assert world.problems == []


def ask_in_forms(world, routes):
    """The names that are read and stand in no table."""
    office, forms, unknown = signed_in(world.here.administrator), filled(world.here.named), {}
    for route in routes:
        for form in forms.get(route, [{}]):
            for method in METHODS:
                with noting_what_is_read() as read:
                    world.told(office, method, own_address(world.here, route), form)
                unknown |= {name: route for name in read if not is_known(name)}
                for name in sorted(read & NAMING.keys()):
                    name_others(world, office, method, route, form, name)
    return unknown


def is_known(name):
    # What the builder's form showed of a setting stands behind `seen.`.
    own = name.startswith(("choice_", "seen."))
    return name in NAMING or name in PLAIN or own or not name


def name_others(world, office, method, route, form, name):
    for kind in NAMING[name]:
        foreign, never = world.there.named[kind], world.nothing[kind]
        with_own = [world.here.named[kind]] if name in SEVERAL else None
        for own in (None, with_own) if with_own else (None,):
            told = (
                world.told(
                    office,
                    method,
                    own_address(world.here, route),
                    {**form, name: [*own, other] if own else other},
                )
                for other in (foreign, never)
            )
            world.compare(f"{method} {route} {name} {kind} {form}", *told)
