"""Walks every route of the product. A route nobody placed in the tables below turns this red."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import cast
from tests.isolation.asking import undone

# Pages that need no sign-in: for clients with a link, and the doors to the office.
PUBLIC = {
    "set_language",
    "firms:setup",
    "firms:join",
    "firms:style",
    "firms:logo",
    "invitations:test_link",
    "core:live",
    "core:ready",
    "core:well",
    "core:metrics",
    "core:csp_report",
}
PUBLIC_SPACES = {"portal", "api"}
# allauth decides these by itself.
FOREIGN_SPACES = {"account", "mfa"}


def walk(patterns, space="", arguments=()):
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from walk(entry.url_patterns, inner, (*arguments, *entry.pattern.converters))
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{space}{entry.name}", (*arguments, *entry.pattern.converters)


ROUTES = dict(walk(get_resolver().url_patterns))


def is_foreign(name):
    return ":" not in name and name.split("_")[0] in FOREIGN_SPACES


def is_public(name):
    return name in PUBLIC or name.split(":")[0] in PUBLIC_SPACES or is_foreign(name)


OFFICE = sorted(name for name in ROUTES if not is_public(name))
WITH_OBJECTS = [name for name in OFFICE if ROUTES[name]]
PORTAL = sorted(name for name in ROUTES if name.startswith("portal:"))
PARTS = 6


def test_there_are_routes():
    assert min(len(OFFICE), len(WITH_OBJECTS), len(PORTAL)) > 30


def test_every_office_page_asks_for_sign_in(client, firm, colleague):
    told = {}
    for name in OFFICE:
        response = client.get(reverse(name, kwargs=cast.never_existed(ROUTES[name])))
        leads = response.headers.get("Location", "").startswith("/account/login/")
        told[name] = (response.status_code, leads)
    assert told == dict.fromkeys(OFFICE, (302, True))


@pytest.mark.thorough
@pytest.mark.parametrize("part", range(PARTS))
def test_another_firms_object_does_not_exist(client, firm, colleague, stranger, part):
    """Own and foreign firm differ only in that: the stranger sees what nobody ever made, both ways."""
    client.force_login(stranger)
    for name in WITH_OBJECTS[part::PARTS]:
        with undone():
            mine = reverse(name, kwargs=cast.arguments(name, ROUTES[name], firm=firm, by=colleague))
            nothing = reverse(name, kwargs=cast.never_existed(ROUTES[name]))
            for method in (client.get, client.post):
                foreign, absent = method(mine), method(nothing)
                assert foreign.status_code == absent.status_code, (name, mine)
                assert foreign.status_code in {404, 405}, (name, mine)


def test_no_portal_page_opens_without_a_link(client, firm, colleague):
    for name in PORTAL:
        address = reverse(name, kwargs=cast.never_existed(ROUTES[name]))
        response = client.get(address)
        assert response.status_code in {302, 403, 404, 405, 410}, name
