"""A firm that keeps its clients in AdminPulse, from signing in there to inviting them; a stand-in is the AdminPulse."""

import re

import pytest
from playwright.sync_api import expect

from carnet.connectors.adminpulse.standin import CLIENT, CLIENT_SECRET, Software
from carnet.connectors.standin import running
from tests.browser.conftest import PHONE, Server, sign_in
from tests.browser.test_pages import faults

pytestmark = pytest.mark.browser
RETURN = "Aangifte PB"


@pytest.fixture(scope="module")
def software():
    software = Software(relations=30, thin=True)
    with running(software) as address:
        software.address = address
        yield software


@pytest.fixture(scope="module")
def own_site(software, tmp_path_factory):
    """A Carnet that its operator has registered there."""
    server = Server(tmp_path_factory.mktemp("adminpulse"))
    server.environment |= {
        "INNER_HOSTS": "127.0.0.1",
        "ADMINPULSE_API": software.address,
        "ADMINPULSE_CLIENT_ID": CLIENT,
        "ADMINPULSE_CLIENT_SECRET": CLIENT_SECRET,
        "ADMINPULSE_AUTHORIZE_URL": f"{software.address}/oauth/authorize",
        "ADMINPULSE_TOKEN_URL": f"{software.address}/oauth/token",
    }
    server.start()
    try:
        yield server.address
    finally:
        server.stop()


def heading(page):
    return page.get_by_role("heading", level=1)


def connect(page, site):
    """By signing in there. The browser lets no form lead outside, so the way is a link."""
    page.goto(f"{site}/firm/connections/add/?software=adminpulse")
    page.get_by_role("button", name="Connect").click()
    expect(heading(page)).to_have_text("Sign in to AdminPulse")
    page.get_by_role("link", name="Go to AdminPulse").click()
    expect(heading(page)).to_contain_text("active")


def test_from_signing_in_to_inviting_those_of_a_task_template(own_site, browser_for):
    page = browser_for()
    sign_in(page, own_site)
    connect(page, own_site)
    connection = page.url.rstrip("/").rpartition("/")[2]
    there = f"{own_site}/firm/connections/adminpulse/{connection}/sign-in/"
    assert faults(page, there) == []
    page.go_back()
    page.get_by_role("link", name="Import clients").click()
    page.get_by_label("Which clients").select_option(label=RETURN)
    page.get_by_role("button", name="Fetch the clients").click()
    expect(heading(page)).to_contain_text(re.compile(r"\d+ rows: \d+ new"), timeout=60_000)
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**/result/")
    expect(heading(page)).to_contain_text("clients imported")
    page.get_by_role("link", name=re.compile("Invite")).first.click()
    expect(heading(page)).to_contain_text("Invite")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_name_is_corrected_on_a_phone(own_site, software, browser_for, javascript):
    page = browser_for(PHONE, javascript=javascript)
    sign_in(page, own_site)
    connect(page, own_site)
    page.get_by_role("link", name="Names of fields").click()
    row = page.get_by_role("row").filter(has_text="First name").first
    expect(row).to_contain_text(software.rows[0]["firstName"])
    page.get_by_label("First name", exact=True).fill("displayName")
    page.get_by_role("button", name="Show what is found so").click()
    expect(row).to_contain_text(software.rows[0]["displayName"])
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. The next import")).to_be_visible()
    expect(row).to_contain_text("yours")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if javascript:
        assert faults(page, page.url) == []
    page.get_by_role("button", name="Back to all usual names").click()
    expect(row).to_contain_text("assumed")
