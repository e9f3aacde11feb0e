"""Every page a client may see before coming in, in every language: nobody stumbles."""

import json
import sqlite3

import pytest

from tests.browser.conftest import PHONE
from tests.browser.every_kind import LANGUAGES
from tests.browser.stumbling import faults

pytestmark = pytest.mark.browser

UNDATED = "document.querySelector('[name=shown]').value = ''"


@pytest.fixture(scope="module")
def doors(server):
    return json.loads(server.run("tests.browser.prepared_doors"))


def press(phone):
    with phone.expect_navigation():
        phone.locator("main form button.button:visible").first.click()


def looked_at(phone, link, proof):
    """The page of the link, and what comes when its button is pressed on a page without the moment it was shown at:
    a code keeps out who kept that page; where nothing does, the button has to be pressed again."""
    phone.goto(link)
    yield f"link: {proof}"
    phone.evaluate(UNDATED)
    press(phone)
    yield f"pressed: {proof}"
    if proof != "link":
        yield from tried(phone, proof)


def tried(phone, proof):
    # The worker may mail the code meanwhile, and the tries begin anew.
    for number in range(12):
        phone.fill("[name=digits]", "" if number == 0 else "0" * {"code": 8, "pin": 6}[proof])
        press(phone)
        if number < 2:
            yield f"{['nothing typed', 'wrong'][number]}: {proof}"
        if not phone.locator("[name=digits]").count():
            break
    yield f"tried too often: {proof}"


def ended(phone, links, site):
    phone.goto(links["often"])
    phone.evaluate(UNDATED)
    press(phone)
    yield "asked too often"
    phone.goto(links["over"])
    yield "link has expired"
    press(phone)
    yield "a new link was asked for"
    phone.goto(f"{site}{links['square']}")
    yield "go on on this phone"
    phone.goto(f"{site}/q/phone/nothing/")
    yield "square has ended"
    phone.context.clear_cookies(name="browser")
    phone.goto(f"{site}/q/code/")
    yield "a code, but nobody asked"


def guess(server, count):
    """How many links nobody knows were asked for from here in these ten minutes."""
    base = sqlite3.connect(server.folder / "carnet.sqlite3", timeout=20)
    with base:
        assert base.execute("UPDATE invitations_stray SET count = ?", [count]).rowcount
    base.close()


def guessed(phone, server):
    phone.goto(f"{server.address}/q/no.link")
    yield "link nobody knows"
    guess(server, 1000)
    phone.goto(f"{server.address}/q/no.link")
    yield "guessed too often"
    guess(server, 0)


def pages(phone, links, server):
    for proof in ("link", "code", "pin"):
        yield from looked_at(phone, links[proof], proof)
    yield from ended(phone, links, server.address)
    yield from guessed(phone, server)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_stumbles_before_coming_in(server, browser_for, doors, language):
    phone = browser_for(PHONE, language=language, has_touch=True)
    found, seen = {}, {}
    for name in pages(phone, doors[language], server):
        assert phone.locator("html").get_attribute("lang") == language, name
        seen[name] = phone.locator("h1").inner_text()
        if told := faults(phone, first=language == "en"):
            found[name] = told
    assert found == {}
    assert len(set(seen.values())) == 11, seen
