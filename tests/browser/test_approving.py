"""A woman of seventy in German, on an old phone that runs no scripts: where her return is, and her approval."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.visiting import enter
from tests.browser.walking import press

pytestmark = pytest.mark.browser


@pytest.fixture
def phone_of(server, browser_for):
    def phone_of(name):
        options = {"language": "de", "viewport": PHONE, "javascript": False}
        return enter(browser_for, server, name, **options)

    return phone_of


def now_on(phone):
    return phone.locator("ol.road > li[aria-current=step]")


def open_it(phone, site):
    """Her link leads to the list of sections; there is news, so that she sees the road."""
    phone.goto(f"{site}/q/start/")
    assert phone.url.endswith("/q/return/")
    expect(phone.locator("html")).to_have_attribute("lang", "de")
    expect(now_on(phone)).to_have_count(1)
    press(phone, phone.locator(".next a.button"))


def test_she_reads_and_approves_without_scripts(site, phone_of):
    phone = phone_of("approving")
    open_it(phone, site)
    sheets = phone.locator("img.sheet")
    expect(sheets).to_have_count(3)
    sheets.nth(2).scroll_into_view_if_needed()
    loaded = "image => image.complete && image.naturalWidth > 200"
    expect(sheets.nth(2)).to_be_visible()
    phone.wait_for_timeout(300)
    assert sheets.nth(0).evaluate(loaded)
    press(phone, phone.locator("main form .actions button:not([name])"))
    expect(phone).to_have_title(re.compile("Income tax 2025"))
    assert phone.locator(".errors a").count() == 2
    phone.fill("[name=name]", "Rosa Approving")
    phone.press("[name=name]", "Enter")  # the box is not ticked yet
    expect(phone.locator(".errors a")).to_have_count(1)
    expect(phone.locator("[name=name]")).to_have_value("Rosa Approving")
    phone.check("[name=agreed]")
    press(phone, phone.locator("main form .actions button:not([name])"))
    assert phone.url.endswith("/q/return/")
    expect(now_on(phone)).to_have_count(0)
    expect(phone.locator("ol.road > li.done")).to_have_count(3)
    press(phone, phone.locator(".tasks a"))
    expect(phone.locator("main")).to_contain_text("Rosa Approving")
    assert not phone.locator("[name=agreed]").count()


def test_she_says_what_is_not_right(site, phone_of):
    phone = phone_of("declining")
    open_it(phone, site)
    expect(phone.locator("[name=reason]")).not_to_be_visible()
    phone.locator("details.foldout > summary").click()
    press(phone, phone.locator("button[name=do]"))
    expect(phone.locator("[name=reason]")).to_be_visible()
    phone.fill("[name=reason]", "Das Kind fehlt.")
    press(phone, phone.locator("button[name=do]"))
    assert phone.url.endswith("/q/return/")
    press(phone, phone.locator(".tasks a"))
    expect(phone.locator("main")).to_contain_text("Das Kind fehlt.")
