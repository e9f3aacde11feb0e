"""The first page of a client, as it goes over the wire: at most 60 KB, also for a phone in a tram."""

import gzip
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import PHONE
from tests.browser.visiting import cookies_of

pytestmark = pytest.mark.browser

MOST = 60 * 1024


def over_the_wire(phone, address):
    """What every reply weighs, by its path. HTML is counted packed, as the proxy before Carnet sends it, plus
    nothing for headers; scripts and style sheets as they come, or packed where they come plain."""
    replies = []
    phone.on("response", lambda reply: replies.append(reply))
    phone.goto(address, wait_until="networkidle")
    own = [one for one in replies if one.status == 200 and one.url.startswith("http")]
    return {urlsplit(one.url).path: len(gzip.compress(one.body(), 6)) for one in own}


@pytest.mark.parametrize("address", ["/q/start/", "/q/s/contact/name/"])
def test_the_first_page_weighs_at_most_sixty_kilobytes(site, chromium, browser_for, address):
    phone = browser_for(PHONE, storage_state=cookies_of(chromium, site, "client06@example.org"))
    weights = over_the_wire(phone, f"{site}{address}")
    assert any(path.endswith("save.js") for path in weights)
    assert any(path.endswith("portal.css") for path in weights)
    assert sum(weights.values()) <= MOST, weights
