"""Signing in as people meet it: the second step for the first time, and the password once more before a file."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, sign_in
from tests.browser.prepared_access import PASSWORD
from tests.browser.test_pages import RULES
from tests.firms.test_signin import code_for

pytestmark = pytest.mark.browser


def looks_well(page):
    assert Axe().run(page, options=RULES).response["violations"] == []
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]


@pytest.fixture(scope="module")
def ida(server):
    return server.run("tests.browser.prepared_access")


def test_a_second_step_is_set_up_at_the_first_sign_in(browser_for, site, ida):
    page = browser_for(PHONE)
    page.goto(f"{site}/questionnaires/library/")
    page.fill("input[name=login]", ida)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page.locator("h1")).to_have_text("One more step to sign in")
    looks_well(page)
    page.get_by_role("link", name="Set it up with my phone").click()
    expect(page.locator("img.qr")).to_be_visible()
    looks_well(page)
    assert page.locator("nav.rail a[href='/clients/']").count() == 0
    page.get_by_text("Cannot scan?").click()
    page.fill("input[name=code]", code_for(page.locator("main code").inner_text()))
    page.get_by_role("button", name="Turn on").click()
    expect(page.locator("#recovery_codes")).to_be_visible()
    looks_well(page)
    page.get_by_role("link", name="I have kept them: go on").click()
    page.wait_for_url(f"{site}/questionnaires/library/")


def test_a_file_waits_for_the_password_and_comes_by_itself(browser_for, site, server):
    page = browser_for()
    sign_in(page, site)
    page.goto(f"{site}/firm/events/?what=signed+in")
    server.run("tests.browser.sessions_aged")
    page.get_by_role("button", name="Excel").click()
    expect(page.locator("h1")).to_have_text("Is it you?")
    looks_well(page)
    page.fill("input[name=password]", "carnet-demo-2026")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Confirm").click()
    assert coming.value.suggested_filename.endswith(".xlsx")
    expect(page.locator("h1")).to_have_text("Thank you")
    looks_well(page)
    page.get_by_role("link", name="Back to where I was").click()
    page.wait_for_url(f"{site}/firm/events/?what=signed+in")


def test_a_number_in_place_is_shown_after_the_password(browser_for, site, server):
    page = browser_for()
    sign_in(page, site)
    page.goto(f"{site}/clients/1/")
    server.run("tests.browser.sessions_aged")
    page.get_by_role("button", name="Show: ").first.click()
    page.fill("input[name=password]", "carnet-demo-2026")
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(f"{site}/clients/1/number/")
    expect(page.get_by_role("button", name="Show: ")).to_have_count(0)
