"""Walks every route of the product. A route nobody placed in the tables below turns this red."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import cast

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


def test_there_are_routes():
    assert len(OFFICE) > 30


@pytest.mark.parametrize("name", OFFICE)
def test_every_office_page_asks_for_sign_in(client, firm, colleague, name):
    address = reverse(name, kwargs=cast.never_existed(ROUTES[name]))
    response = client.get(address)
    assert response.status_code == 302, name
    assert response.headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("name", WITH_OBJECTS)
def test_another_firms_object_does_not_exist(client, firm, colleague, stranger, name):
    """Own and foreign firm differ only in that: the stranger sees what nobody ever made, both ways."""
    mine = reverse(name, kwargs=cast.arguments(name, ROUTES[name], firm=firm, by=colleague))
    nothing = reverse(name, kwargs=cast.never_existed(ROUTES[name]))
    client.force_login(stranger)
    for method in (client.get, client.post):
        foreign, absent = method(mine), method(nothing)
        assert foreign.status_code == absent.status_code, (name, mine)
        assert foreign.status_code in {404, 405}, (name, mine)


@pytest.mark.parametrize("name", sorted(n for n in ROUTES if n.startswith("portal:")))
def test_no_portal_page_opens_without_a_link(client, firm, colleague, name):
    address = reverse(name, kwargs=cast.never_existed(ROUTES[name]))
    response = client.get(address)
    assert response.status_code in {302, 403, 404, 405, 410}, name
