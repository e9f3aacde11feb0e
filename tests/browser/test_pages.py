"""Every page, looked at by axe-core on a phone and on a desk, in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE, sign_in
from tests.browser.stumbling import RULES
from tests.browser.walking import come_in

pytestmark = pytest.mark.browser

OFFICE = [
    "/clients/",
    "/clients/?state=not_invited",
    "/clients/?q=nobodyatall",
    "/clients/add/",
    "/clients/1/",
    "/clients/1/edit/",
    "/clients/1/erase/",
    "/clients/1/merge/",
    "/campaigns/",
    "/campaigns/1/",
    "/campaigns/invite/",
    "/campaigns/invite/?client=30",
    "/dossiers/5/",
    "/dossiers/9/questions/",
    "/dossiers/9/questions/add/",
    "/dossiers/9/questions/name/off/",
    "/dossiers/18/",
    "/dossiers/18/values/joint_return/set/",
    "/exports/clients/1/",
    "/questionnaires/",
    "/questionnaires/1/",
    "/questionnaires/1/preview/?section=all",
    "/questionnaires/1/blank/",
    "/questionnaires/upload/",
    "/questionnaires/library/",
    "/questionnaires/library/look/?key=kyc_intake",
    "/questionnaires/2/next/",
    "/questionnaires/2/draft/",
    "/questionnaires/2/revisions/",
    "/imports/",
    "/outbox/",
    "/firm/",
    "/firm/colleagues/",
    "/firm/events/",
    "/firm/account/",
    "/firm/mails/texts/",
    "/firm/mails/sender/",
    "/account/2fa/",
    "/account/password/change/",
    "/nowhere/",
]
PUBLIC = [
    "/account/login/",
    "/invitations/test/",
    "/account/password/reset/",
    "/q/no.link",
    "/firm/join/nothing/",
]
PORTAL = ["/q/start/", "/q/tasks/", "/q/check/", "/q/send/"]
LOOKS = [(PHONE, "light"), (DESK, "dark")]


def faults(page, address):
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
    broken = [f"answers {status}"] if status >= 500 else []
    return [*broken, *lines, *errors, *(["scrolls sideways"] if wide else [])]


def walk(page, site, addresses):
    return {address: found for address in addresses if (found := faults(page, f"{site}{address}"))}


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS, ids=["phone, light", "desk, dark"])
def test_no_page_of_the_office_makes_anybody_stumble(site, browser_for, viewport, scheme):
    page = browser_for(viewport, color_scheme=scheme)
    sign_in(page, site)
    draft_next_year(page, site)
    assert walk(page, site, OFFICE) == {}
    discard_draft(page, site)


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
