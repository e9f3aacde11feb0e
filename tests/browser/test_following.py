"""A dossier manager in March: who is late, what is done about it, and whom to call, on a phone without scripts."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.addresses import PASSWORD
from tests.browser.conftest import DESK, PHONE, sign_in
from tests.browser.followed import EMAIL
from tests.browser.test_pages import faults
from tests.browser.walking import press

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def campaign(server):
    return json.loads(server.run("tests.browser.followed"))["campaign"]


def test_the_late_ones_get_another_day(site, campaign, browser_for):
    office = browser_for(DESK)
    sign_in(office, site, EMAIL, PASSWORD)
    office.goto(f"{site}/campaigns/{campaign}/")
    press(office, office.get_by_role("link", name="Late", exact=True))
    rows = office.locator("table.rows tbody tr").filter(has=office.locator("[data-tick]"))
    expect(rows).to_have_count(3)
    rows.nth(0).locator("[data-tick]").check()
    rows.nth(1).locator("[data-tick]").check()
    expect(office.locator("[data-tick-count]")).to_have_text("2")
    press(office, office.locator("#bulk").get_by_role("button", name="Move the due date"))
    expect(office.get_by_role("heading", level=1)).to_contain_text("2 dossiers")
    day = timezone.localdate() + timedelta(days=12)
    office.fill("[name=day]", day.isoformat())
    press(office, office.locator("main").get_by_role("button", name="Move the due date"))
    expect(office.get_by_text("Due date moved for 2 dossiers.")).to_be_visible()
    assert office.url.endswith("?late=1")
    expect(rows).to_have_count(1)
    office.goto(f"{site}/campaigns/{campaign}/")
    expect(rows.first).to_contain_text("in 12 days")


def test_whom_to_call_on_a_phone_without_scripts(site, campaign, browser_for):
    phone = browser_for(PHONE, javascript=False)
    sign_in(phone, site, EMAIL, PASSWORD)
    phone.goto(f"{site}/campaigns/dossiers/")
    press(phone, phone.get_by_role("link", name="Who to call today"))
    claes = phone.locator(".calls > li").filter(has_text="Claes")
    expect(claes).to_contain_text("Mail does not reach them.")
    number = claes.get_by_role("link", name=re.compile(r"\+32 470"))
    assert number.get_attribute("href") == "tel:+32470123456"
    assert number.bounding_box()["height"] >= 44
    claes.locator("summary").click()
    claes.get_by_label("What was said").fill("New address comes tomorrow")
    press(phone, claes.get_by_role("button", name="Keep the note"))
    expect(phone.get_by_text("Your note is saved.")).to_be_visible()
    expect(claes).to_have_count(0)


@pytest.mark.parametrize(
    "address", ["/campaigns/{}/", "/reminders/calls/", "/campaigns/dossiers/?managers=1"]
)
def test_nobody_stumbles_over_curve_and_calls(site, campaign, browser_for, address):
    for viewport in (PHONE, DESK):
        page = browser_for(viewport)
        sign_in(page, site, EMAIL, PASSWORD)
        assert faults(page, site + address.format(campaign)) == []
