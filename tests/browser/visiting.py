"""Clients who have come in once; every test gets a new browser that knows them."""

import json
from functools import cache

from tests.browser.conftest import DESK, PHONE, sign_in
from tests.browser.walking import come_in


@cache
def cookies_of(chromium, site, address):
    """Each link is mailed once, so each client comes in once for all tests of this run."""
    office = chromium.new_context(viewport=DESK, locale="en")
    sign_in(office.new_page(), site)
    visit = chromium.new_context(viewport=PHONE, locale="en")
    come_in(visit.new_page(), office.pages[0], site, address)
    state = visit.storage_state()
    office.close()
    visit.close()
    return state


@cache
def prepared(server):
    """The sessions of the clients in prepared.py, by name."""
    return json.loads(server.run("tests.browser.prepared"))


def enter(browser_for, server, name, *, language="en", viewport=PHONE, **options):
    """A phone on which this prepared client has come in."""
    phone = browser_for(viewport, language=language, has_touch=True, **options)
    words = {"session": prepared(server)[name], "language": language}
    cookies = [{"name": key, "value": word, "url": server.address} for key, word in words.items()]
    phone.context.add_cookies(cookies)
    return phone


def visit(browser_for, chromium, site, address, *, language="en", viewport=PHONE, **options):
    """A phone on which this client has come in, in this language."""
    state = cookies_of(chromium, site, address)
    chosen = {"name": "language", "value": language, "domain": "localhost", "path": "/"}
    chosen |= {"expires": -1, "httpOnly": False, "secure": False, "sameSite": "Lax"}
    others = [cookie for cookie in state["cookies"] if cookie["name"] != "language"]
    state = {**state, "cookies": [*others, chosen]}
    return browser_for(viewport, language=language, storage_state=state, has_touch=True, **options)
