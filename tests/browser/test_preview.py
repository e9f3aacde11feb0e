"""A colleague tries a questionnaire out, with and without JavaScript, and with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, sign_in

pytestmark = pytest.mark.browser
SHORT = "Belgian income tax 2026, short form"


def open_preview(page, site, section):
    sign_in(page, site)
    page.goto(f"{site}/questionnaires/")
    page.get_by_role("link", name=SHORT).click()
    page.get_by_role("link", name="Try it out").click()
    page.get_by_role("link", name=section).first.click()


def test_a_choice_brings_up_the_next_question_at_once(site, browser_for):
    page = browser_for()
    open_preview(page, site, "Your household")
    expect(page.locator("summary", has_text="The certificate or judgment")).to_be_visible()
    page.locator("#q-status_changed-yes").check()
    expect(page.locator("#q-status_document")).to_be_visible()
    page.reload()
    expect(page.locator("#q-status_document")).to_be_visible()


def test_without_javascript_continue_does_the_same(site, browser_for):
    page = browser_for(PHONE, javascript=False)
    open_preview(page, site, "Your household")
    page.locator("#q-status_changed-yes").check()
    page.locator("#page-q-status_changed").get_by_role("button", name="Continue").click()
    expect(page.locator("#q-status_document")).to_be_visible()
    page.locator("button", has_text="Add one").first.click()
    expect(page.locator("fieldset.phone-entry")).to_have_count(1)


def test_the_keyboard_opens_the_reason(site, browser_for):
    page = browser_for()
    open_preview(page, site, "Your household")
    line = page.locator("summary", has_text="The certificate or judgment")
    line.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Asked only if “Did this change in 2025?” is Yes.")).to_be_visible()
