"""No page of the office or of a client is forgotten by the tests of accessibility (tests/browser/test_pages.py,
test_client_screens.py)."""

import pytest
from django.urls import resolve, reverse

from tests import cast
from tests.browser.addresses import (
    BUTTONS_OF_CLIENT,
    CLIENT,
    NO_PAGE,
    NO_PAGE_OF_CLIENT,
    OFFICE,
    ON_THE_WAY,
    PREPARED,
    REFUSED,
)
from tests.isolation.asking import undone
from tests.test_routes import OFFICE as NAMES
from tests.test_routes import PARTS, ROUTES


def listed():
    return {
        resolve(address.partition("?")[0]).view_name for address in OFFICE if address not in REFUSED
    }


@pytest.mark.thorough
@pytest.mark.sqlite
@pytest.mark.parametrize("part", range(PARTS))
def test_what_the_office_opens_is_looked_at_or_is_no_page(client, firm, colleague, part):
    client.force_login(colleague)
    seen = listed()
    for name in NAMES[part::PARTS]:
        keys = ROUTES[name]
        with undone():
            filled = cast.arguments(name, keys, firm=firm, by=colleague) if keys else {}
            told = client.get(reverse(name, kwargs=filled))
        shut = told.status_code == 405  # a button, and no page
        places = [name in place for place in (seen, PREPARED, ON_THE_WAY, NO_PAGE)]
        assert sum(places) == (0 if shut else 1), name


@pytest.mark.parametrize("name", sorted(name for name in ROUTES if name.startswith("portal:")))
def test_what_a_client_opens_is_looked_at_or_is_no_page(name):
    own = name.removeprefix("portal:")
    places = [own in place for place in (*CLIENT.values(), NO_PAGE_OF_CLIENT, BUTTONS_OF_CLIENT)]
    assert sum(places) == 1, name
