"""Every page, looked at by axe-core on a phone and on a desk, in light and dark."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.addresses import OFFICE, PASSWORD, PORTAL, PREPARED, PUBLIC, REFUSED, SHOWN_TO
from tests.browser.conftest import DESK, PHONE, sign_in
from tests.browser.stumbling import RULES, covered, sideways, spaced
from tests.browser.walking import come_in

pytestmark = pytest.mark.browser

LOOKS = [(PHONE, "light"), (DESK, "dark")]


def faults(page, address, answers=200):
    """What a person would stumble over: axe's findings, sideways scrolling, errors in the console."""
    errors = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    status = page.goto(address).status
    found = Axe().run(page, options=RULES).response["violations"]
    lines = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
    wide = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    # A page that answers 404 or 410 on purpose is itself such a line in the console.
    errors = [error for error in errors if "Failed to load resource" not in error]
    broken = [f"answers {status}"] if status != answers else []
    return [*broken, *lines, *errors, *(["scrolls sideways"] if wide else [])]


def walk(page, site, addresses):
    looked = {one: faults(page, f"{site}{one}", REFUSED.get(one, 200)) for one in addresses}
    return {address: found for address, found in looked.items() if found}


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS, ids=["phone, light", "desk, dark"])
def test_no_page_of_the_office_makes_anybody_stumble(site, browser_for, viewport, scheme):
    page = browser_for(viewport, color_scheme=scheme)
    sign_in(page, site)
    draft_next_year(page, site)
    assert walk(page, site, OFFICE) == {}
    if viewport == PHONE:
        assert walk_near(page, site, OFFICE) == {}
    discard_draft(page, site)


def walk_near(page, site, addresses):
    """As who needs it large sees it: at 320 px, at 400 %, with letters spaced, from key to key."""
    found = {}
    for address in addresses:
        page.goto(f"{site}{address}")
        if told := [*sideways(page), *spaced(page), *covered(page)]:
            found[address] = told
    return found


@pytest.fixture(scope="module")
def update(server):
    """The page where a firm chooses between its own words and Carnet's newer ones."""
    return server.run("tests.browser.outdated").strip()


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS, ids=["phone, light", "desk, dark"])
def test_choosing_what_to_take_of_an_update_makes_nobody_stumble(
    site, update, browser_for, viewport, scheme
):
    page = browser_for(viewport, color_scheme=scheme)
    sign_in(page, site)
    assert walk(page, site, [update]) == {}
    assert page.locator("main form input[value=theirs]").count() > 1


@pytest.fixture(scope="module")
def prepared(server):
    return json.loads(server.run("tests.browser.prepared_office"))


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS, ids=["phone, light", "desk, dark"])
def test_no_page_of_what_the_demo_lacks_makes_anybody_stumble(
    site, browser_for, prepared, viewport, scheme
):
    page = browser_for(viewport, color_scheme=scheme)
    sign_in(page, site, SHOWN_TO, PASSWORD)
    addresses = [prepared[name] for name in PREPARED]
    assert walk(page, site, [*addresses, *prepared["long"]]) == {}
    page.goto(f"{site}{prepared['reviews:open']}")
    page.get_by_role("button", name="Fill in together").click()
    page.wait_for_url("**/together/**")
    assert faults(page, page.url) == []


def draft_next_year(page, site):
    """So that there is something to see on the page of a draft."""
    page.goto(f"{site}/questionnaires/2/next/")
    page.locator("main form .actions button").first.click()
    page.wait_for_url(f"{site}/questionnaires/2/draft/")


def discard_draft(page, site):
    """Other stories use the same questionnaire."""
    page.goto(f"{site}/questionnaires/2/draft/")
    page.get_by_role("button", name="Discard the draft").click()
    page.wait_for_url(f"{site}/questionnaires/2/")


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS, ids=["phone, light", "desk, dark"])
def test_no_page_before_signing_in_makes_anybody_stumble(site, browser_for, viewport, scheme):
    assert walk(browser_for(viewport, color_scheme=scheme), site, PUBLIC) == {}


def test_no_page_of_a_client_makes_anybody_stumble(site, browser_for):
    office = browser_for()
    sign_in(office, site)
    phone = browser_for(PHONE, language="fr-BE")
    come_in(phone, office, site, "client01@example.org")
    questions = section_pages(phone, site)
    assert walk(phone, site, [*PORTAL, *questions]) == {}


def section_pages(phone, site):
    phone.goto(f"{site}/q/tasks/")
    links = phone.locator("ul.tasks a").all()
    return [link.get_attribute("href") for link in links]
